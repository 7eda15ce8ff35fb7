"""Data that is too old by the settings stops submission, approval and sending."""

from datetime import date, datetime, timedelta

import pytest

from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput, Conflict
from bot.services import approvals, campaigns, drafts, sending
from bot.services.context import JST
from tests.services import steps
from tests.services.files import CallRow, ExclusionRow, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, HarnessContext
from tests.services.steps import import_call_results, import_exclusions


def import_calls(context: HarnessContext, as_of: date) -> None:
    """Import call results whose newest is of this day."""
    import_call_results(context, CallRow("9999", at=as_of.isoformat()))


def get_today(context: HarnessContext) -> date:
    return context.clock.now().astimezone(JST).date()


def expect_data(context: HarnessContext) -> HarnessContext:
    return context.with_policy(calls_max_age_days=0)


def test_a_submission_is_refused_while_data_is_missing_or_too_old(context: HarnessContext) -> None:
    desk = expect_data(context)
    campaign_id = steps.create_draft(desk, steps.import_list(desk, make_debts(2)).target.id)
    for day in (None, get_today(desk) - timedelta(days=1)):
        if day:
            import_calls(desk, day)
        with pytest.raises(Conflict, match=r"^stale_calls$"):
            campaigns.submit_campaign(desk, AUTHOR, campaign_id)
    import_calls(desk, get_today(desk))
    campaigns.submit_campaign(desk, AUTHOR, campaign_id)


def test_the_refusal_names_the_kind_of_data(context: HarnessContext) -> None:
    list_id = steps.import_list(context, make_debts(1)).target.id
    for numbers, code in (
        ({"exclusions_max_age_days": 3}, "stale_exclusions"),
        ({"payment_channels_expected": ("コンビニ",)}, "stale_channel"),
    ):
        desk = context.with_policy(**numbers)
        with pytest.raises(Conflict, match=f"^{code}$"):
            campaigns.submit_campaign(desk, AUTHOR, steps.create_draft(desk, list_id))
    import_exclusions(context, ExclusionRow("9999"), as_of=get_today(context))
    steps.import_paid(context, [Paid(taxpayer="9", channel="ｺﾝﾋﾞﾆ")])
    both = {"exclusions_max_age_days": 3, "payment_channels_expected": ("コンビニ",)}
    desk = context.with_policy(**both)
    campaigns.submit_campaign(desk, AUTHOR, steps.create_draft(desk, list_id))


def test_an_approval_is_refused_when_data_has_become_too_old(context: HarnessContext) -> None:
    desk = expect_data(context)
    import_calls(desk, get_today(desk))
    campaign_id = steps.submit(desk, steps.import_list(desk, make_debts(2)).target.id)
    desk.clock.advance(days=1)
    with pytest.raises(Conflict, match=r"^stale_calls$"):
        approvals.approve_campaign(desk, CHIEF, campaign_id, steps.get_fingerprint(desk, campaign_id))


def test_a_running_campaign_pauses_when_data_is_too_old_and_resumes_with_newer_data(context: HarnessContext) -> None:
    desk = expect_data(context)
    import_calls(desk, get_today(desk))
    campaign_id = steps.start_sending(desk, steps.import_list(desk, make_debts(3)).target.id)
    connection = desk.provider.connect()
    claimed = steps.claim(desk)
    sending.record_result(desk, CLOCK, claimed, connection.send(claimed.outgoing))
    desk.clock.advance(days=1)
    assert steps.send_all(desk) == 0
    paused = steps.get_campaign(desk, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, "data_stale")
    assert desk.list_events("paused") == [(campaign_id, "campaign.pause")]
    with pytest.raises(Conflict):
        campaigns.resume_campaign(desk, CHIEF, campaign_id)
    import_calls(desk, get_today(desk))
    campaigns.resume_campaign(desk, CHIEF, campaign_id)
    assert steps.send_all(desk) == 2
    assert len(desk.provider.arrived) == 3


MAY = datetime(2026, 5, 29, 9, 0, tzinfo=JST)  # a Friday; 31 May 2026 is a Sunday
JUNE = datetime(2026, 6, 1, 9, 0, tzinfo=JST)
OLD = {"due": "R8.3.2", "demanded": "R8.3.20", "fiscal_year": "令和7", "year": "令和7"}


@pytest.fixture
def in_may(context: HarnessContext) -> HarnessContext:
    context.clock.set(MAY)
    return context


def test_no_campaign_is_drafted_to_start_after_31_may(in_may: HarnessContext) -> None:
    list_id = steps.import_list(in_may, make_debts(1, **OLD)).target.id
    with pytest.raises(BadInput, match=r"^books_closed_list$"):
        steps.create_draft(in_may, list_id, not_before=JUNE)


def test_messages_not_sent_by_31_may_are_not_sent_in_june(in_may: HarnessContext) -> None:
    campaign_id = steps.start_sending(in_may, steps.import_list(in_may, make_debts(2, **OLD)).target.id)
    in_may.clock.set(JUNE)
    assert steps.send_all(in_may) == 0
    assert in_may.reasons() == ["outside_validity"] * 2
    assert in_may.provider.arrived == []
    assert steps.get_campaign(in_may, campaign_id).state is CampaignState.SENDING


def test_an_approved_campaign_does_not_start_in_june(in_may: HarnessContext) -> None:
    in_may.clock.set(MAY.replace(hour=15, minute=58))
    # Five minutes of grace end after the window: the next opening is in June.
    with pytest.raises(Conflict, match=r"^books_closed$"):
        steps.submit_and_approve(in_may, steps.import_list(in_may, make_debts(1, **OLD)).target.id)


def test_a_list_of_may_makes_no_campaign_in_june(in_may: HarnessContext) -> None:
    list_id = steps.import_list(in_may, make_debts(1, **OLD)).target.id
    in_may.clock.set(JUNE)
    with pytest.raises(BadInput) as refused:
        drafts.preview_draft(in_may, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None))
    assert (refused.value.code, refused.value.field) == ("books_closed_list", "list")


def test_an_intent_that_the_city_does_not_use_is_not_drafted(context: HarnessContext) -> None:
    draft = Draft(steps.import_list(context, make_debts(1, demanded="")).target.id, Intent.BEFORE_NOTICE, "", None)
    with pytest.raises(BadInput) as refused:
        drafts.create_draft(context, AUTHOR, draft)
    assert (refused.value.code, refused.value.field) == ("intent_off", "template")
    drafts.create_draft(context.with_policy(before_notice=True), AUTHOR, draft)


def test_an_exclusion_file_without_a_readable_row_is_not_fresh_data(context: HarnessContext) -> None:
    desk = context.with_policy(exclusions_max_age_days=3)
    list_id = steps.import_list(desk, make_debts(1)).target.id
    assert import_exclusions(desk, ExclusionRow(taxpayer="")).counts.rejected == {"missing_taxpayer_id": 1}
    with pytest.raises(Conflict, match=r"^stale_exclusions$"):
        campaigns.submit_campaign(desk, AUTHOR, steps.create_draft(desk, list_id))


def test_a_date_in_the_future_does_not_keep_a_channel_fresh(context: HarnessContext) -> None:
    desk = context.with_policy(payment_channels_expected=("銀行",))
    list_id = steps.import_list(desk, make_debts(1)).target.id
    steps.import_paid(
        desk, [Paid("9999", paid="20260501", booked="20260501"), Paid("9998", paid="20260502", booked="20270502")]
    )
    with pytest.raises(Conflict, match=r"^stale_channel$"):
        campaigns.submit_campaign(desk, AUTHOR, steps.create_draft(desk, list_id))
