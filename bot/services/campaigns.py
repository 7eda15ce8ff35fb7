"""The states of a campaign: submit, withdraw, pause, resume, stop, expire. Its card: see campaign_views.py."""

import itertools
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.files.pause_mark import Hold
from bot.model.access import Action, Actor, Role
from bot.model.campaigns import (
    Campaign,
    CampaignState,
    Intent,
    Move,
    PauseReason,
)
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.model.lists import TargetList
from bot.model.posts import (
    CAMPAIGN_POST,
    DECISION_POST,
    EVENT_POST,
    LIST_POST,
    PAUSED_POST,
    RECOVERY_POST,
    REMINDER_POST,
    REQUEST_POST,
)
from bot.rules import approvals
from bot.rules.campaigns import is_past_validity, may_move
from bot.rules.eligibility.recorded import write_basis, write_facts
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.units import compute_yen, count_units
from bot.services import audience, fingerprints, obstacles
from bot.services import lists as services_lists
from bot.services.audience import Audience
from bot.services.budget import find_budget_obstacle
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import (
    audit,
    campaigns,
    instance,
    judgements,
    lists,
    message_counts,
    messages,
    shared_numbers,
    submissions,
)
from bot.store.database import Db

_DECISIONS = frozenset(
    {
        *(Move.APPROVE, Move.REJECT, Move.SEND_BACK, Move.VOID),
        *(Move.WITHDRAW, Move.EXPIRE, Move.STOP),
    }
)
"""The moves that an author must learn of when others make them."""
_OVER = frozenset(
    {
        CampaignState.FINISHED,
        CampaignState.STOPPED,
        CampaignState.REJECTED,
        CampaignState.WITHDRAWN,
        CampaignState.EXPIRED,
    }
)
_OVER_AFTER = {CampaignState.PENDING: (REQUEST_POST, REMINDER_POST), CampaignState.PAUSED: (PAUSED_POST, RECOVERY_POST)}
"""The posts that waited for somebody while a campaign was in a state."""


def require_campaign(unit: Read, campaign_id: int) -> Campaign:
    """Return a campaign. Raises NotFound."""
    campaign = campaigns.get_campaign(unit.db, campaign_id)
    if campaign is None:
        raise NotFound("campaign_gone")
    return campaign


def require_list(unit: Read, campaign: Campaign) -> TargetList:
    """Return the list of a campaign. Raises NotFound."""
    target = lists.get_list(unit.db, campaign.list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def move_campaign(unit: Change, campaign: Campaign, move: Move) -> None:
    """Change the state of a campaign. Raises Conflict if its current state does not allow the move."""
    if not campaigns.move_campaign(unit.db, campaign.id, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign.id))
    _queue_event_posts(unit, campaign, move)


def _queue_event_posts(unit: Change, campaign: Campaign, move: Move) -> None:
    """Queue what people read of a move: card and thread, who must act now, and what no longer waits for anybody."""
    unit.queue_post(CAMPAIGN_POST, campaign.id)
    unit.queue_event_post(EVENT_POST, campaign.id)
    if move is Move.SUBMIT:
        unit.queue_event_post(REQUEST_POST, campaign.id)
    elif move in _DECISIONS and unit.user != campaign.author:
        unit.queue_event_post(DECISION_POST, campaign.id)
    if shared_numbers.count_shared(unit.db, campaign.list_id) is not None:
        unit.queue_post(LIST_POST, campaign.list_id)  # whether its card offers a decision depends on its campaigns
    for over in _OVER_AFTER.get(campaign.state, ()):
        unit.update_event_posts(over, campaign.id)


def submit_campaign(context: ServiceContext, actor: Actor, campaign_id: int, list_token: str | None = None) -> None:
    """Fix recipients, texts and cost, and ask for approval. Raises NotFound, NotAllowed, Conflict, BadInput.

    `list_token` confirms an unconfirmed list: the token of the counts that the user saw in the question.
    """
    with change(context, actor, Action.CAMPAIGN_SUBMIT, f"campaign:{campaign_id}") as unit:
        campaign = require_campaign(unit, campaign_id)
        if actor.user not in (campaign.author, campaign.editor):
            raise NotAllowed("only_author_submits")
        obstacles.require_no_obstacle(context, unit, campaign)
        services_lists.ensure_confirmed(unit, actor, campaign.list_id, list_token)
        move_campaign(unit, campaign, Move.SUBMIT)
        units, left_out = _queue_messages(context, unit, campaign)
        if over := find_budget_obstacle(context, unit, campaign, units):
            raise over
        yen = compute_yen(units, context.settings.unit_yen)
        terms = fingerprints.write_terms(context, unit, campaign, units)
        messages_hash = fingerprints.compute_messages_hash(unit, campaign)
        fingerprint = approvals.compute_fingerprint(terms, messages_hash)
        people = sum(message_counts.count_states(unit.db, campaign_id).values())
        campaigns.store_submission(
            unit.db,
            campaign_id,
            fingerprint=fingerprint,
            terms=terms,
            messages_hash=messages_hash,
            recipients=people,
            units=units,
            yen=yen,
            left_out=left_out,
            provider=context.provider.terms.identity,
            now=unit.now,
            expires_at=unit.now + timedelta(hours=context.settings.policy.approval_hours),
        )
        judged = judgements.compute_submitted_hash(unit.db, campaign_id)
        unit.add_facts(fingerprint=fingerprint, recipients=people, units=units, yen=yen, judged=judged)


