"""Obstacles: what keeps everybody from approving or resuming stands on the card, and is refused at the click."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.model.access import Action
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import Conflict
from bot.screens.labels import describe_refusal
from bot.services import approvals, breaker, campaign_views, campaigns, sending
from bot.services.context import JST
from bot.services.unit_of_work import change
from bot.words import words
from tests.services import steps
from tests.services.files import CallRow, Paid, make_debts
from tests.services.harness import CHIEF, CLOCK, DEPUTY, HarnessContext

OLD = {"due": "R8.3.2", "demanded": "R8.3.20", "fiscal_year": "令和7", "year": "令和7"}
"""A debt of the fiscal year whose accounts close on 31 May 2026."""


def find_code(context: HarnessContext, campaign_id: int) -> str | None:
    """The code of the obstacle on the campaign's card; None if it has none."""
    obstacle = campaign_views.get_campaign_view(context, CHIEF, campaign_id).obstacle
    return None if obstacle is None else obstacle.code


def import_calls(context: HarnessContext) -> None:
    steps.import_call_results(context, CallRow("9999", at=context.clock.now().astimezone(JST).strftime("%Y/%m/%d")))


def make_paused(context: HarnessContext) -> int:
    campaign_id = steps.start_campaign(context, 2)
    campaigns.pause_campaign(context, CHIEF, campaign_id)
    return campaign_id


def test_data_that_became_too_old_stands_on_the_card_until_it_is_imported(context: HarnessContext) -> None:
    desk = context.with_policy(calls_max_age_days=1)
    import_calls(desk)
    campaign_id = steps.submit(desk, steps.import_list(desk, make_debts(1)).target.id)
    draft_id = steps.create_draft(desk, 1)
    assert [find_code(desk, one) for one in (campaign_id, draft_id)] == [None, None]
    desk.clock.advance(days=2)
    assert [find_code(desk, one) for one in (campaign_id, draft_id)] == ["stale_calls", "stale_calls"]
    with pytest.raises(Conflict, match=r"^stale_calls$"):
        steps.approve(desk, campaign_id)
    import_calls(desk)
    assert [find_code(desk, one) for one in (campaign_id, draft_id)] == [None, None]


def test_a_resumed_campaign_says_until_when_the_sender_still_waits_for_the_provider(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    sending.note_wait(context, 120.0)
    with change(context, CLOCK, Action.SEND_RECORD, "-") as unit:
        breaker.pause_campaign(unit, campaign_id, PauseReason.PROVIDER_BUSY)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    obstacle = campaign_views.get_campaign_view(context, CHIEF, campaign_id).obstacle
    assert obstacle is not None
    assert describe_refusal(words("en"), obstacle) == (
        "The SMS provider asked to wait, or cannot be reached: the sending waits until Tue, 7 Jul, 09:07, and goes on"
        " by itself then."
    )
    context.clock.advance(seconds=120)
    assert find_code(context, campaign_id) is None


def test_a_wait_of_seconds_stands_on_no_card(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    sending.note_wait(context, 8.0)
    assert find_code(context, campaign_id) is None


def test_a_campaign_that_would_start_in_june_cannot_be_approved(context: HarnessContext) -> None:
    context.clock.set(datetime(2026, 5, 29, 15, 50, tzinfo=JST))  # a Friday; 31 May is a Sunday
    desk = context.with_policy(approval_two_above=0)
    campaign_id = steps.submit(desk, steps.import_list(desk, make_debts(1, **OLD)).target.id)
    assert find_code(desk, campaign_id) is None
    desk.clock.advance(minutes=8)  # five minutes of grace then end after the sending hours
    assert find_code(desk, campaign_id) == "books_closed"
    with pytest.raises(Conflict, match=r"^books_closed$"):
        steps.approve(desk, campaign_id, DEPUTY)
    assert campaign_views.get_campaign_view(desk, CHIEF, campaign_id).approvals == 0, "nor by the first of two people"


def test_without_sending_hours_nobody_can_approve(context: HarnessContext) -> None:
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    closed = frozenset(date(2026, 7, 7) + timedelta(days) for days in range(500))
    desk = context.with_settings(hours=replace(context.settings.hours, closed=closed))
    assert find_code(desk, campaign_id) == "never_open"
    with pytest.raises(Conflict, match=r"^never_open$"):
        steps.approve(desk, campaign_id)


def test_while_the_shell_holds_all_sending_nobody_can_resume(context: HarnessContext) -> None:
    campaign_id = make_paused(context)
    context.pause_mark.set()
    assert find_code(context, campaign_id) == "pause_mark"
    context.pause_mark.clear()
    assert find_code(context, campaign_id) is None
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert steps.send_all(context) == 2


def test_a_campaign_whose_last_day_is_over_can_only_be_stopped(context: HarnessContext) -> None:
    campaign_id = make_paused(context)
    context.clock.advance(days=7)
    assert find_code(context, campaign_id) == "campaign_past_validity"
    with pytest.raises(Conflict, match=r"^campaign_past_validity$"):
        campaigns.resume_campaign(context, CHIEF, campaign_id)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.STOPPED


def test_resuming_all_passes_over_a_campaign_whose_last_day_is_over(context: HarnessContext) -> None:
    old = make_paused(context)
    context.clock.advance(days=7)
    new = steps.start_sending(context, steps.import_list(context, make_debts(4)[2:]).target.id)
    campaigns.pause_campaign(context, CHIEF, new)
    assert campaigns.resume_all(context, CHIEF) == [new]
    assert steps.get_campaign(context, old).state is CampaignState.PAUSED


def test_a_refusal_at_the_opening_of_the_reject_form_is_audited_as_at_other_buttons(context: HarnessContext) -> None:
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    with pytest.raises(Conflict, match=r"^changed_meanwhile$"):
        approvals.check_rejectable(context, CHIEF, campaign_id, "0" * 64)
    approvals.check_rejectable(context, CHIEF, campaign_id, steps.get_fingerprint(context, campaign_id))
    assert [entry for entry in context.list_audited() if entry[1] == "campaign.reject"] == [
        ("U_CHIEF", "campaign.reject", "changed_meanwhile")
    ]


def test_an_approved_campaign_says_which_payments_are_awaited_before_it_starts(context: HarnessContext) -> None:
    desk = context.with_policy(payment_channels_expected=("コンビニ", "銀行"), payment_lag_days=1)
    list_id = steps.import_list(desk, make_debts(1)).target.id
    steps.import_paid(desk, [Paid("9999", channel="コンビニ"), Paid("9999", channel="銀行")])
    later = desk.clock.now() + timedelta(days=3)
    campaign_id = steps.submit_and_approve(desk, list_id, not_before=later)
    assert campaign_views.get_campaign_view(desk, CHIEF, campaign_id).obstacle is None
    desk.clock.advance(days=2)
    found = campaign_views.get_campaign_view(desk, CHIEF, campaign_id).obstacle
    assert found is not None
    assert (found.code, found.facts) == ("stale_channel", {"channel": "コンビニ・銀行"})
