"""Each guard of the claim, and what happens without it.

Each situation is played twice: with the guard nobody is harmed; without it the same situation harms somebody. So a
situation in which the guard is not needed, or a guard that another one makes needless, fails its test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from bot.model.campaigns import Campaign, CampaignState
from bot.model.providers import Uncertain
from bot.rules import uncertain as rules
from bot.services import audience, claims, data_freshness, instance, sending, uncertain
from bot.services import campaigns as desk_campaigns
from bot.store import campaigns, message_queue, messages
from bot.store.database import Db, ReadDb
from bot.store.judgements import Judged
from bot.store.message_queue import QueuedMessage
from tests.services import steps
from tests.services.files import ExclusionRow, Paid, make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext

Play = Callable[[HarnessContext], None]
Remove = Callable[[pytest.MonkeyPatch], None]


def answer(value: object) -> Callable[..., Any]:
    """Return a function that always answers the same."""
    return lambda *_, **__: value


# situations: each ends when everything that may be sent has been sent; anything that arrives is a harm


def one_has_paid(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [Paid()])
    steps.send_all(context)


def the_file_was_changed_by_something_else(context: HarnessContext) -> None:
    steps.start_campaign(context)
    context.execute("UPDATE messages SET reference = 'another'")
    steps.send_all(context)


def one_has_opted_out(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_exclusions(context, ExclusionRow())
    steps.send_all(context)


def the_citys_name_was_changed_after_the_approval(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.send_all(replace(context, city=replace(context.city, name="他市")))


def the_window_is_closed(context: HarnessContext) -> None:
    steps.start_campaign(context)
    context.clock.advance(hours=12)
    steps.send_all(context)


def the_shell_has_paused_everything(context: HarnessContext) -> None:
    steps.start_campaign(context)
    context.pause_mark.set()
    steps.send_all(context)


def a_newer_run_has_begun(context: HarnessContext) -> None:
    steps.start_campaign(context)
    with context.store.transaction() as db:
        db.execute("UPDATE instance SET epoch = epoch + 1")
    steps.send_all(context)


def nobody_has_approved(context: HarnessContext) -> None:
    """Something else than nofu has set the campaign's state."""
    steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    context.execute("UPDATE campaigns SET state = 'sending'")
    steps.send_all(context)


def it_is_paused_and_the_queue_names_it(context: HarnessContext) -> None:
    """A damaged index."""
    desk_campaigns.pause_campaign(context, CHIEF, steps.start_campaign(context))
    with pytest.MonkeyPatch.context() as damaged:
        damaged.setattr(message_queue, "list_next", list_once())
        steps.send_all(context)