def withdraw_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Withdraw a campaign that is not decided yet. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_WITHDRAW, f"campaign:{campaign_id}") as unit:
        campaign = require_campaign(unit, campaign_id)
        if actor.user not in (campaign.author, campaign.editor) and Role.SUPERVISOR not in actor.roles:
            raise NotAllowed("only_author_withdraws")
        move_campaign(unit, campaign, Move.WITHDRAW)
        close_campaign(unit, campaign)


def pause_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Pause a campaign; messages under way still arrive. Raises NotFound, NotAllowed, Conflict.

    Supervisors resume and stop, so they are alerted unless one of them paused it.
    """
    with change(context, actor, Action.CAMPAIGN_PAUSE, f"campaign:{campaign_id}") as unit:
        move_campaign(unit, require_campaign(unit, campaign_id), Move.PAUSE)
        if Role.SUPERVISOR not in actor.roles:
            unit.queue_event_post(PAUSED_POST, campaign_id)
        campaigns.set_reason(unit.db, campaign_id, PauseReason.BY_HAND)


def resume_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Resume a paused campaign. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_RESUME, f"campaign:{campaign_id}") as unit:
        campaign = require_campaign(unit, campaign_id)
        obstacles.require_no_obstacle(context, unit, campaign)
        move_campaign(unit, campaign, Move.RESUME)
        campaigns.set_reason(unit.db, campaign_id, None)
        if campaign.reason == PauseReason.FIRST_BATCH:  # a person has looked at what arrived
            campaigns.set_batch(unit.db, campaign_id, None)


def stop_campaign(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Stop a campaign for good; its queued messages are cancelled. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_STOP, f"campaign:{campaign_id}") as unit:
        campaign = require_campaign(unit, campaign_id)
        move_campaign(unit, campaign, Move.STOP)
        close_campaign(unit, campaign)


def pause_all(context: ServiceContext, actor: Actor) -> list[int]:
    """Pause every campaign that is sending; return all that people have paused. Raises NotAllowed.

    Not only what this call has paused: the running bot may be faster, since it sees the mark first.
    """
    _change_all(context, actor, pause_campaign, lambda one: one.state is CampaignState.SENDING)
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        paused = campaigns.list_in_states(unit.db, CampaignState.PAUSED)
        return [one.id for one in reversed(paused) if _is_paused_by_hand(one)]


def pause_marked(context: ServiceContext, actor: Actor) -> None:
    """Pause every campaign that is sending, if the shell has paused all sending; so their cards say so."""
    if context.pause_mark.read() is not Hold.BY_SHELL:
        return
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        sending = campaigns.list_in_states(unit.db, CampaignState.SENDING)
    for campaign in sending:
        with change(context, actor, Action.CAMPAIGN_PAUSE, f"campaign:{campaign.id}") as unit:
            if context.pause_mark.is_set():  # else it was cleared meanwhile, and the campaign is to go on
                move_campaign(unit, campaign, Move.PAUSE)
                unit.queue_event_post(PAUSED_POST, campaign.id)
                campaigns.set_reason(unit.db, campaign.id, PauseReason.BY_HAND)
                unit.add_facts(reason=PauseReason.BY_HAND)


def resume_all(context: ServiceContext, actor: Actor) -> list[int]:
    """Resume every campaign that a person paused; return their ids. Raises NotAllowed, Conflict.

    One that was paused for a fault, such as data that is too old, must be named to be resumed.
    """
    return _change_all(context, actor, resume_campaign, _is_paused_by_hand)


def _is_paused_by_hand(campaign: Campaign) -> bool:
    by_people = (PauseReason.BY_HAND, PauseReason.ALL_PAUSED)
    return campaign.state is CampaignState.PAUSED and campaign.reason in by_people


def stop_all(context: ServiceContext, actor: Actor) -> list[int]:
    """Stop every campaign that sends, is paused or is going to send; return their ids. Raises NotAllowed."""
    return _change_all(context, actor, stop_campaign, lambda one: may_move(one.state, Move.STOP))


def _change_all(
    context: ServiceContext,
    actor: Actor,
    work: Callable[[ServiceContext, Actor, int], None],
    is_chosen: Callable[[Campaign], bool],
) -> list[int]:
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        states = (CampaignState.APPROVED, CampaignState.SENDING, CampaignState.PAUSED)
        chosen = [one.id for one in reversed(campaigns.list_in_states(unit.db, *states)) if is_chosen(one)]
    changed = []
    for campaign_id in chosen:
        try:
            work(context, actor, campaign_id)
        except Conflict as refusal:
            if not refusal.code.startswith("campaign_"):
                raise
        else:  # else it ended, or somebody else was faster
            changed.append(campaign_id)
    return changed


def expire_due_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Expire the campaigns that were not decided in time, and the approved ones that did not start in time."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        undecided = campaigns.list_in_states(unit.db, CampaignState.PENDING)
        late = [c for c in undecided if c.expires_at is not None and c.expires_at <= unit.now]
        late += [c for c in campaigns.list_in_states(unit.db, CampaignState.APPROVED) if is_past_validity(c, unit.now)]
    for campaign in late:
        with change(context, actor, Action.CAMPAIGN_EXPIRE, f"campaign:{campaign.id}") as unit:
            move_campaign(unit, campaign, Move.EXPIRE)
            close_campaign(unit, campaign)


def remind_deciders(context: ServiceContext, actor: Actor) -> None:
    """Remind those who decide, once, of each request that expires soon."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = campaigns.list_in_states(unit.db, CampaignState.PENDING)
        due = [one for one in waiting if _is_reminder_due(context, unit, one)]
    for campaign in due:
        with change(context, actor, Action.CAMPAIGN_REMIND, f"campaign:{campaign.id}") as unit:
            unit.queue_event_post(REMINDER_POST, campaign.id)


