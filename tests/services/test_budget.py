"""The yearly contract in use: what a campaign takes from it, and when it is refused."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from bot.model.budget import Budget
from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft, DraftPreview
from bot.model.errors import Conflict
from bot.model.providers import Accepted, Refused, SendResult, Uncertain
from bot.services import campaign_views, campaigns, drafts, sending
from bot.services.context import JST
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, HarnessContext
from tests.services.steps import (
    approve,
    claim,
    get_campaign,
    import_list,
    start_sending,
    submit,
    submit_and_approve,
)


def limit(context: HarnessContext, units: int | None) -> HarnessContext:
    return context.with_settings(contract_year_units=units)


def preview(context: HarnessContext, list_id: int, not_before: datetime | None = None) -> DraftPreview:
    return drafts.preview_draft(context, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", not_before))


def find_budget(context: HarnessContext, list_id: int) -> Budget:
    found = preview(context, list_id).budget
    assert found is not None
    return found


def send_with(context: HarnessContext, *answers: SendResult) -> None:
    for answer in answers:
        context.provider.results.append(answer)
        claimed = claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))


def test_without_a_contract_nothing_is_counted_and_nothing_refused(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(3)).target.id)
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).budget is None
    approve(context, campaign_id)


def test_a_cost_is_shown_with_its_tax(context: HarnessContext) -> None:
    target = import_list(context, make_debts(3)).target.id
    shown = preview(context, target)
    assert (shown.yen, shown.taxed_yen) == (38, 42)
    without = context.with_settings(tax_rate=Decimal(0))
    assert preview(without, target).taxed_yen == 38
    view = campaign_views.get_campaign_view(context, CHIEF, submit(context, target))
    assert view.taxed_yen == 42


@pytest.mark.parametrize(("units", "is_refused"), [(2, True), (3, False), (4, False)])
def test_a_submission_over_the_contract_is_refused_and_leaves_a_draft(
    context: HarnessContext, units: int, is_refused: bool
) -> None:
    limited = limit(context, units)
    target = import_list(limited, make_debts(3)).target.id
    campaign_id = drafts.create_draft(limited, AUTHOR, Draft(target, Intent.CALL_BACK, "", None))
    if not is_refused:
        campaigns.submit_campaign(limited, AUTHOR, campaign_id)
        return
    with pytest.raises(Conflict, match="over_budget") as refused:
        campaigns.submit_campaign(limited, AUTHOR, campaign_id)
    assert refused.value.facts == {"over": 1, "contract": 2, "free": 2, "year": "2026"}
    assert get_campaign(limited, campaign_id).state is CampaignState.DRAFT
    campaigns.submit_campaign(limit(context, 3), AUTHOR, campaign_id)


def test_of_two_that_wait_the_second_is_not_approved_once_the_first_is(context: HarnessContext) -> None:
    limited = limit(context, 5)
    first = submit(limited, import_list(limited, make_debts(3)).target.id)
    other = import_list(limited, make_debts(9)[6:]).target.id
    assert find_budget(limited, other).waiting == 3
    second = submit(limited, other)
    approve(limited, first)
    view = campaign_views.get_campaign_view(limited, CHIEF, second)
    assert view.obstacle is not None
    assert (view.obstacle.code, view.budget and view.budget.approved) == ("over_budget", 3)
    with pytest.raises(Conflict, match="over_budget"):
        approve(limited, second)
    campaigns.stop_campaign(limited, CHIEF, first)
    approve(limited, second)
    assert get_campaign(limited, second).state is CampaignState.APPROVED


def test_what_was_sent_counts_and_what_was_refused_or_cancelled_is_free(context: HarnessContext) -> None:
    limited = limit(context, 100)
    other = import_list(limited, make_debts(9)[8:]).target.id
    campaign_id = start_sending(limited, import_list(limited, make_debts(5)).target.id)
    assert (find_budget(limited, other).sent, find_budget(limited, other).approved) == (0, 5)
    send_with(limited, Accepted("a"), Refused("E1"), Uncertain("timeout"))
    assert (find_budget(limited, other).sent, find_budget(limited, other).approved) == (2, 2)
    campaigns.stop_campaign(limited, CHIEF, campaign_id)
    assert (find_budget(limited, other).sent, find_budget(limited, other).approved) == (2, 0)


def test_what_the_provider_bills_replaces_the_estimate(context: HarnessContext) -> None:
    limited = limit(context, 100)
    other = import_list(limited, make_debts(9)[8:]).target.id
    start_sending(limited, import_list(limited, make_debts(1)).target.id)
    send_with(limited, Accepted("p1"))
    assert find_budget(limited, other).sent == 1
    limited.execute("UPDATE messages SET units_billed = 3 WHERE accepted_at IS NOT NULL")
    assert find_budget(limited, other).sent == 3
    limited.execute("UPDATE messages SET units_billed = 0 WHERE accepted_at IS NOT NULL")
    assert find_budget(limited, other).sent == 0


def test_a_dry_run_takes_nothing_from_the_contract(context: HarnessContext) -> None:
    limited = limit(context, 100)
    other = import_list(limited, make_debts(9)[8:]).target.id
    limited.provider.terms = replace(limited.provider.terms, name="dry_run", account="")
    submit_and_approve(limited, import_list(limited, make_debts(5)).target.id)
    assert find_budget(limited, other).approved == 0


def test_a_new_year_begins_with_the_whole_contract(context: HarnessContext) -> None:
    limited = limit(context, 100)
    limited.clock.set(datetime(2027, 3, 30, 9, 0, tzinfo=JST))
    target = import_list(limited, make_debts(2)).target.id
    other = import_list(limited, make_debts(9)[8:]).target.id
    start_sending(limited, target)
    send_with(limited, Accepted("a"), Accepted("b"))
    assert find_budget(limited, other).sent == 2
    planned = preview(limited, other, datetime(2027, 4, 1, 9, 0, tzinfo=JST)).budget
    assert planned is not None
    assert (planned.year, planned.sent, planned.left) == (2027, 0, 99)
    limited.clock.set(datetime(2027, 4, 1, 9, 0, tzinfo=JST))
    assert find_budget(limited, other).sent == 0
