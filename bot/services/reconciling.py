"""File and provider are compared, and reconciled where they differ.

A copy or an older state of the database does not know what was sent elsewhere or since, but the provider does. It is
asked at each start and before a campaign starts: for messages with a reference of this database that the file does not
know as sent. If there are any, nothing is sent until a person has reconciled (docs/decisions/0046).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import Conflict
from bot.model.instance import HoldReason, LockReason, Reconciled, SendingLock
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, LOCK_POST
from bot.model.providers import Connection, Found, NoAnswer, ProviderName
from bot.services import integrity
from bot.services.context import ServiceContext
from bot.services.instance import (
    announce_end,
    announce_hold,
    has_only_other_account,
    inspect,
    keep_mark,
    lock_sending,
    write_new_mark,
)
from bot.services.receipts import cut_repeated
from bot.services.sending import find_first_look_up, list_due_campaigns
from bot.services.stopping import pause_all_within
from bot.services.unit_of_work import Change, Read, change, read, require
from bot.store import campaigns, instance, restored_messages

_log = logging.getLogger(__name__)
_MARGIN = timedelta(minutes=10)
"""The provider's clock may differ from ours."""
_PATIENCE = timedelta(minutes=1)
"""So long the provider may not answer until people are told that messages wait for it."""
_LONGEST = timedelta(days=3)
"""How far back the provider is asked where the file has no message that was sent."""
_LOOKED_UP = 3
"""So many of the next messages of each campaign are looked up: the list may be late, and a copy sends them first."""
_NOT_OLDER = frozenset({LockReason.MOVED, LockReason.ACCOUNT_CHANGED})
"""Locks of a database that has every entry which the state file knows; with another it may be an older one."""
_UNSENT = frozenset({MessageState.QUEUED, MessageState.HELD, MessageState.CANCELLED})
_DOUBTFUL = frozenset({MessageState.CLAIMED, MessageState.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message that the provider has: our reference, its id there, and when it was taken (None: not known).

    `provider_id` None: there are several messages with the reference. `to`: the number, where the list says it.
    """

    reference: str
    provider_id: str | None
    taken_at: datetime | None
    to: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the provider has of this database: the sightings that the file does not know as sent, or not at all.

    `doubtful`: those of which the file knows that they may have been sent, which is no difference.
    """

    unsent: tuple[Sighting, ...]
    doubtful: tuple[Sighting, ...]
    unknown: tuple[Sighting, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the file knows everything that the provider has."""
        return not self.unsent and not self.unknown


def compare_if_wanted(context: ServiceContext, actor: Actor) -> None:
    """Ask the provider where the start, or a campaign that is due, waits for it; a difference locks the sending."""
    lock = context.sender_lock
    if lock.epoch is None or not lock.wants_comparison:
        return
    locked = inspect(context, actor)
    if locked is not None and locked.reason is not HoldReason.NOT_COMPARED:
        return
    now = context.clock.now()
    if not integrity.check_before_start(context, actor):
        return
    found = compare(context, actor, while_asking=lambda: _note_long_list(context, actor, now))
    if isinstance(found, NoAnswer):
        _note_no_answer(context, actor, found.reason)
        return
    if not found.is_equal:
        lock_sending(context, actor, LockReason.PROVIDER_KNOWS_MORE)
        _note_answer(context, actor)
        return
    lock.compared_at, lock.wants_comparison = now, False
    _note_answer(context, actor)
    context.wake()


def _note_no_answer(context: ServiceContext, actor: Actor, code: str) -> None:
    """Note that the provider could not be asked; once that has lasted and messages wait, tell people, once."""
    run, now = context.sender_lock, context.clock.now()
    if run.no_answer != code:
        _log.warning("provider_not_compared", extra={"code": code})
    run.no_answer, run.no_answer_since = code, run.no_answer_since or now
    if now - run.no_answer_since < _PATIENCE:
        return
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        hold = _find_hold(context, unit)
    if hold is not None:
        announce_hold(context, actor, hold)


def _note_long_list(context: ServiceContext, actor: Actor, asked_at: datetime) -> None:
    """Note that the provider is still being asked for page after page, if that lasts so long that people must know."""
    if context.clock.now() - asked_at >= _PATIENCE:
        context.sender_lock.no_answer_since = context.sender_lock.no_answer_since or asked_at
        _note_no_answer(context, actor, "long_list")


def _find_hold(context: ServiceContext, unit: Read) -> HoldReason | None:
    """Find what waits for the provider's answer now; None if nothing could be sent anyway."""
    if not context.settings.hours.is_open(unit.now):
        return None
    if context.sender_lock.compared_at is None:
        waits = campaigns.list_in_states(unit.db, CampaignState.SENDING) or list_due_campaigns(unit)
        return HoldReason.NOT_COMPARED if waits else None
    return HoldReason.START_NOT_COMPARED if list_due_campaigns(unit) else None


def _note_answer(context: ServiceContext, actor: Actor) -> None:
    """Note that the provider has answered; the alert that messages wait for it is over."""
    context.sender_lock.no_answer = context.sender_lock.no_answer_since = None
    announce_end(context, actor)


def compare(
    context: ServiceContext, actor: Actor, *, while_asking: Callable[[], None] = lambda: None
) -> Comparison | NoAnswer:
    """Compare the provider's messages of this database with the file. `while_asking` is called with each answer."""
    terms = context.provider.terms
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        since, prefix = _find_start(context, unit), instance.get_prefix(unit.db)
        next_ones = restored_messages.list_next_references(unit.db, terms.identity, _LOOKED_UP)
    if not terms.supports_lookup:
        return Comparison((), (), ())
    sightings: dict[str, Sighting] = {}
    with closing(context.provider.connect()) as connection:
        for answer in _ask(connection, next_ones, since, context.clock.now() + _MARGIN):
            if isinstance(answer, NoAnswer):
                return answer
            sightings |= {one.reference: one for one in answer}
            while_asking()
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return _judge(unit, sightings.values(), prefix)


def _ask(
    connection: Connection, references: list[str], since: datetime, until: datetime
) -> Iterator[list[Sighting] | NoAnswer]:
    """Yield what each answer of the provider says that it has: in this span, and of these references."""
    for page in cut_repeated(connection.receipts(since, until)):
        if isinstance(page, NoAnswer):
            yield page
            return
        yield [Sighting(one.reference, one.provider_id, None, one.to) for one in page if one.reference is not None]
    for reference in references:
        match connection.look_up(reference, since):
            case Found(provider_id=provider_id, taken_at=taken_at):
                yield [Sighting(reference, provider_id, taken_at)]
            case NoAnswer(reason=PauseReason.SEVERAL):  # a look-up after the reconciliation asks people
                yield [Sighting(reference, None, None)]
            case NoAnswer() as nothing:
                yield nothing
                return


def _find_start(context: ServiceContext, unit: Read) -> datetime:
    """Return from when on the provider is asked: from the newest claim that the file knows, or the last comparison.

    Other steps say nothing of what was sent: a restore and a start write some, and receipts come while nothing is sent.
    """
    newest, compared_at = instance.find_newest_claim(unit.db), context.sender_lock.compared_at
    start = newest or unit.now - _LONGEST
    start = min(start, unit.now, compared_at or start) - _MARGIN
    return max(start, instance.get_instance(unit.db).reconciled_at or start)


def _judge(unit: Read, sightings: Iterable[Sighting], prefix: str) -> Comparison:
    unsent, doubtful, unknown = [], [], []
    for sighting in sightings:
        message = restored_messages.find_by_reference(unit.db, sighting.reference)
        if message is None:
            if sighting.reference.startswith(prefix):
                unknown.append(sighting)
        elif message.state in _UNSENT and (message.provider_id is None or message.provider_id != sighting.provider_id):
            unsent.append(sighting)  # one with its id was accepted, and taken back at the provider
        elif message.state in _DOUBTFUL:
            doubtful.append(sighting)
    return Comparison(tuple(unsent), tuple(doubtful), tuple(unknown))


def reconcile(context: ServiceContext, actor: Actor) -> Reconciled | None:
    """End a lock, by what the provider has; returns None if nothing is locked. Raises NotAllowed, Conflict.

    What the provider has counts as sent. Everything else that was queued or claimed becomes uncertain, since a copy of
    this file may have sent it; but see `_find_unsent_account`. A database that may be an older one does not know what
    was stopped since, nor which 受付番号 people got: all sending is paused, and numbers are left out.
    """
    require(context, actor, Action.INSTANCE_RECONCILE)
    lock = inspect(context, actor)
    if lock is None or not (lock.needs_person or lock.reason is HoldReason.CLOCK_BEHIND):
        return None
    if (damage := integrity.find_damage(context, actor)) is not None:
        raise Conflict("damaged", damage=damage.value)
    compared_at = context.clock.now()
    found = compare(context, actor)
    if isinstance(found, NoAnswer):
        raise Conflict("provider_not_compared", reason=found.reason)
    with change(context, actor, Action.INSTANCE_RECONCILE, "-") as unit:
        accepted = sum(_accept(unit, sighting) for sighting in (*found.unsent, *found.doubtful))
        restored_messages.add_contacts(unit.db, [one.to for one in found.unknown if one.to is not None], unit.now)
        doubted = {}
        if lock.needs_person:  # else only the clock was wrong
            unsent_account = _find_unsent_account(context, unit, lock, found)
            look_up_at = find_first_look_up(context, unit.now)
            doubted = restored_messages.doubt_unsent(unit.db, look_up_at, unit.now, unsent_account=unsent_account)
        for campaign_id in doubted:
            unit.queue_post(CAMPAIGN_POST, campaign_id)
        instance.unlock_sending(unit.db, context.identity, context.provider.terms.identity, unit.now)
        unit.update_newest_event_post(LOCK_POST, 0)
        is_older = lock.needs_person and (lock.reason not in _NOT_OLDER or not found.is_equal)
        paused = is_older and _would_go_on(unit)
        if is_older:
            instance.skip_numbers(unit.db)
        if paused:
            pause_all_within(context, unit)
        needs_list = bool(doubted) and not context.provider.terms.supports_lookup
        done = Reconciled(lock.reason, accepted, sum(doubted.values()), len(found.unknown), paused, needs_list)
        unit.add_facts(
            reason=done.reason.value,
            accepted=done.accepted,
            uncertain=done.uncertain,
            unknown=done.unknown,
            paused=done.paused,
            needs_list=done.needs_list,
        )
    context.sender_lock.newest_at = unit.now
    write_new_mark(context, actor)
    context.sender_lock.compared_at, context.sender_lock.wants_comparison = compared_at, False
    _note_answer(context, actor)
    keep_mark(context, actor)  # where this is the running bot, it goes on at once
    return done


def _would_go_on(unit: Read) -> bool:
    """Whether a campaign would go on or begin by itself, of which this database may not know that it was stopped."""
    found = campaigns.list_in_states(unit.db, CampaignState.SENDING, CampaignState.APPROVED)
    return any(one.provider != ProviderName.DRY_RUN for one in found)


def _find_unsent_account(context: ServiceContext, unit: Read, lock: SendingLock, found: Comparison) -> str | None:
    """Return the present account if its queued messages cannot have left; None: a copy may have sent them.

    Only where this database is the last one, just the account is new, and the account itself has nothing of it.
    """
    terms = context.provider.terms
    is_new = lock.reason is LockReason.ACCOUNT_CHANGED and has_only_other_account(context, unit)
    return terms.identity if is_new and terms.supports_lookup and found.is_equal else None


def _accept(unit: Change, sighting: Sighting) -> bool:
    message = restored_messages.find_by_reference(unit.db, sighting.reference)
    if message is None or sighting.provider_id is None or message.state not in _UNSENT | _DOUBTFUL:
        return False
    unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    return restored_messages.accept_sent(unit.db, message.id, sighting.provider_id, sighting.taken_at, unit.now)
