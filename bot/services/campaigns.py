"""A campaign from draft to decision: submit, withdraw, and the look at it that its card is drawn from."""

import secrets
from datetime import datetime, timedelta

from bot.model.access import Action, Actor, Role
from bot.model.campaigns import Campaign, CampaignState, Intent, Move
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.model.lists import TargetList
from bot.model.messages import MessageState
from bot.model.views import CampaignView
from bot.rules import approvals
from bot.rules.campaigns import is_past_validity
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.units import compute_yen, count_units
from bot.services import audience, data_freshness
from bot.services import lists as services_lists
from bot.services.context import ServiceContext
from bot.services.unit_of_work import UnitOfWork, change, read
from bot.store import campaigns, lists, messages
from bot.store.database import Db

PAUSED_BY_HAND = "by_hand"
"""Why a campaign stands still that a person has paused; else it is the provider's answer."""


def require_campaign(deed: UnitOfWork, campaign_id: int) -> Campaign:
    """A campaign that must exist. Raises NotFound."""
    campaign = campaigns.get_campaign(deed.db, campaign_id)
    if campaign is None:
        raise NotFound("campaign_gone")
    return campaign


def require_list(deed: UnitOfWork, campaign: Campaign) -> TargetList:
    """The list of a campaign. Raises NotFound."""
    target = lists.get_list(deed.db, campaign.list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def move_campaign(deed: UnitOfWork, campaign: Campaign, move: Move) -> None:
    """Move a campaign. Raises Conflict when its state does not allow it any more: somebody was faster."""
    if not campaigns.move_campaign(deed.db, campaign.id, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign.id))
    deed.tell("campaign", campaign.id)


def compute_fingerprint(tools: ServiceContext, deed: UnitOfWork, campaign: Campaign, total: int, price: int) -> str:
    """The fingerprint of a campaign as it stands in the store now."""
    terms = approvals.ApprovalTerms(
        campaign=campaign.id,
        intent=campaign.intent,
        provider=tools.provider.terms.identity,
        not_before=campaign.not_before,
        policy=tools.settings.policy,
        units=total,
        yen=price,
    )
    return approvals.compute_fingerprint(
        terms,
        (
            (phone, taxpayer, audience.render_message(tools, campaign.body, number))
            for phone, taxpayer, number in messages.list_fingerprint_rows(deed.db, campaign.id)
        ),
    )


def submit_campaign(tools: ServiceContext, actor: Actor, campaign_id: int, seen: str | None = None) -> None:
    """Fix recipients, texts and cost, and ask for approval. Raises NotFound, NotAllowed, Conflict, BadInput.

    `seen`: what was left out of a list that nobody has confirmed, as the question before the button said; then this
    confirms it.
    """
    with change(tools, actor, Action.CAMPAIGN_SUBMIT, f"campaign:{campaign_id}") as deed:
        campaign = require_campaign(deed, campaign_id)
        if actor.user != campaign.author:
            raise NotAllowed("only_author_submits")
        data_freshness.require_fresh_data(tools, deed)
        services_lists.ensure_confirmed(deed, actor, campaign.list_id, seen)
        move_campaign(deed, campaign, Move.SUBMIT)
        total, left_out = _queue_messages(tools, deed, campaign)
        price = compute_yen(total, tools.settings.unit_yen)
        mark = compute_fingerprint(tools, deed, campaign, total, price)
        people = sum(messages.count_states(deed.db, campaign_id).values())
        campaigns.store_submission(
            deed.db,
            campaign_id,
            fingerprint=mark,
            recipients=people,
            units=total,
            yen=price,
            left_out=left_out,
            provider=tools.provider.terms.identity,
            now=deed.now,
            expires_at=deed.now + timedelta(hours=tools.settings.policy.approval_hours),
        )
        deed.note(fingerprint=mark, recipients=people, units=total, yen=price)


def withdraw_campaign(tools: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Take a campaign back before it was decided. Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_WITHDRAW, f"campaign:{campaign_id}") as deed:
        campaign = require_campaign(deed, campaign_id)
        if actor.user != campaign.author and Role.SUPERVISOR not in actor.roles:
            raise NotAllowed("only_author_withdraws")
        move_campaign(deed, campaign, Move.WITHDRAW)
        close_campaign(deed, campaign)


def pause_campaign(tools: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Hold a campaign that is being sent; what is under way still arrives. Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_PAUSE, f"campaign:{campaign_id}") as deed:
        move_campaign(deed, require_campaign(deed, campaign_id), Move.PAUSE)
        campaigns.set_reason(deed.db, campaign_id, PAUSED_BY_HAND)


