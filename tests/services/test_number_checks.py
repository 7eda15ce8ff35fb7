"""Before a draft is submitted, the provider is asked whether old numbers have another holder: those get nothing."""

from dataclasses import replace
from datetime import date

import pytest

from bot.model.campaigns import CampaignView, Intent
from bot.model.drafts import Draft
from bot.model.errors import Conflict, NotAllowed
from bot.model.messages import MessageState
from bot.model.providers import Holder, NoAnswer
from bot.model.reasons import Excluded, NotDelivered
from bot.services import campaign_views, campaigns, drafts, number_checks, receipts
from bot.store.number_checks import NumberQuestion
from scheduler import jobs
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CLOCK, OPERATOR, HarnessContext, make_receipt


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """A context whose provider checks numbers: ten for each draft."""
    allow(context, 10)
    return context


def allow(context: HarnessContext, most: int) -> None:
    context.provider.terms = replace(context.provider.terms, number_checks=most)


def draft(context: HarnessContext, *obtained: str) -> int:
    """Draft a campaign to people with the number that each has had since a day ("": unknown)."""
    debts = [replace(debt, obtained=day) for debt, day in zip(make_debts(len(obtained)), obtained, strict=True)]
    return steps.create_draft(context, steps.import_list(context, debts, again=True).target.id)


def check(context: HarnessContext, campaign_id: int, runs: int = 1) -> CampaignView:
    """Press the button and let the job run; return the card."""
    number_checks.request_checks(context, AUTHOR, campaign_id)
    for _ in range(runs):
        jobs.CheckNumbers(lambda: None)(context)
    return campaign_views.get_campaign_view(context, AUTHOR, campaign_id)


def count_excluded(context: HarnessContext, campaign_id: int) -> dict[Excluded, int]:
    list_id = steps.get_campaign(context, campaign_id).list_id
    return dict(drafts.preview_draft(context, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None)).left_out)


def get_number(index: int) -> str:
    return make_debts(index + 1)[index].phone.replace("-", "")


def test_the_oldest_numbers_are_asked_about_first_and_as_many_as_the_setting_allows(desk: HarnessContext) -> None:
    allow(desk, 2)
    campaign_id = draft(desk, "2026-01-15", "2020-04-01", "2025-04-01", "2026-07-01", "")
    counts = check(desk, campaign_id).number_checks
    assert desk.provider.asked_numbers == [(get_number(1), date(2024, 7, 7)), (get_number(2), date(2025, 4, 1))]
    assert counts is not None
    assert (counts.asked, counts.other, counts.waiting, counts.left) == (2, 0, 0, 0)
    assert counts.asked_on == date(2026, 7, 7)
    with pytest.raises(Conflict, match="number_checks_spent"):
        number_checks.request_checks(desk, AUTHOR, campaign_id)


def test_a_number_with_another_holder_is_excluded_at_preview_submission_and_import(desk: HarnessContext) -> None:
    desk.provider.holders = {get_number(0): Holder.OTHER, get_number(1): Holder.UNKNOWN}
    campaign_id = draft(desk, "2025-04-01", "2025-04-01", "2025-04-01")
    counts = check(desk, campaign_id).number_checks
    assert counts is not None
    assert (counts.asked, counts.other, counts.unanswered) == (3, 1, 1)
    assert count_excluded(desk, campaign_id) == {Excluded.NOT_OWN_NUMBER: 1}
    campaigns.submit_campaign(desk, AUTHOR, campaign_id)
    assert steps.get_campaign(desk, campaign_id).recipients == 2
    desk.clock.advance(days=1)
    again = steps.import_list(desk, [replace(debt, obtained="2025-04-01") for debt in make_debts(4)])
    assert again.target.counts.excluded == {"not_own_number": 1}


def test_what_is_known_before_the_claim_holds_the_message(desk: HarnessContext) -> None:
    first = draft(desk, "2025-04-01", "2025-04-01")
    other = draft(desk, "2025-04-01", "2025-04-01", "2025-04-01")
    campaigns.submit_campaign(desk, AUTHOR, first)
    steps.approve(desk, first)
    steps.start_approved(desk)
    desk.provider.holders = {get_number(0): Holder.OTHER}
    check(desk, other)
    assert steps.send_all(desk) == 1
    assert steps.list_receivers(desk) == [get_number(1)]
    assert desk.states() == ["held", "accepted"]


def test_a_number_that_the_city_obtained_after_the_check_is_somebody_elses_matter(desk: HarnessContext) -> None:
    desk.provider.holders = {get_number(0): Holder.OTHER}
    check(desk, draft(desk, "2025-04-01", "2025-04-01"))
    desk.clock.advance(days=2)
    excluded = {Excluded.NOT_OWN_NUMBER: 1}
    for day, found in (("2026-07-07", excluded), ("2026-07-08", {}), ("", excluded)):
        assert count_excluded(desk, draft(desk, day, "2025-04-01")) == found


