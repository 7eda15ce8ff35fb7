"""A button of a card, a page or a Home: what it is about stands in its value; whoever presses it is judged then."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import Refusal
from bot.screens.blocks import Frame
from bot.screens.home import build_home
from bot.services import home
from bot.services.context import ServiceContext
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import run_for_actor, send_notice


def register_button(
    app: App, context: CommandContext, action_id: str, act: Callable[[ServiceContext, Actor, str], str]
) -> None:
    """Listen for a button; `act` does what its value says and names what to say when it is done."""

    def press(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            require_own_channel(context, body)
            done = act(context.services, actor, str(body["actions"][0].get("value") or ""))
            if not _is_card(body):  # a card shows by itself what has become of it
                send_notice(context, body, frame, frame.words(done))
            if (body.get("view") or {}).get("type") == "home":  # what was waiting there no longer does
                context.client.views_publish(
                    user_id=actor.user, view=build_home(frame, home.get_home(context.services, actor))
                )

        ack()
        run_for_actor(context, body, work, deciding=True)

    app.action(action_id)(press)


def parse_subject(value: str, gone: str) -> tuple[int, str]:
    """A button's value: what it is about and, where something is decided, what was seen. `gone`: there is no such."""
    number, _, seen = value.partition(":")
    if not number.isascii() or not number.isdigit():
        raise Refusal(gone)
    return int(number), seen


def _is_card(body: Body) -> bool:
    return "view" not in body and not (body.get("container") or {}).get("is_ephemeral")
