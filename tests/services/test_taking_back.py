"""After a stop, what the provider has accepted and not yet sent is cancelled there, and people are told."""

from dataclasses import replace

import pytest

from bot.model.messages import MessageState
from bot.model.posts import EventKey
from bot.model.providers import NoAnswer, TakenBack, TooLate
from bot.services import campaign_events, campaign_views, campaigns, receipts, sending
from scheduler import jobs
from tests.services import steps
from tests.services.harness import CHIEF, CLOCK, HarnessContext, make_receipt


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """A context whose provider can cancel messages."""
    context.provider.terms = replace(context.provider.terms, supports_cancel=True)
    return context


def stop_after(context: HarnessContext, people: int, sent: int) -> int:
    """Stop a campaign after so many of its messages were accepted."""
    campaign_id = steps.start_campaign(context, people)
    for _ in range(sent):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    return campaign_id


def find_told(context: HarnessContext) -> list[int]:
    """Return how many messages were taken back, by each reply that says so."""
    keys = [EventKey.decode(key) for key in context.post_keys("event")]
    history = [campaign_events.get_event(context, CLOCK, key).entry for key in keys]
    return [entry.messages for entry in history if entry.action == "campaign.take_back"]


def test_what_the_provider_cancels_was_not_handed_over_and_it_is_told_once(desk: HarnessContext) -> None:
    campaign_id = stop_after(desk, 5, 3)
    desk.provider.cancellations.extend([TakenBack(), TakenBack()])
    jobs.take_back_messages(desk)
    assert desk.provider.cancelled == ["p3", "p2", "p1"], "the newest first"
    assert desk.states() == ["accepted", "cancelled", "cancelled", "cancelled", "cancelled"]
    assert campaign_views.get_campaign_view(desk, CHIEF, campaign_id).hand_over.number == 1
    assert find_told(desk) == [2]
    jobs.take_back_messages(desk)
    assert len(desk.provider.cancelled) == 3


@pytest.mark.parametrize(("answer", "tries"), [(TooLate(), 10), (NoAnswer("http_500"), 3)])
def test_it_gives_up_after_a_few_in_a_row(desk: HarnessContext, answer: TooLate | NoAnswer, tries: int) -> None:
    stop_after(desk, 20, 20)
    desk.provider.cancellations.extend([answer] * 20)
    jobs.take_back_messages(desk)
    assert len(desk.provider.cancelled) == tries
    assert desk.states() == ["accepted"] * 20
    assert find_told(desk) == [0]


def test_a_message_that_arrives_all_the_same_is_delivered(desk: HarnessContext) -> None:
    campaign_id = stop_after(desk, 2, 1)
    desk.provider.cancellations.append(TakenBack())
    jobs.take_back_messages(desk)
    receipts.record_receipts(desk, CLOCK, [make_receipt("p1", MessageState.UNDELIVERED)])
    assert desk.states() == ["cancelled"] * 2
    receipts.record_receipts(desk, CLOCK, [make_receipt("p1")])
    assert desk.states() == ["delivered", "cancelled"]
    assert campaign_views.get_campaign_view(desk, CHIEF, campaign_id).hand_over.number == 1


def test_nothing_is_asked_of_a_provider_that_cannot_cancel_or_of_another_account(desk: HarnessContext) -> None:
    stop_after(desk, 2, 1)
    terms = desk.provider.terms
    for other in (replace(terms, supports_cancel=False), replace(terms, account="other")):
        desk.provider.terms = other
        jobs.take_back_messages(desk)
    assert desk.provider.cancelled == []


def test_only_a_stop_of_the_last_minutes_asks_the_provider(desk: HarnessContext) -> None:
    stop_after(desk, 2, 1)
    desk.clock.advance(minutes=10)
    jobs.take_back_messages(desk)
    assert desk.provider.cancelled == []
