"""The breaker: campaigns pause by themselves, people are told once, and asked to resume once the provider is well."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import NotFound
from bot.model.messages import MessageState
from bot.model.posts import PAUSED_POST, RECOVERY_POST, EventKey
from bot.model.providers import Accepted, NoAnswer, NotSent, Refused, SendResult, Uncertain
from bot.model.reasons import NotDelivered
from bot.rules.breaker import Breaker
from bot.services import breaker, campaign_events, campaigns, receipts, sending, uncertain
from scheduler import jobs
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext, make_receipt

REFUSED_ACCOUNT = NotSent("http_401", stop=True)
NO_CONNECTION = NotSent("connect_error", answered=False)


def send_until_paused(context: HarnessContext, answer: Callable[[], SendResult]) -> int:
    """Send with this answer of the provider until nothing may be sent; return the number of requests."""
    memory, requests = Breaker(), 0
    while (claimed := sending.claim_message(context, CLOCK)) is not None:
        requests += 1
        context.provider.results.append(answer())
        result = context.provider.send(claimed.outgoing)
        memory, pause = memory.after(result)
        sending.record_result(context, CLOCK, claimed, result, pause=pause)
    return requests


def get_reason(context: HarnessContext, campaign_id: int) -> str | None:
    campaign = steps.get_campaign(context, campaign_id)
    assert campaign.state is CampaignState.PAUSED
    return campaign.reason


def count_told(context: HarnessContext, kind: str) -> int:
    """Count the new messages of a kind, and let Slack show them."""
    found = len(context.list_events(kind))
    context.post_all()
    return found


def wait(context: HarnessContext, probe: jobs.ProbeProvider, seconds: int) -> None:
    """Let time pass, with the job that asks the provider each ten seconds."""
    for _ in range(0, seconds, 10):
        probe(context)
        context.clock.advance(seconds=10)
    probe(context)


@pytest.mark.fault("P6")
def test_one_refused_account_pauses_all_of_its_campaigns_and_leaves_the_rest_alone(context: HarnessContext) -> None:
    both = [steps.start_sending(context, steps.import_list(context, [debt]).target.id) for debt in make_debts(2)]
    assert send_until_paused(context, lambda: REFUSED_ACCOUNT) == 1
    assert [get_reason(context, one) for one in both] == ["http_401"] * 2
    assert context.states() == ["queued"] * 2
    assert count_told(context, "paused") == 2


@pytest.mark.fault("A14")
def test_a_second_pause_is_a_new_alert(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 3)
    for _ in range(2):
        send_until_paused(context, lambda: REFUSED_ACCOUNT)
        assert [one for one, _ in context.list_events("paused")] == [campaign_id]
        context.post_all()
        campaigns.resume_campaign(context, CHIEF, campaign_id)
        context.post_all()


@pytest.mark.fault("P4")
@pytest.mark.parametrize(
    ("answer", "requests", "reason"),
    [
        (NO_CONNECTION, 5, PauseReason.PROVIDER_UNREACHABLE),
        (Uncertain("http_503"), 5, PauseReason.PROVIDER_FAILING),
        (NotSent("http_429", retry_after=60.0), 10, PauseReason.PROVIDER_BUSY),
        (NotSent("http_429", retry_after=300.0), 1, PauseReason.PROVIDER_BUSY),
        (Uncertain("http_307"), 1, PauseReason.REDIRECTED),
        (NotSent("http_403", stop=True), 1, "http_403"),
    ],
)
def test_a_storm_pauses_after_few_requests_and_is_told_once(
    context: HarnessContext, answer: SendResult, requests: int, reason: str
) -> None:
    campaign_id = steps.start_campaign(context, 30)
    assert send_until_paused(context, lambda: answer) == requests
    assert get_reason(context, campaign_id) == reason
    assert context.provider.arrived == []
    assert count_told(context, "paused") == 1
    for _ in range(3):
        jobs.move_campaigns(context)
        context.clock.advance(minutes=10)
    assert count_told(context, "paused") == 0


@pytest.mark.fault("P4", "A5")
@pytest.mark.fault("P3", "P4", "A5")
@pytest.mark.parametrize("answer", [Uncertain("http_500"), Uncertain("http_503"), NotSent("http_429"), NO_CONNECTION])
def test_after_a_storm_of_half_an_hour_everything_is_settled_or_in_front_of_a_person(
    context: HarnessContext, answer: SendResult
) -> None:
    campaign_id = steps.start_campaign(context, 8)
    send_until_paused(context, lambda: answer)
    probe, context.provider.fault = jobs.ProbeProvider(), "http_500"
    for _ in range(30):
        context.provider.failed_look_ups.append(NoAnswer("http_500"))
        jobs.look_up_uncertain(context)
        jobs.alert_about_uncertain(context)
        wait(context, probe, 60)
    assert count_told(context, "paused") == 1
    assert count_told(context, "recovery") == 0
    context.provider.failed_look_ups.clear()
    context.provider.fault = None
    wait(context, probe, 600)
    assert context.list_events("recovery") == [(campaign_id, "campaign.probe")]
    jobs.look_up_uncertain(context)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    steps.send_all(context)
    jobs.move_campaigns(context)
    jobs.alert_about_uncertain(context)
    told = {subject for subject, _ in context.list_events("doubt")}
    waits = uncertain.find_due(context, CLOCK) or context.states().count("uncertain")
    assert set(context.states()) <= {"accepted", "uncertain"}
    assert not waits or told == {campaign_id}, "what is not settled is in front of a person"
    assert len({message.to for message in context.provider.arrived}) == len(context.provider.arrived)


def test_the_provider_is_asked_less_and_less_often_and_only_while_something_is_paused(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 30)
    probe, context.provider.fault = jobs.ProbeProvider(), "connect_error"
    wait(context, probe, 600)
    assert context.provider.probes == 0
    send_until_paused(context, lambda: NO_CONNECTION)
    wait(context, probe, 30 * 60)
    assert 4 <= context.provider.probes <= 7, "after 30 s, then after 1, 2, 4, 8 and 10 minutes"
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    before = context.provider.probes
    wait(context, probe, 600)
    assert context.provider.probes == before


def test_a_recovery_is_offered_once_also_after_a_restart(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 30)
    send_until_paused(context, lambda: NO_CONNECTION)
    probe = jobs.ProbeProvider()
    wait(context, probe, 20)
    assert count_told(context, "recovery") == 0, "it may only have answered in between"
    wait(context, probe, 60)
    assert count_told(context, "recovery") == 1
    wait(context, jobs.ProbeProvider(), 1800)
    assert count_told(context, "recovery") == 0
    assert get_reason(context, campaign_id) == PauseReason.PROVIDER_UNREACHABLE, "a person resumes"


def test_an_offer_is_taken_back_if_the_provider_fails_again_and_made_anew(context: HarnessContext) -> None:
    steps.start_campaign(context, 30)
    send_until_paused(context, lambda: NO_CONNECTION)
    probe = jobs.ProbeProvider()
    wait(context, probe, 60)
    (key,) = [EventKey.decode(key) for key in context.post_keys("recovery")]
    context.post_all()
    assert campaign_events.get_recovery(context, CLOCK, key).is_open
    context.provider.fault = "http_503"
    wait(context, probe, 120)
    assert not campaign_events.get_recovery(context, CLOCK, key).is_open
    context.post_all()
    context.provider.fault = None
    wait(context, probe, 1800)
    assert len(context.post_keys("recovery")) == 1
    assert context.post_keys("recovery") != [str(key)], "a new message, since an edit notifies nobody"


def test_an_offer_ends_with_the_pause_and_a_new_pause_has_its_own(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 30)
    probe = jobs.ProbeProvider()
    send_until_paused(context, lambda: NO_CONNECTION)
    wait(context, probe, 60)
    (key,) = [EventKey.decode(key) for key in context.post_keys("recovery")]
    context.post_all()
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert RECOVERY_POST.code in {kind for kind, _, _ in context.posts()}, "its message is edited"
    context.post_all()
    assert not campaign_events.get_recovery(context, CLOCK, key).is_open
    send_until_paused(context, lambda: NO_CONNECTION)
    assert count_told(context, PAUSED_POST.code) == 1
    wait(context, probe, 60)
    assert count_told(context, "recovery") == 1, "only the new one"


def test_an_offer_that_is_over_before_slack_shows_it_is_not_shown(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 30)
    send_until_paused(context, lambda: NO_CONNECTION)
    wait(context, jobs.ProbeProvider(), 60)
    (key,) = [EventKey.decode(key) for key in context.post_keys("recovery")]
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    with pytest.raises(NotFound):
        campaign_events.get_recovery(context, CLOCK, key)


def test_after_an_empty_balance_the_offer_waits_until_somebody_can_have_paid(context: HarnessContext) -> None:
    steps.start_campaign(context, 3)
    send_until_paused(context, lambda: NotSent("http_402", stop=True))
    probe = jobs.ProbeProvider()
    wait(context, probe, 9 * 60)
    assert count_told(context, "recovery") == 0
    wait(context, probe, 120)
    assert count_told(context, "recovery") == 1


@pytest.mark.parametrize("pause", ["by_hand", "other_account"])
def test_no_other_pause_is_probed(context: HarnessContext, pause: str) -> None:
    campaign_id = steps.start_campaign(context, 3)
    if pause == "by_hand":
        campaigns.pause_campaign(context, CHIEF, campaign_id)
    else:
        send_until_paused(context, lambda: REFUSED_ACCOUNT)
        context.provider.terms = replace(context.provider.terms, account="other")
    wait(context, jobs.ProbeProvider(), 1800)
    assert context.provider.probes == 0


def report_outcomes(context: HarnessContext, *failed: bool) -> None:
    """Let receipts say of the next messages whether they failed."""
    ids = context.column("SELECT provider_id FROM messages WHERE state = 'accepted' ORDER BY id")
    receipts.record_receipts(
        context,
        CLOCK,
        [
            make_receipt(str(one), MessageState.UNDELIVERED, NotDelivered.INVALID_NUMBER)
            if fails
            else make_receipt(str(one))
            for one, fails in zip(ids, failed, strict=False)
        ],
    )


def test_far_more_failures_than_usual_pause_once_and_what_was_looked_at_counts_no_more(
    context: HarnessContext,
) -> None:
    campaign_id = steps.start_campaign(context, 60)
    for _ in range(40):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    report_outcomes(context, *[True] * 9, *[False] * 11)
    breaker.pause_failing_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING
    report_outcomes(context, *[True] * 3)
    breaker.pause_failing_campaigns(context, CLOCK)
    assert get_reason(context, campaign_id) == PauseReason.FAILURES_HIGH
    assert count_told(context, "paused") == 1
    context.clock.advance(seconds=1)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    report_outcomes(context, *[False] * 5)
    breaker.pause_failing_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING


def test_numbers_that_the_provider_refuses_count_as_failures(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 30)
    for number in range(20):
        claimed = steps.claim(context)
        context.provider.results.append(Refused("E1") if number % 2 else Accepted("-"))
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    breaker.pause_failing_campaigns(context, CLOCK)
    assert get_reason(context, campaign_id) == PauseReason.FAILURES_HIGH
