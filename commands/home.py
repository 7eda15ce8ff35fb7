"""/sms and the App Home: what waits for you; /sms-status: the newest campaigns."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import campaigns, ids
from bot.screens import home as screens
from bot.screens.blocks import Frame
from bot.services import home as services_home
from commands.context import Body, CommandContext, find_actor
from commands.responses import respond, run_for_actor


def register(app: App, office: CommandContext) -> None:
    """The desk itself."""

    def desk(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            respond(office, body, screens.build_answer(frame, services_home.get_home(office.tools, actor)))

        ack()
        run_for_actor(office, body, work)

    def status(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            respond(
                office, body, campaigns.build_status(frame, services_home.list_newest_campaigns(office.tools, actor))
            )

        ack()
        run_for_actor(office, body, work)

    def status_page(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            page = campaigns.build_status_page(frame, services_home.list_newest_campaigns(office.tools, actor))
            office.client.views_open(trigger_id=body["trigger_id"], view=page)

        ack()
        run_for_actor(office, body, work)

    def home(body: Body) -> None:
        actor = find_actor(office, body)
        frame = office.frame(actor)
        page = (
            screens.build_home(frame, services_home.get_home(office.tools, actor))
            if actor.roles
            else screens.build_closed_home(frame)
        )
        office.client.views_publish(user_id=actor.user, view=page)

    app.command("/sms")(desk)
    app.command("/sms-status")(status)
    app.action(ids.OPEN_STATUS)(status_page)
    app.event("app_home_opened")(home)