def test_a_number_that_was_never_reached_is_asked_about_since_its_first_list(desk: HarnessContext) -> None:
    steps.start_and_send(desk, 3)
    failed = make_receipt("p2", MessageState.UNDELIVERED, NotDelivered.INVALID_NUMBER)
    full = make_receipt("p3", MessageState.UNDELIVERED, NotDelivered.CONGESTION)
    receipts.record_receipts(desk, CLOCK, [make_receipt("p1"), failed, full])
    desk.clock.advance(days=14)
    check(desk, draft(desk, "", "", ""))
    assert desk.provider.asked_numbers == [(get_number(1), date(2026, 7, 7))]


def test_an_answer_holds_for_90_days_and_a_missing_one_may_be_asked_for_again(desk: HarnessContext) -> None:
    desk.provider.holders = {get_number(1): NoAnswer("response_500")}
    campaign_id = draft(desk, "2025-04-01", "2025-04-01")
    check(desk, campaign_id)
    check(desk, campaign_id)
    assert [number for number, _ in desk.provider.asked_numbers] == [get_number(0), get_number(1), get_number(1)]
    desk.provider.holders.clear()
    check(desk, campaign_id)
    with pytest.raises(Conflict, match="no_numbers_to_check"):
        number_checks.request_checks(desk, AUTHOR, campaign_id)
    desk.clock.advance(days=90)
    number_checks.request_checks(desk, AUTHOR, draft(desk, "2025-04-01", "2025-04-01"))


def test_when_the_provider_does_not_answer_the_others_are_not_asked_about(desk: HarnessContext) -> None:
    desk.provider.holders = {get_number(index): NoAnswer("read_timeout") for index in range(8)}
    counts = check(desk, draft(desk, *["2025-04-01"] * 8), runs=3).number_checks
    assert len(desk.provider.asked_numbers) == 5
    assert counts is not None
    assert (counts.asked, counts.unanswered, counts.waiting, counts.left) == (5, 5, 0, 5)


def test_a_job_asks_about_five_numbers_at_once_and_never_twice(desk: HarnessContext) -> None:
    campaign_id = draft(desk, *["2025-04-01"] * 8)
    number_checks.request_checks(desk, AUTHOR, campaign_id)
    with pytest.raises(Conflict, match="numbers_being_checked"):
        number_checks.request_checks(desk, AUTHOR, campaign_id)
    asked = []
    for _ in range(3):
        jobs.CheckNumbers(lambda: None)(desk)
        asked.append(len(desk.provider.asked_numbers))
    assert asked == [5, 8, 8]
    assert number_checks.find_due(desk, CLOCK) == []


def test_after_the_submission_or_without_the_setting_nothing_is_asked(desk: HarnessContext) -> None:
    campaign_id = draft(desk, "2025-04-01", "2025-04-01")
    number_checks.request_checks(desk, AUTHOR, campaign_id)
    allow(desk, 0)
    jobs.CheckNumbers(lambda: None)(desk)
    with pytest.raises(Conflict):
        number_checks.request_checks(desk, AUTHOR, draft(desk, "2025-04-01"))
    campaigns.submit_campaign(desk, AUTHOR, campaign_id)
    allow(desk, 10)
    jobs.CheckNumbers(lambda: None)(desk)
    with pytest.raises(Conflict, match="campaign_pending"):
        number_checks.request_checks(desk, AUTHOR, campaign_id)
    assert desk.provider.asked_numbers == []


def test_a_draft_whose_numbers_are_being_checked_is_not_submitted_before_that_is_over(desk: HarnessContext) -> None:
    campaign_id = draft(desk, "2025-04-01", "2025-04-01")
    desk.provider.holders[get_number(0)] = Holder.OTHER
    number_checks.request_checks(desk, AUTHOR, campaign_id)
    obstacle = campaign_views.get_campaign_view(desk, AUTHOR, campaign_id).obstacle
    assert obstacle is not None
    assert (obstacle.code, obstacle.facts["n"]) == ("numbers_being_checked", 2)
    with pytest.raises(Conflict, match="numbers_being_checked"):
        campaigns.submit_campaign(desk, AUTHOR, campaign_id)
    jobs.CheckNumbers(lambda: None)(desk)
    campaigns.submit_campaign(desk, AUTHOR, campaign_id)
    assert steps.get_campaign(desk, campaign_id).recipients == 1


def test_it_is_for_staff_and_audited_without_a_number(desk: HarnessContext) -> None:
    campaign_id = draft(desk, "2025-04-01")
    with pytest.raises(NotAllowed):
        number_checks.request_checks(desk, OPERATOR, campaign_id)
    desk.provider.holders = {get_number(0): Holder.OTHER}
    check(desk, campaign_id)
    entries = [entry for entry in desk.audit_entries() if entry.outcome == "done"]
    made = [(one.action, {**one.facts, "sealed": "x"}) for one in entries if one.action.startswith("numbers.")]
    assert made == [
        ("numbers.check", {"numbers": 1, "sealed": "x"}),
        ("numbers.ask", {"numbers": 1, "sealed": "x"}),
        ("numbers.record", {"numbers": 1, "other": 1, "sealed": "x"}),
    ]
    assert get_number(0)[1:].encode() not in desk.read_bytes()
    assert get_number(0) not in repr(NumberQuestion(1, get_number(0), date(2025, 4, 1)))
