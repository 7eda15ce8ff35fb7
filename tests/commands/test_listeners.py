"""The listeners are those that the manifest declares, and each acknowledges before it asks Slack who a person is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partialmethod
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

import commands
from bot.model.access import Actor, Role
from bot.model.mode import Mode
from bot.screens import ids
from bot.slack.health import MANIFEST_PATH
from commands import buttons
from commands.context import CommandContext
from tests.services.harness import HandClock

Listener = Callable[..., Any]

USER = {"id": "U0STAFF0001", "team_id": "T0MISATONO1"}
BASE = {"trigger_id": "1.2.x", "response_url": "http://127.0.0.1:9/hook", "team": {"id": "T0MISATONO1"}}


@dataclass
class ListenerRecorder:
    """A replacement for Bolt's App that records what is registered, so that a test can call a single listener."""

    listeners: dict[tuple[str, str], Listener] = field(default_factory=dict)
    middleware: list[Listener] = field(default_factory=list)
    handlers: list[Listener] = field(default_factory=list)

    def _record(self, kind: str, name: str) -> Callable[[Listener], Listener]:
        def keep(listener: Listener) -> Listener:
            assert (kind, name) not in self.listeners, f"{name} has two listeners"
            self.listeners[kind, name] = listener
            return listener

        return keep

    command = partialmethod(_record, "command")
    action = partialmethod(_record, "action")
    view = partialmethod(_record, "view")
    shortcut = partialmethod(_record, "shortcut")
    event = partialmethod(_record, "event")

    def use(self, middleware: Listener) -> None:
        self.middleware.append(middleware)

    def error(self, handler: Listener) -> None:
        self.handlers.append(handler)

    def names(self, kind: str) -> set[str]:
        return {name for found, name in self.listeners if found == kind}


def make_body(kind: str, name: str) -> Mapping[str, Any]:
    """Make the payload that Slack sends to a listener."""
    match kind:
        case "command":
            return {**BASE, "command": name, "user_id": USER["id"], "team_id": USER["team_id"]}
        case "view":
            return {**BASE, "user": USER, "view": _make_view(name)}
        case "shortcut":
            return {**BASE, "user": USER, "message": {"files": [{"id": "F1"}]}}
        case "event":
            return {"event": {"user": USER["id"]}, "team_id": USER["team_id"]}
    is_in_view = name in ("preview", "template", "list_again", "assign_columns") or name.startswith("suppression_")
    view = {"view": _make_view(name)} if is_in_view else {}
    return {**BASE, "user": USER, "actions": [{"action_id": name, "value": "1:x"}], **view}


_WITH_OTHER = (ids.SUPPRESSION_END, ids.SUPPRESSION_DECIDE, ids.RECORD_CORRECT)
"""The forms whose reasons have no complaint."""


def _make_view(name: str) -> dict[str, Any]:
    option = {"selected_option": {"value": "1"}}
    values = {
        "file": {"file": {"files": [{"id": "F1"}]}},
        "name": {"name": {"value": None}},
        "as_of": {"as_of": {"selected_date": None}},
        "list": {"list": option},
        "template": {"template": {"selected_option": {"value": "call_back"}}},
        "text": {"text": {"value": None}},
        "when": {"when": {"selected_date_time": None}},
        "ref": {"ref": {"value": "0013"}},
        "reason": {"reason": {"selected_option": {"value": "other" if name in _WITH_OTHER else "complaint"}}},
        "until": {"until": {"selected_date": None}},
        "digits": {"digits": {"value": None}},
        "day": {"day": {"selected_date": "2026-07-14" if name == ids.PROMISE_ADD else None}},
        "verified": {"verified": {"selected_options": [{"value": "1"}] if name == ids.PROMISE_ADD else []}},
        "detail": {"detail": {"selected_option": None}},
        "record": {"record": option},
        "kind": {"kind": option},
        "effect": {"effect": {"selected_option": {"value": "0"}}},
        "note": {"note": {"value": None}},
        "column_phone": {"column_phone": {"selected_option": {"value": "でんわ"}}},
    }
    return {
        "id": "V1",
        "hash": "1.x",
        "type": "modal",
        "private_metadata": '{"file_id": "F1"}',
        "state": {"values": values},
    }


