"""What a preview and a card say of the phones: the plan by days, and for what a campaign waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.campaigns import CampaignState, Delay, PlannedSlot, SendTimes
from bot.model.mode import Mode
from bot.screens import campaigns, ids
from bot.screens.blocks import Frame
from bot.screens.labels import describe_send_times
from bot.screens.samples.base import IN_JAPANESE
from bot.screens.samples.campaigns import make_campaign_view
from bot.words import words
from tests.screens.checks import read_text

TUESDAY = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def make_times(*days: int) -> SendTimes:
    """Return times of a campaign that sends 225 messages in two half hours of each of these days from now."""
    slots = [TUESDAY + timedelta(days=day) + step * HALF_HOUR for day in days for step in (0, 1)]
    plan = tuple(PlannedSlot(start, 225) for start in slots)
    return SendTimes(TUESDAY, slots[-1] + HALF_HOUR, None, plan=plan, per_slot=225)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            IN_JAPANESE,
            "折返しの電話に出られるよう、30分に225通まで送ります（12時台は半分）。\n"
            "2026年7月7日(火) 09:00～10:00：450通\n2026年7月8日(水) 09:00～10:00：450通",
        ),
        (
            Frame(words("en"), Mode.LIVE),
            "at most 225 messages leave in half an hour (half of that from 12:00 to 13:00).\n"
            "Tue, 7 Jul 2026 09:00 to 10:00: 450 messages\nWed, 8 Jul 2026 09:00 to 10:00: 450 messages",
        ),
    ],
)
def test_the_plan_says_how_many_leave_on_each_day(frame: Frame, expected: str) -> None:
    assert expected in describe_send_times(frame.words, make_times(0, 1), None)


def test_a_long_plan_is_cut_and_one_half_hour_needs_none() -> None:
    text = describe_send_times(IN_JAPANESE.words, make_times(*range(8)), None)
    assert text.endswith("ほか3日")
    one = replace(make_times(0), plan=(PlannedSlot(TUESDAY, 10),))
    assert "30分に" not in describe_send_times(IN_JAPANESE.words, one, None)


@pytest.mark.parametrize(
    ("delay", "sentence"),
    [
        (Delay.PHONES, "この30分に電話を受けられる分は送りました。残りは 7月7日(火) 09:30 から送ります。"),
        (Delay.FULL, "電話がいっぱいのため、送信を止めています。残りは 7月7日(火) 09:30 から自動で送ります。"),
    ],
)
def test_the_card_says_that_the_phones_hold_the_rest_and_until_when(delay: Delay, sentence: str) -> None:
    at = TUESDAY + HALF_HOUR
    waits = replace(make_campaign_view(CampaignState.SENDING), times=SendTimes(at, at, delay), answers_phones=True)
    card = campaigns.build_card(IN_JAPANESE, waits)
    assert sentence in read_text(card)
    assert ids.CAMPAIGN_PHONES not in str(card.blocks)


@pytest.mark.parametrize("answers_phones", [True, False])
def test_the_button_of_full_phones_is_there_while_messages_leave_and_the_phones_limit_them(
    answers_phones: bool,
) -> None:
    sends = replace(make_campaign_view(CampaignState.SENDING), times=None, answers_phones=answers_phones)
    assert (ids.CAMPAIGN_PHONES in str(campaigns.build_card(IN_JAPANESE, sends).blocks)) is answers_phones
