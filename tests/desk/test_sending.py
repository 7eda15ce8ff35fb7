"""The claim, and what becomes of a request."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import NotAllowed
from bot.model.providers import Accepted, NotSent, Refused, SendResult, Uncertain
from bot.services import campaigns as desk_campaigns
from bot.services import sending
from tests.desk.files import people
from tests.desk.office import AUTHOR, CHIEF, CLOCK, Carrier, Office
from tests.desk.steps import approved, begun, campaign, drafted, imported, sends, submitted, work


def one(office: Office, result: SendResult) -> None:
    """Claim the next message, and let the provider answer so."""
    claimed = sending.claim_message(office, CLOCK)
    assert claimed is not None
    office.provider.results.append(result)
    sending.record_result(office, CLOCK, claimed, office.provider.send(claimed.outgoing))


def test_each_recipient_gets_the_approved_text_once_and_the_campaign_finishes(office: Office) -> None:
    campaign_id = begun(office, 3)
    assert work(office) == 3
    refs = office.column("SELECT ref FROM messages ORDER BY id")
    assert [message.to for message in office.provider.arrived] == ["09012345601", "09012345602", "09012345603"]
    for ref, message in zip(refs, office.provider.arrived, strict=True):
        assert message.body == (
            f"三郷市収納管理課です。市税等の件でお電話ください。048-930-7722受付番号{ref} "
            "心当たりない方は削除願います。送信専用"
        )
    sending.finish_done_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.FINISHED
    assert work(office) == 0
    assert office.states() == ["accepted"] * 3


def test_the_estimate_the_reference_and_the_provider_s_id_are_kept(office: Office) -> None:
    begun(office)
    work(office)
    reference = office.provider.arrived[0].reference
    assert office.value("SELECT reference FROM messages") == reference
    assert office.value("SELECT provider_id FROM messages") == office.provider.id_of(reference)
    assert office.value("SELECT units FROM messages") == 1


@pytest.mark.parametrize("until", [drafted, submitted, approved])
def test_nothing_can_be_claimed_before_a_campaign_has_begun(
    office: Office, until: Callable[[Office, int], int]
) -> None:
    until(office, imported(office, people(1)).target.id)
    sending.start_due_campaigns(office, CLOCK)  # the grace is not over
    assert not sending.has_sendable(office, CLOCK)
    assert sending.claim_message(office, CLOCK) is None


def test_a_pause_hands_nothing_over_and_its_end_goes_on(office: Office) -> None:
    campaign_id = begun(office, 3)
    assert sending.claim_message(office, CLOCK) is not None
    desk_campaigns.pause_campaign(office, CHIEF, campaign_id)
    assert not sending.has_sendable(office, CLOCK)
    assert sending.claim_message(office, CLOCK) is None
    desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert work(office) == 2


def test_after_a_stop_nothing_leaves_and_what_comes_back_is_cancelled(office: Office) -> None:
    campaign_id = begun(office, 4)
    taken = [sending.claim_message(office, CLOCK) for _ in range(3)]
    desk_campaigns.stop_campaign(office, CHIEF, campaign_id)
    assert sending.claim_message(office, CLOCK) is None
    answers: list[SendResult] = [Accepted("p1"), NotSent("connect"), Uncertain("timeout")]
    for claimed, answer in zip(taken, answers, strict=True):
        assert claimed is not None
        sending.record_result(office, CLOCK, claimed, answer)
    assert office.states() == ["accepted", "cancelled", "uncertain", "cancelled"]
    assert campaign(office, campaign_id).state is CampaignState.STOPPED


def test_only_a_supervisor_pauses_resumes_and_stops(office: Office) -> None:
    campaign_id = begun(office)
    for verb in (desk_campaigns.pause_campaign, desk_campaigns.resume_campaign, desk_campaigns.stop_campaign):
        with pytest.raises(NotAllowed):
            verb(office, AUTHOR, campaign_id)
    assert campaign(office, campaign_id).state is CampaignState.SENDING


def test_nothing_is_handed_over_after_a_withdrawal(office: Office) -> None:
    campaign_id = submitted(office, imported(office, people(2)).target.id)
    desk_campaigns.withdraw_campaign(office, AUTHOR, campaign_id)
    office.clock.advance(hours=1)
    sending.start_due_campaigns(office, CLOCK)
    assert work(office) == 0


def test_a_campaign_that_was_approved_for_another_provider_waits(office: Office) -> None:
    begun(office)
    for other in (replace(Carrier.terms, name="dry_run"), replace(Carrier.terms, account="another")):
        office.provider.terms = other
        assert not sending.has_sendable(office, CLOCK)
        assert sending.claim_message(office, CLOCK) is None


def test_people_cannot_claim(office: Office) -> None:
    begun(office)
    with pytest.raises(NotAllowed):
        sending.claim_message(office, CHIEF)
    assert office.states() == ["queued"]


def test_sixteen_workers_claim_each_message_once(office: Office) -> None:
    begun(office, 40)
    claimed: list[int] = []
    ready = threading.Barrier(16)

    def worker() -> None:
        ready.wait()
        while (mine := sending.claim_message(office, CLOCK)) is not None:
            claimed.append(mine.message_id)

    threads = [threading.Thread(target=worker) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == list(range(1, 41))
    assert office.value("SELECT COUNT(*) FROM message_events WHERE state = 'claimed'") == 40


def test_a_claim_is_on_the_disk_before_the_request_leaves(office: Office) -> None:
    begun(office)
    claimed = sending.claim_message(office, CLOCK)
    assert claimed is not None
    with office.store.reading() as db:
        assert db.value("PRAGMA synchronous") == 2  # FULL


RESULTS: list[tuple[SendResult, tuple[str, str | None]]] = [
    (Accepted("scripted"), ("accepted", None)),
    (Refused("E1"), ("undelivered", "rejected_by_provider")),
    (NotSent("http_429", 1.0), ("queued", "http_429")),
    (NotSent("http_401", stop=True), ("queued", "http_401")),
    (Uncertain("timeout"), ("uncertain", "timeout")),
]


@pytest.mark.parametrize(("result", "state"), RESULTS)
def test_every_answer_leads_to_its_state(office: Office, result: SendResult, state: tuple[str, str | None]) -> None:
    begun(office)
    one(office, result)
    assert (office.states()[0], office.reasons()[0]) == state
    events = office.column("SELECT state FROM message_events ORDER BY id")
    assert events == ["claimed", state[0]]


def test_what_the_provider_refused_is_no_contact(office: Office) -> None:
    begun(office)
    one(office, Refused("E1"))
    sends(office, imported(office, people(1, amount="1")).target.id)
    assert work(office) == 1


def test_what_was_provably_not_sent_is_tried_again_and_is_no_contact(office: Office) -> None:
    begun(office)
    one(office, NotSent("connect"))
    assert office.value("SELECT claimed_at FROM messages") is None
    assert work(office) == 1
    assert len(office.provider.arrived) == 1


def test_a_message_that_never_gets_through_pauses_its_campaign_after_five_tries(office: Office) -> None:
    campaign_id = begun(office, 2)
    for _ in range(5):
        assert campaign(office, campaign_id).state is CampaignState.SENDING
        one(office, NotSent("connect"))
    kept = campaign(office, campaign_id)
    assert (kept.state, kept.reason) == (CampaignState.PAUSED, "connect")
    assert sending.claim_message(office, CLOCK) is None
    assert office.value("SELECT COUNT(*) FROM posts WHERE kind = 'alert'") == 1


def test_a_refused_account_pauses_at_once_and_leaves_the_rest_untouched(office: Office) -> None:
    campaign_id = begun(office, 3)
    one(office, NotSent("http_401", stop=True))
    assert campaign(office, campaign_id).state is CampaignState.PAUSED
    assert office.states() == ["queued"] * 3
    desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert work(office) == 3


def test_a_campaign_with_doubts_is_not_finished(office: Office) -> None:
    campaign_id = begun(office, 2)
    one(office, Uncertain("timeout"))
    work(office)
    sending.finish_done_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.SENDING


def test_an_answer_that_comes_after_its_message_was_settled_changes_nothing(office: Office) -> None:
    begun(office)
    claimed = sending.claim_message(office, CLOCK)
    assert claimed is not None
    sending.record_result(office, CLOCK, claimed, Accepted("p1"))
    for late in (Refused("E1"), NotSent("connect"), Uncertain("timeout"), Accepted("p2")):
        sending.record_result(office, CLOCK, claimed, late)
    assert office.states() == ["accepted"]
    assert office.value("SELECT provider_id FROM messages") == "p1"