class SlowPeople:
    """People while Slack does not answer. `asked` is set once a listener waits for an answer."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.answers = threading.Event()

    def actor(self, user: str, team: str | None, *, ask_slack: bool) -> Actor:
        self.asked.set()
        assert self.answers.wait(10)
        return Actor(user, frozenset(), "ja")

    def language(self, user: str) -> str:
        return "ja"


class RecordingClient:
    """A client that records the names of its calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def _record(self, name: str, *_: object, **__: object) -> dict[str, Any]:
        self.calls.append(name)
        return {"view": {"id": "V1", "hash": "1.x"}}

    views_open = partialmethod(_record, "views_open")
    views_update = partialmethod(_record, "views_update")
    views_publish = partialmethod(_record, "views_publish")
    respond = partialmethod(_record, "respond")

    def check(self, _: object) -> None:
        pass


def make_context(people: SlowPeople, client: RecordingClient) -> CommandContext:
    return CommandContext(
        services=cast(Any, SimpleNamespace(clock=HandClock())),
        client=cast(Any, client),
        people=cast(Any, people),
        uploads=cast(Any, None),
        uploads_allowed=True,
        names_allowed=True,
        channels=frozenset(),
        mode=Mode.SANDBOX,
    )


def register_listeners(people: SlowPeople, client: RecordingClient) -> ListenerRecorder:
    recorder = ListenerRecorder()
    commands.register(cast(Any, recorder), make_context(people, client))
    return recorder


ALL = sorted(register_listeners(SlowPeople(), RecordingClient()).listeners)


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load(MANIFEST_PATH.read_text("utf-8"))


@pytest.mark.parametrize(("kind", "name"), [one for one in ALL if one[0] != "event" and one[1] != ids.OPEN_CARD])
def test_each_listener_acknowledges_before_it_asks_slack_who_the_person_is(kind: str, name: str) -> None:
    people, client, acknowledged = SlowPeople(), RecordingClient(), threading.Event()
    listener = register_listeners(people, client).listeners[kind, name]
    order: list[str] = []

    def ack(**_: object) -> None:
        order.append("ack" if not people.asked.is_set() else "ack, too late")
        acknowledged.set()

    thread = threading.Thread(target=listener, args=(ack, make_body(kind, name)))
    thread.start()
    assert acknowledged.wait(5)
    assert people.asked.wait(5)
    people.answers.set()
    thread.join(10)
    assert order == ["ack"]
    assert client.calls, "a person without a role gets an answer"
    assert "views_open" not in client.calls[1:], "a view is opened first, while its trigger is young"


def test_a_button_with_an_address_is_only_acknowledged() -> None:
    acknowledged: list[object] = []
    listener = register_listeners(SlowPeople(), RecordingClient()).listeners["action", ids.OPEN_CARD]
    listener(lambda: acknowledged.append(True))
    assert acknowledged == [True]


OPENERS = [
    *(
        ("command", name)
        for name in (
            "/sms-list",
            "/sms-new",
            "/sms-payments",
            "/sms-followup",
            "/sms-suppress",
            "/sms-find",
            "/sms-promise",
        )
    ),
    *(
        ("action", name)
        for name in (ids.OPEN_LIST, ids.OPEN_NEW, ids.OPEN_PAYMENTS, ids.OPEN_STATUS, ids.SHARED_OPEN, ids.OPEN_FIND)
    ),
    *(("action", name) for name in (ids.LIST_DETAILS, ids.LIST_QUESTIONS, ids.SHARED_DECIDE, ids.INCIDENT_OPEN)),
    *(("action", name) for name in (ids.FOLLOWUP_OPEN, ids.OPEN_SUPPRESS, ids.OPEN_PROMISE)),
    *(("shortcut", name) for name in (ids.USE_AS_TARGET_LIST, ids.USE_AS_PAYMENT_FILE)),
]


