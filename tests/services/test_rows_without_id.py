"""A row without a readable taxpayer id still holds the people who have its number."""

import pytest

from bot.model.lists import ListView
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.pipeline import import_file
from tests.services.files import CallRow, Debt, make_debts, write_lines
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, import_call_results, import_list, make_path

NUMBER = "090-1234-5601"
UNREADABLE = ["", "不明", "#N/A", "1.2E+09", "7200001・7200002"]


def list_again(context: HarnessContext, count: int = 2) -> ListView:
    return import_list(context, make_debts(count), again=True)


def import_marked(context: HarnessContext, *lines: str, heading: str = "宛名番号,電話番号,除外区分") -> int:
    """Import an exclusion file and return how many of its rejected rows hold somebody."""
    path = write_lines(make_path(context), heading, lines)
    return import_file(context, UPLOADER, EXCLUSIONS, path, source=BY_SLACK).counts.held_rows


@pytest.mark.parametrize("taxpayer", UNREADABLE)
@pytest.mark.parametrize(
    "result", ["番号違い", "欠番", "別人", "死亡", "架電停止", "弁護士受任", "納付約束", "納付済", "分納相談", "？？"]
)
def test_a_call_without_an_id_holds_whoever_has_the_number(context: HarnessContext, taxpayer: str, result: str) -> None:
    card = import_call_results(context, CallRow(taxpayer, NUMBER, result=result))
    assert (card.counts.held_rows, card.counts.numbers) == (1, 1)
    assert list_again(context).target.counts.excluded == {"suppressed": 1}


@pytest.mark.parametrize("result", ["不在", "留守電", "話中", "本人・その他", "家族", "その他"])
def test_an_attempt_without_an_id_holds_nobody(context: HarnessContext, result: str) -> None:
    assert import_call_results(context, CallRow("", NUMBER, result=result)).counts.held_rows == 0
    assert list_again(context).target.counts.excluded == {}


def test_a_promise_without_an_id_holds_the_number_until_its_day(context: HarnessContext) -> None:
    import_call_results(context, CallRow("", NUMBER, result="納付約束", promised="2026/7/20"))
    assert context.column("SELECT until FROM suppression_terms") == ["2026-07-20"]


def test_an_old_call_without_an_id_holds_nobody_any_more(context: HarnessContext) -> None:
    import_call_results(context, CallRow("", NUMBER, at="2026/5/1 10:00", result="納付約束"))
    assert list_again(context).target.counts.excluded == {}


def test_a_call_without_an_id_below_another_person_holds_both(context: HarnessContext) -> None:
    import_call_results(context, CallRow("1001", NUMBER), CallRow("", "090-1234-5602", result="死亡"))
    assert list_again(context, 3).target.counts.excluded == {"suppressed": 2}


@pytest.mark.parametrize("taxpayer", UNREADABLE)
@pytest.mark.parametrize("mark", ["1", "分納誓約", "死亡", "係争", "何かの事情"])
def test_an_exclusion_without_an_id_holds_whoever_has_the_number(
    context: HarnessContext, taxpayer: str, mark: str
) -> None:
    assert import_marked(context, f"{taxpayer},{NUMBER},{mark}") == 1
    assert list_again(context).target.counts.excluded == {"suppressed": 1}


@pytest.mark.parametrize("heading", ["宛名番号,携帯電話,除外区分", "宛名番号,連絡先,除外区分", "宛名番号,TEL,除外区分"])
def test_the_number_of_an_exclusion_is_found_below_each_heading_of_numbers(
    context: HarnessContext, heading: str
) -> None:
    assert import_marked(context, f",{NUMBER},1", heading=heading) == 1
    assert list_again(context).target.counts.excluded == {"suppressed": 1}


@pytest.mark.parametrize("line", [f",{NUMBER},0", f",{NUMBER},", ",048-123-4567,1", ",,1"])
def test_an_exclusion_without_an_id_that_names_no_mobile_number_or_no_mark_holds_nobody(
    context: HarnessContext, line: str
) -> None:
    assert import_marked(context, line) == 0
    assert list_again(context).target.counts.excluded == {}


def test_the_number_of_an_exclusion_with_an_id_is_not_suppressed(context: HarnessContext) -> None:
    import_marked(context, f"1001,{NUMBER},1")
    assert context.column("SELECT key FROM suppressions") == []


@pytest.mark.parametrize("taxpayer", UNREADABLE)
@pytest.mark.parametrize("mark", ["", "死亡"])
def test_a_number_in_a_row_of_a_list_without_an_id_is_shared(context: HarnessContext, taxpayer: str, mark: str) -> None:
    """The row may be of the same person or of another one: it is not certain whom the number reaches."""
    rows = [*make_debts(2), Debt(taxpayer=taxpayer, phone=NUMBER, excluded=mark)]
    assert import_list(context, rows).target.counts.excluded["shared_phone"] == 1
