"""Answers to the person who asked, in their language, and reports of unexpected errors.

Slack waits three seconds for an acknowledgement, and opens a view only within three seconds of the click. So every
listener acknowledges first, and opens a view with its next request: even to look up the person's roles takes requests.
"""

import http.client
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
from bot.screens import blocks, ids
from bot.screens.blocks import Frame, MessageCard, SlackView
from bot.screens.labels import describe_refusal
from bot.services.imports.column_mappings import Progress
from commands.context import Body, CommandContext, find_actor, require_member
from commands.progress import ProgressUpdater, ViewTarget, update_view

_VIEW_GONE = frozenset({"not_found", "hash_conflict"})
"""Slack's errors for a view that was closed, or shows something newer."""
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


class NotOpened(Exception):
    """Slack did not open a page, so nothing was done."""


class _CheckedAck(Ack):
    """An acknowledgement that passes the privacy check first, and stays given.

    Bolt clears the response of a listener that fails at once after its acknowledgement, and then none would be sent.
    """

    _given: BoltResponse | None = None

    def __init__(self, context: CommandContext) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt does not type it
        self._context = context

    @property
    def response(self) -> BoltResponse | None:
        """The answer to Slack, once there is one."""
        return self._given

    @response.setter
    def response(self, answer: BoltResponse | None) -> None:
        self._given = answer or self._given

    def __call__(self, *args: Any, **answer: Any) -> BoltResponse:
        self._context.client.check({"args": args, **answer})
        return super().__call__(*args, **answer)


def run_for_actor(
    context: CommandContext, body: Body, work: Callable[[Actor, Frame], str | None], *, ask_slack: bool = False
) -> None:
    """Do work for the person who sent a payload, and show them the sentence that it returns, or why it is refused.

    After the acknowledgement. Over the App Home a sentence needs a page, which opens before the work.
    """
    page = _open_over_home(context, body)
    frame = context.get_cached_frame(body)
    try:
        actor = find_actor(context, body, ask_slack=ask_slack)
        frame = context.get_frame(actor)
        text = work(require_member(actor), frame)
    except Refusal as refusal:
        text = describe_refusal(frame.words, refusal)
    except Leak:
        text = frame.words("notice.personal_data")
    except Exception as error:
        if page is None:
            raise
        text = _log_error(frame, error)  # the page would say "working" forever
    if text is not None:
        send_notice(context, body, frame, text, page)


def open_page(
    context: CommandContext,
    body: Body,
    title: str,
    build: Callable[[Actor, Frame], SlackView],
) -> None:
    """Open a form or page, or the reason of a refusal. After the acknowledgement. `title`: a catalogue key."""
    run_in_view(
        context,
        body,
        open_working_view(context, body, title),
        title,
        lambda actor, frame, _progress: build(actor, frame),
        lambda _actor, frame, text: blocks.build_notice_view(frame, frame.words(title), text),
    )


def open_working_view(
    context: CommandContext,
    body: Body,
    title: str,
    doing: str = "notice.opening",
) -> ViewTarget:
    """Open a page that says what is done; the result will replace it. The only place where a view is opened.

    The first request after the acknowledgement: Slack refuses a trigger after three seconds. `title` and `doing` are
    catalogue keys. Raises NotOpened.
    """
    frame = context.get_cached_frame(body)
    page = blocks.build_working_view(frame, frame.words(title), doing)
    try:
        opened = context.client.views_open(trigger_id=body["trigger_id"], view=page)["view"]
    except (SlackApiError, OSError, http.client.HTTPException) as error:
        cause = str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
        _log.warning("view_not_opened", extra={"cause": cause})
        raise NotOpened from error
    return ViewTarget(str(opened["id"]), hash=str(opened["hash"]))


def _open_over_home(context: CommandContext, body: Body) -> ViewTarget | None:
    """Open the page for a sentence over the App Home. Without it the work is done all the same: it may be a stop."""
    if (body.get("view") or {}).get("type") != "home":
        return None
    try:
        return open_working_view(context, body, "notice.title")
    except NotOpened:
        return None


def ack_with_working_view(
    context: CommandContext, ack: Ack, body: Body, title: str, doing: str = "notice.working"
) -> ViewTarget:
    """Acknowledge a form with a page that says what is done. `title` and `doing` are catalogue keys.

    The page has an external id. A result that is ready before the page waits for it and is not overwritten.
    """
    frame = context.get_cached_frame(body)
    external_id = f"working-{secrets.token_hex(8)}"
    ack(
        response_action="update",
        view={**blocks.build_working_view(frame, frame.words(title), doing), "external_id": external_id},
    )
    return ViewTarget(external_id=external_id)


def run_in_view(
    context: CommandContext,
    body: Body,
    target: ViewTarget,
    title: str,
    work: Callable[[Actor, Frame, Progress], SlackView],
    retry: Callable[[Actor, Frame, str], SlackView],
    *,
    ask_slack: bool = False,
) -> None:
    """Do slow work, then show the page it returns. `retry` builds the page for a refusal that the person can fix."""
    actor = find_actor(context, body, ask_slack=ask_slack)
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


def run_decision(
    context: CommandContext,
    ack: Ack,
    body: Body,
    title: str,
    work: Callable[[Actor, Frame], SlackView],
    *,
    note: object = None,
) -> None:
    """Acknowledge a form, decide with the roles that Slack names now, and show the page that `work` returns.

    `title`: a catalogue key. `note`: what was typed; with what Slack may not show, it is refused at the field of the
    note, and nothing is saved. Another refusal is a page.
    """
    try:
        context.client.check({"note": note})
    except Leak:
        ack(response_action="errors", errors={ids.NOTE: context.get_cached_frame(body).words("notice.personal_data")})
        return
    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, title),
        title,
        lambda actor, frame, _progress: work(actor, frame),
        lambda _actor, frame, text: blocks.build_notice_view(frame, frame.words(title), text),
        ask_slack=True,
    )


def respond(context: CommandContext, body: Body, card: MessageCard) -> None:
    """Answer a command in its channel, visible to the person only."""
    context.client.respond(body["response_url"], card.text, card.blocks)


def send_notice(context: CommandContext, body: Body, frame: Frame, text: str, target: ViewTarget | None = None) -> None:
    """Show a sentence to a person only: in an open page (`target`), in the form of a click, or in the channel."""
    page = blocks.build_notice_view(frame, frame.words("notice.title"), text)
    match body.get("view"):
        case _ if target is not None:
            _show_view(context, target, page)
        case {"type": "modal", "id": view_id}:
            _show_view(context, ViewTarget(view_id), page)
        case {"type": "home"}:
            _log.warning("not_told")  # no page could be opened, and a Home has no other place
        case _:
            respond(context, body, blocks.make_notice(frame, text))


def _show_view(context: CommandContext, target: ViewTarget, page: SlackView) -> None:
    for pause in (0.0,) if target.view_id else _PAUSES:
        time.sleep(pause)
        try:
            update_view(context.client, target, page)
        except SlackApiError as error:
            if error.response["error"] not in _VIEW_GONE:
                raise
        else:
            return
    _log.info("view_closed")  # the person closed it; the post in the desk channel shows the result


def _report_error(context: CommandContext, error: Exception, body: Body) -> None:
    """Log an unexpected error, and tell the person its reference number, or that Slack did not open a page."""
    frame = context.get_cached_frame(body)
    text = frame.words("notice.not_opened") if isinstance(error, NotOpened) else _log_error(frame, error)
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
