"""What the card of a campaign shows: counts, what was done to it and by whom, and what keeps it from going on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.model.access import Action, Actor
from bot.model.campaigns import (
    Campaign,
    CampaignState,
    CampaignView,
    HandedOver,
    HistoryEntry,
    Intent,
    NumberChecks,
)
from bot.model.messages import MessageState
from bot.model.posts import (
    CAMPAIGN_POST,
)
from bot.model.promises import PromiseCounts
from bot.rules import approvals
from bot.rules.intents import needs_own_number
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.units import add_tax, compute_yen
from bot.services import audience, draft_test_views, obstacles, send_times
from bot.services.budget import find_budget
from bot.services.campaigns import require_campaign, require_list
from bot.services.context import ServiceContext
from bot.services.drafts import lint_draft
from bot.services.uncertain_views import find_doubt
from bot.services.unit_of_work import Read, read
from bot.store import (
    audit,
    campaigns,
    imported_files,
    incidents,
    message_counts,
    messages,
    number_checks,
    payments,
    posts,
    promises,
    receipts,
    suppressions,
)
from bot.store.audit import AuditEntry

_SHOWN_ACTIONS = frozenset(
    {
        Action.CAMPAIGN_EDIT,
        Action.CAMPAIGN_SUBMIT,
        Action.CAMPAIGN_APPROVE,
        Action.CAMPAIGN_REJECT,
        Action.CAMPAIGN_SEND_BACK,
        Action.CAMPAIGN_VOID,
        Action.CAMPAIGN_WITHDRAW,
        Action.CAMPAIGN_PAUSE,
        Action.CAMPAIGN_RESUME,
        Action.CAMPAIGN_STOP,
        Action.CAMPAIGN_EXPIRE,
        Action.CAMPAIGN_BATCH,
        Action.CAMPAIGN_TAKE_BACK,
        Action.DOUBT_SENT,
        Action.DOUBT_AGAIN,
        Action.INCIDENT_REPORT,
        Action.INCIDENT_CLOSE,
        Action.FOLLOWUP_WRITE,
        Action.PHONES_FULL,
        Action.TEST_SEND,
        Action.TEST_CONFIRM,
        Action.TEST_WAIVE,
    }
)
"""What the card of a campaign shows of its audit entries."""


def get_campaign_view(context: ServiceContext, actor: Actor, campaign_id: int) -> CampaignView:
    """Return the view of a campaign for its card. Raises NotFound."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return build_view(context, unit, require_campaign(unit, campaign_id))


def build_view(context: ServiceContext, unit: Read, campaign: Campaign) -> CampaignView:
    """Build the view of a campaign for its card."""
    counts = message_counts.count_states(unit.db, campaign.id)
    states: dict[MessageState, int] = {}
    reasons: dict[MessageState, dict[str, int]] = {MessageState.UNDELIVERED: {}, MessageState.HELD: {}}
    for (state, reason), number in counts.items():
        states[state] = states.get(state, 0) + number
        if state in reasons:
            reasons[state][reason or "other"] = number
    given = campaigns.count_approvals(unit.db, campaign)
    target = require_list(unit, campaign)
    card = posts.find_post(unit.db, CAMPAIGN_POST, campaign.id)
    hand_over = message_counts.get_hand_over(unit.db, campaign.id)
    view = CampaignView(
        campaign=campaign,
        sample=audience.render_sample(
            context, campaign.body, messages.get_first_ref(unit.db, campaign.id) or make_ref(0), campaign.letter_on
        ),
        states=states,
        undelivered=reasons[MessageState.UNDELIVERED],
        held=reasons[MessageState.HELD],
        target=target,
        unjudged=audience.find_unjudged(context, unit, target.columns, Intent(campaign.intent)),
        approvals=given,
        approvals_needed=approvals.count_needed_approvals(campaign.recipients or 0, context.settings.policy),
        policy=context.settings.policy,
        hand_over=hand_over,
        hand_over_yen=compute_yen(hand_over.units, context.settings.unit_yen),
        link=card.link if card is not None else None,
        history=_list_history(unit, campaign.id),
        times=send_times.find_campaign_times(context, unit, campaign, target),
        obstacle=obstacles.find_obstacle(context, unit, campaign),
        first_batch=context.settings.first_batch,
        answers_phones=context.settings.operators > 0,
        reports_receipts=context.provider.terms.reports_receipts,
        batch=None if campaign.batch is None else message_counts.count_batch(unit.db, campaign.id, campaign.batch),
        contradictions=receipts.count_contradictions(unit.db, campaign.id),
        paid_in_flight=payments.count_paid_in_flight(unit.db, campaign.id),
        promises=(
            promises.count_after_campaign(unit.db, campaign.id)
            if MessageState.DELIVERED in states and campaign.state is not CampaignState.SENDING
            else PromiseCounts()
        ),
        opted_out=suppressions.count_opted_out(unit.db, campaign.id) if reasons[MessageState.UNDELIVERED] else 0,
        incident=None if (found := incidents.find_open(unit.db, campaign.id)) is None else found.id,
        doubt=find_doubt(context, unit, campaign) if MessageState.UNCERTAIN in states else None,
        number_checks=_count_number_checks(context, unit, campaign),
        taxed_yen=add_tax(campaign.yen or 0, context.settings.tax_rate),
        budget=(
            find_budget(context, unit, campaign.units or 0, campaign.not_before, campaign.id)
            if campaign.state is CampaignState.PENDING
            else None
        ),
        tests=draft_test_views.find_tests(context, unit, campaign),
    )
    return _add_basis(context, unit, view)


