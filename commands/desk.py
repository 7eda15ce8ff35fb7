"""/sms and the App Home: what waits for you; /sms-status: the newest campaigns."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.desk import inbox
from bot.rules.access import Actor
from bot.rules.errors import Refusal
from bot.screens import campaigns, ids
from bot.screens import inbox as screens
from bot.screens.kit import Card, Frame
from bot.screens.refusals import sentence
from commands.door import Body, Office, somebody, visitor
from commands.working import answer, refuse_command, show, tell


def register(app: App, office: Office) -> None:
    """The desk itself."""
    app.command("/sms")(_command(office, _desk))
    app.command("/sms-status")(_command(office, _status))
    app.action(ids.OPEN_STATUS)(lambda ack, body: _open_status(office, ack, body))
    app.event("app_home_opened")(lambda body: _home(office, body))


def _command(office: Office, draw: Callable[[Office, Actor, Frame], Card]) -> Callable[[Ack, Body], None]:
    def respond(ack: Ack, body: Body) -> None:
        frame = office.frame(visitor(office, body))
        try:
            answer(ack, draw(office, somebody(office, body), frame))
        except Refusal as refusal:
            refuse_command(ack, frame, refusal)

    return respond


def _desk(office: Office, actor: Actor, frame: Frame) -> Card:
    return screens.card(frame, inbox.of(office.tools, actor))


def _status(office: Office, actor: Actor, frame: Frame) -> Card:
    return campaigns.status(frame, inbox.status(office.tools, actor))


def _open_status(office: Office, ack: Ack, body: Body) -> None:
    ack()
    frame = office.frame(visitor(office, body))
    try:
        show(office, body, frame, _status(office, somebody(office, body), frame))
    except Refusal as refusal:
        tell(office, body, frame, sentence(frame.words, refusal))


def _home(office: Office, body: Body) -> None:
    actor = visitor(office, body)
    frame = office.frame(actor)
    page = screens.home(frame, inbox.of(office.tools, actor)) if actor.roles else screens.closed(frame)
    office.client.views_publish(user_id=actor.user, view=page)
