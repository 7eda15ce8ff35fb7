"""Answering: to whoever asked, in their language, after the acknowledgement; and what broke, with a number to name.

Slack waits three seconds for an acknowledgement and forgets it otherwise. So every listener acknowledges first: to
find out who somebody is already takes Slack's own time.
"""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.context import BoltContext
from slack_sdk.errors import SlackApiError

from bot.logs import make_reference
from bot.model.access import Actor
from bot.model.errors import NotAllowed, Refusal
from bot.rules.privacy import Leak
from bot.screens import blocks
from bot.screens.blocks import Frame, MessageCard, View
from bot.screens.labels import describe_refusal
from bot.services.imports.column_mappings import Progress
from commands.context import Body, CommandContext, find_actor, require_member
from commands.progress import ProgressUpdater, ViewPlace

_log = logging.getLogger(__name__)
_PAUSES = (0.1, 0.4, 1.0, 2.0)
"""Seconds before each try to show a result: the acknowledgement goes another way, and may arrive later than it."""


def register(app: App, command_context: CommandContext) -> None:
    """The gate for acknowledgements, and the one error handler."""

    def gate(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["ack"] = _CheckedAck(command_context)
        return next()

    def report(error: Exception, body: Body, response: BoltResponse | None) -> BoltResponse | None:
        _report_error(command_context, error, body)
        return None if response is None else BoltResponse(status=200)  # None: it was acknowledged already

    app.use(gate)
    app.error(report)


class _CheckedAck(Ack):
    """An acknowledgement that lets no personal data out."""

    def __init__(self, context: CommandContext) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt leaves its own untyped
        self._office = context

    def __call__(self, *args: Any, **answer: Any) -> BoltResponse:
        self._office.client.check({"args": args, **answer})
        return super().__call__(*args, **answer)


def run_for_actor(
    context: CommandContext, body: Body, work: Callable[[Actor, Frame], None], *, deciding: bool = False
) -> None:
    """Do what somebody of the desk asked for; whoever may not, or cannot, is told why. After the acknowledgement."""
    actor = find_actor(context, body, fresh=deciding)
    frame = context.frame(actor)
    try:
        work(require_member(actor), frame)
    except Refusal as refusal:
        send_notice(context, body, frame, describe_refusal(frame.words, refusal))
    except Leak:
        send_notice(context, body, frame, frame.words("notice.personal_data"))


def ack_with_working_view(context: CommandContext, ack: Ack, body: Body, title: str) -> ViewPlace:
    """Acknowledge a form by a page that says "working"; `title` is a key of words.

    The page has a name of its own: a result that is there before it would else be covered by it, for ever.
    """
    frame = context.frame_at_once(body)
    name = f"working-{secrets.token_hex(8)}"
    ack(response_action="update", view={**blocks.build_working_view(frame, frame.words(title)), "external_id": name})
    return ViewPlace(external_id=name)


def run_in_view(
    context: CommandContext,
    body: Body,
    where: ViewPlace,
    title: str,
    work: Callable[[Actor, Frame, Progress], View],
    instead: Callable[[Actor, Frame, str], View],
) -> None:
    """Do slow work, then show its page; `instead` draws what can be mended. The work may say how many rows are done."""
    actor = find_actor(context, body)
    frame = context.frame(actor)
    watch = ProgressUpdater(
        context.client, where, lambda rows: blocks.build_progress_view(frame, frame.words(title), rows)
    )
    try:
        with watch:
            page = work(require_member(actor), frame, watch)
        context.client.check(page)
    except NotAllowed as refusal:
        page = blocks.build_notice_view(frame, frame.words(title), describe_refusal(frame.words, refusal))
    except Refusal as refusal:
        page = instead(actor, frame, describe_refusal(frame.words, refusal))
    except Leak:
        page = instead(actor, frame, frame.words("notice.personal_data"))
    except Exception as error:  # noqa: BLE001 - the page would say "working" for ever
        page = blocks.build_notice_view(frame, frame.words(title), _log_error(frame, error))
    _show_view(context, watch.where, page)


def respond(context: CommandContext, body: Body, card: MessageCard) -> None:
    """Answer a command so that only the person sees it, in whatever channel they are."""
    context.client.respond(body["response_url"], card.text, card.blocks)


def send_notice(context: CommandContext, body: Body, frame: Frame, text: str) -> None:
    """Tell somebody a sentence where they are: in their form, on their Home, or in the channel, seen by them alone."""
    page = blocks.build_notice_view(frame, frame.words("notice.title"), text)
    match body.get("view"):
        case {"type": "modal", "id": view_id}:
            _show_view(context, ViewPlace(view_id), page)
        case {"type": "home"}:
            context.client.views_open(trigger_id=body["trigger_id"], view=page)
        case _:
            context.client.respond(body["response_url"], text)


def _show_view(context: CommandContext, where: ViewPlace, page: View) -> None:
    for pause in (0.0,) if where.view_id else _PAUSES:
        time.sleep(pause)
        try:
            name = None if where.view_id else where.external_id
            context.client.views_update(view_id=where.view_id, external_id=name, view=page)
        except SlackApiError as fault:
            if fault.response["error"] != "not_found":
                raise
        else:
            return
    _log.info("view_closed")  # the person did not wait: what was done stands in the desk's channel


def _report_error(context: CommandContext, error: Exception, body: Body) -> None:
    """Nothing that broke is silent: a number for the person, the rest in the log."""
    frame = context.frame_at_once(body)
    text = _log_error(frame, error)
    if "event" in body:
        return  # nobody asked for anything
    try:
        send_notice(context, body, frame, text)
    except Exception:  # noqa: BLE001 - Slack itself is what broke, most often
        _log.exception("not_told")


def _log_error(frame: Frame, error: Exception) -> str:
    number = make_reference()
    _log.error("listener_failed", extra={"reference": number}, exc_info=error)
    return blocks.describe_failure(frame, number)
