"""The list of suppressions: who may not end them sees no reason that a caller would not give."""

from datetime import date

import pytest

from bot.model.suppressions import (
    REASONS_OF_THE_CITY,
    SuppressedKind,
    Suppression,
    SuppressionLine,
    SuppressionPage,
    SuppressionReason,
)
from bot.screens import suppressions as screens
from bot.screens.samples.base import IN_JAPANESE, NOW


def show(*, may_end: bool, reasons: list[SuppressionReason]) -> str:
    lines = [
        SuppressionLine(
            Suppression(
                number, SuppressedKind.TAXPAYER, reason, NOW, "calls:26", None, date(2026, 8, 1), "ひみつのメモ", None
            ),
            "0403",
        )
        for number, reason in enumerate(reasons, start=1)
    ]
    page = SuppressionPage(dict.fromkeys(reasons, 1), None, 1, 1, lines, may_end=may_end, may_export=may_end)
    return str(screens.build_page(IN_JAPANESE, page))


@pytest.mark.parametrize("may_end", [False, True])
@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_a_reason_that_no_caller_gives_is_shown_to_who_may_end_it_alone(
    reason: SuppressionReason, *, may_end: bool
) -> None:
    is_shown = may_end or reason not in REASONS_OF_THE_CITY
    page = show(may_end=may_end, reasons=sorted({reason, SuppressionReason.CONSULTING, SuppressionReason.NOT_IN_USE}))
    label = IN_JAPANESE.words(f"suppression_reason.{reason}")
    assert (label in page) == is_shown
    assert (f"'{reason}:1'" in page) == is_shown
    assert (IN_JAPANESE.words("suppression.reason_hidden") in page) != is_shown


def test_the_form_that_ends_a_suppression_shows_the_ref() -> None:
    one = Suppression(1, SuppressedKind.TAXPAYER, SuppressionReason.CONSULTING, NOW, "slack", None, None, None, None)
    assert "0403" in str(screens.build_end_form(IN_JAPANESE, SuppressionLine(one, "0403")))


def test_the_reasons_of_the_city_are_one_count_without_their_source_and_note() -> None:
    page = show(may_end=False, reasons=sorted(REASONS_OF_THE_CITY))
    hidden = IN_JAPANESE.words("suppression.reason_hidden")
    assert IN_JAPANESE.words("suppression.count", reason=hidden, n=len(REASONS_OF_THE_CITY)) in page
    assert "ひみつのメモ" not in page
    assert "26" not in page.replace("2026", "")