def _is_reminder_due(context: ServiceContext, unit: Read, campaign: Campaign) -> bool:
    if campaign.submitted_at is None or campaign.expires_at is None:
        return False
    at = approvals.find_reminder_time(context.settings.hours, campaign.submitted_at, campaign.expires_at)
    if at is None or not at <= unit.now < campaign.expires_at:
        return False
    subject = f"campaign:{campaign.id}"
    asked = audit.find_newest_done(unit.db, subject, Action.CAMPAIGN_SUBMIT.value) or 0
    return (audit.find_newest_done(unit.db, subject, Action.CAMPAIGN_REMIND.value) or 0) < asked


def close_campaign(unit: Change, campaign: Campaign) -> None:
    """Cancel the queued messages of a campaign that is over, and store its end."""
    cancelled = messages.cancel_queued(unit.db, campaign.id, unit.now)
    campaigns.set_end(unit.db, campaign.id, unit.now)
    unit.add_facts(cancelled=cancelled)


def return_to_draft(unit: Change, campaign: Campaign) -> None:
    """Undo the submission of a campaign that has become a draft again. Raises Conflict if a message may have left.

    Its messages are cancelled and kept, with their 受付番号; the next submission makes new ones.
    """
    cancelled = messages.cancel_queued(unit.db, campaign.id, unit.now)
    if not submissions.set_aside(unit.db, campaign.id, unit.now):
        raise Conflict("not_returnable", campaign=str(campaign.id))
    unit.add_facts(cancelled=cancelled)


def cancel_queued_if_over(db: Db, campaign_id: int, now: datetime) -> None:
    """Cancel the queued messages of a campaign that was stopped while one of them was under way."""
    campaign = campaigns.get_campaign(db, campaign_id)
    if campaign is None or campaign.state in _OVER:
        messages.cancel_queued(db, campaign_id, now)


def _queue_messages(context: ServiceContext, unit: Change, campaign: Campaign) -> tuple[int, dict[str, int]]:
    """Queue a message for each recipient; returns the sum of units, and the number of people left out by reason."""
    target = require_list(unit, campaign)
    people = audience.find_audience(
        context,
        unit,
        target,
        Intent(campaign.intent),
        rest_of=campaign.rest_of,
        correction_of=campaign.correction_of,
    )
    if not people.recipients:
        raise BadInput("nobody_left", "list")
    known = lists.list_numbers(unit.db, target.id)
    first = messages.get_next_number(unit.db)
    prefix = instance.get_prefix(unit.db)
    rows: list[dict[str, object]] = []
    for index, recipient_id in enumerate(people.recipients, start=first):
        text = audience.render_message(
            context,
            campaign.body,
            make_ref(index),
            promised_on=people.promised.get(recipient_id),
            letter_on=campaign.letter_on,
        )
        rows.append(
            {
                "taxpayer_key": known[recipient_id]["taxpayer_key"],
                "phone_key": known[recipient_id]["phone_key"],
                "id": index,
                "campaign_id": campaign.id,
                "recipient_id": recipient_id,
                "ref": make_ref(index),
                "reference": f"{prefix}{secrets.token_hex(7)}",
                "text_hash": audience.hash_text(text),
                "units": count_units(text, context.provider.terms),
                "provider": context.provider.terms.identity,
                "debts": people.debts.get(recipient_id),
            }
        )
    messages.add_messages(unit.db, campaign.id, rows)
    _record_judgements(unit, target.id, people, first)
    total = sum(int(str(row["units"])) for row in rows)
    return total, {reason.value: number for reason, number in people.left_out.items()}


def _record_judgements(unit: Change, list_id: int, people: Audience, first: int) -> None:
    """Record what the recipients were judged from. `first`: the id of the first recipient's message."""
    numbers = dict(zip(people.recipients, itertools.count(first), strict=False))
    judgements.add_submitted(
        unit.db,
        judgements.find_or_add_basis(unit.db, write_basis(people.basis)),
        (
            (numbers[facts.recipient_id], write_facts(facts))
            for facts in audience.list_facts(unit, list_id, people.recipients)
        ),
    )
