"""Answers to the person who asked, in their language, and reports of unexpected errors.

Slack waits three seconds for an acknowledgement. So every listener acknowledges first: even to look up the person's
roles takes requests to Slack.
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
from bot.screens.blocks import Frame, MessageCard, SlackView
from bot.screens.labels import describe_refusal
from bot.services.imports.column_mappings import Progress
from commands.context import Body, CommandContext, find_actor, require_member
from commands.progress import ProgressUpdater, ViewTarget

_log = logging.getLogger(__name__)
_PAUSES = (0.1, 0.4, 1.0, 2.0)
"""Seconds before each attempt to show a result. The page that the acknowledgement opens may not exist yet."""


def register(app: App, command_context: CommandContext) -> None:
    """Register the privacy check of acknowledgements and the error handler."""

    def check_acks(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["ack"] = _CheckedAck(command_context)
        return next()

    def report(error: Exception, body: Body, response: BoltResponse | None) -> BoltResponse | None:
        _report_error(command_context, error, body)
        return None if response is None else BoltResponse(status=200)  # None: it was acknowledged already

    app.use(check_acks)
    app.error(report)


class _CheckedAck(Ack):
    """An acknowledgement that passes the privacy check first."""

    def __init__(self, context: CommandContext) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt does not type it
        self._context = context

    def __call__(self, *args: Any, **answer: Any) -> BoltResponse:
        self._context.client.check({"args": args, **answer})
        return super().__call__(*args, **answer)


def run_for_actor(
    context: CommandContext, body: Body, work: Callable[[Actor, Frame], None], *, ask_slack: bool = False
) -> None:
    """Do work for the person who sent a payload, or tell them the reason of a refusal. After the acknowledgement."""
    actor = find_actor(context, body, ask_slack=ask_slack)
    frame = context.get_frame(actor)
    try:
        work(require_member(actor), frame)
    except Refusal as refusal:
        send_notice(context, body, frame, describe_refusal(frame.words, refusal))
    except Leak:
        send_notice(context, body, frame, frame.words("notice.personal_data"))


def ack_with_working_view(context: CommandContext, ack: Ack, body: Body, title: str) -> ViewTarget:
    """Acknowledge a form with a page that says "working". `title`: a catalogue key.

    The page has an external id. A result that is ready before the page waits for it and is not overwritten.
    """
    frame = context.get_cached_frame(body)
    external_id = f"working-{secrets.token_hex(8)}"
    ack(
        response_action="update",
        view={**blocks.build_working_view(frame, frame.words(title)), "external_id": external_id},
    )
    return ViewTarget(external_id=external_id)


def run_in_view(
    context: CommandContext,
    body: Body,
    target: ViewTarget,
    title: str,
    work: Callable[[Actor, Frame, Progress], SlackView],
    retry: Callable[[Actor, Frame, str], SlackView],
) -> None:
    """Do slow work, then show the page it returns. `retry` builds the page for a refusal that the person can fix."""
    actor = find_actor(context, body)
    frame = context.get_frame(actor)
    updater = ProgressUpdater(
        context.client, target, lambda rows: blocks.build_progress_view(frame, frame.words(title), rows)
    )
    try:
        with updater:
            page = work(require_member(actor), frame, updater)
        context.client.check(page)
    except NotAllowed as refusal:
        page = blocks.build_notice_view(frame, frame.words(title), describe_refusal(frame.words, refusal))
    except Refusal as refusal:
        page = retry(actor, frame, describe_refusal(frame.words, refusal))
    except Leak:
        page = retry(actor, frame, frame.words("notice.personal_data"))
    except Exception as error:  # noqa: BLE001 - the page would say "working" forever
        page = blocks.build_notice_view(frame, frame.words(title), _log_error(frame, error))
    _show_view(context, updater.target, page)


def respond(context: CommandContext, body: Body, card: MessageCard) -> None:
    """Answer a command in its channel, visible to the person only."""
    context.client.respond(body["response_url"], card.text, card.blocks)


def send_notice(context: CommandContext, body: Body, frame: Frame, text: str) -> None:
    """Show a sentence to a person only: in their form, over their App Home, or in the channel."""
    page = blocks.build_notice_view(frame, frame.words("notice.title"), text)
    match body.get("view"):
        case {"type": "modal", "id": view_id}:
            _show_view(context, ViewTarget(view_id), page)
        case {"type": "home"}:
            context.client.views_open(trigger_id=body["trigger_id"], view=page)
        case _:
            context.client.respond(body["response_url"], text)


def _show_view(context: CommandContext, target: ViewTarget, page: SlackView) -> None:
    for pause in (0.0,) if target.view_id else _PAUSES:
        time.sleep(pause)
        try:
            external_id = None if target.view_id else target.external_id
            context.client.views_update(view_id=target.view_id, external_id=external_id, view=page)
        except SlackApiError as error:
            if error.response["error"] != "not_found":
                raise
        else:
            return
    _log.info("view_closed")  # the person closed it; the post in the desk channel shows the result


def _report_error(context: CommandContext, error: Exception, body: Body) -> None:
    """Log an unexpected error, and tell the person its reference number."""
    frame = context.get_cached_frame(body)
    text = _log_error(frame, error)
    if "event" in body:
        return  # no person waits for an answer
    try:
        send_notice(context, body, frame, text)
    except Exception:  # noqa: BLE001 - usually it was Slack that failed
        _log.exception("not_told")


def _log_error(frame: Frame, error: Exception) -> str:
    reference = make_reference()
    _log.error("listener_failed", extra={"reference": reference}, exc_info=error)
    return blocks.describe_failure(frame, reference)
