"""Buttons of cards, pages and the App Home. A button's value names its subject; permission is checked at the click."""

from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import Refusal
from bot.screens.blocks import Frame
from bot.screens.home import build_home
from bot.services import home
from bot.services.context import ServiceContext
from bot.services.stopping import hold_while_asking
from commands.context import Body, CommandContext, find_actor, get_user, require_own_channel
from commands.responses import run_for_actor

Change = Callable[[ServiceContext, Actor, int], object]
"""A service that changes the subject with an id."""
Decision = Callable[[ServiceContext, Actor, int, str], object]
"""A service that decides on the subject with an id, and refuses if it is not what the person saw (`version`)."""


def register_buttons(
    app: App,
    context: CommandContext,
    missing: str,
    changes: Mapping[str, tuple[Change, str]],
    decisions: Mapping[str, tuple[Decision, str]],
    holding: Collection[str] = (),
) -> None:
    """Register buttons by action id, each with its service and the key of the sentence that confirms it.

    `missing`: code of the refusal for a value that names no subject. `holding`: the buttons that pause or stop.
    """

    def register(action_id: str, decision: Decision, done: str) -> None:
        def apply(services: ServiceContext, actor: Actor, value: str) -> str:
            decision(services, actor, *parse_subject(value, missing))
            return done

        register_button(app, context, action_id, apply, holds=action_id in holding)

    def ignore_seen(change: Change) -> Decision:
        return lambda services, actor, subject, _version: change(services, actor, subject)

    for action_id, (change, done) in changes.items():
        register(action_id, ignore_seen(change), done)
    for action_id, (decision, done) in decisions.items():
        register(action_id, decision, done)


def register_button(
    app: App,
    context: CommandContext,
    action_id: str,
    apply: Callable[[ServiceContext, Actor, str], str],
    *,
    holds: bool = False,
) -> None:
    """Register a button. `apply` gets its value and returns the key of the sentence that confirms the click.

    `holds`: sending is held while Slack is asked for the person's roles.
    """

    def listen(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> str | None:
            require_own_channel(context, body)
            done = apply(context.services, actor, str(body["actions"][0].get("value") or ""))
            # A card is edited and shows the result by itself, but not while Slack fails.
            return None if _is_card(body) and actor.is_complete else frame.words(done)

        ack()
        with hold_while_asking(context.services, get_user(body)) if holds else nullcontext():
            run_for_actor(context, body, work, ask_slack=True)
        if (body.get("view") or {}).get("type") == "home":  # else it would still show the finished task
            _publish_home(context, body)

    app.action(action_id)(listen)


def _publish_home(context: CommandContext, body: Body) -> None:
    actor = find_actor(context, body)
    if actor.roles:
        view = build_home(context.get_frame(actor), home.get_home(context.services, actor))
        context.client.views_publish(user_id=actor.user, view=view)


def parse_subject(value: str, missing: str) -> tuple[int, str]:
    """Read a button's value: the subject's id, and what the user saw, if given. Raises Refusal with code `missing`."""
    number, _, version = value.partition(":")
    if not number.isascii() or not number.isdigit():
        raise Refusal(missing)
    return int(number), version


def _is_card(body: Body) -> bool:
    return "view" not in body and not (body.get("container") or {}).get("is_ephemeral")
