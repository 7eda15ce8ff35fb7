"""Unexpected errors: the person gets a reference number in their language, and no value is logged."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

import commands
from bot import logs
from bot.rules.privacy import Leak
from bot.slack.uploads import FoundFile, Upload
from tests.commands.harness import DESK, EMMA, EN, JA, STAFF, TEAM, make_context, open_harness
from tests.sandbox.slack.client import until
from tests.services import harness as services_harness
from tests.services.files import make_debts
from tests.services.steps import import_list
from tests.slack.server import Slack, serve_slack

SECRET = "納税太郎 090-1234-5678"
REFERENCE = re.compile(r"[2-9A-Z]{8}")


class BrokenServices:
    """Services of which every part raises an error with a text that nobody may see."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(SECRET)


class BrokenUploads:
    @contextmanager
    def fetch_file(self, file_id: str, on_found: Callable[[FoundFile], None]) -> Iterator[Upload]:
        if file_id:
            on_found(FoundFile(STAFF, None))
            raise RuntimeError(SECRET)
        yield Upload("", "", Path())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Configure logging as the bot does, to a string."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in logs.OURS]
    before = (list(root.handlers), root.level, [one.level for one in ours])
    stream = io.StringIO()
    logs.configure_logging("INFO", stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    for one, level in zip(ours, before[2], strict=True):
        one.setLevel(level)


def list_errors(log: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "listener_failed"]


def test_an_error_in_a_command_gives_a_reference_in_the_persons_language(tmp_path: Path, log: io.StringIO) -> None:
    with open_harness(tmp_path, services=BrokenServices()) as harness:
        for user, words in ((STAFF, JA), (EMMA, EN)):
            harness.type_command("/sms", user)
            start, end = words("notice.failed", reference="\0").split("\0")
            until(partial(harness.list_notices, user))
            (notice,) = harness.list_notices(user)
            assert notice.startswith(f"{words('mode.sandbox.brief')} {start}")
            assert notice.endswith(end)
            reference = REFERENCE.findall(notice)[0]
            assert [error["reference"] for error in list_errors(log)][-1] == reference
    assert "090-1234" not in log.getvalue()
    assert "太郎" not in log.getvalue()
    assert list_errors(log)[0]["fault"][0]["type"] == "builtins.RuntimeError"


def test_an_error_after_a_form_replaces_the_working_page(tmp_path: Path, log: io.StringIO) -> None:
    with open_harness(tmp_path, uploads=BrokenUploads()) as harness:
        harness.upload_list()
        page = harness.read_view(STAFF, "notice")
        assert REFERENCE.search(page)
        assert "太郎" not in page
    assert len(list_errors(log)) == 1
    assert "太郎" not in log.getvalue()


def test_an_error_of_a_button_is_shown_in_its_channel(tmp_path: Path, log: io.StringIO) -> None:
    with open_harness(tmp_path) as harness:
        ts = harness.post_campaign_card(harness.submit_campaign())
        harness.services.store.close()
        harness.press(STAFF, ts, "campaign_withdraw", "1")
        harness.press(STAFF, ts, "campaign_withdraw", str(10**30))
        until(lambda: any(REFERENCE.search(text) for text in harness.list_notices(STAFF)))  # another may come later


def make_request(payload: dict[str, Any]) -> BoltRequest:
    return BoltRequest(body=payload, mode="socket_mode")


def make_command(name: str, url: str = "") -> BoltRequest:
    person = {"user_id": STAFF, "team_id": TEAM, "channel_id": DESK}
    return make_request({"command": name, **person, "text": "", "trigger_id": "1.2", "response_url": url})


@contextmanager
def open_app(folder: Path, slack: Slack) -> Iterator[tuple[App, services_harness.HarnessContext]]:
    """Open Bolt with our listeners, without a socket."""
    services = services_harness.open_context(folder)
    slack.answers["auth.test"] = {"ok": True, "team_id": TEAM, "bot_id": "B1", "user_id": "U0NOFUBOT01"}
    slack.answers["users.info"] = {"ok": True, "user": {"id": STAFF, "team_id": TEAM, "locale": "ja-JP"}}
    slack.answers["usergroups.list"] = {"ok": True, "usergroups": [{"id": "S0STAFF0000", "users": [STAFF]}]}
    context = make_context(slack.base, "xoxb-test", services)
    app = App(client=context.client, token_verification_enabled=False)
    commands.register(app, context)
    try:
        yield app, services
    finally:
        services.store.close()


def make_submission(text: str | None) -> dict[str, Any]:
    values = {
        "list": {"list": {"selected_option": {"value": "1"}}},
        "template": {"template": {"selected_option": {"value": "call_back"}}},
        "text": {"text": {"value": text}},
        "when": {"when": {"selected_date_time": None}},
    }
    view = {"id": "V1", "type": "modal", "callback_id": "campaign_new", "state": {"values": values}}
    user = {"id": STAFF, "team_id": TEAM}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": user, "view": view, "trigger_id": "1.2"}


def test_the_error_of_a_field_shows_no_personal_number(tmp_path: Path) -> None:
    with serve_slack() as slack, open_app(tmp_path, slack) as (app, services):
        import_list(services, make_debts(1))
        answer = app.dispatch(make_request(make_submission("{city}{desk}{phone} 123456789018円")))
        assert isinstance(answer, BoltResponse)
        assert json.loads(str(answer.body))["errors"] == {"text": JA("lint.amount", found="***円")}


def test_an_acknowledgement_passes_the_privacy_check(tmp_path: Path) -> None:
    caught: list[Leak] = []

    def leak(ack: Any) -> None:
        try:
            ack(text="090-1234-5678")
        except Leak as error:
            caught.append(error)
            ack()

    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        app.command("/leak")(leak)
        answer = app.dispatch(make_command("/leak"))
        assert (answer.status, answer.body) == (200, "")
    assert len(caught) == 1


def test_a_listener_that_fails_before_its_acknowledgement_is_acknowledged(tmp_path: Path, log: io.StringIO) -> None:
    def fail(ack: Any) -> None:
        raise RuntimeError(SECRET)

    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        app.command("/fail")(fail)
        assert app.dispatch(make_command("/fail", f"{slack.base}/hook")).status == 200
        until(lambda: "hook" in slack.names())
    assert len(list_errors(log)) == 1


def test_an_error_that_slack_cannot_show_is_logged(tmp_path: Path, log: io.StringIO) -> None:
    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        assert app.dispatch(make_command("/sms", "http://127.0.0.1:9/hook")).status == 200
        until(lambda: "not_told" in log.getvalue())
    assert len(list_errors(log)) == 1


@pytest.mark.parametrize("url", ["hook", None])
def test_a_form_that_slack_does_not_open_is_acknowledged_and_is_no_unexpected_error(
    url: str | None, tmp_path: Path, log: io.StringIO
) -> None:
    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        slack.answers["views.open"] = {"ok": False, "error": "ratelimited"}
        hook = f"{slack.base}/{url}" if url else "http://127.0.0.1:9/hook"
        answer = app.dispatch(make_command("/sms-new", hook))
        assert (answer.status, answer.body) == (200, "")
        until(lambda: "hook" in slack.names() if url else "not_told" in log.getvalue())
        if url:
            assert JA("notice.not_opened") in str(next(call for call in slack.calls if call.name == "hook").fields)
    assert "view_not_opened" in log.getvalue()
    assert list_errors(log) == []


def test_a_listener_that_fails_at_once_after_its_acknowledgement_is_acknowledged(
    tmp_path: Path, log: io.StringIO
) -> None:
    given: list[BoltResponse | None] = []

    def fail(ack: Any) -> None:
        ack()
        ack.response = None  # what Bolt does when the listener fails before it has looked
        given.append(ack.response)

    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        app.command("/fail")(fail)
        assert app.dispatch(make_command("/fail")).status == 200
    assert given[0] is not None
    assert list_errors(log) == []


def test_without_roles_from_slack_a_person_may_do_nothing(tmp_path: Path) -> None:
    with serve_slack() as slack, open_app(tmp_path, slack) as (app, _):
        slack.answers["users.info"] = {"ok": False, "error": "internal_error"}
        page = {"ok": True, "view": {"id": "V1", "hash": "1.x"}}
        slack.answers |= {"views.open": page, "views.update": page}
        assert app.dispatch(make_command("/sms-new")).status == 200
        until(lambda: "views.update" in slack.names())
        shown = next(call for call in slack.calls if call.name == "views.update")
        assert JA("refusal.slack_unreachable") in str(shown.fields)
