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

from bot.desk.presets import Progress
from bot.logs import reference
from bot.rules.access import Actor
from bot.rules.errors import NotAllowed, Refusal
from bot.rules.privacy import Leak
from bot.screens import notices
from bot.screens.kit import Card, Frame, View
from bot.screens.refusals import sentence
from commands.door import Body, Office, member, visitor
from commands.working import Page, Watch

_log = logging.getLogger(__name__)
_PAUSES = (0.1, 0.4, 1.0, 2.0)
"""Seconds before each try to show a result: the acknowledgement goes another way, and may arrive later than it."""


def register(app: App, office: Office) -> None:
    """The gate for acknowledgements, and the one error handler."""

    def gate(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["ack"] = _GatedAck(office)
        return next()

    def report(error: Exception, body: Body, response: BoltResponse | None) -> BoltResponse | None:
        _report(office, error, body)
        return None if response is None else BoltResponse(status=200)  # None: it was acknowledged already

    app.use(gate)
    app.error(report)


class _GatedAck(Ack):
    """An acknowledgement that lets no personal data out."""

    def __init__(self, office: Office) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt leaves its own untyped
        self._office = office

    def __call__(self, *args: Any, **answer: Any) -> BoltResponse:
        self._office.client.check({"args": args, **answer})
        return super().__call__(*args, **answer)


def attend(office: Office, body: Body, work: Callable[[Actor, Frame], None], *, deciding: bool = False) -> None:
    """Do what somebody of the desk asked for; whoever may not, or cannot, is told why. After the acknowledgement."""
    actor = visitor(office, body, fresh=deciding)
    frame = office.frame(actor)
    try:
        work(member(actor), frame)
    except Refusal as refusal:
        tell(office, body, frame, sentence(frame.words, refusal))
    except Leak:
        tell(office, body, frame, frame.words("notice.personal_data"))


def busy(office: Office, ack: Ack, body: Body, title: str) -> Page:
    """Acknowledge a form by a page that says "working"; `title` is a key of words.

    The page has a name of its own: a result that is there before it would else be covered by it, for ever.
    """
    frame = office.frame_at_once(body)
    name = f"working-{secrets.token_hex(8)}"
    ack(response_action="update", view={**notices.working(frame, frame.words(title)), "external_id": name})
    return Page(external_id=name)


def in_view(
    office: Office,
    body: Body,
    where: Page,
    title: str,
    work: Callable[[Actor, Frame, Progress], View],
    instead: Callable[[Actor, Frame, str], View],
) -> None:
    """Do slow work, then show its page; `instead` draws what can be mended. The work may say how many rows are done."""
    actor = visitor(office, body)
    frame = office.frame(actor)
    watch = Watch(office.client, where, lambda rows: notices.progress(frame, frame.words(title), rows))
    try:
        with watch:
            page = work(member(actor), frame, watch)
        office.client.check(page)
    except NotAllowed as refusal:
        page = notices.said(frame, frame.words(title), sentence(frame.words, refusal))
    except Refusal as refusal:
        page = instead(actor, frame, sentence(frame.words, refusal))
    except Leak:
        page = instead(actor, frame, frame.words("notice.personal_data"))
    except Exception as error:  # noqa: BLE001 - the page would say "working" for ever
        page = notices.said(frame, frame.words(title), _logged(frame, error))
    _show(office, watch.where, page)


def answer(office: Office, body: Body, card: Card) -> None:
    """Answer a command so that only the person sees it, in whatever channel they are."""
    office.client.respond(body["response_url"], card.text, card.blocks)


def tell(office: Office, body: Body, frame: Frame, text: str) -> None:
    """Tell somebody a sentence where they are: in their form, on their Home, or in the channel, seen by them alone."""
    page = notices.said(frame, frame.words("notice.title"), text)
    match body.get("view"):
        case {"type": "modal", "id": view_id}:
            _show(office, Page(view_id), page)
        case {"type": "home"}:
            office.client.views_open(trigger_id=body["trigger_id"], view=page)
        case _:
            office.client.respond(body["response_url"], text)


def _show(office: Office, where: Page, page: View) -> None:
    for pause in (0.0,) if where.view_id else _PAUSES:
        time.sleep(pause)
        try:
            name = None if where.view_id else where.external_id
            office.client.views_update(view_id=where.view_id, external_id=name, view=page)
        except SlackApiError as fault:
            if fault.response["error"] != "not_found":
                raise
        else:
            return
    _log.info("view_closed")  # the person did not wait: what was done stands in the desk's channel


def _report(office: Office, error: Exception, body: Body) -> None:
    """Nothing that broke is silent: a number for the person, the rest in the log."""
    frame = office.frame_at_once(body)
    text = _logged(frame, error)
    if "event" in body:
        return  # nobody asked for anything
    try:
        tell(office, body, frame, text)
    except Exception:  # noqa: BLE001 - Slack itself is what broke, most often
        _log.exception("not_told")


def _logged(frame: Frame, error: Exception) -> str:
    number = reference()
    _log.error("listener_failed", extra={"reference": number}, exc_info=error)
    return notices.failed(frame, number)
