"""A change between submission, approval and first message: nothing is sent, and the author gets a message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.model.campaigns import CampaignState, ChangedPart
from bot.model.errors import Conflict
from bot.rules.hours import read_extra, read_week
from bot.services import approvals, campaigns, sending, voiding
from bot.store import restored_messages
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, DEPUTY, HarnessContext
from tests.services.steps import (
    approve,
    create_draft,
    get_campaign,
    get_fingerprint,
    import_list,
    send_all,
    start_approved,
    start_campaign,
    submit,
)

Change = Callable[[HarnessContext], HarnessContext]


def change_hours(context: HarnessContext, **values: object) -> HarnessContext:
    return context.with_settings(hours=replace(context.settings.hours, **values))  # type: ignore[arg-type]  # any field


def change_provider(context: HarnessContext, **values: object) -> HarnessContext:
    other = type(context.provider)()
    other.terms = replace(other.terms, **values)  # type: ignore[arg-type]  # any field, of this instance
    return replace(context, provider=other)


CHANGES: list[tuple[Change, ChangedPart]] = [
    (lambda c: replace(c, city=replace(c.city, phone="048-000-0000")), ChangedPart.TEXT),
    (lambda c: replace(c, city=replace(c.city, hours="平日9時から16時")), ChangedPart.TEXT),
    (lambda c: change_provider(c, name="zettai"), ChangedPart.PROVIDER),
    (lambda c: change_provider(c, account="another"), ChangedPart.PROVIDER),
    (lambda c: change_hours(c, send=read_week("mon-fri 09:00-19:00")), ChangedPart.SCHEDULE),
    (lambda c: change_hours(c, extra=read_extra("2026-07-11")), ChangedPart.SCHEDULE),
    (lambda c: c.with_policy(min_calls=1), ChangedPart.RULES),
    (lambda c: c.with_policy(contact_gap_days=30), ChangedPart.RULES),
    (lambda c: c.with_policy(approval_two_above=1), ChangedPart.RULES),
    (lambda c: c.with_settings(unit_yen=Decimal("13")), ChangedPart.COST),
    (lambda c: change_provider(c, first_unit=60), ChangedPart.COST),
]


def submit_pending(context: HarnessContext, count: int = 2) -> int:
    return submit(context, import_list(context, make_debts(count)).target.id)


@pytest.mark.parametrize(("change", "part"), CHANGES)
def test_a_change_voids_a_request(context: HarnessContext, change: Change, part: ChangedPart) -> None:
    campaign_id = submit_pending(context)
    seen = get_fingerprint(context, campaign_id)
    context.post_all()
    changed = change(context)
    voiding.void_changed(changed, CLOCK)
    kept = get_campaign(changed, campaign_id)
    assert (kept.state, kept.reason, kept.fingerprint) == (CampaignState.DRAFT, part.value, None)
    assert context.states() == ["cancelled", "cancelled"]
    assert context.list_events("decision") == [(campaign_id, "campaign.void")]
    assert context.list_events("request") == [(campaign_id, "campaign.submit")], "it says what became of it"
    assert context.audit_entries()[-1].facts["reason"] == part.value
    with pytest.raises(Conflict, match="campaign_voided"):
        approvals.approve_campaign(changed, CHIEF, campaign_id, seen)


@pytest.mark.parametrize(("change", "part"), CHANGES)
def test_a_change_between_approval_and_start_voids_the_approval(
    context: HarnessContext, change: Change, part: ChangedPart
) -> None:
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    changed = change(context)
    start_approved(changed)
    kept = get_campaign(changed, campaign_id)
    assert (kept.state, kept.reason, kept.starts_at) == (CampaignState.DRAFT, part.value, None)
    assert send_all(changed) == 0
    assert context.list_events("decision")[-1] == (campaign_id, "campaign.void")


@pytest.mark.parametrize(("change", "part"), CHANGES)
def test_before_the_job_has_seen_a_change_nobody_approves_it(
    context: HarnessContext, change: Change, part: ChangedPart
) -> None:
    campaign_id = submit_pending(context)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        approve(change(context), campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING


def test_a_day_on_which_nothing_is_sent_voids_nothing(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    changed = change_hours(context, closed=frozenset({date(2026, 7, 8)}))
    voiding.void_changed(changed, CLOCK)
    approve(changed, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_without_a_change_nothing_is_void(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    voiding.void_changed(context, CLOCK)
    approve(context, campaign_id)
    voiding.void_changed(context, CLOCK)
    start_approved(context)
    assert send_all(context) == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE messages SET phone_key = zeroblob(32) WHERE id = 1",
        "UPDATE messages SET text_hash = 'x' WHERE id = 1",
        "UPDATE messages SET arm = 'withheld' WHERE id = 1",
        "DELETE FROM messages WHERE id = 2",
        "UPDATE campaigns SET yen = 1",
        "UPDATE campaigns SET units = 1",
    ],
)
def test_what_something_else_changed_in_the_file_is_found_at_the_start(context: HarnessContext, tampering: str) -> None:
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    if tampering.startswith("DELETE"):
        for table in ("message_phones", "submission_facts"):
            context.execute(f"DROP TRIGGER {table}_no_delete")
            context.execute(f"DELETE FROM {table} WHERE message_id = 2")
    context.execute(tampering)
    start_approved(context)
    assert get_campaign(context, campaign_id).state is CampaignState.DRAFT
    assert send_all(context) == 0


def test_a_campaign_that_has_begun_is_not_void(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    voiding.void_changed(context.with_policy(min_calls=1), CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING


def test_after_a_void_request_the_approvals_from_before_do_not_count(context: HarnessContext) -> None:
    two = context.with_policy(approval_two_above=0)
    campaign_id = submit_pending(two)
    approve(two, campaign_id)
    voiding.void_changed(two.with_policy(min_calls=1), CLOCK)
    campaigns.submit_campaign(two, AUTHOR, campaign_id)
    approve(two, campaign_id, DEPUTY)
    assert get_campaign(context, campaign_id).state is CampaignState.PENDING
    approve(two, campaign_id)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED


def test_a_request_to_an_earlier_version_is_void(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    context.execute("UPDATE campaigns SET terms = NULL, messages_hash = NULL")
    voiding.void_changed(context, CLOCK)
    assert get_campaign(context, campaign_id).reason == ChangedPart.VERSION


def test_a_changed_campaign_of_which_messages_may_have_left_expires(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    with context.store.transaction() as db:
        restored_messages.doubt_unsent(db, None, context.clock.now())
    changed = context.with_policy(min_calls=1)
    voiding.void_changed(changed, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.EXPIRED
    entries = len(context.audit_entries())
    voiding.void_changed(changed, CLOCK)
    assert len(context.audit_entries()) == entries


def test_a_stop_in_the_grace_period_sends_nothing(context: HarnessContext) -> None:
    campaign_id = submit_pending(context)
    approve(context, campaign_id)
    context.clock.advance(minutes=4, seconds=59)
    sending.start_due_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    start_approved(context)
    assert send_all(context) == 0
    assert create_draft(context, 1) > campaign_id
