"""The buttons on a campaign's uncertain messages, and the form on which a supervisor decides."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import Refusal
from bot.model.uncertain import DoubtDecision
from bot.screens import ids
from bot.screens import uncertain as screens
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.services import uncertain_decisions
from commands.buttons import parse_subject
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import open_page, run_decision

_GONE = "campaign_gone"


def register(app: App, context: CommandContext) -> None:
    """Register the two buttons and the form."""
    for action_id, decision in screens.DECISIONS.items():
        _register_button(app, context, action_id, decision)
    app.view(ids.DOUBT_DECIDE)(lambda ack, body: _decide(context, ack, body))


def _register_button(app: App, context: CommandContext, action_id: str, decision: DoubtDecision) -> None:
    def open_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            campaign_id, _ = parse_subject(str(body["actions"][0].get("value") or ""), _GONE)
            shown = uncertain_decisions.check_decidable(context.services, actor, campaign_id, decision)
            return screens.build_decision_form(frame, decision, *shown)

        ack()
        open_page(context, body, f"doubt.{decision}", build)

    app.action(action_id)(open_form)


def _decide(context: CommandContext, ack: Ack, body: Body) -> None:
    """Decide on the messages that the form showed."""
    view = body["view"]
    title = "doubt.title"

    def work(actor: Actor, frame: Frame) -> SlackView:
        campaign_id, decision, token = _parse_metadata(view["private_metadata"])
        reason = screens.read_reason(view["state"]["values"])
        number = uncertain_decisions.decide(context.services, actor, campaign_id, decision, token, reason)
        return build_notice_view(frame, frame.words(title), frame.words(f"doubt.{decision}_done", n=number))

    run_decision(context, ack, body, title, work)


def _parse_metadata(metadata: str) -> tuple[int, DoubtDecision, str]:
    """Read what the form is about: campaign, decision, and the token of what it shows."""
    campaign_id, rest = parse_subject(metadata, _GONE)
    decision, _, token = rest.partition(":")
    if decision not in list(DoubtDecision):
        raise Refusal(_GONE)
    return campaign_id, DoubtDecision(decision), token