def call_with_slow_people(kind: str, name: str, body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Call a listener. Returns its requests until it asks who the person is, and those that follow the answer."""
    people, client = SlowPeople(), RecordingClient()
    listener = register_listeners(people, client).listeners[kind, name]
    thread = threading.Thread(target=listener, args=(lambda **_: None, body))
    thread.start()
    assert people.asked.wait(5)
    before = list(client.calls)
    people.answers.set()
    thread.join(10)
    return before, client.calls[len(before) :]


@pytest.mark.parametrize(("kind", "name"), OPENERS)
def test_a_form_or_page_opens_before_slack_is_asked_who_the_person_is(kind: str, name: str) -> None:
    assert call_with_slow_people(kind, name, make_body(kind, name)) == (["views_open"], ["views_update"])


def test_the_answer_to_a_click_on_the_app_home_opens_before_slack_is_asked_who_the_person_is() -> None:
    body = {**make_body("action", ids.CAMPAIGN_STOP), "view": {"id": "V0", "hash": "1.x", "type": "home"}}
    assert call_with_slow_people("action", ids.CAMPAIGN_STOP, body) == (["views_open"], ["views_update"])


def test_a_click_on_the_app_home_counts_although_no_page_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object, **__: object) -> None:
        raise OSError

    done: list[object] = []
    monkeypatch.setattr(RecordingClient, "views_open", fail)
    people, recorder = SlowPeople(), ListenerRecorder()
    people.answers.set()
    monkeypatch.setattr(people, "actor", lambda user, *_, **__: Actor(user, frozenset({Role.SUPERVISOR}), "ja"))
    monkeypatch.setattr(buttons, "_publish_home", lambda *_: done.append("home"))

    def stop(_services: object, _actor: Actor, value: str) -> str:
        done.append(value)
        return "done.stopped"

    buttons.register_button(cast(Any, recorder), make_context(people, RecordingClient()), "x", stop)
    body = {**make_body("action", "x"), "view": {"id": "V0", "hash": "1.x", "type": "home"}}
    recorder.listeners["action", "x"](lambda: None, body)
    assert done == ["1:x", "home"]


@pytest.mark.parametrize(("tab", "calls"), [("home", ["views_publish"]), ("messages", [])])
def test_the_app_home_is_published_when_its_tab_is_opened(tab: str, calls: list[str]) -> None:
    people, client = SlowPeople(), RecordingClient()
    people.answers.set()
    body = make_body("event", "app_home_opened")
    body["event"]["tab"] = tab
    register_listeners(people, client).listeners["event", "app_home_opened"](body)
    assert client.calls == calls


def test_the_manifest_declares_exactly_the_listeners(manifest: dict[str, Any]) -> None:
    recorder = register_listeners(SlowPeople(), RecordingClient())
    features = manifest["features"]
    assert recorder.names("command") == {one["command"] for one in features["slash_commands"]}
    assert recorder.names("shortcut") == {one["callback_id"] for one in features["shortcuts"]}
    assert recorder.names("event") == set(manifest["settings"]["event_subscriptions"]["bot_events"])


def test_every_button_and_form_has_a_listener() -> None:
    recorder = register_listeners(SlowPeople(), RecordingClient())
    declared = {value for name, value in vars(ids).items() if name.isupper()}
    fields = {ids.FILE, ids.NAME, ids.AS_OF, ids.LIST, ids.TEXT, ids.WHEN, ids.REASON, ids.NOTE}
    fields |= {ids.CAMPAIGN, ids.KIND, ids.NOTICED, ids.PURPOSE, ids.DAYS}
    fields |= {ids.REF, ids.TAXPAYER, ids.PHONE, ids.UNTIL, ids.DIGITS, ids.DAY, ids.VERIFIED, ids.DETAIL}
    fields |= {ids.RECORD, ids.EFFECT, ids.LETTER}
    registered = {name for _, name in recorder.listeners if not name.startswith("/")} - recorder.names("event")
    assert registered == declared - fields


def test_there_is_one_middleware_for_acknowledgements_and_one_error_handler() -> None:
    recorder = register_listeners(SlowPeople(), RecordingClient())
    assert (len(recorder.middleware), len(recorder.handlers)) == (1, 1)
