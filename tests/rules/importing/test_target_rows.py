from datetime import date

import pytest

from bot.model.reasons import Rejected, RowQuestion
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import NUMBER, TARGETS
from tests.tables import list_cases


def test_missing_columns_leave_fields_empty() -> None:
    present = ("宛名番号", "電話番号", "税目", "年度", "期別", "納期限")
    row = TARGETS.read(**dict.fromkeys(TARGETS.cells.keys() - set(present)))
    assert row.rejected is None
    assert (row.fiscal_year, row.arrears, row.demanded_on, row.amount, row.calls) == (None,) * 5
    assert (row.promised, row.flagged, row.phone_obtained_on, row.name) == (False, False, None, None)


def test_the_first_of_several_faults_is_the_reason() -> None:
    assert TARGETS.read(未納額="x", 納期限="x", 電話番号="").rejected is Rejected.MISSING_PHONE


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(((False, None), "", "なし", "－"), ((True, date(2026, 7, 15)), "R8.7.15"), ((True, None), "○", "1")),
)
def test_a_promise_can_have_a_day_or_only_a_mark(expected: tuple[bool, date | None], cell: str) -> None:
    row = TARGETS.read(納付約束日=cell)
    assert (row.promised, row.promised_on) == expected


@pytest.mark.parametrize(
    ("amount", "cell"), [(0, "なし"), (0, "無"), (None, "－"), (0, "0"), (None, ""), (None, "NULL")]
)
def test_nothing_unpaid_is_stated_and_a_blank_cell_says_nothing(amount: int | None, cell: str) -> None:
    assert TARGETS.read(未納額=cell).amount == amount


