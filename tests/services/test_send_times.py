"""When a campaign would really begin and end, on preview, draft and card."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.campaigns import Delay, Intent, SendTimes
from bot.model.drafts import Draft
from bot.model.posts import CAMPAIGN_POST
from bot.services import campaign_views, card_updates, drafts
from bot.services.context import JST
from bot.settings.declared import require_setting
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CLOCK, TUESDAY, HarnessContext
from tests.services.steps import approve, create_draft, import_list, send_all, start_approved, start_sending, submit

SUNDAY = datetime(2026, 7, 12, 10, 0, tzinfo=JST)
MONDAY = datetime(2026, 7, 13, 9, 0, tzinfo=JST)
GRACE = timedelta(minutes=5)


def get_times(context: HarnessContext, campaign_id: int) -> SendTimes | None:
    """Return the times on a campaign's card."""
    return campaign_views.get_campaign_view(context, AUTHOR, campaign_id).times


def test_a_start_asked_for_on_a_sunday_is_shown_as_monday_from_the_preview_on_and_comes_true(
    context: HarnessContext,
) -> None:
    target = import_list(context, make_debts(15)).target
    expected = SendTimes(MONDAY, MONDAY + timedelta(minutes=1), Delay.HOURS)
    draft = Draft(target.id, Intent.CALL_BACK, "", SUNDAY)
    assert drafts.preview_draft(context, AUTHOR, draft).times == expected
    draft_id, campaign_id = (make(context, target.id, not_before=SUNDAY) for make in (create_draft, submit))
    assert get_times(context, draft_id) == get_times(context, campaign_id) == expected
    approve(context, campaign_id)
    assert campaign_views.get_campaign_view(context, AUTHOR, campaign_id).campaign.starts_at == MONDAY
    assert get_times(context, campaign_id) == replace(expected, delay=None)
    context.clock.set(SUNDAY + timedelta(hours=1))
    start_approved(context)
    assert send_all(context) == 0
    context.clock.set(MONDAY - GRACE)
    start_approved(context)
    assert send_all(context) == 15
    view = campaign_views.get_campaign_view(context, AUTHOR, campaign_id)
    assert (view.times, view.hand_over.first_at) == (None, MONDAY)


def test_a_campaign_that_the_end_of_the_hours_cuts_short_says_when_it_goes_on(context: HarnessContext) -> None:
    campaign_id = start_sending(context, import_list(context, make_debts(2)).target.id)
    opened = card_updates.list_card_states(context, CLOCK)
    assert get_times(context, campaign_id) is None
    context.clock.set(SUNDAY)
    waits = card_updates.list_card_states(context, CLOCK)
    assert get_times(context, campaign_id) == SendTimes(MONDAY, MONDAY + timedelta(minutes=1), Delay.HOURS)
    assert [(kind, key) for kind, key, *_ in waits - opened] == [(CAMPAIGN_POST, campaign_id)]
    context.clock.set(MONDAY)
    assert card_updates.list_card_states(context, CLOCK) == opened
    assert get_times(context, campaign_id) is None


def test_without_a_requested_start_the_times_depend_on_the_time_of_the_approval(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    soon = TUESDAY + GRACE
    assert get_times(context, campaign_id) == SendTimes(soon, soon + timedelta(minutes=1), None, TUESDAY)


def test_a_campaign_waits_for_those_whose_messages_come_first(context: HarnessContext) -> None:
    slow = context.with_settings(sms=replace(require_setting(context.settings.sms), rate=1))
    first, second = make_debts(20)[:10], make_debts(20)[10:]
    start_sending(slow, import_list(slow, first).target.id)
    campaign_id = submit(slow, import_list(slow, second).target.id)
    times = get_times(slow, campaign_id)
    assert times is not None
    assert times.delay is None  # the ten messages leave within the five minutes after an approval
    approve(slow, campaign_id)
    slow.clock.advance(minutes=5)
    waits = get_times(slow, campaign_id)
    assert waits is not None
    assert (waits.delay, waits.starts_at) == (Delay.OTHERS, slow.clock.now() + timedelta(seconds=10 * 1.016))
