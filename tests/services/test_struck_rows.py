"""Rows that are struck through in a workbook are read in the meaning that messages nobody, and are counted."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

import pytest

from bot.model.errors import FileRefused
from bot.model.reasons import Problem, Rejected
from bot.screens.imports import list_notes
from bot.screens.text_reports import strip_markup, write_import_summary
from bot.services.imports.calls import CALLS
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind, Source, import_file
from bot.services.imports.targets import TARGETS
from bot.services.shared_numbers import DECISIONS
from bot.words import words
from tests.corpus.workbooks import Cell, Sheet, make_styles, strike, workbook
from tests.services.files import HEADINGS, Debt, make_debts
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import count_promises, import_list, make_path

CALLED = ("宛名番号", "架電日時", "架電結果", "約束日")
PAID = ("宛名番号", "税目", "年度", "期別", "納付日", "金額", "取消区分")
EXCLUDED = ("宛名番号", "除外区分")


def import_book(
    context: HarnessContext, kind: FileKind[Any], heading: Sequence[str], *rows: Sequence[str], struck: Sequence[int]
) -> Any:
    """Import a workbook in which the rows with these indexes are struck through."""
    cells: list[list[Cell]] = [
        [strike(cell) if at in struck and cell else cell or None for cell in row] for at, row in enumerate(rows)
    ]
    path = make_path(context)
    path.write_bytes(workbook(Sheet([list(heading), *cells]), extra=make_styles()))
    return import_file(context, UPLOADER, kind, path, name="x", source=Source("slack", UPLOADER.user), again=True)


def import_debts(context: HarnessContext, debts: Sequence[Debt], *struck: int) -> Any:
    return import_book(context, TARGETS, list(HEADINGS.values()), *map(astuple, debts), struck=struck)


def test_a_struck_person_of_a_list_is_excluded_and_the_card_asks(context: HarnessContext) -> None:
    card = import_debts(context, make_debts(3), 1)
    assert (card.target.counts.recipients, card.target.counts.excluded) == (2, {"excluded_flag": 1})
    assert card.target.questions == {"struck_row": 1}


def test_a_person_with_one_struck_debt_is_excluded(context: HarnessContext) -> None:
    first = make_debts(1)[0]
    for debts in ([first, replace(first, instalment="2")], [first, first]):
        assert import_debts(context, debts, 1).target.counts.recipients == 0


def test_a_struck_row_that_cannot_be_read_is_rejected(context: HarnessContext) -> None:
    card = import_debts(context, [replace(make_debts(1)[0], phone="不明")], 0)
    assert (card.target.counts.rejected, card.target.questions) == ({"missing_phone": 1}, {"struck_row": 1})


def test_without_the_strike_the_person_is_messaged_again(context: HarnessContext) -> None:
    assert import_debts(context, make_debts(1), 0).target.counts.recipients == 0
    assert import_debts(context, make_debts(1)).target.counts.recipients == 1


def test_a_struck_call_is_no_attempt_and_its_promise_holds(context: HarnessContext) -> None:
    absent = ("1001", "2026/7/6 14:00", "不在", "")
    promised = ("1002", "2026/7/6 14:00", "納付約束", "2026/7/15")
    card = import_book(context, CALLS, CALLED, absent, promised, struck=(0, 1))
    assert (card.counts.applied, card.counts.counted, card.counts.struck_rows) == (2, 0, 2)
    assert count_promises(context)["made"] == 1
    assert import_list(context, [Debt(calls="1")]).target.counts.excluded == {"too_few_calls": 1}
    assert import_book(context, CALLS, CALLED, absent, struck=()).counts.counted == 1


def test_a_struck_call_corrects_the_same_call_of_an_earlier_file(context: HarnessContext) -> None:
    calls = [("1001", f"2026/7/{day} 14:00", "不在", "") for day in (3, 6)]
    import_book(context, CALLS, CALLED, *calls, struck=())
    assert import_list(context, [Debt(calls="0")]).target.counts.recipients == 1
    import_book(context, CALLS, CALLED, *calls, struck=(1,))
    assert import_list(context, [Debt(calls="0")], again=True).target.counts.excluded == {"too_few_calls": 1}


def test_a_struck_payment_counts_and_a_struck_reversal_does_not(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    paid = ("1001", "固定資産税", "令和8", "1", "2026/7/1", "30000", "")
    card = import_book(context, PAYMENTS, PAID, paid, struck=(0,))
    assert (card.counts.applied, card.counts.struck_rows) == (1, 1)
    card = import_book(context, PAYMENTS, PAID, (*paid[:-1], "1"), struck=(0,))
    assert (card.counts.rejected, card.counts.reversals) == ({"struck_row": 1}, 0)
    assert card.problems == (Problem(2, Rejected.STRUCK_ROW),)
    assert import_list(context, make_debts(1), again=True).target.counts.excluded == {"paid": 1}


def test_a_struck_exclusion_holds_and_a_struck_row_lifts_none(context: HarnessContext) -> None:
    assert import_book(context, EXCLUSIONS, EXCLUDED, ("1001", "1"), struck=(0,)).counts.excluded == 1
    card = import_book(context, EXCLUSIONS, EXCLUDED, ("1001", "0"), struck=(0,))
    assert (card.counts.lifted, card.counts.rejected, card.counts.struck_rows) == (0, {"struck_row": 1}, 1)
    assert import_list(context, make_debts(1)).target.counts.excluded == {"excluded_flag": 1}


def test_a_struck_decision_to_message_somebody_refuses_its_file(context: HarnessContext) -> None:
    debts = [replace(debt, phone="090-1234-5601") for debt in make_debts(2)]
    list_id = str(import_list(context, debts).target.id)
    heading = ("リスト番号", "宛名番号", "電話番号", "判断")
    rows = [(list_id, debt.taxpayer, debt.phone, mark) for debt, mark in zip(debts, "○×", strict=True)]
    with pytest.raises(FileRefused, match="decisions_unread") as refused:
        import_book(context, DECISIONS, heading, *rows, struck=(0,))
    assert refused.value.facts == {"rows": "2"}
    assert import_book(context, DECISIONS, heading, *rows, struck=(1,)).target.id == int(list_id)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_cards_and_reports_say_how_many_rows_are_struck(context: HarnessContext, language: str) -> None:
    texts = words(language)
    card = import_book(context, EXCLUSIONS, EXCLUDED, ("1001", "1"), ("1002", "1"), struck=(0, 1))
    assert texts("file.struck_rows", n=2) in list_notes(texts, card)
    report = write_import_summary(texts, import_debts(context, make_debts(2), 0))
    assert strip_markup(texts("list.question.struck_row", n=1)) in report
