"""`nofu renumber` counts what would change, and changes nothing without `--apply`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.harness import EN
from tests.commands.shell import Shell
from tests.services.files import Paid, make_debts, write_lines
from tests.services.steps import import_list, import_paid, submit


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, EN)
    import_list(found.services, make_debts(3))
    import_paid(found.services, [Paid(taxpayer="1001")])
    yield found
    found.services.store.close()


def write(folder: Path, *rows: str, heading: str = "旧宛名番号,新宛名番号") -> Path:
    return write_lines(folder / "numbers.csv", heading, rows)


@pytest.mark.parametrize(
    "heading", ["旧宛名番号,新宛名番号", "変更前,変更後", "変更前宛名番号,変更後宛名番号", "old_id,new_id"]
)
def test_a_dry_run_counts_and_changes_nothing(shell: Shell, tmp_path: Path, heading: str) -> None:
    before = shell.services.column("SELECT taxpayer_key FROM recipients UNION ALL SELECT taxpayer_key FROM payments")
    path = write(tmp_path, "0001001,２００１", "1002,2001", "1003,1003", "1002,2001", "7777,8888", heading=heading)
    code, out, err = shell("renumber", path, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    expected = {"rows": 5, "changed": 3, "unchanged": 1, "repeated": 1, "known": 3, "merged": 2, "applied": False}
    assert expected.items() <= found.items()
    assert (found["recipients"], found["payments"], found["messages"], found["promises"]) == (2, 1, 0, 0)
    after = shell.services.column("SELECT taxpayer_key FROM recipients UNION ALL SELECT taxpayer_key FROM payments")
    assert before == after
    text = shell("renumber", path)[1]
    assert EN("payments.no_date") not in text, "new ids are of no day"
    assert EN("renumber.nothing_changed") in text
    assert EN("count.line", label=EN("renumber.merged"), count="2 people") in text


def test_with_apply_it_changes_what_the_dry_run_counted(shell: Shell, tmp_path: Path) -> None:
    path = write(tmp_path, "1001,2001", "1002,2001")
    tried, applied = (json.loads(shell("renumber", path, *more, "--json")[1]) for more in ([], ["--apply"]))
    assert (tried.pop("applied"), applied.pop("applied")) == (False, True)
    assert tried.pop("seconds") >= 0 <= applied.pop("seconds")
    assert tried == applied
    assert shell.services.list_audited()[-1] == ("terminal", "renumbering.apply", "done")
    assert shell.services.count("recipients") == 2
    for more in ([], ["--apply"]):
        code, out, err = shell("renumber", path, *more)
        assert (code, out) == (1, "")
        assert EN("refusal.renumber_repeated", rows="2, 3") in err
    assert EN("renumber.applied") in shell("renumber", write(tmp_path, "1003,2003"), "--apply")[1]


def test_a_dry_run_says_that_a_campaign_under_way_would_refuse_it(shell: Shell, tmp_path: Path) -> None:
    path = write(tmp_path, "1001,2001")
    refused = EN("renumber.would_be_refused", reason=EN("refusal.renumber_campaigns_open", campaign="1"))
    assert json.loads(shell("renumber", path, "--json")[1])["refused"] is None
    submit(shell.services, import_list(shell.services, make_debts(3), again=True).target.id)
    code, out, _ = shell("renumber", path)
    assert (code, refused in out) == (0, True)
    assert json.loads(shell("renumber", path, "--json")[1])["refused"] == "renumber_campaigns_open"
    code, out, err = shell("renumber", path, "--apply")
    assert (code, out) == (1, "")
    assert EN("refusal.renumber_campaigns_open", campaign="1") in err


def test_an_old_id_takes_the_place_of_another_in_one_step(shell: Shell, tmp_path: Path) -> None:
    out = shell("renumber", write(tmp_path, "1001,1002", "1002,1001"), "--json")[1]
    assert json.loads(out)["merged"] == 0
    out = shell("renumber", write(tmp_path, "1001,1002"), "--json")[1]
    assert json.loads(out)["merged"] == 2


@pytest.mark.parametrize(
    ("rows", "refusal", "lines"),
    [
        (["1001,2001", "1002,"], "renumber_unread", "3"),
        ([",2001", "1002,不明"], "renumber_unread", "2, 3"),
        (["1001,1.2E+09"], "renumber_unread", "2"),
        (["1001,同左", "1002,廃止", "1003,変更なし", "1004,1→2", "1005,2005"], "renumber_unread", "2, 3, 4, 5"),
        (["1001,2001", "1002,2002", "1001,2003"], "renumber_conflict", "2, 4"),
        ([], "renumber_empty", ""),
    ],
)
def test_one_faulty_row_refuses_the_file(
    shell: Shell, tmp_path: Path, rows: list[str], refusal: str, lines: str
) -> None:
    code, out, err = shell("renumber", write(tmp_path, *rows))
    assert (code, out) == (1, "")
    assert EN(f"refusal.{refusal}", rows=lines) in err
    assert shell.services.list_audited()[-1] == ("terminal", "renumbering.look", refusal)


def test_a_file_without_a_heading_of_new_ids_is_refused(shell: Shell, tmp_path: Path) -> None:
    code, _, err = shell("renumber", write(tmp_path, "1001,x", heading="旧宛名番号,備考"))
    assert code == 4
    assert EN("refusal.no_id_column") in err


def test_the_columns_can_be_assigned(shell: Shell, tmp_path: Path) -> None:
    path = write(tmp_path, "1001,2001", heading="番号A,番号B")
    code, out, err = shell("renumber", path)
    assert (code, out) == (4, "")
    assert "“old_id” and “new_id”" in err
    assert "--columns taxpayer=…,new_taxpayer=…" in err
    code, out, _ = shell("renumber", path, "--columns", "taxpayer=番号A,new_taxpayer=番号B", "--json")
    assert (code, json.loads(out)["known"]) == (0, 1)
    code, out, err = shell("renumber", path, "--columns", "taxpayer=番号A,new_taxpayer=番号C")
    assert (code, EN("refusal.no_id_column") in err) == (4, True)
