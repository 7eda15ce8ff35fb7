"""The card of a campaign and the messages about it: what each says when little is left, and when it is over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.access import Action
from bot.model.campaigns import CampaignState, CampaignView, PauseReason
from bot.model.messages import HandOver, MessageState
from bot.screens import campaign_events, campaigns
from bot.screens.blocks import Frame
from bot.screens.campaign_summaries import describe_figures
from bot.screens.samples.base import FRAMES, IN_JAPANESE, NOW
from bot.screens.samples.campaigns import make_campaign_view, make_event
from tests.screens.checks import read_text

ACCEPTED, UNCERTAIN, QUEUED, CANCELLED = (
    MessageState.ACCEPTED,
    MessageState.UNCERTAIN,
    MessageState.QUEUED,
    MessageState.CANCELLED,
)


def make_view(state: CampaignState, states: Mapping[MessageState, int], reason: str = "") -> CampaignView:
    """Make a campaign of 60 people with messages in these states; a message costs 12 yen."""
    view = make_campaign_view(state, reason=reason)
    done = sum(states.get(one, 0) for one in (ACCEPTED, MessageState.DELIVERED))
    campaign = replace(view.campaign, recipients=60, yen=720, reason=reason or None)
    hand_over = HandOver(done, NOW, NOW, done) if done else HandOver()
    return replace(
        view,
        campaign=campaign,
        states=states,
        hand_over=hand_over,
        hand_over_yen=12 * done,
        obstacle=None,
        paid_in_flight=0,
    )


@pytest.mark.parametrize(
    ("state", "states", "reason", "sentence"),
    [
        (CampaignState.SENDING, {ACCEPTED: 58, UNCERTAIN: 2}, "", "sending_uncertain"),
        (CampaignState.SENDING, {ACCEPTED: 57, UNCERTAIN: 2, QUEUED: 1}, "", "sending"),
        (CampaignState.PAUSED, {ACCEPTED: 58, UNCERTAIN: 2}, PauseReason.BY_HAND, "paused_uncertain"),
        (CampaignState.PAUSED, {ACCEPTED: 58, UNCERTAIN: 2}, PauseReason.PROVIDER_UNREACHABLE, "paused_uncertain"),
        (CampaignState.PAUSED, {ACCEPTED: 58, UNCERTAIN: 2}, PauseReason.SAME_ID, "paused_same_id"),
        (CampaignState.PAUSED, {ACCEPTED: 57, UNCERTAIN: 2, QUEUED: 1}, PauseReason.BY_HAND, "paused_by_hand"),
        (CampaignState.STOPPED, {ACCEPTED: 15, CANCELLED: 45}, "", "stopped"),
        (CampaignState.STOPPED, {ACCEPTED: 15, CANCELLED: 43, UNCERTAIN: 2}, "", "stopped_uncertain"),
        (CampaignState.STOPPED, {ACCEPTED: 60}, "", "stopped_late"),
        (CampaignState.STOPPED, {CANCELLED: 60}, "", "stopped"),
    ],
)
def test_the_instruction_says_what_is_left(
    state: CampaignState, states: Mapping[MessageState, int], reason: str, sentence: str
) -> None:
    for frame in FRAMES:
        text = read_text(campaigns.build_card(frame, make_view(state, states, reason)))
        assert frame.words(f"campaign.do.{sentence}", uncertain=2) in text


@pytest.mark.parametrize(
    ("state", "states", "headline"),
    [
        (CampaignState.SENDING, {ACCEPTED: 15, QUEUED: 45}, "送信中　60人・概算720円"),
        (CampaignState.STOPPED, {ACCEPTED: 15, CANCELLED: 45}, "中止　60通のうち15通を引き渡し・概算180円"),
        (CampaignState.FINISHED, {ACCEPTED: 60}, "送信終了　60通のうち60通を引き渡し・概算720円"),
        (CampaignState.REJECTED, {CANCELLED: 60}, "不承認　送信なし"),
        (CampaignState.WITHDRAWN, {CANCELLED: 60}, "取下げ　送信なし"),
        (CampaignState.EXPIRED, {CANCELLED: 60}, "期限切れ　送信なし"),
    ],
)
def test_the_headline_of_a_campaign_that_is_over_names_what_was_handed_over(
    state: CampaignState, states: Mapping[MessageState, int], headline: str
) -> None:
    card = campaigns.build_card(IN_JAPANESE, make_view(state, states))
    assert card.text.endswith(f"一斉送信 7：{headline}")


def test_the_reply_on_a_stop_names_the_moment_of_its_figures() -> None:
    stop = make_event(Action.CAMPAIGN_STOP, CampaignState.STOPPED)
    stop = replace(stop, view=make_view(CampaignState.STOPPED, {ACCEPTED: 15, CANCELLED: 45}))
    text = campaign_events.build_reply(IN_JAPANESE, stop).text
    figures = "60通のうち15通を引き渡し（結果待ち15、取消し45）、概算180円"
    assert text.endswith(f"\n7月7日(火) 09:00 現在：{figures}。そのあとの結果はカードに出ます。")


def test_the_reply_at_the_end_of_the_hours_says_how_many_wait_and_when_they_go_out() -> None:
    event = make_event(Action.CAMPAIGN_CLOSE, CampaignState.SENDING)
    event = replace(event, entry=replace(event.entry, who="clock", messages=45, goes_on_at=NOW + timedelta(days=1)))
    text = campaign_events.build_reply(IN_JAPANESE, event).text
    assert "本日の送信時間帯が終了　nofu" in text
    assert text.endswith("\n残りの45通は送信待ちです。7月8日(水) 09:00 から、自動で続けて送ります。")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("number", [0, 3])
def test_card_and_figures_count_what_crossed_with_a_payment(frame: Frame, number: int) -> None:
    view = replace(make_campaign_view(CampaignState.FINISHED), paid_in_flight=number)
    words = frame.words
    assert (words("campaign.crossed_value", n=number) in str(campaigns.build_card(frame, view).blocks)) == bool(number)
    assert (words("event.crossed", n=number) in describe_figures(words, view)) == bool(number)
