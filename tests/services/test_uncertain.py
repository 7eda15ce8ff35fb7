"""Uncertain messages are neither sent twice nor lost."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.campaigns import PauseReason
from bot.model.errors import NotFound
from bot.model.posts import EventKey
from bot.model.providers import Absent, Accepted, LookUp, NoAnswer, Uncertain
from bot.services import campaign_events, campaigns, receipts, sending, uncertain
from bot.store import messages
from bot.store.database import Store
from tests.services.files import Paid
from tests.services.harness import CHIEF, CLOCK, KEY, HarnessContext, make_receipt
from tests.services.steps import claim, import_paid, send_all, start_campaign


def start_with_lost_answer(context: HarnessContext, *, taken: bool, count: int = 1) -> int:
    """Start a campaign whose first answer is lost; `taken` says whether the provider accepted the message."""
    campaign_id = start_campaign(context, count)
    context.provider.results.append(Uncertain("timeout"))
    context.provider.accepts_uncertain.append(taken)
    send_all(context)
    return campaign_id


def look_up_all(context: HarnessContext) -> int:
    """Look up every message that is due; return how many."""
    due = uncertain.find_due(context, CLOCK)
    for message in due:
        uncertain.look_up_message(context, CLOCK, context.provider, message)
    return len(due)


def test_the_provider_is_asked_after_the_settling_time(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.clock.advance(seconds=59)
    assert look_up_all(context) == 0
    assert context.states() == ["uncertain"]
    context.clock.advance(seconds=1)
    assert look_up_all(context) == 1
    assert context.states() == ["accepted"]
    assert send_all(context) == 0
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    assert context.states() == ["delivered"]
    assert len(context.provider.arrived) == 1


def test_a_message_that_the_provider_does_not_have_is_sent_again_once(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=False)
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert context.states() == ["queued"]
    assert send_all(context) == 1
    assert len(context.provider.arrived) == 1
    assert context.states() == ["accepted"]


def test_a_message_that_stays_absent_waits_for_a_decision(context: HarnessContext) -> None:
    start_campaign(context)
    for _ in range(3):
        context.provider.results.append(Uncertain("timeout"))
        send_all(context)
        context.clock.advance(seconds=60)
        look_up_all(context)
    assert context.states() == ["uncertain"]
    assert context.reasons() == ["absent_again"]
    context.clock.advance(hours=1)
    assert look_up_all(context) == 0


def test_a_message_that_is_found_under_the_id_of_another_waits_for_a_person(context: HarnessContext) -> None:
    start_campaign(context, 2)
    sending.record_result(context, CLOCK, claim(context), Accepted("p1"))
    context.provider.results.append(Uncertain("timeout"))
    context.provider.accepts_uncertain.append(True)
    send_all(context)
    context.clock.advance(seconds=60)
    assert look_up_all(context) == 1
    assert (context.states(), context.reasons()) == (["accepted", "uncertain"], [None, PauseReason.SAME_ID])
    context.clock.advance(hours=1)
    assert look_up_all(context) == 0


def test_after_a_failed_look_up_the_next_one_is_later_and_nothing_is_sent(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.failed_look_ups.append(NoAnswer("timeout"))
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert context.states() == ["uncertain"]
    assert look_up_all(context) == 0
    context.clock.advance(seconds=30)
    assert look_up_all(context) == 1
    assert context.states() == ["accepted"]


@pytest.mark.parametrize("other", [{"supports_lookup": False}, {"name": "dry_run"}, {"account": "another"}])
def test_only_the_account_of_the_message_is_asked_and_only_if_it_can_look_up(
    context: HarnessContext, other: dict[str, Any]
) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.terms = replace(context.provider.terms, **other)
    context.clock.advance(hours=1)
    assert look_up_all(context) == 0
    assert context.states() == ["uncertain"]


def test_messages_claimed_at_a_crash_are_uncertain_after_the_start(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    taken = claim(context)
    context.provider.send(taken.outgoing)
    context.post_all()
    context.store.close()
    again = replace(context, store=Store(context.store.path, KEY))
    assert uncertain.recover_claimed(again, CLOCK) == 1
    assert again.states() == ["uncertain", "queued"]
    assert again.posts() == [("campaign", str(campaign_id), "desk")]
    again.clock.advance(seconds=60)
    look_up_all(again)
    assert send_all(again) == 1
    assert [message.to for message in again.provider.arrived] == ["09012345601", "09012345602"]
    again.store.close()


def test_an_uncertain_message_is_not_sent_again_after_a_payment(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=False)
    import_paid(context, [Paid()])
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert send_all(context) == 0
    assert (context.states(), context.reasons()) == (["held"], ["paid"])


def test_an_uncertain_message_of_a_stopped_campaign_is_not_sent_again(context: HarnessContext) -> None:
    campaign_id = start_with_lost_answer(context, taken=False)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert context.states() == ["cancelled"]


class SlowLookUp:
    """A connection that changes the message while it waits for the answer."""

    def __init__(self, context: HarnessContext) -> None:
        self._office = context

    def look_up(self, reference: str, since: object) -> LookUp:
        """The message is queued and sent again meanwhile, and that answer is lost too."""
        with self._office.store.transaction() as db:
            messages.release_message(db, 1, "by hand", self._office.clock.now())
        self._office.provider.results.append(Uncertain("timeout"))
        self._office.provider.accepts_uncertain.append(True)
        send_all(self._office)
        return Absent()


def test_a_late_answer_about_an_earlier_request_changes_nothing(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=False)
    context.clock.advance(seconds=60)
    (message,) = uncertain.find_due(context, CLOCK)
    uncertain.look_up_message(context, CLOCK, SlowLookUp(context), message)  # type: ignore[arg-type]  # only look_up is called
    assert context.states() == ["uncertain"]
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert context.states() == ["accepted"]
    assert len(context.provider.arrived) == 1


def test_supervisors_are_told_once_of_messages_that_look_ups_cannot_settle(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 3)
    context.provider.results.extend([Uncertain("timeout")] * 2)
    context.provider.accepts_uncertain.extend([True, True])
    send_all(context)
    context.provider.failed_look_ups.extend([NoAnswer("timeout")] * 9)
    context.clock.advance(minutes=14)
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    assert context.list_events("doubt") == []
    context.clock.advance(minutes=1)
    for _ in range(3):
        uncertain.alert_people(context, CLOCK)
    assert context.list_events("doubt") == [(campaign_id, "doubt.alert")]
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    assert campaign_events.get_doubt(context, CLOCK, key).waiting == 2


def test_a_message_that_no_program_looks_up_is_told_at_once(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    sending.record_result(context, CLOCK, claim(context), Accepted("p1"))
    sending.record_result(context, CLOCK, claim(context), Accepted("p1"))
    uncertain.alert_people(context, CLOCK)
    assert context.list_events("doubt") == [(campaign_id, "doubt.alert")]


def test_settled_messages_end_the_alert_and_later_ones_are_told_anew(context: HarnessContext) -> None:
    campaign_id = start_with_lost_answer(context, taken=True, count=2)
    context.clock.advance(minutes=15)
    uncertain.alert_people(context, CLOCK)
    (first,) = map(EventKey.decode, context.post_keys("doubt"))
    context.post_all()
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    assert not campaign_events.get_doubt(context, CLOCK, first).is_open
    context.post_all()
    with context.store.transaction() as db:
        db.execute("UPDATE messages SET state = 'uncertain', look_up_at = NULL")
    uncertain.alert_people(context, CLOCK)
    (second,) = map(EventKey.decode, context.post_keys("doubt"))
    assert (second.subject, second.entry > first.entry) == (campaign_id, True)


def test_an_alert_whose_messages_were_settled_before_it_was_posted_is_not_posted(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.clock.advance(minutes=15)
    uncertain.alert_people(context, CLOCK)
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    look_up_all(context)
    with pytest.raises(NotFound):
        campaign_events.get_doubt(context, CLOCK, key)
