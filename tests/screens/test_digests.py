"""The post of a digest: its figures as chart and as text, and no figure that could reveal a person."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.campaigns import CampaignState
from bot.model.digests import DigestFigures, DigestView
from bot.model.policy import Policy
from bot.screens import campaigns, digests
from bot.screens.samples.base import IN_JAPANESE
from bot.screens.samples.campaigns import make_campaign_view
from bot.screens.samples.files import make_slack_files
from bot.screens.samples.office import make_figures
from tests.screens.checks import read_text


def read_card(shown: DigestFigures, *, charts: bool = False, late: bool = False) -> str:
    return read_text(digests.build_card(IN_JAPANESE, DigestView(shown, late, "abc"), charts=charts))


def list_charts(shown: DigestFigures) -> list[Any]:
    blocks = digests.build_card(IN_JAPANESE, DigestView(shown, False, "abc"), charts=True).blocks
    return [block for block in blocks if block["type"] == "data_visualization"]


@pytest.mark.parametrize(("paid", "text"), [(0, "0人"), (1, "5人未満"), (4, "5人未満"), (5, "5人"), (1234, "1,234人")])
def test_a_count_of_fewer_than_five_people_is_not_shown(paid: int, text: str) -> None:
    shown = replace(make_figures(), paid_within={7: paid, 14: 8888, 30: 9999})
    assert read_card(shown).count(f"*SMS到達から7日以内に納付した人*\n{text}") == 1


@pytest.mark.parametrize(
    ("held", "lines"),
    [
        ({"paid": 5}, ["納付済み：5通"]),
        ({"paid": 1}, ["納付済み：5人未満"]),
        ({"paid": 4, "suppressed": 2}, ["納付済み：5人未満", "除外：5人未満"]),
        ({"paid": 4, "suppressed": 2, "promise_open": 5}, ["約束：5通", "納付済み：5人未満", "除外：5人未満"]),
        ({"paid": 4, "suppressed": 6, "promise_open": 7}, ["約束：7通", "納付済み：5人未満", "除外：表示しません"]),
        ({"paid": 4, "suppressed": 6, "promise_open": 6}, ["約束：6通", "納付済み：5人未満", "除外：表示しません"]),
    ],
    ids=str,
)
def test_a_count_of_fewer_than_five_held_messages_is_not_shown_and_a_single_one_cannot_be_computed(
    held: dict[str, int], lines: list[str]
) -> None:
    (block,) = [
        block["text"]["text"]
        for block in digests.build_card(
            IN_JAPANESE, DigestView(replace(make_figures(), held=held), False, "abc"), charts=False
        ).blocks
        if block["type"] == "section" and "text" in block and block["text"]["text"].startswith("*送信見合せ*")
    ]
    short = {"納付済み": "paid", "除外": "suppressed", "約束": "promise_open"}
    expected = [
        f"{IN_JAPANESE.words(f'held.{short[name]}')}：{count}" for name, count in (line.split("：") for line in lines)
    ]
    found = [line.removeprefix("・") for line in block.splitlines()[1:]]
    assert [line.partition("（5人未満の数")[0] for line in found] == expected


@pytest.mark.parametrize("count", [1, 4])
def test_the_sum_of_fewer_than_five_payments_is_not_shown(count: int) -> None:
    text = read_card(make_figures(payments_count=count, payments_yen=31_415))
    assert "31,415" not in text
    assert "5件未満" in text


@pytest.mark.parametrize("count", [0, 5, 1234])
def test_the_sum_of_no_or_many_payments_is_shown(count: int) -> None:
    assert f"{count:,}件　31,415円" in read_card(make_figures(payments_count=count, payments_yen=31_415))


def test_the_chart_leaves_out_figures_that_are_zero() -> None:
    shown = replace(make_figures(sent=10, delivered=7, pending=0, unknown=1), undelivered={"refused": 2})
    (found,) = list_charts(shown)
    assert [(one["label"], one["value"]) for one in found["chart"]["segments"]] == [
        ("到達", 7),
        ("不達", 2),
        ("到達不明", 1),
    ]


def test_without_messages_there_is_no_chart_and_no_rate() -> None:
    nothing = make_figures(sent=0, delivered=0)
    assert list_charts(nothing) == []
    assert "到達率" not in read_card(nothing)


def test_the_figures_are_shown_as_text_with_and_without_a_chart() -> None:
    shown = make_figures(sent=120, delivered=111)
    for charts in (True, False):
        text = read_card(shown, charts=charts)
        assert "*到達*\n111通" in text
        assert "92.5%" in text


def test_a_late_digest_says_that_it_is_late() -> None:
    assert "遅れて" in read_card(make_figures(), late=True)
    assert "遅れて" not in read_card(make_figures(), late=False)


def test_payments_name_the_as_of_date_of_each_channel() -> None:
    text = read_card(make_figures(channel="コンビニ", channels=1))
    assert "2026年7月6日(月) 時点" in text
    assert "コンビニ 2026年7月6日(月)まで" in text
    assert "区分なし" in text


def test_without_payments_the_digest_says_that_none_were_imported() -> None:
    assert "まだ取り込まれていません" in read_card(replace(make_figures(), as_of=None))


def test_a_payment_channel_cannot_mention_anybody() -> None:
    text = read_card(make_figures(channel="<!channel>", channels=1))
    assert "&lt;!channel&gt;" in text
    assert "<!channel>" not in text


def test_people_with_files_in_slack_are_named_with_the_count_and_the_oldest() -> None:
    two, one = make_slack_files(2)
    text = read_card(replace(make_figures(), remaining_files=[two, replace(two, file="F9"), one]))
    assert "*Slackに残っているファイル 3件*" in text
    assert "・<@U0STAFF0001>　2件（いちばん古いものは 7月7日(火) 09:00 から）" in text
    assert "・<@U0STAFF00011>　1件" in text


def test_only_the_first_people_with_files_in_slack_are_named_and_the_rest_counted() -> None:
    assert "・ほか 3人" in read_card(replace(make_figures(), remaining_files=make_slack_files(13)))
    assert "Slackに残っている" not in read_card(make_figures())


def test_the_reasons_for_holding_messages_name_the_numbers_of_the_settings() -> None:
    view = DigestView(make_figures(), False, "abc", Policy(recent_payment_days=21, contact_gap_days=9))
    text = read_text(digests.build_card(IN_JAPANESE, view, charts=False))
    assert "送信直前に納付があったと分かった（21日以内に納付）" in text
    assert "最近ほかのSMSを送った（9日以内、または30日間に" in text
    card = replace(make_campaign_view(CampaignState.SENDING), policy=Policy(recent_payment_days=1))
    assert "（1日以内に納付）" in read_text(campaigns.build_card(IN_JAPANESE, card))


def test_messages_of_earlier_days_that_became_unknown_are_named_only_if_there_are_any() -> None:
    for number in (0, 2):
        figures = make_figures(late_unknown=number)
        text = read_text(digests.build_card(IN_JAPANESE, DigestView(figures, late=False, audit_head="0"), charts=False))
        assert ("到達不明になったものが2通あります" in text) == (number == 2)
