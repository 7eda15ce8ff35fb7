"""`/sms-followup`, its buttons on cards and Home, and the form for the lists of next steps of a campaign."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import followups as screens
from bot.screens import ids
from bot.screens.blocks import Frame, SlackView
from bot.services import followups
from commands.buttons import parse_subject
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import open_page, run_decision

_TITLE = "followup.title"


def register(app: App, context: CommandContext) -> None:
    """Register the command, the button and the form."""

    def open_form(ack: Ack, body: Body) -> None:
        ack()
        open_page(context, body, _TITLE, lambda actor, frame: _build_form(context, actor, frame, None))

    def open_for_button(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            value = str(body["actions"][0].get("value") or "")
            if value == "all":  # on Home
                return _build_form(context, actor, frame, None)
            require_own_channel(context, body)
            return _build_form(context, actor, frame, parse_subject(value, "campaign_gone")[0])

        ack()
        open_page(context, body, _TITLE, build)

    app.command("/sms-followup")(open_form)
    app.action(ids.FOLLOWUP_OPEN)(open_for_button)
    app.view(ids.FOLLOWUP)(lambda ack, body: _write(context, ack, body))


def _build_form(context: CommandContext, actor: Actor, frame: Frame, campaign_id: int | None) -> SlackView:
    return screens.build_form(frame, followups.list_choices(context.services, actor, campaign_id))


def _write(context: CommandContext, ack: Ack, body: Body) -> None:
    values = body["view"]["state"]["values"]

    def work(actor: Actor, frame: Frame) -> SlackView:
        done = followups.write_followups(context.services, actor, *screens.read_form(values))
        return screens.build_result(frame, done, context.services.settings.policy)

    run_decision(context, ack, body, _TITLE, work)
