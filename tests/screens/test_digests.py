"""Digests: the same figures as a chart or as text, and no figure that could be somebody's."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.digests import DigestFigures
from bot.model.views import DigestView
from bot.screens import digests
from tests.screens.judges import said
from tests.screens.samples import IN_JAPANESE, figures, lying


def card(shown: DigestFigures, *, charts: bool = False, late: bool = False) -> str:
    return said(digests.build_card(IN_JAPANESE, DigestView(shown, late, "abc"), charts=charts))


def chart(shown: DigestFigures) -> list[Any]:
    blocks = digests.build_card(IN_JAPANESE, DigestView(shown, False, "abc"), charts=True).blocks
    return [block for block in blocks if block["type"] == "data_visualization"]


@pytest.mark.parametrize(("paid", "told"), [(0, "0人"), (1, "5人未満"), (4, "5人未満"), (5, "5人"), (1234, "1,234人")])
def test_few_people_are_not_counted_out(paid: int, told: str) -> None:
    shown = replace(figures(), paid_within={7: paid, 14: 8888, 30: 9999})
    assert card(shown).count(f"*SMS到達から7日以内に納付した人*\n{told}") == 1


@pytest.mark.parametrize("count", [1, 4])
def test_the_sum_of_a_few_payments_is_not_told(count: int) -> None:
    told = card(figures(payments_count=count, payments_yen=31_415))
    assert "31,415" not in told
    assert "5件未満" in told


@pytest.mark.parametrize("count", [0, 5, 1234])
def test_the_sum_of_none_or_of_many_is_told(count: int) -> None:
    assert f"{count:,}件　31,415円" in card(figures(payments_count=count, payments_yen=31_415))


def test_the_chart_shows_what_there_is_and_nothing_that_is_zero() -> None:
    shown = replace(figures(sent=10, delivered=7, pending=0, unknown=1), undelivered={"refused": 2})
    (found,) = chart(shown)
    assert [(one["label"], one["value"]) for one in found["chart"]["segments"]] == [
        ("到達", 7),
        ("不達", 2),
        ("到達不明", 1),
    ]


def test_without_a_message_there_is_no_chart_and_no_rate() -> None:
    nothing = figures(sent=0, delivered=0)
    assert chart(nothing) == []
    assert "到達率" not in card(nothing)


def test_the_figures_stand_in_the_text_whether_or_not_there_is_a_chart() -> None:
    shown = figures(sent=120, delivered=111)
    for charts in (True, False):
        told = card(shown, charts=charts)
        assert "*到達*\n111通" in told
        assert "92.5%" in told


def test_a_late_digest_says_so() -> None:
    assert "遅れて" in card(figures(), late=True)
    assert "遅れて" not in card(figures(), late=False)


def test_payments_name_their_day_channel_by_channel() -> None:
    told = card(figures(channel="コンビニ", channels=1))
    assert "2026年7月6日(月) 時点" in told
    assert "コンビニ 2026年7月6日(月)まで" in told
    assert "区分なし" in told


def test_without_payments_the_digest_says_that_it_knows_of_none() -> None:
    assert "まだ取り込まれていません" in card(replace(figures(), as_of=None))


def test_a_channel_in_a_file_mentions_nobody() -> None:
    told = card(figures(channel="<!channel>", channels=1))
    assert "&lt;!channel&gt;" in told
    assert "<!channel>" not in told


def test_who_left_files_in_slack_is_named_with_how_many_and_since_when() -> None:
    two, one = lying(2)
    told = card(replace(figures(), remaining_files=[two, replace(two, file="F9"), one]))
    assert "*Slackに残っているファイル 3件*" in told
    assert "・<@U0STAFF0001>　2件（いちばん古いものは 7月7日(火) 09:00 から）" in told
    assert "・<@U0STAFF00011>　1件" in told


def test_of_many_people_the_rest_is_counted_and_of_none_nothing_is_said() -> None:
    assert "・ほか 3人" in card(replace(figures(), remaining_files=lying(13)))
    assert "Slackに残っている" not in card(figures())
