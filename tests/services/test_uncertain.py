"""Uncertain messages are neither sent twice nor lost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import NotFound
from bot.model.posts import EventKey
from bot.model.providers import Absent, Accepted, Found, LookUp, NoAnswer, Uncertain
from bot.services import campaign_events, campaigns, receipts, sending, uncertain
from bot.store import messages, times
from bot.store.database import Store
from tests.services.files import Paid
from tests.services.harness import CHIEF, CLOCK, KEY, TUESDAY, HarnessContext, make_receipt
from tests.services.steps import claim, get_campaign, import_paid, send_all, start_campaign


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


PROVEN = {"unique": {"reference_unique": True}, "complete": {"list_complete_seconds": 60}}
"""The terms under which "not found" after 60 seconds proves that the provider does not have a message."""


def set_terms(context: HarnessContext, **terms: Any) -> None:
    context.provider.terms = replace(context.provider.terms, **terms)


@pytest.mark.parametrize("terms", PROVEN.values(), ids=PROVEN)
def test_a_message_that_the_provider_provably_does_not_have_is_sent_again_once_under_its_reference(
    context: HarnessContext, terms: dict[str, Any]
) -> None:
    set_terms(context, **terms)
    start_with_lost_answer(context, taken=False)
    reference = context.value("SELECT reference FROM messages")
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert context.states() == ["queued"]
    assert send_all(context) == 1
    assert [message.reference for message in context.provider.arrived] == [reference]
    assert context.states() == ["accepted"]


@pytest.mark.fault("A8")
def test_a_message_that_a_list_which_may_be_late_does_not_have_is_never_sent_again_by_itself(
    context: HarnessContext,
) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.hidden = {str(context.value("SELECT reference FROM messages"))}
    for _ in range(100):
        context.clock.advance(minutes=20)
        look_up_all(context)
        assert send_all(context) == 0
    assert context.states() == ["uncertain"]
    context.provider.hidden.clear()
    context.clock.advance(hours=1)
    look_up_all(context)
    assert context.states() == ["accepted"]
    assert len(context.provider.arrived) == 1


def test_before_the_time_that_the_city_has_set_not_found_proves_nothing(context: HarnessContext) -> None:
    set_terms(context, list_complete_seconds=85)
    start_with_lost_answer(context, taken=False)
    for seconds, state in ((60, "uncertain"), (24, "uncertain"), (1, "queued")):
        context.clock.advance(seconds=seconds)
        look_up_all(context)
        assert context.states() == [state]


@pytest.mark.parametrize(("seconds", "told"), [(120, False), (121, True)])
def test_people_are_not_told_of_what_the_complete_list_settles_within_a_minute(
    context: HarnessContext, seconds: int, told: bool
) -> None:
    set_terms(context, list_complete_seconds=seconds)
    start_with_lost_answer(context, taken=False)
    context.clock.advance(seconds=60)
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    assert bool(context.list_events("doubt")) is told
    for _ in range(3):
        context.clock.advance(seconds=30)
        look_up_all(context)
    assert context.states() == ["queued"]


@pytest.mark.parametrize("terms", PROVEN.values(), ids=PROVEN)
def test_after_three_doubts_a_message_waits_for_a_person_and_is_still_looked_up(
    context: HarnessContext, terms: dict[str, Any]
) -> None:
    set_terms(context, **terms)
    start_campaign(context)
    for _ in range(3):
        context.provider.results.append(Uncertain("timeout"))
        context.provider.accepts_uncertain.append(False)
        send_all(context)
        context.clock.advance(seconds=60)
        look_up_all(context)
    assert (context.states(), context.reasons()) == (["uncertain"], ["timeout"])
    assert context.value("SELECT look_up_answer FROM messages") == "absent"
    context.clock.advance(hours=1)
    assert look_up_all(context) == 1
    assert context.states() == ["uncertain"]


def test_a_provider_is_asked_less_and_less_often_and_after_73_hours_not_at_all(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.hidden = {str(context.value("SELECT reference FROM messages"))}
    for passed, pause in ((1, 30), (20, 300), (600, 3600), (3600, 3600)):
        context.clock.advance(minutes=passed)
        assert look_up_all(context) == 1
        context.clock.advance(seconds=pause - 1)
        assert look_up_all(context) == 0
        context.clock.advance(seconds=1)
    assert look_up_all(context) == 1
    context.clock.advance(hours=2)
    assert look_up_all(context) == 1
    context.clock.advance(hours=100)
    assert look_up_all(context) == 0
    assert context.states() == ["uncertain"]


TAKEN = TUESDAY + timedelta(minutes=5, seconds=2)
"""Within the request: the campaign starts after a grace of five minutes."""


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (TAKEN, TAKEN),
        (None, TUESDAY + timedelta(minutes=5)),
        (TUESDAY - timedelta(days=1), TUESDAY + timedelta(minutes=5)),
        (TUESDAY + timedelta(days=2), TUESDAY + timedelta(minutes=5, hours=3)),
    ],
    ids=[
        "by the provider",
        "unknown: when it was claimed",
        "never before its campaign started",
        "never later than now",
    ],
)
def test_a_message_that_is_found_counts_from_when_the_provider_took_it(
    context: HarnessContext, said: datetime | None, counts: datetime
) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.taken_at = said
    context.clock.advance(hours=3)
    look_up_all(context)
    assert context.value("SELECT accepted_at FROM messages") == times.format_moment(counts)


def test_a_message_found_three_days_later_is_unknown_without_waiting_again(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.provider.taken_at = TAKEN
    context.provider.failed_look_ups.append(NoAnswer("timeout"))
    context.clock.advance(hours=72)
    look_up_all(context)
    context.clock.advance(hours=1)
    look_up_all(context)
    assert context.states() == ["accepted"]
    context.clock.advance(seconds=3)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["unknown"]


@pytest.mark.fault("P7")
@pytest.mark.parametrize(
    ("answer", "code"),
    [(Found("p1"), PauseReason.SAME_ID), *((NoAnswer(code), code) for code in ("several", "other_message"))],
)
def test_an_answer_that_contradicts_pauses_once_and_waits_for_a_person(
    context: HarnessContext, answer: LookUp, code: str
) -> None:
    campaign_id = start_campaign(context, 3)
    sending.record_result(context, CLOCK, claim(context), Accepted("p1"))
    sending.record_result(context, CLOCK, claim(context), Uncertain("timeout"))
    for _ in range(3):
        context.clock.advance(seconds=60)
        (message,) = uncertain.find_due(context, CLOCK)
        uncertain.look_up_message(context, CLOCK, AnsweringProvider(answer), message)  # type: ignore[arg-type]  # only look_up is called
    assert context.states() == ["accepted", "uncertain", "queued"]
    paused = get_campaign(context, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, code)
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    context.clock.advance(seconds=60)
    (message,) = uncertain.find_due(context, CLOCK)
    uncertain.look_up_message(context, CLOCK, AnsweringProvider(answer), message)  # type: ignore[arg-type]  # as above
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING, "a person has looked"


@dataclass(frozen=True)
class AnsweringProvider:
    """A connection that gives one answer to every look-up."""

    answer: LookUp

    def look_up(self, reference: str, since: object) -> LookUp:
        return self.answer


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
    set_terms(context, reference_unique=True)
    start_with_lost_answer(context, taken=False)
    import_paid(context, [Paid()])
    context.clock.advance(seconds=60)
    look_up_all(context)
    assert send_all(context) == 0
    assert (context.states(), context.reasons()) == (["held"], ["paid"])


def test_an_uncertain_message_of_a_stopped_campaign_is_not_sent_again(context: HarnessContext) -> None:
    set_terms(context, reference_unique=True)
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


class QueueingProvider:
    """A connection during whose look-up the message is queued again; then it answers that it has it."""

    def __init__(self, context: HarnessContext) -> None:
        self._context = context

    def look_up(self, reference: str, since: object) -> LookUp:
        with self._context.store.transaction() as db:
            messages.release_message(db, 1, "by hand", self._context.clock.now())
        return self._context.provider.look_up(reference, since)  # type: ignore[arg-type]  # as it was given


def test_a_message_that_is_found_while_it_is_queued_again_is_not_sent_twice(context: HarnessContext) -> None:
    start_with_lost_answer(context, taken=True)
    context.clock.advance(seconds=60)
    (message,) = uncertain.find_due(context, CLOCK)
    uncertain.look_up_message(context, CLOCK, QueueingProvider(context), message)  # type: ignore[arg-type]  # only look_up is called
    assert context.states() == ["accepted"]
    assert send_all(context) == 0
    assert len(context.provider.arrived) == 1


def test_supervisors_are_told_once_as_soon_as_a_look_up_did_not_settle_a_message(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 3)
    context.provider.results.extend([Uncertain("timeout")] * 2)
    context.provider.accepts_uncertain.extend([True, True])
    send_all(context)
    context.provider.failed_look_ups.extend([NoAnswer("timeout")] * 9)
    context.clock.advance(seconds=59)
    look_up_all(context)
    uncertain.alert_people(context, CLOCK)
    assert context.list_events("doubt") == []
    context.clock.advance(seconds=1)
    look_up_all(context)
    for _ in range(3):
        uncertain.alert_people(context, CLOCK)
    assert context.list_events("doubt") == [(campaign_id, "doubt.alert")]
    (key,) = map(EventKey.decode, context.post_keys("doubt"))
    assert campaign_events.get_doubt(context, CLOCK, key).waiting == 2


@pytest.mark.parametrize("other", [{"supports_lookup": False}, {"account": "another"}, {}])
def test_a_message_that_is_not_looked_up_in_time_is_told_within_a_minute_after_the_settling_time(
    context: HarnessContext, other: dict[str, Any]
) -> None:
    campaign_id = start_campaign(context)
    if "supports_lookup" in other:
        set_terms(context, **other)
    context.provider.results.append(Uncertain("timeout"))
    send_all(context)
    set_terms(context, **other)
    context.clock.advance(seconds=60 + 30)
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
