"""The office's phones: no half hour has more messages than they can answer, whatever sends, and a full desk waits."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.model.access import Action
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.campaigns import CampaignState, Delay
from bot.model.errors import Conflict
from bot.services import campaign_views, card_updates, phone_desk, receipts, sending
from bot.services.unit_of_work import read
from bot.store import call_backs
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, TUESDAY, HarnessContext, make_receipt

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """A context in which one person at the phone answers calls of ten minutes: three in half an hour."""
    return context.with_settings(operators=1, callback_minutes=10, callback_response=Decimal("0.5"))


def get_times(context: HarnessContext, campaign_id: int) -> tuple[datetime, Delay | None] | None:
    """Return when the card says that the campaign goes on, and why not now."""
    times = campaign_views.get_campaign_view(context, AUTHOR, campaign_id).times
    return None if times is None else (times.starts_at, times.delay)


def test_a_half_hour_takes_as_many_messages_as_can_be_answered_and_the_next_one_goes_on(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 14)
    began = desk.clock.now()
    assert steps.send_all(desk) == 6
    assert not sending.has_sendable(desk, CLOCK)
    assert get_times(desk, campaign_id) == (TUESDAY + HALF_HOUR, Delay.PHONES)
    desk.clock.set(TUESDAY + HALF_HOUR - timedelta(seconds=1))
    assert desk.clock.now() > began
    assert steps.send_all(desk) == 0
    desk.clock.advance(seconds=1)
    assert sending.has_sendable(desk, CLOCK)
    assert get_times(desk, campaign_id) is None
    assert steps.send_all(desk) == 6
    desk.clock.set(TUESDAY + 2 * HALF_HOUR)
    assert steps.send_all(desk) == 2


def test_all_campaigns_share_the_phones_and_no_half_hour_that_passed_is_made_up_for(desk: HarnessContext) -> None:
    people = make_debts(14)
    first, second = (steps.import_list(desk, rows).target.id for rows in (people[:4], people[4:]))
    steps.start_sending(desk, first)
    assert steps.send_all(desk) == 4
    steps.start_sending(desk, second)
    assert steps.send_all(desk) == 2
    desk.clock.set(TUESDAY + 4 * HALF_HOUR)
    assert steps.send_all(desk) == 6


def test_full_phones_hold_every_campaign_until_the_next_half_hour_and_it_goes_on_by_itself(
    desk: HarnessContext,
) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    claimed = steps.claim(desk)
    phone_desk.hold_for_phones(desk, AUTHOR, campaign_id)
    with pytest.raises(Conflict) as again:
        phone_desk.hold_for_phones(desk, CHIEF, campaign_id)
    assert again.value.code == "phones_held"
    assert steps.send_all(desk) == 0
    assert get_times(desk, campaign_id) == (TUESDAY + HALF_HOUR, Delay.FULL)
    assert (campaign_id, Action.PHONES_FULL) in desk.list_events()
    sending.record_result(desk, CLOCK, claimed, desk.provider.connect().send(claimed.outgoing))  # was under way
    desk.clock.set(TUESDAY + HALF_HOUR)
    assert steps.get_campaign(desk, campaign_id).state is CampaignState.SENDING
    assert steps.send_all(desk) == 6


def test_phones_are_full_only_while_something_is_sent(desk: HarnessContext) -> None:
    campaign_id = steps.submit(desk, steps.import_list(desk, make_debts(1)).target.id)
    with pytest.raises(Conflict) as refused:
        phone_desk.hold_for_phones(desk, AUTHOR, campaign_id)
    assert refused.value.code == "nothing_sending"


def test_the_card_is_drawn_again_when_the_phones_stop_the_sending_and_when_it_goes_on(desk: HarnessContext) -> None:
    steps.start_campaign(desk, 10)
    sends = card_updates.list_card_states(desk, CLOCK)
    steps.send_all(desk)
    waits = card_updates.list_card_states(desk, CLOCK)
    desk.clock.set(TUESDAY + HALF_HOUR)
    goes_on = card_updates.list_card_states(desk, CLOCK)
    assert [state[2] for states in (sends, waits, goes_on) for state in states] == [None, "phones", None]


def test_without_operators_the_phones_limit_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 300)
    assert steps.send_all(context) == 300


def test_the_citys_own_share_of_callers_replaces_the_setting_once_enough_have_called(
    desk: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rules.capacity.MIN_MESSAGES", 6)
    monkeypatch.setattr("bot.rules.capacity.MIN_CALLERS", 2)
    steps.start_campaign(desk, 6)
    steps.send_all(desk)
    ids = [str(one) for one in desk.column("SELECT provider_id FROM messages WHERE state = 'accepted'")]
    receipts.record_receipts(desk, CLOCK, [make_receipt(one) for one in ids])
    with desk.store.transaction() as db:
        for message_id in (1, 2, 2):
            entry = CallBackEntry(message_id, False, CallBackResult.CALLED_BACK, CallBackDetail.ASKED_WHY, None, "", 0)
            call_backs.add_call_back(db, entry, AUTHOR.user, desk.clock.now())
    phone_desk.learn_share(desk, CLOCK)
    assert desk.value("SELECT messages FROM call_back_shares") == 0  # their readers may still call
    desk.clock.advance(days=8)
    phone_desk.learn_share(desk, CLOCK)
    assert desk.column("SELECT messages || '/' || callers FROM call_back_shares ORDER BY day") == ["0/0", "6/2"]
    with read(desk, CLOCK, Action.DESK_LOOK) as unit:
        found = phone_desk.find_desk(desk, unit)
    assert found is not None
    assert found.response == pytest.approx(2 / 6)
