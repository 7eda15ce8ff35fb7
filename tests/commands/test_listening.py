"""What Bolt is told: exactly what the manifest declares; and each listener acknowledges before it asks anybody."""

import threading
from typing import Any, cast

import pytest
import yaml

import commands
from bot.model.access import Actor
from bot.model.views import Mode
from bot.screens import ids
from bot.slack.health import MANIFEST_PATH
from commands.context import CommandContext
from tests.commands.recorder import Recorder, body


class Slow:
    """People, while Slack does not answer; `asked` is set once somebody waits for it."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.answers = threading.Event()

    def actor(self, user: str, team: str | None, *, fresh: bool) -> Actor:
        self.asked.set()
        assert self.answers.wait(10)
        return Actor(user, frozenset(), "ja")

    def language(self, user: str) -> str:
        return "ja"


class Deaf:
    """A client that keeps what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def views_open(self, **_: object) -> dict[str, Any]:
        self.calls.append("views_open")
        return {"view": {"id": "V1"}}

    def views_update(self, **_: object) -> None:
        self.calls.append("views_update")

    def views_publish(self, **_: object) -> None:
        self.calls.append("views_publish")

    def respond(self, *_: object) -> None:
        self.calls.append("respond")

    def check(self, _: object) -> None:
        pass


def registered(people: Slow, client: Deaf) -> Recorder:
    context = CommandContext(
        services=cast(Any, None),
        client=cast(Any, client),
        people=cast(Any, people),
        uploads=cast(Any, None),
        takes_uploads=True,
        takes_names=True,
        channels=frozenset(),
        mode=Mode.SANDBOX,
    )
    recorder = Recorder()
    commands.register(cast(Any, recorder), context)
    return recorder


ALL = sorted(registered(Slow(), Deaf()).listeners)


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load(MANIFEST_PATH.read_text("utf-8"))


@pytest.mark.parametrize(("kind", "name"), [one for one in ALL if one[0] != "event"])
def test_each_listener_acknowledges_before_it_finds_out_who_is_there(kind: str, name: str) -> None:
    people, client, acknowledged = Slow(), Deaf(), threading.Event()
    listener = registered(people, client).listeners[kind, name]
    order: list[str] = []

    def ack(**_: object) -> None:
        order.append("ack" if not people.asked.is_set() else "ack, too late")
        acknowledged.set()

    thread = threading.Thread(target=listener, args=(ack, body(kind, name)))
    thread.start()
    assert acknowledged.wait(5)
    assert people.asked.wait(5)
    people.answers.set()
    thread.join(10)
    assert order == ["ack"]
    assert client.calls, "whoever has no part is told so"


def test_a_home_is_published_and_needs_no_acknowledgement() -> None:
    people, client = Slow(), Deaf()
    people.answers.set()
    registered(people, client).listeners["event", "app_home_opened"](body("event", "app_home_opened"))
    assert client.calls == ["views_publish"]


def test_the_manifest_declares_exactly_what_is_listened_for(manifest: dict[str, Any]) -> None:
    recorder = registered(Slow(), Deaf())
    features = manifest["features"]
    assert recorder.names("command") == {one["command"] for one in features["slash_commands"]}
    assert recorder.names("shortcut") == {one["callback_id"] for one in features["shortcuts"]}
    assert recorder.names("event") == set(manifest["settings"]["event_subscriptions"]["bot_events"])


def test_every_button_and_form_is_listened_for() -> None:
    recorder = registered(Slow(), Deaf())
    named = {value for name, value in vars(ids).items() if name.isupper()}
    fields = {ids.FILE, ids.NAME, ids.AS_OF, ids.LIST, ids.TEMPLATE, ids.TEXT, ids.WHEN}
    heard = {name for _, name in recorder.listeners if not name.startswith("/")} - recorder.names("event")
    assert heard == named - fields


def test_there_is_one_gate_for_acknowledgements_and_one_handler_of_errors() -> None:
    recorder = registered(Slow(), Deaf())
    assert (len(recorder.middleware), len(recorder.handlers)) == (1, 1)