def the_citys_data_is_old(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.send_all(context.with_policy(exclusions_max_age_days=1))


def the_validity_is_over(context: HarnessContext) -> None:
    steps.start_campaign(context)
    context.clock.advance(days=20)
    context.clock.set(context.clock.now().replace(hour=10))  # a Monday
    steps.send_all(context)


def the_queue_names_a_message_that_was_sent(context: HarnessContext) -> None:
    """A damaged index; the first arrival is right. The gap between two messages would hold the second, too."""
    context = context.with_policy(contact_gap_days=0, contact_max_30_days=9)
    steps.start_campaign(context)
    steps.send_all(context)
    context.provider.arrived.clear()
    with pytest.MonkeyPatch.context() as damaged:
        damaged.setattr(message_queue, "list_next", list_once())
        damaged.setattr(message_queue, "get_queued", read_as_queued(message_queue.get_queued))
        steps.send_all(context)


def the_process_was_killed_after_a_request_had_left(context: HarnessContext) -> None:
    """The first arrival is right."""
    steps.start_campaign(context)
    context.provider.send(steps.claim(context).outgoing)
    context.provider.arrived.clear()
    uncertain.recover_claimed(context, CLOCK)
    steps.send_all(context)


def an_answer_was_lost(context: HarnessContext) -> None:
    """The first arrival is right."""
    steps.start_campaign(context)
    claimed = steps.claim(context)
    context.provider.send(claimed.outgoing)
    context.provider.arrived.clear()
    sending.record_result(context, CLOCK, claimed, Uncertain("timeout"))
    steps.send_all(context)


def the_providers_list_lags(context: HarnessContext) -> None:
    """The first arrival is right."""
    an_answer_was_lost(context)
    context.provider.hidden |= set(map(str, context.column("SELECT reference FROM messages")))
    context.clock.advance(minutes=2)
    for message in uncertain.find_due(context, CLOCK):
        uncertain.look_up_message(context, CLOCK, context.provider, message)
    steps.send_all(context)


# how a guard is taken out


def list_once() -> Callable[..., list[tuple[int, int]]]:
    """Return a queue that names message 1 of campaign 1 once, whatever its state."""
    found = [[(1, 1)]]
    return lambda *_: found.pop() if found else []


def read_as_queued(get_queued: Callable[[ReadDb, int], QueuedMessage | None]) -> Callable[[Db, int], object]:
    """Return a reading of a message that takes it for queued, as from damaged indexes."""

    def read(db: Db, message_id: int) -> object:
        db.execute("UPDATE messages SET state = 'queued' WHERE id = :id", id=message_id)
        found = get_queued(db, message_id)
        db.execute("UPDATE messages SET state = 'accepted' WHERE id = :id", id=message_id)
        return found and replace(found, is_unsent=True)

    return read


def take_for_intact(get_queued: Callable[[ReadDb, int], QueuedMessage | None]) -> Callable[[ReadDb, int], object]:
    """Return a reading of a message that does not verify its seal."""

    def read(db: ReadDb, message_id: int) -> object:
        found = get_queued(db, message_id)
        return found and replace(found, is_intact=True)

    return read


def take_for_sending(get_campaign: Callable[[ReadDb, int], Campaign | None]) -> Callable[[ReadDb, int], Campaign]:
    """Return a reading of a campaign that takes a paused one for one that is sending."""

    def read(db: ReadDb, campaign_id: int) -> Campaign:
        campaign = get_campaign(db, campaign_id)
        assert campaign is not None
        return replace(campaign, state=CampaignState.SENDING) if campaign.state is CampaignState.PAUSED else campaign

    return read


def ignore_row_count(claim: Callable[..., bool]) -> Callable[..., bool]:
    """Return a claim whose caller does not learn that it changed nothing."""
    return lambda *arguments: claim(*arguments) or True


def queue_again(db: Db, message_id: int, reason: str, _look_up_at: object, now: datetime) -> bool:
    """Take an unknown outcome for "not sent"."""
    return messages.release_message(db, message_id, reason, now)


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard, a situation in which it is needed, and how the test takes it out."""

    situation: Play
    owner: object
    name: str
    without: object
    """what stands in its place"""


GUARDS = {
    "eligibility of who has paid": Guard(one_has_paid, claims, "_judge", answer((None, Judged(1, "{}"), None))),
    "eligibility of who opted out": Guard(one_has_opted_out, claims, "_judge", answer((None, Judged(1, "{}"), None))),
    "the seal": Guard(
        the_file_was_changed_by_something_else, message_queue, "get_queued", take_for_intact(message_queue.get_queued)
    ),
    "the approved text": Guard(
        the_citys_name_was_changed_after_the_approval, audience, "hash_text", answer("the same")
    ),
    "the send window": Guard(the_window_is_closed, claims, "is_held_back", answer(False)),
    "the mark of the shell": Guard(the_shell_has_paused_everything, claims, "is_held_back", answer(False)),
    "the newest run": Guard(a_newer_run_has_begun, instance, "may_send", answer(True)),
    "the campaign's state": Guard(
        it_is_paused_and_the_queue_names_it, campaigns, "get_campaign", take_for_sending(campaigns.get_campaign)
    ),
    "the approval": Guard(nobody_has_approved, claims.Claims, "_is_approved", answer(True)),
    "the age of the data": Guard(the_citys_data_is_old, data_freshness, "find_missing_data", answer([])),
    "the validity": Guard(the_validity_is_over, claims, "is_past_validity", answer(False)),
    "the row count of the claim": Guard(
        the_queue_names_a_message_that_was_sent, message_queue, "claim", ignore_row_count(message_queue.claim)
    ),
    "claims of a killed process": Guard(
        the_process_was_killed_after_a_request_had_left, messages, "mark_uncertain", queue_again
    ),
    "an unknown outcome": Guard(an_answer_was_lost, messages, "mark_uncertain", queue_again),
    "no proof of absence": Guard(the_providers_list_lags, rules, "is_proof_of_absence", answer(True)),
}


@pytest.mark.parametrize("name", GUARDS)
def test_the_guard_keeps_the_harm_away(context: HarnessContext, name: str) -> None:
    GUARDS[name].situation(context)
    assert steps.list_receivers(context) == []


@pytest.mark.parametrize("name", GUARDS)
def test_without_the_guard_there_is_harm(context: HarnessContext, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = GUARDS[name]
    monkeypatch.setattr(guard.owner, guard.name, guard.without)
    guard.situation(context)
    assert steps.list_receivers(context) == ["09012345601"]
