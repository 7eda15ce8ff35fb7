"""Exclusions: the newest row counts, a "no" lifts, and the ground is stored nowhere."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model.errors import BadInput, NotFound
from bot.model.imports import ExclusionCounts
from bot.model.reasons import Problem, Rejected
from bot.screens.imports import list_notes
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.pipeline import get_file_view, import_file
from tests.services.files import Debt, ExclusionRow, make_debts, write_lines
from tests.services.harness import OPERATOR, UPLOADER, HarnessContext, open_context
from tests.services.steps import (
    BY_SLACK,
    import_exclusions,
    import_list,
    make_path,
    send_all,
    start_approved,
    start_campaign,
    submit_and_approve,
)

JULY = "2026/7/{}".format


def count_excluded(context: HarnessContext) -> dict[str, int]:
    return dict(import_list(context, make_debts(2), again=True).target.counts.excluded)


@pytest.mark.fault("S8")
@pytest.mark.parametrize(
    "row",
    [
        *(ExclusionRow(reason=word) for word in ("分納誓約", "分納履行中", "徴収猶予", "死亡", "係争中", "生活保護")),
        *(ExclusionRow(flag=word) for word in ("1", "分納誓約", "猶予", "死亡", "係争", "生活保護", "何かの事情")),
    ],
    ids=str,
)
def test_an_exclusion_that_arrives_between_approval_and_claim_holds_the_message(
    context: HarnessContext, row: ExclusionRow
) -> None:
    submit_and_approve(context, import_list(context, make_debts(2)).target.id)
    import_exclusions(context, row)
    start_approved(context)
    assert send_all(context) == 1
    assert context.reasons() == ["excluded_flag", None]


def test_every_row_is_counted_once_under_its_result(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow("1003"), as_of=date(2026, 7, 1))
    card = import_exclusions(
        context,
        ExclusionRow("1001", reason="死亡"),
        ExclusionRow("1001", reason="死亡"),
        ExclusionRow("1002", flag="要確認"),
        ExclusionRow("1003", flag=""),
        ExclusionRow("1004", flag="0"),
        ExclusionRow("1005", flag="転出"),
        ExclusionRow("1001", flag="0"),
        ExclusionRow(""),
        ExclusionRow("1006", as_of="7/1"),
        ExclusionRow("1007", as_of="2026/7/8"),
    )
    assert card.counts == ExclusionCounts(
        rows=10,
        excluded=4,
        lifted=1,
        clear=3,
        repeated=1,
        rejected={"missing_taxpayer_id": 1},
        unknown=1,
        hidden_rows=0,
        unread_columns=[],
    )
    counts = card.counts
    results = counts.excluded + counts.lifted + counts.clear + counts.repeated
    assert counts.rows == results + sum(counts.rejected.values())
    assert card.problems[0] == Problem(9, Rejected.MISSING_TAXPAYER_ID)
    assert (card.unclear_lines, card.as_of) == ((4,), date(2026, 7, 7))
    assert get_file_view(ExclusionCounts, context, OPERATOR, card.file_id).counts == counts


def test_an_exclusion_is_lifted_by_a_row_that_says_no_and_by_nothing_else(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow())
    assert count_excluded(context) == {"excluded_flag": 1}
    context.clock.advance(days=1)
    import_exclusions(context, ExclusionRow("1002", flag=""))  # a person who is no longer in the file stays excluded
    assert count_excluded(context) == {"excluded_flag": 1}
    assert import_exclusions(context, ExclusionRow(flag="")).counts.lifted == 1
    assert count_excluded(context) == {}


def test_an_older_row_that_is_imported_later_changes_nothing(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow(), as_of=date(2026, 7, 5))
    card = import_exclusions(context, ExclusionRow(flag=""), as_of=date(2026, 7, 4))
    assert (card.counts.lifted, card.counts.clear) == (0, 1)
    assert count_excluded(context) == {"excluded_flag": 1}


def test_the_day_of_a_row_is_used_before_the_day_of_the_file(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow(as_of=JULY(6)), as_of=date(2026, 7, 1))
    import_exclusions(context, ExclusionRow(flag=""), as_of=date(2026, 7, 5))
    assert count_excluded(context) == {"excluded_flag": 1}


def test_an_old_file_that_is_imported_again_does_not_count_as_todays(context: HarnessContext) -> None:
    monday = [ExclusionRow(flag=""), ExclusionRow("1002", flag="")]
    import_exclusions(context, *monday)
    context.clock.advance(days=1)
    import_exclusions(context, ExclusionRow())
    context.clock.advance(days=1)
    card = import_exclusions(context, *monday)
    assert (card.as_of, card.counts.clear, card.counts.repeated) == (date(2026, 7, 7), 1, 1)
    assert count_excluded(context) == {"excluded_flag": 1}


def test_an_old_file_that_excludes_excludes_again_when_it_is_imported_on_a_later_day(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow())
    context.clock.advance(days=1)
    import_exclusions(context, ExclusionRow(flag=""))
    card = import_exclusions(context, ExclusionRow())
    assert (card.as_of, card.counts.excluded) == (date(2026, 7, 7), 1)
    assert count_excluded(context) == {"excluded_flag": 1}


def test_of_three_files_of_one_day_with_an_earlier_day_of_data_the_last_one_holds(context: HarnessContext) -> None:
    for flag in ("0", "1", "0"):
        import_exclusions(context, ExclusionRow(flag=flag, as_of=JULY(1)))
    assert count_excluded(context) == {}


@pytest.mark.parametrize(("days", "lifted"), [(0, 1), (1, 0)])
def test_the_same_file_imported_again_lifts_only_exclusions_of_its_own_day(
    context: HarnessContext, days: int, lifted: int
) -> None:
    morning = [ExclusionRow(flag="")]
    import_exclusions(context, *morning)
    import_exclusions(context, ExclusionRow())
    context.clock.advance(days=days)
    assert import_exclusions(context, *morning).counts.lifted == lifted
    assert count_excluded(context) == ({} if lifted else {"excluded_flag": 1})


def test_an_exclusion_that_is_lifted_and_added_again_in_one_day_counts(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow())
    import_exclusions(context, ExclusionRow(flag=""))
    assert count_excluded(context) == {}
    import_exclusions(context, ExclusionRow(), ExclusionRow("1009"))
    assert count_excluded(context) == {"excluded_flag": 1}


@pytest.mark.parametrize("rows", [[ExclusionRow(flag=""), ExclusionRow()], [ExclusionRow(), ExclusionRow(flag="")]])
def test_of_two_rows_of_one_file_the_one_that_excludes_counts(
    context: HarnessContext, rows: list[ExclusionRow]
) -> None:
    import_exclusions(context, *rows)
    assert count_excluded(context) == {"excluded_flag": 1}
    import_exclusions(context, *rows, ExclusionRow("1009"))
    assert count_excluded(context) == {"excluded_flag": 1}


def test_a_lifting_row_beside_a_known_exclusion_in_one_file_lifts_nothing(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow())
    import_exclusions(context, ExclusionRow(), ExclusionRow(flag=""))
    assert count_excluded(context) == {"excluded_flag": 1}


def test_moving_away_is_no_ground_of_exclusion(context: HarnessContext) -> None:
    import_exclusions(context, ExclusionRow(flag="転出"))
    assert count_excluded(context) == {}


SENSITIVE = ("支援措置", "DV避難", "生活保護", "成年後見", "何かの事情")
"""The last one is an unknown word: it may be as sensitive as the others."""


def test_a_sensitive_ground_is_stored_nowhere(context: HarnessContext, caplog: pytest.LogCaptureFixture) -> None:
    import_list(context, make_debts(5))
    rows = [ExclusionRow(str(1001 + n), reason=word) for n, word in enumerate(SENSITIVE)]
    card = import_exclusions(context, *rows)
    assert (card.counts.excluded, card.counts.unknown) == (5, 1)
    assert card.name == "20260707-090000-exclusions.csv"
    assert set(context.column("SELECT ground FROM exclusions")) == {"city", "unknown"}  # no view shows it
    context.store.close()
    everything = context.read_bytes()
    assert card.name.encode() in everything
    for word in ("支援", "避難", "保護", "後見", "事情"):
        assert not any(word.encode(encoding) in everything for encoding in ("utf-8", "cp932", "utf-16-le"))
        assert word not in caplog.text + repr(card)


def test_a_day_in_the_future_is_refused(context: HarnessContext) -> None:
    with pytest.raises(BadInput, match="as_of_to_come"):
        import_exclusions(context, ExclusionRow(), as_of=date(2026, 7, 8))
    assert context.posts() == []
    with pytest.raises(NotFound):
        get_file_view(ExclusionCounts, context, OPERATOR, 1)


def test_a_file_without_rows_has_a_day(context: HarnessContext) -> None:
    card = import_exclusions(context, as_of=date(2026, 7, 6))
    assert (card.counts.rows, card.as_of) == (0, date(2026, 7, 6))


def test_the_exclusion_rule_of_a_list_without_the_column_uses_exclusion_files(context: HarnessContext) -> None:
    start_campaign(context, 1)
    import_exclusions(context, ExclusionRow())
    card = import_list(context, [Debt(), *make_debts(2)[1:]], without=("excluded",))
    assert card.target.counts.excluded == {"excluded_flag": 1}


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 7), st.booleans()), min_size=1, max_size=6))
@example([(1, False), (1, True), (1, False)])
@example([(1, True), (1, False), (1, True)])
def test_in_any_order_of_files_the_newest_day_counts(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, bool]]
) -> None:
    context = open_context(tmp_path_factory.mktemp("any"))
    for day, out in said:
        import_exclusions(context, ExclusionRow(flag="1" if out else ""), as_of=date(2026, 7, day))
    newest = max(day for day, _ in said)
    holds = [out for day, out in said if day == newest][-1]
    assert count_excluded(context) == ({"excluded_flag": 1} if holds else {})
    context.store.close()


@pytest.mark.parametrize(
    ("before", "since", "excluded"),
    [
        ((), (), False),
        (("1",), (), False),
        (("1",), ("1",), True),
        ((), ("1", "0"), False),
        ((), ("0", "1"), True),
        ((), ("0",), False),
    ],
)
def test_an_interrupted_file_lifts_only_exclusions_from_before_it_came(
    context: HarnessContext, before: Sequence[str], since: Sequence[str], excluded: bool
) -> None:
    for flag in before:
        import_exclusions(context, ExclusionRow(flag=flag))
    context.clock.advance(minutes=1)
    came_at = context.clock.now()
    for flag in since:
        import_exclusions(context, ExclusionRow(flag=flag))
    context.clock.advance(minutes=1)
    import_exclusions(context, ExclusionRow(flag="0"), came_at=came_at)
    assert count_excluded(context) == ({"excluded_flag": 1} if excluded else {})


def test_a_file_that_was_imported_before_a_crash_lifts_nothing_when_it_is_imported_again(
    context: HarnessContext,
) -> None:
    came_at = context.clock.now()
    import_exclusions(context, ExclusionRow(flag="0"), came_at=came_at)
    import_exclusions(context, ExclusionRow())
    card = import_exclusions(context, ExclusionRow(flag="0"), came_at=came_at)
    assert (card.counts.clear, count_excluded(context)) == (1, {"excluded_flag": 1})


def test_an_interrupted_file_of_yesterday_is_as_of_yesterday_and_excludes_as_of_today(context: HarnessContext) -> None:
    came_at = context.clock.now()
    context.clock.advance(days=1)
    import_exclusions(context, ExclusionRow(flag="0"), ExclusionRow("1002", flag="0"))
    card = import_exclusions(context, ExclusionRow(), ExclusionRow("1002", flag="0"), came_at=came_at)
    assert (card.as_of, card.counts.excluded) == (date(2026, 7, 7), 1)
    assert count_excluded(context) == {"excluded_flag": 1}


def test_a_blank_ground_excludes_where_no_mark_could_say_so(context: HarnessContext) -> None:
    path = write_lines(make_path(context), "宛名番号,除外事由", ["1001,死亡", "1002,", "1003,無", "1004,0"])
    card = import_file(context, UPLOADER, EXCLUSIONS, path, source=BY_SLACK)
    assert (card.counts.excluded, card.counts.blank, card.counts.clear) == (2, 1, 2)
    assert context.words("exclusions.blank", n=1) in list_notes(context.words, card)


def test_columns_that_were_not_understood_are_named_by_their_letters(context: HarnessContext) -> None:
    path = write_lines(make_path(context), "宛名番号,除外区分,特定日X,謎の欄", ["1001,1,x,y"])
    card = import_file(context, UPLOADER, EXCLUSIONS, path, source=BY_SLACK)
    assert card.counts.unread_columns == ["C", "D"]
    assert any("C列、D列" in note for note in list_notes(context.words, card))
    whole = write_lines(make_path(context), "宛名番号,除外区分,除外事由,基準日,謎の欄", ["1001,1,死亡,2026/7/1,y"])
    assert import_file(context, UPLOADER, EXCLUSIONS, whole, source=BY_SLACK).counts.unread_columns == []


def test_a_row_with_too_many_cells_excludes_its_person_and_lifts_nobody(context: HarnessContext) -> None:
    import_list(context, make_debts(3))
    import_exclusions(context, ExclusionRow("1002"), as_of=date(2026, 7, 1))
    path = write_lines(make_path(context), "宛名番号,除外区分", ["1001,死亡,R8.4.1", "1002,0,x", "1003,0"])
    card = import_file(context, UPLOADER, EXCLUSIONS, path, source=BY_SLACK)
    assert (card.counts.excluded, card.counts.unknown, card.counts.lifted, card.counts.rejected) == (
        1,
        1,
        0,
        {"bad_row": 1},
    )
    assert card.unclear_lines == (2,)


def test_in_a_column_of_words_an_unknown_word_excludes_where_no_mark_could(context: HarnessContext) -> None:
    path = write_lines(make_path(context), "宛名番号,滞納状況", ["1001,継続協議", "1002,無", "1003,", "1004,分納中"])
    counts = import_file(context, UPLOADER, EXCLUSIONS, path, source=BY_SLACK).counts
    assert (counts.excluded, counts.unknown, counts.clear) == (2, 1, 2)
