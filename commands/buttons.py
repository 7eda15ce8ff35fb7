"""A button of a card, a page or a Home: what it is about stands in its value; whoever presses it is judged then."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.desk import inbox
from bot.desk.tools import Tools
from bot.rules.access import Actor
from bot.rules.errors import Refusal
from bot.screens.inbox import home
from bot.screens.kit import Frame
from commands.answering import attend, tell
from commands.door import Body, Office, in_the_desks_channels


def on_button(app: App, office: Office, action_id: str, act: Callable[[Tools, Actor, str], str]) -> None:
    """Listen for a button; `act` does what its value says and names what to say when it is done."""

    def press(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            in_the_desks_channels(office, body)
            done = act(office.tools, actor, str(body["actions"][0].get("value") or ""))
            if not _is_card(body):  # a card shows by itself what has become of it
                tell(office, body, frame, frame.words(done))
            if (body.get("view") or {}).get("type") == "home":  # what was waiting there no longer does
                office.client.views_publish(user_id=actor.user, view=home(frame, inbox.of(office.tools, actor)))

        ack()
        attend(office, body, work, deciding=True)

    app.action(action_id)(press)


def subject(value: str, gone: str) -> tuple[int, str]:
    """A button's value: what it is about and, where something is decided, what was seen. `gone`: there is no such."""
    number, _, seen = value.partition(":")
    if not number.isascii() or not number.isdigit():
        raise Refusal(gone)
    return int(number), seen


def _is_card(body: Body) -> bool:
    return "view" not in body and not (body.get("container") or {}).get("is_ephemeral")
