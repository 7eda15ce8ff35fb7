"""A campaign from draft to decision: submit, withdraw, and the look at it that its card is drawn from."""

import secrets
from datetime import datetime, timedelta

from bot.desk import audience, custody, fresh
from bot.desk.act import Deed, act, look
from bot.desk.tools import Tools
from bot.rules import approvals
from bot.rules.access import Action, Actor, Role
from bot.rules.campaigns import Campaign, Move, State, outlived
from bot.rules.cards import CampaignCard
from bot.rules.delivery import MessageState
from bot.rules.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.rules.lists import TargetList
from bot.rules.refs import ref
from bot.rules.templates import Intent
from bot.rules.units import units, yen
from bot.store import campaigns, lists, messages
from bot.store.database import Db

BY_HAND = "by_hand"
"""Why a campaign stands still that a person has paused; else it is the provider's answer."""


def find(deed: Deed, campaign_id: int) -> Campaign:
    """A campaign that must exist. Raises NotFound."""
    campaign = campaigns.get(deed.db, campaign_id)
    if campaign is None:
        raise NotFound("campaign_gone")
    return campaign


def list_of(deed: Deed, campaign: Campaign) -> TargetList:
    """The list of a campaign. Raises NotFound."""
    target = lists.get(deed.db, campaign.list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def moved(deed: Deed, campaign: Campaign, move: Move) -> None:
    """Move a campaign. Raises Conflict when its state does not allow it any more: somebody was faster."""
    if not campaigns.move(deed.db, campaign.id, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign.id))
    deed.tell("campaign", campaign.id)


def fingerprint(tools: Tools, deed: Deed, campaign: Campaign, total: int, price: int) -> str:
    """The fingerprint of a campaign as it stands in the store now."""
    terms = approvals.Terms(
        campaign=campaign.id,
        intent=campaign.intent,
        provider=tools.provider.terms.identity,
        not_before=campaign.not_before,
        policy=tools.policy,
        units=total,
        yen=price,
    )
    return approvals.fingerprint(
        terms,
        (
            (phone, taxpayer, audience.written(tools, campaign.body, number))
            for phone, taxpayer, number in messages.texts_basis(deed.db, campaign.id)
        ),
    )


def submit(tools: Tools, actor: Actor, campaign_id: int, seen: str | None = None) -> None:
    """Fix recipients, texts and cost, and ask for approval. Raises NotFound, NotAllowed, Conflict, BadInput.

    `seen`: what was left out of a list that nobody has confirmed, as the question before the button said; then this
    confirms it.
    """
    with act(tools, actor, Action.CAMPAIGN_SUBMIT, f"campaign:{campaign_id}") as deed:
        campaign = find(deed, campaign_id)
        if actor.user != campaign.author:
            raise NotAllowed("only_author_submits")
        fresh.require(tools, deed)
        custody.confirmed_with(deed, actor, campaign.list_id, seen)
        moved(deed, campaign, Move.SUBMIT)
        total, left_out = _queue(tools, deed, campaign)
        price = yen(total, tools.unit_yen)
        mark = fingerprint(tools, deed, campaign, total, price)
        people = sum(messages.counts(deed.db, campaign_id).values())
        campaigns.note_submission(
            deed.db,
            campaign_id,
            fingerprint=mark,
            recipients=people,
            units=total,
            yen=price,
            left_out=left_out,
            provider=tools.provider.terms.identity,
            now=deed.now,
            expires_at=deed.now + timedelta(hours=tools.policy.approval_hours),
        )
        deed.note(fingerprint=mark, recipients=people, units=total, yen=price)


def withdraw(tools: Tools, actor: Actor, campaign_id: int) -> None:
    """Take a campaign back before it was decided. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.CAMPAIGN_WITHDRAW, f"campaign:{campaign_id}") as deed:
        campaign = find(deed, campaign_id)
        if actor.user != campaign.author and Role.SUPERVISOR not in actor.roles:
            raise NotAllowed("only_author_withdraws")
        moved(deed, campaign, Move.WITHDRAW)
        close(deed, campaign)


def pause(tools: Tools, actor: Actor, campaign_id: int) -> None:
    """Hold a campaign that is being sent; what is under way still arrives. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.CAMPAIGN_PAUSE, f"campaign:{campaign_id}") as deed:
        moved(deed, find(deed, campaign_id), Move.PAUSE)
        campaigns.note_reason(deed.db, campaign_id, BY_HAND)


