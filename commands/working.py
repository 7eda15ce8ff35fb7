"""Slow work behind a page that says "working", refusals as sentences, and what broke with a number to name."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.context import BoltContext

from bot.logs import reference
from bot.rules.errors import Refusal
from bot.screens import notices
from bot.screens.kit import Card, Frame, View, modal
from bot.screens.refusals import sentence
from bot.words import words
from commands.door import Body, Office

_log = logging.getLogger(__name__)


def register(app: App, office: Office) -> None:
    """The gate for acknowledgements, and the one error handler."""

    def gate(context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        context["ack"] = _GatedAck(office)
        return next()

    def report(error: Exception, body: Body) -> BoltResponse | None:
        return _report(office, error, body)

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


def answer(ack: Ack, card: Card) -> None:
    """Answer a command so that only the person sees it."""
    ack(text=card.text, blocks=card.blocks, response_type="ephemeral")


def refuse_command(ack: Ack, frame: Frame, refusal: Refusal) -> None:
    """Tell a command's author why not."""
    ack(text=sentence(frame.words, refusal), response_type="ephemeral")


def tell(office: Office, body: Body, frame: Frame, text: str) -> None:
    """Tell whoever pressed a button: in the form that they pressed it in, else so that only they see it."""
    if "view" in body and body["view"]["type"] == "modal":
        page = notices.said(frame, frame.words("notice.title"), text)
        office.client.views_update(view_id=body["view"]["id"], view=page)
        return
    channel = (body.get("channel") or {}).get("id")
    if channel is None:  # the App Home has no place for an answer: a direct message
        channel = body["user"]["id"]
        office.client.chat_postMessage(channel=channel, text=text)
        return
    office.client.chat_postEphemeral(channel=channel, user=body["user"]["id"], text=text)


def show(office: Office, body: Body, frame: Frame, card: Card) -> None:
    """Show whoever pressed a button a page of their own, at once, while the trigger lives (3 s)."""
    page = modal(frame, "page", frame.words("notice.title"), card.blocks)
    office.client.views_open(trigger_id=body["trigger_id"], view=page)


def in_view(office: Office, view_id: str, work: Callable[[], View], instead: Callable[[Refusal], View]) -> None:
    """Do slow work, then show its result in the page that says "working"; `instead` draws a refusal."""
    try:
        page = work()
    except Refusal as refusal:
        page = instead(refusal)
    office.client.views_update(view_id=view_id, view=page)


def _report(office: Office, error: Exception, body: Body) -> BoltResponse | None:
    """Nothing that broke is silent: a number for the person, the rest in the log."""
    number = reference()
    _log.error("listener_failed", extra={"reference": number}, exc_info=error)
    frame = Frame(words(_locale(body)), office.mode)
    text = notices.failed(frame, number)
    if "command" in body:
        return BoltResponse(status=200, body={"text": text, "response_type": "ephemeral"})
    if "user" in body:
        tell(office, body, frame, text)
    return BoltResponse(status=200)


def _locale(body: Mapping[str, Any]) -> str:
    return str((body.get("user") or {}).get("locale") or "ja")