def resume_campaign(tools: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Go on with a campaign that was paused. Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_RESUME, f"campaign:{campaign_id}") as deed:
        data_freshness.require_fresh_data(tools, deed)
        move_campaign(deed, require_campaign(deed, campaign_id), Move.RESUME)
        campaigns.set_reason(deed.db, campaign_id, None)


def stop_campaign(tools: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """End a campaign; what has not left never leaves. Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_STOP, f"campaign:{campaign_id}") as deed:
        campaign = require_campaign(deed, campaign_id)
        move_campaign(deed, campaign, Move.STOP)
        close_campaign(deed, campaign)


def expire_due_campaigns(tools: ServiceContext, actor: Actor) -> None:
    """Let campaigns lapse that nobody decided in time, and approved ones that could not start in time."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        undecided = campaigns.list_in_states(deed.db, CampaignState.PENDING)
        late = [c for c in undecided if c.expires_at is not None and c.expires_at <= deed.now]
        late += [c for c in campaigns.list_in_states(deed.db, CampaignState.APPROVED) if is_past_validity(c, deed.now)]
    for campaign in late:
        with change(tools, actor, Action.CAMPAIGN_EXPIRE, f"campaign:{campaign.id}") as deed:
            move_campaign(deed, campaign, Move.EXPIRE)
            close_campaign(deed, campaign)


def close_campaign(deed: UnitOfWork, campaign: Campaign) -> None:
    """A campaign is over: what has not left is cancelled."""
    cancelled = messages.cancel_queued(deed.db, campaign.id, deed.now)
    campaigns.set_end(deed.db, campaign.id, deed.now)
    deed.note(cancelled=cancelled)


def cancel_queued_if_over(db: Db, campaign_id: int, now: datetime) -> None:
    """What comes back into the queue of a campaign that was stopped meanwhile never leaves."""
    campaign = campaigns.get_campaign(db, campaign_id)
    if campaign is None or campaign.state not in (CampaignState.SENDING, CampaignState.PAUSED):
        messages.cancel_queued(db, campaign_id, now)


def get_campaign_view(tools: ServiceContext, actor: Actor, campaign_id: int) -> CampaignView:
    """A campaign as its card shows it now. Raises NotFound."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return build_view(tools, deed, require_campaign(deed, campaign_id))


def build_view(tools: ServiceContext, deed: UnitOfWork, campaign: Campaign) -> CampaignView:
    """What a campaign's card shows."""
    counts = messages.count_states(deed.db, campaign.id)
    states: dict[MessageState, int] = {}
    reasons: dict[MessageState, dict[str, int]] = {MessageState.UNDELIVERED: {}, MessageState.HELD: {}}
    for (state, reason), number in counts.items():
        states[state] = states.get(state, 0) + number
        if state in reasons:
            reasons[state][reason or "other"] = number
    given = campaigns.count_approvals(deed.db, campaign.id, campaign.fingerprint or "")
    target = require_list(deed, campaign)
    return CampaignView(
        campaign=campaign,
        sample=audience.render_message(
            tools, campaign.body, messages.get_first_ref(deed.db, campaign.id) or make_ref(0)
        ),
        states=states,
        undelivered=reasons[MessageState.UNDELIVERED],
        held=reasons[MessageState.HELD],
        target=target,
        unjudged=audience.find_unjudged(tools, deed, target.columns, Intent(campaign.intent)),
        approvals=given,
        approvals_needed=approvals.approvals_needed(campaign.recipients or 0, tools.settings.policy),
    )


def _queue_messages(tools: ServiceContext, deed: UnitOfWork, campaign: Campaign) -> tuple[int, dict[str, int]]:
    """Queue a message for everybody who is left; the units of all, and who was left out."""
    target = require_list(deed, campaign)
    people = audience.find_audience(tools, deed, target, Intent(campaign.intent))
    if not people.recipients:
        raise BadInput("nobody_left", "list")
    known = lists.list_numbers(deed.db, target.id)
    first = messages.get_next_number(deed.db)
    rows: list[dict[str, object]] = []
    for index, recipient_id in enumerate(people.recipients, start=first):
        text = audience.render_message(tools, campaign.body, make_ref(index))
        rows.append(
            {
                **{
                    name: known[recipient_id][name] for name in ("taxpayer_key", "phone_key", "phone_box", "phone_mask")
                },
                "id": index,
                "campaign_id": campaign.id,
                "recipient_id": recipient_id,
                "ref": make_ref(index),
                "reference": f"nofu:{secrets.token_hex(12)}",
                "text_hash": audience.hash_text(text),
                "units": count_units(text, tools.provider.terms),
            }
        )
    messages.add_messages(deed.db, rows)
    total = sum(int(str(row["units"])) for row in rows)
    return total, {reason.value: number for reason, number in people.left_out.items()}