@pytest.mark.parametrize("heading", ["納付約束の有無", "約束有無", "約束フラグ", "約束区分"])
def test_a_mark_of_a_promise_is_a_promise_without_a_day(heading: str) -> None:
    assert [TARGETS.read(**{"納付約束日": None, heading: cell}).promised for cell in ("有", "1", "無", "0", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("flagged", "columns"),
    list_cases(
        (
            True,
            {"除外区分": "死亡"},
            {"支援措置区分": "1"},
            {"死亡区分": "1"},
            {"死亡年月日": "R8.4.1"},
            {"停止区分": "2"},
        ),
        (True, {"執行停止区分": "1"}, {"徴収猶予区分": "1"}, {"分納誓約区分": "1"}, {"破産区分": "1"}, {"受任": "○"}),
        (
            True,
            {"不通フラグ": "1"},
            {"番号相違": "○"},
            {"電話番号無効フラグ": "1"},
            {"滞納繰越フラグ": "1"},
            {"電話廃止日": "R8.4.1"},
            {"欠番区分": "有"},
        ),
        (True, {"差押": "有"}, {"除外事由": "死亡"}, {"対象外区分": "1"}, {"催告停止": "1"}, {"除外区分": "9"}),
        (
            False,
            {"支援措置区分": "0"},
            {"死亡年月日": "0000000"},
            {"不通フラグ": "0"},
            {"滞納繰越フラグ": "0"},
            {"電話廃止日": "0000000"},
            {"除外事由": ""},
            {"対象外区分": "-"},
            {"差押": "無"},
        ),
    ),
)
def test_a_mark_in_any_column_of_exclusions_flags_the_row(flagged: bool, columns: dict[str, str]) -> None:
    assert TARGETS.read(**columns).flagged is flagged


def test_a_list_with_any_column_of_marks_is_judged_by_the_rule_on_exclusions() -> None:
    layout = build_layout([["宛名番号", "電話番号", "納期限", "死亡区分"]], TARGET_LIST, {})
    assert "excluded" in layout.columns
    assert layout.unknown == ()


@pytest.mark.parametrize(("questions", "cell"), [(1, "要確認"), (0, "死亡"), (0, "○"), (0, "")])
def test_an_unknown_word_for_an_exclusion_is_counted(questions: int, cell: str) -> None:
    context = RowContext()
    TARGETS.make_reader(TARGETS.cells, context)(NUMBER, list((TARGETS.cells | {"除外区分": cell}).values()))
    assert context.questions[RowQuestion.EXCLUDED_WORD] == questions


def test_of_two_equal_columns_that_decide_nothing_the_first_is_used() -> None:
    layout = build_layout([["宛名番号", "氏名", "電話番号", "納期限", "氏名"]], TARGET_LIST, {})
    assert layout.positions[Column.NAME] == 1


def test_the_last_payment_of_a_list_is_read() -> None:
    assert TARGETS.read(最終収納年月日="5081125").last_paid_on == date(2026, 11, 25)
    assert TARGETS.read(最終納付日="0000000").last_paid_on is None


@pytest.mark.parametrize(
    ("first", "second", "digits"),
    [
        ("0489531111", "08012345678", "08012345678"),
        ("", "0489531111", "0489531111"),
        ("x", "08012345678", "08012345678"),
    ],
)
def test_the_mobile_number_of_several_columns_is_used(first: str, second: str, digits: str) -> None:
    row = TARGETS.read(電話番号=None, 電話番号1=first, 電話番号2=second)
    assert row.phone is not None
    assert row.phone.digits == digits


@pytest.mark.parametrize(
    ("flagged", "columns"),
    list_cases(
        (
            True,
            {"備考": "済"},
            {"備考": "完了"},
            {"備考": "取下げ"},
            {"摘要": "×"},
            {"備考": "R8.7.3 納付済"},
            {"備考": "電話不要"},
        ),
        (
            True,
            {"備考": "連絡しないで"},
            {"摘要": "本人より入金連絡あり"},
            {"コメント": "二重納付"},
            {"備考": "転居先不明"},
        ),
        (True, {"チェック": "×"}, {"チェック": "除外"}, {"フラグ": "停止"}, {"意思表示": "拒否"}, {"判定": "死亡"}),
        (
            True,
            {"不着": "1"},
            {"SMS不達": "1"},
            {"口座": "有"},
            {"納付方法": "口座"},
            {"保護": "1"},
            {"ステータス": "対応中"},
        ),
        (
            False,
            {"備考": "夕方在宅"},
            {"備考": "納付書再発行"},
            {"チェック": "○"},
            {"フラグ": "1"},
            {"状況": "未対応"},
            {"納付方法": "窓口"},
        ),
    ),
)
def test_remarks_and_marks_without_a_name_are_read_by_their_words(flagged: bool, columns: dict[str, str]) -> None:
    assert TARGETS.read(**columns).flagged is flagged


@pytest.mark.parametrize(
    ("flagged", "heading", "cell"),
    [
        (True, "電話番号有効期限", "R7.3.31"),
        (True, "番号有効期限", "2026/7/6"),
        (True, "携帯電話番号の使用期限", "昨年まで"),
        (False, "電話番号有効期限", "R8.7.7"),
        (False, "電話番号有効期限", "99991231"),
        (False, "電話番号有効期限", ""),
        (False, "電話番号有効期限", "0000000"),
        (False, "納付書有効期限", "R7.3.31"),
        (False, "納付番号有効期限", "R7.3.31"),
    ],
)
def test_a_number_that_was_valid_until_an_earlier_day_is_not_used(*, flagged: bool, heading: str, cell: str) -> None:
    row = TARGETS.cells | {heading: cell}
    read = TARGETS.make_reader(row, RowContext(today=date(2026, 7, 7)))
    assert read(NUMBER, list(row.values())).flagged is flagged


@pytest.mark.parametrize(
    ("is_paid", "sums"),
    [
        (True, {"調定額": "12000", "収入済額": "12000", "未納額": None}),
        (True, {"調定額": "12,000", "収納額": "12000", "未納額": ""}),
        (True, {"税額": "12000", "納付済額": "12000", "未納額": None}),
        (True, {"本税": "0", "督促手数料": "100", "合計": "100", "未納額": None}),
        (True, {"本税未納額": "0", "未納額": "100"}),
        (True, {"今回請求額": "0"}),
        (True, {"今回請求額": "▲500"}),
        (False, {"調定額": "12000", "収納額": "5000", "未納額": ""}),
        (False, {"調定額": "12000", "収納額": "", "未納額": ""}),
        (False, {"調定額": "0", "収納額": "0", "未納額": ""}),
        (False, {"調定額": "12000", "収納額": "12000"}),
        (False, {"本税": "12000", "合計": "12100", "未納額": None}),
        (False, {"本税": "", "合計": "12100", "未納額": None}),
        (False, {"今回請求額": "500"}),
    ],
)
def test_sums_that_leave_nothing_to_pay_hold(is_paid: bool, sums: dict[str, str | None]) -> None:
    """A stated unpaid sum counts more than what was assessed and received."""
    row = TARGETS.read(**sums)
    assert row.rejected is None
    assert (row.flagged or row.amount == 0) is is_paid


@pytest.mark.parametrize(
    "name",
    [
        "納税太郎　外２名",
        "納税太郎 他1名",
        "納税太郎ほか三名",
        "㈱みどり（解散）",
        "納税太郎（帰国）",
        "納税太郎　様方",
    ],
)
def test_a_name_of_several_people_or_with_a_state_in_brackets_holds(name: str) -> None:
    assert TARGETS.read(氏名=name).flagged


@pytest.mark.parametrize(
    "name", ["外山　他人", "納税太郎（旧姓　佐藤）", "（株）三郷", "様似　一郎", "ほかり　さくら", "外崎二名子"]
)
def test_a_name_with_such_signs_alone_holds_nobody(name: str) -> None:
    assert not TARGETS.read(氏名=name).flagged


def test_letters_are_no_calls_where_a_list_counts_both() -> None:
    for cells in ({"電話催告回数": "1", "催告回数": "5"}, {"催告回数": "5", "電話催告回数": "1"}):
        assert TARGETS.read(架電回数=None, **cells).calls == 1
    assert TARGETS.read(架電回数=None, 催告回数="5").calls is None
