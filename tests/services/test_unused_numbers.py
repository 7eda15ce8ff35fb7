"""A number in use that stands in another person's row too, in any column of numbers, is shared."""

from collections.abc import Sequence

import pytest

from bot.model.lists import ListView, SharedDecision
from bot.services import renumbering, shared_numbers
from bot.services.imports import targets
from bot.services.imports.pipeline import import_file
from bot.services.imports.targets import TARGETS
from tests.services.files import CallRow, write_lines
from tests.services.harness import CLOCK, UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, import_call_results, make_path

ONE, TWO, THREE = "090-1234-5601", "090-1234-5602", "090-1234-5603"


def import_numbers(
    context: HarnessContext, headings: str, *people: Sequence[str], due: Sequence[str] = (), again: bool = False
) -> ListView:
    """Import a list of people 1001, 1002, … with these cells below these headings; `due`: their due dates."""
    days = [*due, *["R8.5.31"] * len(people)]
    lines = [f"{1001 + at},{','.join(cells)},固定資産税,R8,1,{days[at]},納税 太郎" for at, cells in enumerate(people)]
    heading = f"宛名番号,{headings},税目,年度,期別,納期限,氏名"
    path = write_lines(make_path(context), heading, lines, encoding="utf-8-sig")
    return import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK, again=again)


def get_excluded(context: HarnessContext, list_id: int = 1) -> dict[str, int]:
    return dict(targets.get_list_view(context, UPLOADER, list_id).target.counts.excluded)


def list_excluded(context: HarnessContext) -> list[object]:
    """Why each row is excluded, in the order of the file: a card only counts rows."""
    return context.column("SELECT excluded FROM list_rows ORDER BY line")


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("携帯電話1,携帯電話2", [TWO, ONE]),
        ("携帯電話1,携帯電話2", [TWO, "０９０−１２３４−５６０１"]),
        ("携帯電話1,携帯電話2", [TWO, f"{ONE}／{THREE}"]),
        ("携帯電話1,携帯電話2", [TWO, f"妻{ONE}"]),
        ("携帯電話1,携帯電話2", [TWO, "+81 90-1234-5601"]),
        ("電話番号,連絡先2", [TWO, ONE]),
        ("電話番号,緊急連絡先電話", [TWO, ONE]),
        ("電話番号,勤務先携帯", [TWO, ONE]),
        ("電話番号,配偶者携帯番号", [TWO, ONE]),
        ("電話番号,その他連絡人TEL", [TWO, ONE]),
        ("電話番号,FAX番号", [TWO, ONE]),
        ("電話番号1,続柄1,電話番号2,続柄2", [TWO, "本人", ONE, "配偶者"]),
        ("電話番号1,続柄1,電話番号2,続柄2", [TWO, "本人", ONE, "勤務先"]),
        ("電話番号1,番号状態,電話番号2", [TWO, "", ONE]),
    ],
)
def test_a_number_that_stands_in_another_row_is_held_for_a_person_to_decide(
    context: HarnessContext, headings: str, cells: list[str], *, is_first: bool
) -> None:
    own = [ONE, *[""] * (len(cells) - 1)]
    card = import_numbers(context, headings, *((own, cells) if is_first else (cells, own)))
    assert list_excluded(context) == (["shared_phone", None] if is_first else [None, "shared_phone"])
    assert card.shared is not None
    assert (card.shared.numbers, card.shared.people) == (1, 1)
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    assert get_excluded(context) == {}
    decided = targets.get_list_view(context, UPLOADER, 1).shared
    assert decided is not None
    assert decided.decision is SharedDecision.ONE


@pytest.mark.parametrize(
    ("headings", "people"),
    [
        ("携帯電話1,携帯電話2", [[ONE, THREE], [TWO, THREE]]),  # nobody's number in use
        ("携帯電話,自宅電話", [[ONE, "048-953-1111"], [TWO, "048-953-1111"]]),
        ("携帯電話1,携帯電話2", [[ONE, ONE], [TWO, "なし"]]),
        ("携帯電話1,携帯電話2", [[ONE, "不明"], [TWO, "090-1234-560"]]),
    ],
)
def test_numbers_that_nobody_else_uses_hold_nobody(
    context: HarnessContext, headings: str, people: list[list[str]]
) -> None:
    card = import_numbers(context, headings, *people)
    assert (card.target.counts.accepted, card.shared) == (2, None)


def test_two_rows_of_one_person_share_nothing(context: HarnessContext) -> None:
    rows = ["1001,090-1234-5601,,固定資産税,R8,1,R8.5.31", "1001,090-1234-5602,090-1234-5601,固定資産税,R8,2,R8.5.31"]
    heading = "宛名番号,携帯電話1,携帯電話2,税目,年度,期別,納期限"
    path = write_lines(make_path(context), heading, rows)
    counts = import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK).target.counts
    assert (counts.accepted, counts.excluded) == (2, {})


@pytest.mark.parametrize("cells", [[TWO, ONE], [ONE, TWO], ["", f"{ONE} {THREE}"], ["048-953-1111", ONE]])
def test_the_numbers_of_a_rejected_row_hold_others_until_it_is_corrected(
    context: HarnessContext, cells: list[str]
) -> None:
    card = import_numbers(context, "携帯電話1,携帯電話2", [ONE, ""], cells, due=["R8.5.31", "R8.2.30"])
    assert (list_excluded(context), card.shared) == (["shared_phone", None], None)
    assert sum(card.target.counts.rejected.values()) == 1


def test_an_unreadable_cell_with_the_number_holds_others_in_a_list_with_one_column(context: HarnessContext) -> None:
    card = import_numbers(context, "電話番号", [ONE], [f"{ONE}・{TWO}"])
    assert (card.target.counts.rejected, get_excluded(context)) == ({"invalid_phone": 1}, {"shared_phone": 1})


def test_the_person_in_whose_row_the_number_stands_can_prevent_the_message(context: HarnessContext) -> None:
    import_numbers(context, "携帯電話1,携帯電話2", [ONE, ""], [TWO, ONE])
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    assert list_excluded(context) == [None, None]
    import_call_results(context, CallRow("1002", result="納付約束", promised="2026/7/20"))
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    assert list_excluded(context) == ["shared_phone", "promise_open"]


def test_a_renumbering_that_makes_that_person_one_with_another_keeps_the_number(context: HarnessContext) -> None:
    import_numbers(context, "携帯電話1,携帯電話2", [ONE, ""], [THREE, ""], [TWO, ONE])
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    path = write_lines(make_path(context), "旧宛名番号,新宛名番号", ["1003,1002"])
    renumbering.apply_renumbering(context, CLOCK, path)
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    assert list_excluded(context)[0] is None
    import_call_results(context, CallRow("1002", result="納付約束", promised="2026/7/20"))
    shared_numbers.choose_one_each(context, UPLOADER, 1)
    assert list_excluded(context)[0] == "shared_phone"


def test_another_second_number_makes_another_list(context: HarnessContext) -> None:
    first = import_numbers(context, "携帯電話1,携帯電話2", [ONE, TWO], [THREE, ""])
    second = import_numbers(context, "携帯電話1,携帯電話2", [ONE, ""], [THREE, ""])
    assert first.target.id != second.target.id


def test_other_numbers_are_kept_as_keyed_hashes(context: HarnessContext) -> None:
    import_numbers(context, "携帯電話1,携帯電話2", [ONE, "090-1234-5699"], [TWO, ONE])
    kept = context.column("SELECT phone_key FROM unused_phones ORDER BY recipient_id")
    assert kept == [context.store.vault.hash_value("phone", digits) for digits in ("09012345699", "09012345601")]
