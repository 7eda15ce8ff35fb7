"""The buttons of a campaign's card. The form of a draft: see drafts.py."""

from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.campaigns import DecisionReason
from bot.screens import campaign_buttons, ids
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.services import approvals, campaigns, drafts, number_checks, phone_desk, stopping
from bot.services.context import ServiceContext
from commands.buttons import Decision, parse_subject, register_buttons
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import open_page, run_decision

_GONE = "campaign_gone"
ReasonedDecision = Callable[[ServiceContext, Actor, int, str, DecisionReason, str], None]
"""A service that decides on what the person saw (fingerprint), with a reason and a note."""


def register(app: App, context: CommandContext) -> None:
    """Register the buttons of a campaign."""
    _register_reasoned(
        app, context, ids.CAMPAIGN_REJECT, approvals.check_rejectable, approvals.reject_campaign, "done.rejected"
    )
    _register_reasoned(
        app, context, ids.CAMPAIGN_SEND_BACK, approvals.check_returnable, approvals.send_back_campaign, "done.sent_back"
    )
    register_buttons(
        app,
        context,
        _GONE,
        changes={
            ids.CAMPAIGN_WITHDRAW: (campaigns.withdraw_campaign, "done.withdrawn"),
            ids.CAMPAIGN_PAUSE: (stopping.pause_campaign, "done.paused"),
            ids.CAMPAIGN_PHONES: (phone_desk.hold_for_phones, "done.phones_held"),
            ids.CAMPAIGN_RESUME: (campaigns.resume_campaign, "done.resumed"),
            ids.CAMPAIGN_STOP: (stopping.stop_campaign, "done.stopped"),
            ids.CAMPAIGN_CHECK: (number_checks.request_checks, "done.check_requested"),
            ids.CAMPAIGN_REST: (drafts.draft_rest, "done.rest_drafted"),
        },
        decisions={
            ids.CAMPAIGN_SUBMIT: (campaigns.submit_campaign, "done.submitted"),
            ids.CAMPAIGN_APPROVE: (
                partial(approvals.approve_campaign, find_voter=lambda user: context.people.member(user)),
                "done.approved",
            ),
        },
        holding=(ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_STOP),
    )


def _register_reasoned(
    app: App, context: CommandContext, action_id: str, check: Decision, apply: ReasonedDecision, done: str
) -> None:
    """Register a decision that asks for its reason first. `check` refuses before the form is shown."""
    title = action_id.replace("_", ".", 1)

    def open_reason_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            value = str(body["actions"][0].get("value") or "")
            check(context.services, actor, *parse_subject(value, _GONE))
            return campaign_buttons.build_reason_form(frame, action_id, value)

        ack()
        open_page(context, body, title, build)

    def decide(ack: Ack, body: Body) -> None:
        _decide_with_reason(context, ack, body, title, apply, done)

    app.action(action_id)(open_reason_form)
    app.view(action_id)(decide)


def _decide_with_reason(
    context: CommandContext, ack: Ack, body: Body, title: str, apply: ReasonedDecision, done: str
) -> None:
    """Decide on a campaign. A note that Slack may not show is refused at its field and not saved."""
    view = body["view"]
    values = view["state"]["values"]

    def work(actor: Actor, frame: Frame) -> SlackView:
        subject = parse_subject(view["private_metadata"], _GONE)
        apply(context.services, actor, *subject, *campaign_buttons.read_reason(values))
        return build_notice_view(frame, frame.words(title), frame.words(done))

    run_decision(context, ack, body, title, work, note=values)