def _add_basis(context: ServiceContext, unit: Read, view: CampaignView) -> CampaignView:
    """Add what somebody who submits or decides must know besides: what is in the text, and how old the data is."""
    campaign, ref = view.campaign, messages.get_first_ref(unit.db, view.campaign.id) or make_ref(0)
    if campaign.state is CampaignState.DRAFT:
        return replace(view, findings=lint_draft(context, campaign.body, ref))
    if campaign.state is not CampaignState.PENDING:
        return view
    return replace(
        view,
        findings=lint_draft(context, campaign.body, ref),
        payments_as_of=imported_files.find_newest_day(unit.db, imported_files.PAYMENTS),
        payment_days=payments.find_newest_days(unit.db, unit.today),
    )


def _count_number_checks(context: ServiceContext, unit: Read, campaign: Campaign) -> NumberChecks | None:
    counts = number_checks.count_checks(unit.db, campaign.id, context.provider.terms.number_checks)
    may_begin = campaign.state is CampaignState.DRAFT and needs_own_number(Intent(campaign.intent))
    return counts if counts.asked or (may_begin and (counts.left or counts.waiting)) else None


def _list_history(unit: Read, campaign_id: int) -> list[HistoryEntry]:
    """Return what was done to a campaign, from the audit."""
    return [
        make_history_entry(entry)
        for entry in audit.list_done(unit.db, f"campaign:{campaign_id}")
        if entry.action in _SHOWN_ACTIONS
    ]


def make_history_entry(entry: AuditEntry) -> HistoryEntry:
    """Make what an audit entry says of a campaign."""
    number, goes_on_at = entry.facts.get("messages"), entry.facts.get("goes_on_at")
    return HistoryEntry(
        entry.at,
        entry.actor,
        entry.action,
        str(entry.facts.get("reason", "")),
        messages=number if isinstance(number, int) else 0,
        goes_on_at=datetime.fromisoformat(goes_on_at) if isinstance(goes_on_at, str) else None,
        is_deputy=entry.facts.get("deputy") is True,
    )


def get_handed_over(context: ServiceContext, actor: Actor, campaign_ids: Iterable[int]) -> HandedOver:
    """Return what was handed over of some campaigns, what is on its way, and what is not sent yet."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return count_handed_over(unit, campaign_ids)


def count_handed_over(unit: Read, campaign_ids: Iterable[int]) -> HandedOver:
    """Count what was handed over of some campaigns, what is on its way, and what is not sent yet."""
    counts = [item for one in campaign_ids for item in message_counts.count_states(unit.db, one).items()]

    def add(*states: MessageState) -> int:
        return sum(number for (state, _), number in counts if state in states)

    return HandedOver(
        done=add(MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.UNKNOWN),
        under_way=add(MessageState.CLAIMED, MessageState.UNCERTAIN),
        to_send=add(MessageState.QUEUED),
    )
