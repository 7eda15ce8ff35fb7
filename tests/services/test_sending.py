"""Claiming messages, and recording the results of requests."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import Conflict, NotAllowed
from bot.model.providers import Accepted, NotSent, Refused, SendResult, Uncertain
from bot.rules.message_text.refs import make_ref
from bot.services import campaigns as desk_campaigns
from bot.services import home, receipts, sending
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    OPERATOR,
    STRANGER,
    FakeProvider,
    HarnessContext,
    make_receipt,
    run_together,
)


def send_one(context: HarnessContext, result: SendResult) -> None:
    """Claim and send the next message, with this answer of the provider."""
    claimed = steps.claim(context)
    context.provider.results.append(result)
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))


def test_each_recipient_gets_the_approved_text_once_and_the_campaign_finishes(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    assert steps.send_all(context) == 3
    assert steps.list_receivers(context) == ["09012345601", "09012345602", "09012345603"]
    for number, message in enumerate(context.provider.arrived, start=1):
        assert message.body == (
            f"三郷市収納管理課 市税等の件でお電話ください。048-930-7722 受付番号{make_ref(number)} "
            "お心当たりのない方は削除願います。送信専用"
        )
    sending.finish_done_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.FINISHED
    assert steps.send_all(context) == 0
    assert context.states() == ["accepted"] * 3


@pytest.mark.parametrize("until", [steps.create_draft, steps.submit, steps.submit_and_approve])
def test_nothing_can_be_claimed_before_a_campaign_has_started(
    context: HarnessContext, until: Callable[[HarnessContext, int], int]
) -> None:
    until(context, steps.import_list(context, make_debts(1)).target.id)
    sending.start_due_campaigns(context, CLOCK)  # the grace is not over
    assert not sending.has_sendable(context, CLOCK)
    assert sending.claim_message(context, CLOCK) is None


def test_a_paused_campaign_sends_nothing_until_it_is_resumed(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    assert sending.claim_message(context, CLOCK) is not None
    desk_campaigns.pause_campaign(context, CHIEF, campaign_id)
    assert not sending.has_sendable(context, CLOCK)
    assert sending.claim_message(context, CLOCK) is None
    desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert steps.send_all(context) == 2


def test_after_a_stop_nothing_is_sent_and_unsent_requests_are_cancelled(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 4)
    taken = [sending.claim_message(context, CLOCK) for _ in range(3)]
    desk_campaigns.stop_campaign(context, CHIEF, campaign_id)
    assert sending.claim_message(context, CLOCK) is None
    answers: list[SendResult] = [Accepted("p1"), NotSent("connect"), Uncertain("timeout")]
    for claimed, answer in zip(taken, answers, strict=True):
        assert claimed is not None
        sending.record_result(context, CLOCK, claimed, answer)
    assert context.states() == ["accepted", "cancelled", "uncertain", "cancelled"]
    assert steps.get_campaign(context, campaign_id).state is CampaignState.STOPPED
    assert [view.campaign.state for view in home.get_home(context, CHIEF).results] == [CampaignState.STOPPED]
    with pytest.raises(Conflict):
        desk_campaigns.resume_campaign(context, CHIEF, campaign_id)


def test_everybody_with_a_role_pauses_but_only_a_supervisor_resumes_and_stops(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    with pytest.raises(NotAllowed):
        desk_campaigns.pause_campaign(context, STRANGER, campaign_id)
    desk_campaigns.pause_campaign(context, OPERATOR, campaign_id)
    for verb in (desk_campaigns.resume_campaign, desk_campaigns.stop_campaign):
        with pytest.raises(NotAllowed, match="not_allowed"):
            verb(context, AUTHOR, campaign_id)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.PAUSED


def test_a_withdrawn_campaign_sends_nothing(context: HarnessContext) -> None:
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(2)).target.id)
    desk_campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
    context.clock.advance(hours=1)
    sending.start_due_campaigns(context, CLOCK)
    assert steps.send_all(context) == 0


@pytest.mark.fault("P7", "A13")
def test_an_id_that_another_message_has_pauses_the_campaign_and_waits_for_a_person(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    send_one(context, Refused("other"))
    first, second = steps.claim(context), steps.claim(context)
    for claimed in (first, second):
        sending.record_result(context, CLOCK, claimed, Accepted("p1"))
    assert context.states() == ["undelivered", "accepted", "uncertain"]
    assert context.reasons()[2] == PauseReason.SAME_ID
    paused = steps.get_campaign(context, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, PauseReason.SAME_ID)
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    assert context.states() == ["undelivered", "delivered", "uncertain"]


def test_a_campaign_that_was_approved_for_another_provider_waits(context: HarnessContext) -> None:
    steps.start_campaign(context)
    for other in (replace(FakeProvider.terms, name="dry_run"), replace(FakeProvider.terms, account="another")):
        context.provider.terms = other
        assert not sending.has_sendable(context, CLOCK)
        assert sending.claim_message(context, CLOCK) is None


def test_users_cannot_claim(context: HarnessContext) -> None:
    steps.start_campaign(context)
    with pytest.raises(NotAllowed):
        sending.claim_message(context, CHIEF)
    assert context.states() == ["queued"]


def test_sixteen_workers_claim_each_message_once(context: HarnessContext) -> None:
    steps.start_campaign(context, 40)
    claimed: list[int] = []
    ready = threading.Barrier(16)

    def worker() -> None:
        ready.wait()
        while (mine := sending.claim_message(context, CLOCK)) is not None:
            claimed.append(mine.message_id)

    run_together([worker] * 16)
    assert sorted(claimed) == list(range(1, 41))
    assert context.events() == ["claimed"] * 40


RESULTS: list[tuple[SendResult, tuple[str, str | None]]] = [
    (Accepted("scripted"), ("accepted", None)),
    (Refused("E1"), ("undelivered", "rejected_by_provider")),
    (NotSent("http_429", 1.0), ("queued", "http_429")),
    (NotSent("http_401", stop=True), ("queued", "http_401")),
    (Uncertain("timeout"), ("uncertain", "timeout")),
]


@pytest.mark.parametrize(("result", "state"), RESULTS)
def test_every_answer_has_its_state(context: HarnessContext, result: SendResult, state: tuple[str, str | None]) -> None:
    steps.start_campaign(context)
    send_one(context, result)
    assert (context.states()[0], context.reasons()[0]) == state
    assert context.events() == ["claimed", state[0]]


@pytest.mark.parametrize("result", [Refused("E1"), NotSent("connect")])
def test_a_message_that_was_refused_or_provably_not_sent_is_no_contact(
    context: HarnessContext, result: SendResult
) -> None:
    campaign_id = steps.start_campaign(context)
    send_one(context, result)
    desk_campaigns.pause_campaign(context, CHIEF, campaign_id)
    steps.start_sending(context, steps.import_list(context, make_debts(1, amount="1")).target.id)
    assert steps.send_all(context) == 1


def test_a_message_that_was_provably_not_sent_is_tried_again(context: HarnessContext) -> None:
    steps.start_campaign(context)
    send_one(context, NotSent("connect"))
    assert steps.send_all(context) == 1
    assert len(context.provider.arrived) == 1


def test_ten_failed_tries_of_a_message_pause_its_campaign(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    for _ in range(10):
        assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING
        send_one(context, NotSent("connect_error", answered=False))
    kept = steps.get_campaign(context, campaign_id)
    assert (kept.state, kept.reason) == (CampaignState.PAUSED, PauseReason.PROVIDER_UNREACHABLE)
    assert sending.claim_message(context, CLOCK) is None
    assert len(context.posts("paused")) == 1


@pytest.mark.fault("A6")
def test_tries_that_the_provider_asked_to_make_later_pause_nothing_and_are_no_doubts(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    for _ in range(30):
        send_one(context, NotSent("http_429", 1.0))
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING
    assert context.value("SELECT failures + doubts FROM messages") == 0
    send_one(context, Uncertain("read_timeout"))
    assert context.value("SELECT doubts FROM messages") == 1


@pytest.mark.fault("P7", "A13")
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        *((code, code) for code in (PauseReason.OTHER_MESSAGE, PauseReason.SAME_ID)),
        *((f"http_{status}", PauseReason.REDIRECTED) for status in (301, 302, 303, 307, 308)),
    ],
)
def test_an_answer_about_another_message_or_a_redirect_pauses_the_campaign_and_tells_people(
    context: HarnessContext, answer: str, code: PauseReason
) -> None:
    campaign_id = steps.start_campaign(context, 2)
    send_one(context, Uncertain(answer))
    paused = steps.get_campaign(context, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, code)
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    assert context.states() == ["uncertain", "queued"]


@pytest.mark.fault("P5")
def test_a_redirect_of_the_last_message_pauses_and_tells_people_too(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    send_one(context, Uncertain("http_307"))
    assert steps.get_campaign(context, campaign_id).reason == PauseReason.REDIRECTED
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]


def test_an_outage_pauses_every_campaign_with_messages_to_send_and_keeps_them_queued(context: HarnessContext) -> None:
    done, *waiting = (
        steps.start_sending(context, steps.import_list(context, [debt]).target.id) for debt in make_debts(3)
    )
    send_one(context, Uncertain("read_timeout"))
    claimed = steps.claim(context)
    answer = NotSent("connect_error", answered=False)
    sending.record_result(context, CLOCK, claimed, answer, pause=PauseReason.PROVIDER_UNREACHABLE)
    reached = [(steps.get_campaign(context, one).state, steps.get_campaign(context, one).reason) for one in waiting]
    assert reached == [(CampaignState.PAUSED, PauseReason.PROVIDER_UNREACHABLE)] * 2
    assert steps.get_campaign(context, done).state is CampaignState.SENDING
    assert context.states() == ["uncertain", "queued", "queued"]
    assert context.list_audited()[-2:] == [("clock", "campaign.pause", "done")] * 2
    assert context.list_events("paused") == [(one, "campaign.pause") for one in reversed(waiting)]
    for one in waiting:
        desk_campaigns.resume_campaign(context, CHIEF, one)
    assert steps.send_all(context) == 2


def test_a_message_whose_tries_all_found_no_provider_pauses_for_that_reason(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    for _ in range(10):
        send_one(context, NotSent("connect_error", answered=False))
    assert steps.get_campaign(context, campaign_id).reason == PauseReason.PROVIDER_UNREACHABLE


@pytest.mark.fault("P6")
def test_a_refused_account_pauses_at_once_and_the_rest_stays_queued(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    send_one(context, NotSent("http_401", stop=True))
    assert steps.get_campaign(context, campaign_id).state is CampaignState.PAUSED
    assert context.states() == ["queued"] * 3
    desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert steps.send_all(context) == 3


def test_a_campaign_with_uncertain_messages_is_not_finished(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    send_one(context, Uncertain("timeout"))
    steps.send_all(context)
    sending.finish_done_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING


def test_an_answer_after_the_message_was_settled_changes_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context)
    claimed = steps.claim(context)
    sending.record_result(context, CLOCK, claimed, Accepted("p1"))
    for late in (Refused("E1"), NotSent("connect"), Uncertain("timeout"), Accepted("p2")):
        sending.record_result(context, CLOCK, claimed, late)
    for provider_id, state in (("p2", "accepted"), ("p1", "delivered")):
        receipts.record_receipts(context, CLOCK, [make_receipt(provider_id)])
        assert context.states() == [state]
