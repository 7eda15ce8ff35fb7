"""`nofu find` on a real store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.call_backs import CallBackResult
from tests.commands.harness import JA
from tests.commands.shell import Shell
from tests.services.files import CallRow
from tests.services.steps import import_call_results, start_and_send
from tests.services.test_call_backs import record


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, JA)
    start_and_send(found.services)
    import_call_results(found.services, CallRow(result="納付約束", promised="2026/7/10"))
    record(found.services, CallBackResult.CALLED_BACK, note="memo")
    yield found
    found.services.store.close()


def test_a_person_is_printed_as_json_and_the_look_is_audited(shell: Shell) -> None:
    code, out, err = shell("find", "0013", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    message = {"ref": "0013", "campaign": 1, "intent": "call_back", "state": "accepted"}
    assert found.pop("messages") == [message | {"sent_at": "2026-07-07T00:05:00+00:00"}]
    assert found == {
        "ref": "0013",
        "unpaid": {"count": 1, "due_on": ["2026-05-31"], "as_of": None},
        "promises": [{"promised_on": "2026-07-10", "made_on": "2026-07-06", "state": "open"}],
        "calls": [
            {
                "at": "2026-07-07T00:05:00+00:00",
                "ref": "0013",
                "result": "called_back",
                "detail": "asked_why",
                "verified": True,
                "promised_on": None,
            }
        ],
        "kept_back": False,
        "others_with_number": 0,
    }
    assert shell.services.list_audited()[-1] == ("terminal", "person.look", "done")


def test_a_person_is_printed_as_text_without_markup(shell: Shell) -> None:
    code, out, _ = shell("find", "００１３")
    assert code == 0
    assert "受付番号 0013 の人" in out
    assert "期日待ち" in out
    assert "*" not in out
    assert "本人確認" not in out
    assert shell.services.audit_entries()[-1].facts["verified"] is False


@pytest.mark.parametrize(("ref", "key"), [("0031", "ref_mistyped"), ("5724", "ref_unknown"), ("", "ref_missing")])
def test_a_reference_that_nobody_has_is_one_sentence(shell: Shell, ref: str, key: str) -> None:
    code, out, err = shell("find", ref)
    assert (code, out, err.strip()) == (1, "", JA(f"refusal.{key}", ref=ref))