def resume(tools: Tools, actor: Actor, campaign_id: int) -> None:
    """Go on with a campaign that was paused. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.CAMPAIGN_RESUME, f"campaign:{campaign_id}") as deed:
        fresh.require(tools, deed)
        moved(deed, find(deed, campaign_id), Move.RESUME)
        campaigns.note_reason(deed.db, campaign_id, None)


def stop(tools: Tools, actor: Actor, campaign_id: int) -> None:
    """End a campaign; what has not left never leaves. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.CAMPAIGN_STOP, f"campaign:{campaign_id}") as deed:
        campaign = find(deed, campaign_id)
        moved(deed, campaign, Move.STOP)
        close(deed, campaign)


def expire_due(tools: Tools, actor: Actor) -> None:
    """Let campaigns lapse that nobody decided in time, and approved ones that could not start in time."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        undecided = campaigns.in_states(deed.db, State.PENDING)
        late = [c for c in undecided if c.expires_at is not None and c.expires_at <= deed.now]
        late += [c for c in campaigns.in_states(deed.db, State.APPROVED) if outlived(c, deed.now)]
    for campaign in late:
        with act(tools, actor, Action.CAMPAIGN_EXPIRE, f"campaign:{campaign.id}") as deed:
            moved(deed, campaign, Move.EXPIRE)
            close(deed, campaign)


def close(deed: Deed, campaign: Campaign) -> None:
    """A campaign is over: what has not left is cancelled."""
    cancelled = messages.cancel_queued(deed.db, campaign.id, deed.now)
    campaigns.note_end(deed.db, campaign.id, deed.now)
    deed.note(cancelled=cancelled)


def cancel_if_over(db: Db, campaign_id: int, now: datetime) -> None:
    """What comes back into the queue of a campaign that was stopped meanwhile never leaves."""
    campaign = campaigns.get(db, campaign_id)
    if campaign is None or campaign.state not in (State.SENDING, State.PAUSED):
        messages.cancel_queued(db, campaign_id, now)


def card(tools: Tools, actor: Actor, campaign_id: int) -> CampaignCard:
    """A campaign as its card shows it now. Raises NotFound."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return drawn(tools, deed, find(deed, campaign_id))


def drawn(tools: Tools, deed: Deed, campaign: Campaign) -> CampaignCard:
    """What a campaign's card shows."""
    counts = messages.counts(deed.db, campaign.id)
    states: dict[MessageState, int] = {}
    reasons: dict[MessageState, dict[str, int]] = {MessageState.UNDELIVERED: {}, MessageState.HELD: {}}
    for (state, reason), number in counts.items():
        states[state] = states.get(state, 0) + number
        if state in reasons:
            reasons[state][reason or "other"] = number
    given = campaigns.approvals(deed.db, campaign.id, campaign.fingerprint or "")
    target = list_of(deed, campaign)
    return CampaignCard(
        campaign=campaign,
        sample=audience.written(tools, campaign.body, messages.first_ref(deed.db, campaign.id) or ref(0)),
        states=states,
        undelivered=reasons[MessageState.UNDELIVERED],
        held=reasons[MessageState.HELD],
        target=target,
        unjudged=audience.unjudged(tools, deed, target.columns, Intent(campaign.intent)),
        approvals=given,
        approvals_needed=approvals.needed(campaign.recipients or 0, tools.policy),
    )


def _queue(tools: Tools, deed: Deed, campaign: Campaign) -> tuple[int, dict[str, int]]:
    """Queue a message for everybody who is left; the units of all, and who was left out."""
    target = list_of(deed, campaign)
    people = audience.of(tools, deed, target, Intent(campaign.intent))
    if not people.recipients:
        raise BadInput("nobody_left", "list")
    known = lists.numbers(deed.db, target.id)
    first = messages.next_number(deed.db)
    rows: list[dict[str, object]] = []
    for index, recipient_id in enumerate(people.recipients, start=first):
        text = audience.written(tools, campaign.body, ref(index))
        rows.append(
            {
                **{
                    name: known[recipient_id][name] for name in ("taxpayer_key", "phone_key", "phone_box", "phone_mask")
                },
                "id": index,
                "campaign_id": campaign.id,
                "recipient_id": recipient_id,
                "ref": ref(index),
                "reference": f"nofu:{secrets.token_hex(12)}",
                "text_hash": audience.text_hash(text),
                "units": units(text, tools.provider.terms),
            }
        )
    messages.add_all(deed.db, rows)
    total = sum(int(str(row["units"])) for row in rows)
    return total, {reason.value: number for reason, number in people.left_out.items()}
