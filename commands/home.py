"""`/sms` and the App Home: a person's tasks. `/sms help`: the commands. `/sms-status`: the newest campaigns."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import campaign_summaries, ids
from bot.screens import home as screens
from bot.screens.blocks import Frame, SlackView
from bot.screens.help import build_help
from bot.services import home as services_home
from commands.context import Body, CommandContext, find_actor
from commands.responses import open_page, respond, run_for_actor


def register(app: App, context: CommandContext) -> None:
    """Register both commands, the button for the status, and the App Home."""

    def show_home(ack: Ack, body: Body) -> None:
        ack()
        _show_home(context, body)

    def show_status(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            views = services_home.list_newest_campaigns(context.services, actor)
            respond(context, body, campaign_summaries.build_status(frame, views))

        ack()
        run_for_actor(context, body, work)

    def open_status_page(ack: Ack, body: Body) -> None:
        def build_page(actor: Actor, frame: Frame) -> SlackView:
            views = services_home.list_newest_campaigns(context.services, actor)
            return campaign_summaries.build_status_page(frame, views)

        ack()
        open_page(context, body, "status.header", build_page)

    def follow_link(ack: Ack) -> None:
        ack()  # Slack opens the button's address, and expects no more

    app.command("/sms")(show_home)
    app.command("/sms-status")(show_status)
    app.action(ids.OPEN_STATUS)(open_status_page)
    app.action(ids.OPEN_CARD)(follow_link)
    app.event("app_home_opened")(lambda body: _publish_home(context, body))


def _show_home(context: CommandContext, body: Body) -> None:
    """Answer `/sms`, or the help for any word after it."""
    typed = str(body.get("text") or "").strip().lower()

    def work(actor: Actor, frame: Frame) -> None:
        if typed:
            respond(context, body, build_help(frame, actor, is_unknown=typed != "help"))
        else:
            respond(context, body, screens.build_answer(frame, services_home.get_home(context.services, actor)))

    run_for_actor(context, body, work)


def _publish_home(context: CommandContext, body: Body) -> None:
    """Show a person's App Home, which they have opened."""
    if (body.get("event") or {}).get("tab") == "messages":
        return  # the Home is not shown
    actor = find_actor(context, body)
    context.homes.note(actor.user, body.get("team_id"))
    frame = context.get_frame(actor)
    page = (
        screens.build_home(frame, services_home.get_home(context.services, actor))
        if actor.roles
        else screens.build_closed_home(frame, is_complete=actor.is_complete)
    )
    context.client.views_publish(user_id=actor.user, view=page)
