"""What nobody foresaw: a number for the person, in their language, the place in the log, and never a value."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

import commands
from bot import logs
from bot.rules.privacy import Leak
from bot.slack.uploads import Upload
from tests.commands.harness import DESK, EMMA, EN, JA, STAFF, TEAM, Bureau, office_at, opened
from tests.sandbox.slack.client import until
from tests.services import harness as services_harness
from tests.services.files import make_debts
from tests.services.steps import import_list
from tests.slack.harness import Slack, serving

SECRET = "納税太郎 090-1234-5678"
NUMBER = re.compile(r"[2-9A-Z]{8}")


class Broken:
    """A desk of which every part breaks, with a text that must not be seen."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(SECRET)


class BrokenUploads:
    @contextmanager
    def fetched(self, file_id: str, noted: Callable[[str], None]) -> Iterator[Upload]:
        if file_id:
            noted(STAFF)
            raise RuntimeError(SECRET)
        yield Upload("", "", Path())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as it is written."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in logs.OURS]
    before = (list(root.handlers), root.level, [one.level for one in ours])
    stream = io.StringIO()
    logs.configure_logging("INFO", stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    for one, level in zip(ours, before[2], strict=True):
        one.setLevel(level)


def faults(log: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "listener_failed"]


@contextmanager
def broken(folder: Path, **changes: object) -> Iterator[Bureau]:
    (folder / "slack").mkdir()
    with opened(folder, **changes) as bureau:
        yield bureau


def test_a_command_that_breaks_gives_a_number_in_the_persons_language(tmp_path: Path, log: io.StringIO) -> None:
    with broken(tmp_path, services=Broken()) as bureau:
        for user, words in ((STAFF, JA), (EMMA, EN)):
            bureau.type("/sms", user)
            start, end = words("notice.failed", reference="\0").split("\0")
            until(lambda user=user: bureau.told(user))  # type: ignore[misc]
            (told,) = bureau.told(user)
            assert told.startswith(start)
            assert told.endswith(end)
            number = NUMBER.findall(told)[0]
            assert [fault["reference"] for fault in faults(log)][-1] == number
    assert "090" not in log.getvalue()
    assert "太郎" not in log.getvalue()
    assert faults(log)[0]["fault"][0]["type"] == "builtins.RuntimeError"


def test_a_form_whose_work_breaks_does_not_say_working_for_ever(tmp_path: Path, log: io.StringIO) -> None:
    with broken(tmp_path, uploads=BrokenUploads()) as bureau:
        bureau.type("/sms-list")
        view = bureau.view(STAFF, "list_upload")["id"]
        bureau.submit(STAFF, view, file=bureau.targets(STAFF))
        page = str(bureau.view(STAFF, "notice")["blocks"])
        assert NUMBER.search(page)
        assert "太郎" not in page
    assert len(faults(log)) == 1
    assert "太郎" not in log.getvalue()


def test_a_button_that_breaks_is_told_where_it_was_pressed(tmp_path: Path, log: io.StringIO) -> None:
    with broken(tmp_path) as bureau:
        ts = bureau.card(bureau.pending())
        bureau.services.store.close()
        bureau.press(STAFF, ts, "campaign_withdraw", "1")
        bureau.press(STAFF, ts, "campaign_withdraw", str(10**30))
        until(lambda: [text for text in bureau.told(STAFF) if NUMBER.search(text)])  # the other may be told later


def request(payload: dict[str, Any]) -> BoltRequest:
    return BoltRequest(body=payload, mode="socket_mode")


@contextmanager
def dispatching(folder: Path, slack: Slack) -> Iterator[tuple[App, services_harness.HarnessContext]]:
    """Our listeners in Bolt, without a socket."""
    services = services_harness.open_context(folder)
    slack.answers["auth.test"] = {"ok": True, "team_id": TEAM, "bot_id": "B1", "user_id": "U0NOFUBOT01"}
    slack.answers["users.info"] = {"ok": True, "user": {"id": STAFF, "team_id": TEAM, "locale": "ja-JP"}}
    slack.answers["usergroups.users.list"] = {"ok": True, "users": [STAFF]}
    context = office_at(slack.base, "xoxb-test", services)
    app = App(client=context.client, token_verification_enabled=False)
    commands.register(app, context)
    try:
        yield app, services
    finally:
        services.store.close()


def submission(text: str | None) -> dict[str, Any]:
    values = {
        "list": {"list": {"selected_option": {"value": "1"}}},
        "template": {"template": {"selected_option": {"value": "call_back"}}},
        "text": {"text": {"value": text}},
        "when": {"when": {"selected_date_time": None}},
    }
    view = {"id": "V1", "type": "modal", "callback_id": "campaign_new", "state": {"values": values}}
    user = {"id": STAFF, "team_id": TEAM}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": user, "view": view, "trigger_id": "1.2"}


def test_what_is_quoted_under_a_field_shows_no_number(tmp_path: Path) -> None:
    with serving() as slack, dispatching(tmp_path, slack) as (app, services):
        import_list(services, make_debts(1))
        answer = app.dispatch(request(submission("{city}{desk}{phone} 123456789018円")))
        assert isinstance(answer, BoltResponse)
        assert json.loads(str(answer.body))["errors"] == {"text": JA("lint.amount", found="***円")}


def test_bolts_acknowledgement_is_ours_and_gated(tmp_path: Path) -> None:
    caught: list[Leak] = []

    def leak(ack: Any) -> None:
        try:
            ack(text="090-1234-5678")
        except Leak as found:
            caught.append(found)
            ack()

    with serving() as slack, dispatching(tmp_path, slack) as (app, _):
        app.command("/leak")(leak)
        payload = {"command": "/leak", "user_id": STAFF, "team_id": TEAM, "channel_id": DESK, "text": ""}
        answer = app.dispatch(request(payload))
        assert (answer.status, answer.body) == (200, "")
    assert len(caught) == 1


def test_a_listener_that_breaks_before_it_acknowledged_is_acknowledged_all_the_same(
    tmp_path: Path, log: io.StringIO
) -> None:
    def fall(ack: Any) -> None:
        raise RuntimeError(SECRET)

    with serving() as slack, dispatching(tmp_path, slack) as (app, _):
        app.command("/fall")(fall)
        url = f"{slack.base}/hook"
        payload = {"command": "/fall", "user_id": STAFF, "team_id": TEAM, "channel_id": DESK, "response_url": url}
        assert app.dispatch(request(payload)).status == 200
        until(lambda: "hook" in slack.names())
    assert len(faults(log)) == 1


def test_a_slack_that_takes_no_answer_either_is_logged(tmp_path: Path, log: io.StringIO) -> None:
    with serving() as slack, dispatching(tmp_path, slack) as (app, _):
        payload = {
            "command": "/sms", "user_id": STAFF, "team_id": TEAM, "channel_id": DESK,
            "response_url": "http://127.0.0.1:9/hook",
        }  # fmt: skip
        assert app.dispatch(request(payload)).status == 200
        until(lambda: "not_told" in log.getvalue())
    assert len(faults(log)) == 1


def test_who_is_unknown_while_slack_is_away_is_told_nothing_wrong_and_may_nothing(tmp_path: Path) -> None:
    with serving() as slack, dispatching(tmp_path, slack) as (app, _):
        slack.answers["users.info"] = {"ok": False, "error": "internal_error"}
        url = f"{slack.base}/hook"
        payload = {"command": "/sms-new", "user_id": STAFF, "team_id": TEAM, "channel_id": DESK, "response_url": url}
        assert app.dispatch(request(payload)).status == 200
        until(lambda: "hook" in slack.names())
        assert "views.open" not in slack.names()
