"""/sms and the App Home: what waits for you; /sms-status: the newest campaigns."""

from slack_bolt import Ack, App

from bot.desk import inbox
from bot.rules.access import Actor
from bot.screens import campaigns, ids
from bot.screens import inbox as screens
from bot.screens.kit import Frame
from commands.answering import answer, attend
from commands.door import Body, Office, visitor


def register(app: App, office: Office) -> None:
    """The desk itself."""

    def desk(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            answer(office, body, screens.card(frame, inbox.of(office.tools, actor)))

        ack()
        attend(office, body, work)

    def status(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            answer(office, body, campaigns.status(frame, inbox.status(office.tools, actor)))

        ack()
        attend(office, body, work)

    def status_page(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            page = campaigns.status_page(frame, inbox.status(office.tools, actor))
            office.client.views_open(trigger_id=body["trigger_id"], view=page)

        ack()
        attend(office, body, work)

    def home(body: Body) -> None:
        actor = visitor(office, body)
        frame = office.frame(actor)
        page = screens.home(frame, inbox.of(office.tools, actor)) if actor.roles else screens.closed(frame)
        office.client.views_publish(user_id=actor.user, view=page)

    app.command("/sms")(desk)
    app.command("/sms-status")(status)
    app.action(ids.OPEN_STATUS)(status_page)
    app.event("app_home_opened")(home)
