import pytest

from bot.model.errors import FileRefused
from bot.rules.importing.cells import name_place
from bot.rules.importing.columns import CALLS_FILE, EXCLUSIONS_FILE, PAYMENT_FILE, TARGET_LIST, FileColumns
from bot.rules.importing.heading_names import find_letters, hash_without_key, resolve_references
from bot.rules.importing.heading_rows import find_heading, is_turned, is_value
from bot.rules.importing.headings import PAYMENTS, TARGETS, Column
from bot.rules.importing.layouts import build_layout
from tests.tables import list_cases

HEADING = ["宛名番号", "氏名", "電話番号", "納期限", "未納額"]


def test_columns_are_recognised_in_any_order_and_format() -> None:
    layout = build_layout([["未納額（円）", "納付期限", "備考", "Phone Number", "整理番号 "]], TARGET_LIST, {})
    assert layout.columns == {"amount", "due_on", "phone", "taxpayer"}
    read = (Column.AMOUNT, Column.DUE_ON, Column.TAXPAYER, Column.CALLS)
    assert [layout.positions.get(column) for column in read] == [0, 1, 4, None]
    assert [find_letters(heading) for heading in layout.unknown] == ["C"]


def test_every_heading_belongs_to_one_column() -> None:
    for names in (TARGETS, PAYMENTS):
        all_names = [name for known in names.values() for name in known]
        assert len(all_names) == len(set(all_names))


def test_a_chosen_heading_is_preferred_to_a_known_one() -> None:
    layout = build_layout([["宛名番号", "でんわ", "電話番号", "納期限"]], TARGET_LIST, {"phone": "でんわ"})
    assert layout.phones == ((1, ()),)


def test_a_choice_matches_only_the_exact_heading() -> None:
    layout = build_layout([["宛名番号", "備考(2)", "備考", "電話番号", "納期限"]], TARGET_LIST, {"calls": "備考"})
    assert layout.positions[Column.CALLS] == 2


def test_a_long_heading_is_named_by_its_letter_and_can_be_chosen() -> None:
    long = "この列には市の基幹システムが書き出した架電の記録のうち今年度に数えるべき回数が入ります"
    with pytest.raises(FileRefused) as refused:
        build_layout([["宛名番号", long, "納期限"]], TARGET_LIST, {})
    reference = str(refused.value.facts["headings"])
    heading = ["宛名番号", "納期限", "電話番号", long]
    chosen = resolve_references({"calls": reference}, heading, hash_without_key)
    layout = build_layout([heading], TARGET_LIST, chosen)
    assert (find_letters(reference), layout.positions[Column.CALLS]) == ("B", 3)
    assert {code: find_letters(heading) for code, heading in layout.assigned.items()} == {"calls": "D"}


@pytest.mark.parametrize(
    ("is_shown", "case"),
    list_cases(
        (True, ("でんわ", ()), ("でんわ", ("090-1234-5678",)), ("備考1", ("",)), ("ア" * 20, ())),
        (False, ("納税 太郎さん", ("納税 太郎さん",)), ("市税太郎 担当", ("太郎",)), ("A", ("A1", "b"))),
        (False, ("でんわ0901", ()), ("0901234", ()), ("ア" * 21, ()), ("0480001234", ())),
    ),
)
def test_a_heading_is_shown_only_if_it_can_be_nothing_else(is_shown: bool, case: tuple[str, tuple[str, ...]]) -> None:
    heading, below = case
    with pytest.raises(FileRefused) as refused:
        build_layout([["宛名番号", heading, "納期限"]], TARGET_LIST, {}, below=["1", *below])
    assert (refused.value.facts["headings"] == heading) is is_shown
    assert find_letters(str(refused.value.facts["headings"])) == (None if is_shown else "B")


@pytest.mark.parametrize("chosen", [{"phone": "どこにもない"}, {"fax": "電話番号"}])
def test_a_choice_of_an_unknown_heading_or_column_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(FileRefused, match="no_such_column"):
        build_layout([HEADING], TARGET_LIST, chosen)


def test_a_repeated_heading_is_refused() -> None:
    with pytest.raises(FileRefused, match="repeated_column") as refused:
        build_layout([[*HEADING, "納期限"]], TARGET_LIST, {})
    assert refused.value.facts == {"meaning": "due_on", "places": "D, F", "headings": "納期限"}


@pytest.mark.parametrize(
    ("headings", "used"),
    [
        (["収納額（本税）", "収納額（延滞金）", "収納額（合計）"], 0),
        (["収納額（合計）", "収納額（督促手数料）", "収納額（本税）"], 2),
        (["収納額", "収納額（延滞金）"], 0),
        (["合計額", "延滞金", "本税"], 2),
        (["納付金額（合計）", "納付金額", "督促手数料"], 1),
        (["収納額（合計）"], 0),
        (["収納額（合計）（円）"], 0),
        (["収納額（合計）（円）", "収納額（延滞金）（円）", "収納額（本税）（円）"], 2),
        (["収納額（円）", "うち延滞金（円）", "本税"], 2),
    ],
)
def test_the_tax_itself_is_the_amount_that_pays(headings: list[str], used: int) -> None:
    layout = build_layout([[*headings, "宛名番号", "納付日"]], PAYMENT_FILE, {})
    assert layout.positions[Column.AMOUNT] == used


def test_the_sums_below_one_upper_line_are_told_apart() -> None:
    lines = [["宛名番号", "納付日", "収納額", "", ""], ["", "", "本税", "督促手数料", "延滞金"]]
    positions = build_layout(lines, PAYMENT_FILE, {}).positions
    assert [positions[column] for column in (Column.AMOUNT, Column.DEMAND_FEE, Column.LATE_CHARGE)] == [2, 3, 4]


def test_of_two_headings_of_one_column_the_preferred_one_is_used() -> None:
    layout = build_layout([["金額", "整理番号", "宛名番号", "電話番号", "納期限", "未納額"]], TARGET_LIST, {})
    assert (layout.positions[Column.TAXPAYER], layout.positions[Column.AMOUNT]) == (2, 5)


@pytest.mark.parametrize("kind", [TARGET_LIST, PAYMENT_FILE], ids=["targets", "payments"])
@pytest.mark.parametrize(
    ("headings", "column"),
    [
        (["整理番号", "宛名ｺｰﾄﾞ"], Column.TAXPAYER),
        (["整理No", "納税義務者ID"], Column.TAXPAYER),
        (["整理番号", "滞納者番号"], Column.TAXPAYER),
        (["年度", "相当年度"], Column.YEAR),
        (["年度", "課税年度（相当年度）"], Column.YEAR),
        (["年度", "賦課年度"], Column.YEAR),
    ],
)
def test_the_person_and_the_year_of_the_debt_come_before_numbers_and_years_of_the_books(
    kind: FileColumns, headings: list[str], column: Column
) -> None:
    others = ["電話番号", "納期限", "納付日", "金額", *(["宛名番号"] if column is Column.YEAR else [])]
    assert build_layout([[*headings, *others]], kind, {}).positions[column] == 1


def test_the_column_of_mobile_numbers_comes_first() -> None:
    layout = build_layout([["宛名番号", "電話番号1", "納期限", "電話番号2", "携帯電話"]], TARGET_LIST, {})
    assert [at for at, _ in layout.phones] == [4, 1, 3]


def test_the_row_with_the_most_known_headings_is_the_heading() -> None:
    rows = [["対象者一覧"], ["納期限", "2026/5/31"], [], HEADING, ["1", "山田", "携帯", "税目", ""]]
    assert find_heading(rows, TARGET_LIST, {}) == (3, [HEADING])


@pytest.mark.parametrize(
    "rows",
    [
        [["0001", "09012345678"], []],
        [["2101", "山田太郎", "携帯", "090-1234-5678", "自宅", "048-953-4444"]],
        [["携帯", "自宅", "2026/5/31"], ["携帯", "納期限", "R8.6.30"]],
        [["電話番号", "備考", "対象者"]],
    ],
)
def test_a_file_without_a_heading_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(FileRefused, match="no_heading"):
        find_heading(rows, TARGET_LIST, {})


GROUPS = ["No.", "納税義務者", "", "電話番号", "", "納期限", "未納額（円）", "", "", "督促状\n発付日"]
BELOW = ["", "宛名番号", "氏名", "自宅", "携帯", "", "本税", "延滞金", "合計", ""]


def test_a_heading_of_two_lines_is_found_below_titles() -> None:
    data = ["1", "00002001", "試験", "", "090-2222-2001", "2026/8/31", "12000", "300", "12300", "2026/9/18"]
    rows = [["滞納者一覧表"], ["収納課", "出力日：令和8年11月27日"], GROUPS, BELOW, data]
    assert find_heading(rows, TARGET_LIST, {}) == (2, [GROUPS, BELOW])
    layout = build_layout([GROUPS, BELOW], TARGET_LIST, {})
    read = (Column.TAXPAYER, Column.NAME, Column.DUE_ON, Column.AMOUNT, Column.DEMANDED_ON)
    assert [layout.positions[column] for column in read] == [1, 2, 5, 6, 9]
    assert layout.heading[4] == "電話番号｜携帯"
    assert layout.is_heading(BELOW)
    assert layout.is_heading(GROUPS)
    assert not layout.is_heading(data)


def test_a_line_of_owners_above_the_heading_is_a_part_of_it() -> None:
    owners = ["", "", "勤務先", "自宅", "携帯", ""]
    heading = ["宛名番号", "氏名", "電話番号", "電話番号", "電話番号", "納期限"]
    assert find_heading([owners, heading], TARGET_LIST, {}) == (0, [owners, heading])
    assert [at for at, _ in build_layout([owners, heading], TARGET_LIST, {}).phones] == [4, 3]


COMPLETE = ["宛名番号", "氏名", "納期限", "未納額", "自宅", "携帯", "氏名", "続柄", "携帯", "区分", "区分", "開始日"]


@pytest.mark.parametrize(
    ("groups", "phones", "marks"),
    [
        ("滞納者||課税情報||本人電話||緊急連絡先|||支援措置|執行停止|", {4, 5}, {9, 10, 11}),
        ("||||||緊急連絡先|||DV|停止|", {4, 5}, {9, 10, 11}),
        ("宛名情報||||連絡先（本人）||連絡先（配偶者）|||死亡|分納|", {4, 5}, {9, 10, 11}),
        ("滞納者||||本人||民生委員||||執行停止|", {4, 5}, {10, 11}),
        ("令和8年度 対象者一覧|||||収納課||||||", {4, 5, 8}, set()),
        ("対象者一覧|||||||||||更新：11/20", {4, 5, 8}, set()),
    ],
)
def test_a_line_of_groups_says_what_the_columns_of_a_complete_heading_are(
    groups: str, phones: set[int], marks: set[int]
) -> None:
    above = groups.split("|")
    first, lines = find_heading([["滞納者一覧表"], above, COMPLETE, []], TARGET_LIST, {})
    layout = build_layout(lines, TARGET_LIST, {})
    assert (first, {at for at, _ in layout.phones}, {at for at, _ in layout.exclusions}) == (
        1 if len(lines) == 2 else 2,
        phones,
        marks,
    )
    assert layout.positions[Column.TAXPAYER] == 0
    assert layout.positions[Column.DUE_ON] == 2
    assert layout.positions[Column.AMOUNT] == 3


def test_the_heading_of_a_column_may_begin_in_the_line_of_groups() -> None:
    groups = ["宛名", "", "賦課", "", "電話番号", "", "架電", "", "除外", ""]
    below = ["番号", "氏名", "税目", "納期限", "携帯", "勤務先", "回数", "最終架電日", "区分", "事由"]
    first, lines = find_heading([groups, below], TARGET_LIST, {})
    layout = build_layout(lines, TARGET_LIST, {})
    read = (Column.TAXPAYER, Column.DUE_ON, Column.PHONE, Column.CALLS, Column.LAST_CALLED_ON)
    assert (first, [layout.positions.get(column) for column in read]) == (0, [0, 3, 4, 6, 7])
    assert [at for at, _ in layout.exclusions] == [8, 9]


def test_two_lines_of_groups_above_a_heading_are_refused() -> None:
    rows = [["", "", "", "", "本人", "", "本人以外"], ["", "", "", "", "自宅", "", "勤務先"], COMPLETE]
    with pytest.raises(FileRefused, match="heading_lines"):
        find_heading(rows, TARGET_LIST, {})


@pytest.mark.parametrize("owners", [["", "", "勤務先", "甲", "携帯", ""], ["対象者", "", "勤務先", "自宅", "甲", ""]])
def test_a_line_of_owners_with_an_unknown_word_is_a_part_of_the_heading(owners: list[str]) -> None:
    heading = ["宛名番号", "氏名", "電話番号", "電話番号", "電話番号", "納期限"]
    assert find_heading([owners, heading], TARGET_LIST, {}) == (0, [owners, heading])
    own = [at for at, word in enumerate(owners) if word in ("自宅", "携帯")]
    layout = build_layout([owners, heading], TARGET_LIST, {})
    assert [at for at, _ in layout.phones] == own
    assert len(layout.unknown) == 1


@pytest.mark.parametrize("before", ["1.", "①", "01_", "（3）", "A:", "12．"])
def test_the_number_of_a_column_before_its_name_says_nothing(before: str) -> None:
    layout = build_layout([[before + heading for heading in HEADING]], TARGET_LIST, {})
    assert layout.columns == {"taxpayer", "name", "phone", "due_on", "amount"}


@pytest.mark.parametrize("name", ["納期限", "納付約束日", "最終納付日"])
def test_one_day_in_two_calendars_is_no_contradiction(name: str) -> None:
    heading = ["宛名番号", "電話番号", *([] if name == "納期限" else ["納期限"]), f"{name}（西暦）", f"{name}（和暦）"]
    layout = build_layout([heading], TARGET_LIST, {})
    assert (len(heading) - 2, len(heading) - 1) in layout.places.values()


def test_a_heading_that_is_repeated_at_once_has_one_line() -> None:
    heading = ["宛名番号", "氏名", "携帯", "納期限", "担当"]
    assert find_heading([heading, heading, ["1", "山田", "", "2026/5/31", ""]], TARGET_LIST, {}) == (0, [heading])


def test_a_title_with_a_word_for_an_owner_is_no_part_of_the_heading() -> None:
    title = ["携帯", "催告対象者の一覧"]
    assert find_heading([title, HEADING, ["1", "山田", "", "2026/5/31", ""]], TARGET_LIST, {}) == (1, [HEADING])


@pytest.mark.parametrize(
    ("column", "heading"),
    list_cases(
        (Column.CALLED_ON, "通話開始日時", "折衝日", "交渉日", "折衝年月日"),
        (Column.RESULT, "応答結果", "対応区分", "交渉結果", "架電結果1", "結果大分類"),
        (Column.PROMISED_ON, "納付約束日2", "納付見込日", "納付確約日", "次回支払日"),
        (Column.PHONE, "本人携帯電話番号", "自宅TEL"),
    ),
)
def test_headings_of_call_files_are_known(column: Column, heading: str) -> None:
    needed = {Column.TAXPAYER: "宛名番号", Column.CALLED_ON: "架電日", Column.RESULT: "架電結果"}
    row = [*(name for code, name in needed.items() if code is not column), heading]
    assert build_layout([row], CALLS_FILE, {}).positions[column] == len(row) - 1


def test_a_mark_of_a_promise_does_not_hide_its_day_in_a_call_file() -> None:
    layout = build_layout([["宛名番号", "架電日", "架電結果", "約束有無", "納付約束日"]], CALLS_FILE, {})
    assert layout.places[Column.PROMISED_ON] == (4,)


def test_rows_between_two_headings_are_not_lost() -> None:
    rows = [["宛名番号", "理由"], ["1234", "死亡"], ["宛名番号", "氏名", "除外区分"], ["1235", "山田", "1"]]
    with pytest.raises(FileRefused, match="heading_lines"):
        find_heading(rows, EXCLUSIONS_FILE, {})
    assert find_heading([["宛名番号", "除外"], *rows[2:]], EXCLUSIONS_FILE, {})[0] == 1


def test_a_heading_of_three_lines_is_refused() -> None:
    rows = [["宛名番号", "連絡先", "", "納期限"], ["", "携帯", "", ""], ["", "配偶者", "本人", ""]]
    with pytest.raises(FileRefused, match="heading_lines"):
        find_heading(rows, TARGET_LIST, {})


@pytest.mark.parametrize(
    ("column", "heading"),
    list_cases(
        (Column.TAXPAYER, "宛名CD", "住民コード", "滞納者番号", "ｱﾃﾅﾊﾞﾝｺﾞｳ"),
        (
            Column.PHONE,
            "本人携帯",
            "携帯TEL番号",
            "本人携帯電話番号",
            "納税者携帯",
            "納税義務者の携帯電話番号",
            "本人電話番号",
        ),
        (
            Column.PHONE,
            "自宅TEL",
            "固定TEL",
            "ご自宅電話",
            "電話番号携帯",
            "電話_携帯",
            "電話番号：携帯",
            "スマホ番号",
            "ｹｲﾀｲTEL",
        ),
        (
            Column.DUE_ON,
            "納期年月日",
            "法定納期限",
            "納期限延長後",
            "変更後納期限",
            "納期限（延長後）",
            "期限",
            "ﾉｳｷｹﾞﾝ",
        ),
        (
            Column.DEMANDED_ON,
            "督促状発送年月日",
            "督促状の発付日",
            "督促状送付日",
            "督促状作成日",
            "督促通知日",
            "ﾄｸｿｸｼﾞｮｳﾊｯﾌﾟﾋﾞ",
        ),
        (
            Column.ARREARS,
            "現年／滞繰",
            "現年滞納区分",
            "現年課税分・滞納繰越分の区分",
            "現年度分・滞納繰越分の別",
            "現年滞繰の別",
            "現年過年区分",
        ),
        (
            Column.ARREARS,
            "現過区分",
            "滞繰区分",
            "繰越区分",
            "区分（現年・滞繰）",
            "現年（度）滞納繰越区分",
            "現年分滞繰分",
        ),
        (
            Column.PROMISED_ON,
            "約束年月日",
            "納付約束年月日",
            "納付予定年月日",
            "約束期日",
            "納付約束日2",
            "納付見込日",
            "納付確約日",
        ),
        (
            Column.PROMISED_ON,
            "納付約束の有無",
            "約束有無",
            "約束フラグ",
            "約束区分",
            "納付約束状況",
            "次回支払日",
            "約束納期",
        ),
        (Column.PROMISED_ON, "納入予定日", "支払予定", "納付予定時期", "来庁約束日", "ﾉｳﾌﾔｸｿｸﾋﾞ", "納付予定年月"),
        (
            Column.AMOUNT,
            "差引未納額",
            "未納残高",
            "現在未納額",
            "滞納額合計",
            "残額合計",
            "差引残額",
            "未収額",
            "収入未済額",
        ),
        (Column.AMOUNT, "本税未納額", "本税残", "滞納総額", "納付すべき額", "請求額", "未納額（本税）（円）", "ﾐﾉｳｶﾞｸ"),
        (
            Column.LAST_PAID_ON,
            "コンビニ速報日",
            "収納最終年月日",
            "ｻｲｼﾕｳｼﾕｳﾉｳﾋﾞ",
            "最終入金日付",
            "前回入金日",
            "消込日",
            "速報収納日",
            "最新収納年月日",
            "最終納税日",
            "支払日",
            "一部納付日",
        ),
        (Column.LAST_CALLED_ON, "最終電話催告年月日", "最終発信日", "最終TEL日", "最終架電日時", "直近架電日"),
        (Column.CALLS, "架電件数", "TEL回数", "累計架電回数", "発信回数"),
        (Column.FISCAL_YEAR, "調定年", "歳入年度", "所属年度", "調定会計年度"),
    ),
)
def test_headings_of_core_systems_are_known(column: Column, heading: str) -> None:
    needed = {Column.TAXPAYER: "宛名番号", Column.PHONE: "電話番号", Column.DUE_ON: "納期限"}
    row = [*(name for code, name in needed.items() if code is not column), heading]
    assert build_layout([row], TARGET_LIST, {}).positions[column] == len(row) - 1


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "約束金額",
            "納付約束額",
            "納付約束回数",
            "納付約束（金額）",
            "納付約束（回数）",
            "約束不履行",
            "約束取得者",
            "納付書発送日",
            "納付書発送予定日",
        ),
        *(
            "最終納付額",
            "最終納付期限",
            "最終催告日",
            "納付場所",
            "納付区分",
            "収入見込額",
            "還付支払予定日",
            "処分予定日",
            "差押予定日",
            "公売予定日",
        ),
        *(
            "督促手数料",
            "督促状番号",
            "督促状返戻日",
            "督促予定日",
            "督促状発送予定日",
            "督促停止日",
            "督促回数",
            "納期特例",
            "納期限変更日",
            "変更前納期限",
        ),
        *(
            "調定額",
            "調定年月日",
            "未納延滞金",
            "未納件数",
            "未納期別",
            "滞納処分費",
            "滞納税目",
            "分納額",
            "現年調定額",
            "滞納繰越額",
            "課税年月日",
        ),
        *(
            "不在回数",
            "コール数",
            "最終折衝者",
            "連絡方法",
            "携帯会社",
            "電話番号取得者",
            "納税者区分",
            "本人確認",
            "固定資産番号",
            "自宅住所",
        ),
    ],
)
def test_a_heading_that_only_resembles_a_column_is_not_taken_for_it(heading: str) -> None:
    layout = build_layout([["宛名番号", "電話番号", "納期限", heading]], TARGET_LIST, {})
    assert 3 not in {*layout.positions.values(), *(at for at, _ in layout.phones)}


def test_signs_do_not_take_the_heading_that_a_user_chose_for_another_column() -> None:
    heading = ["宛名番号", "電話番号", "納期限", "約束フラグ", "最終入金日付"]
    layout = build_layout([heading], TARGET_LIST, {"promised_on": "最終入金日付"})
    assert layout.places[Column.PROMISED_ON] == (4,)


@pytest.mark.parametrize(
    ("column", "upper", "lower"),
    [
        (Column.CALLS, "架電", "回数"),
        (Column.DEMANDED_ON, "督促", "発付日"),
        (Column.DEMANDED_ON, "督促状", "発送日"),
        (Column.PROMISED_ON, "納付約束", "日"),
        (Column.PROMISED_ON, "納付約束", "有無"),
        (Column.LAST_PAID_ON, "最終納付", "年月日"),
        (Column.AMOUNT, "未納額", "本税"),
    ],
)
def test_the_two_lines_of_a_heading_can_name_a_column_together(column: Column, upper: str, lower: str) -> None:
    lines = [["宛名番号", "電話番号", "納期限", upper, ""], ["", "", "", lower, "備考"]]
    assert build_layout(lines, TARGET_LIST, {}).positions[column] == 3


def test_the_number_in_a_heading_wholly_in_kana_is_a_personal_number_too() -> None:
    with pytest.raises(FileRefused, match="personal_number"):
        build_layout([[*LISTED, "ｺｼﾞﾝﾊﾞﾝｺﾞｳ"]], TARGET_LIST, {})


@pytest.mark.parametrize("heading", ["未納額（延滞金）", "未納額（千円）", "未納額（合計）"])
def test_a_heading_of_another_amount_is_no_amount_of_tax(heading: str) -> None:
    assert Column.AMOUNT not in build_layout([["宛名番号", "電話番号", "納期限", heading]], TARGET_LIST, {}).positions


@pytest.mark.parametrize(
    ("is_data", "cell"),
    list_cases(
        (True, "0000123", "12345", "090-1234-5678", "(090)1234-5678", "+81 90 1234 5678", "０９０１２３４５６７８"),
        (
            True,
            "2026/5/31",
            "20260531",
            "R8.5.31",
            "令和8年5月31日",
            "46173",
            "5080531",
            "12,000",
            "￥12,000",
            "300円",
            "12000",
        ),
        (
            False,
            "",
            "2026",
            "R8",
            "令和8年度",
            "第1期",
            "1",
            "4月",
            "電話番号1",
            "(1)",
            "9,8",
            "2026/7/7現在",
            "携帯",
            "1200",
        ),
    ),
)
def test_a_cell_that_can_only_be_data_is_recognised(is_data: bool, cell: str) -> None:
    assert is_value(cell) is is_data


@pytest.mark.parametrize(
    "words", [["携帯", "自宅"], ["納税　太郎", "携帯", "自宅"], ["宛名番号", "電話番号", "2026/5/31"]]
)
def test_a_row_that_may_be_data_is_no_heading_and_the_refusal_quotes_none_of_it(words: list[str]) -> None:
    with pytest.raises(FileRefused, match="no_heading") as refused:
        find_heading([words, ["0001", "09012345678"]], TARGET_LIST, {})
    assert refused.value.facts == {}


def test_a_heading_of_one_cell_needs_one_meaning() -> None:
    assert find_heading([["対象外の人"], ["宛名番号"], ["0001"]], EXCLUSIONS_FILE, {})[0] == 1


@pytest.mark.parametrize(
    ("is_total", "cells"),
    list_cases(
        (True, ["合計", "2件", "", "", "24,000"], ["", "総計", "", "", "24000"], ["計 1,200件", "", "", "", ""]),
        (True, ["件数：2", "", "", "", ""], ["合　計"]),
        (False, ["合計", "計 一郎", "09012345678", "", ""], ["計", "", "", "2026/5/31", ""]),
        (False, ["0001", "合計", "", "", ""], ["計画", "", "", "", ""]),
    ),
)
def test_a_row_of_totals_is_distinguished_from_a_row_about_a_person(is_total: bool, cells: list[str]) -> None:
    assert build_layout([HEADING], TARGET_LIST, {}).is_blank_or_total(cells) is is_total


LISTED = ["宛名番号", "電話番号", "納期限", "未納額", "除外区分"]


@pytest.mark.parametrize(
    ("cells", "fitting"),
    [
        (["a"] * 5, ["a"] * 5),
        ([*["a"] * 5, "", " "], [*["a"] * 5, "", " "]),
        (["a"] * 3, ["a", "a", "a", "", ""]),
        *[(cells, None) for cells in (["a"] * 6, ["a", "a", "a", ""], ["a"] * 2, [])],
    ],
)
def test_empty_cells_at_the_end_may_be_missing_and_a_shifted_row_does_not_fit(
    cells: list[str], fitting: list[str] | None
) -> None:
    assert build_layout([LISTED], TARGET_LIST, {}).fit(cells) == fitting


def test_a_truncated_line_does_not_fit() -> None:
    layout = build_layout([LISTED], TARGET_LIST, {})
    assert layout.fit(["a"] * 4, whole=False) is None
    assert layout.fit(["a"] * 5, whole=False) == ["a"] * 5


@pytest.mark.parametrize(
    ("expected", "heading"),
    list_cases(
        ({"name"}, "氏名", "氏名カナ", "世帯主名"),
        ({"address"}, "送付先住所", "所在地", "方書"),
        ({"birth_date"}, "生年月日", "Date of Birth"),
        ({"sex"}, "性別"),
        ({"postal_code"}, "郵便番号"),
        (set(), "世帯主番号", "備考", "税目名称"),
    ),
)
def test_kinds_of_personal_data_are_recognised_by_the_heading(expected: set[str], heading: str) -> None:
    assert build_layout([[*LISTED, heading]], TARGET_LIST, {}).sensitive == expected


@pytest.mark.parametrize(
    "heading", ["個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "My Number", "個人番号（12桁）", "個 人 番 号"]
)
def test_a_file_with_a_heading_for_the_personal_number_is_refused(heading: str) -> None:
    with pytest.raises(FileRefused, match="personal_number") as refused:
        build_layout([[*LISTED, heading]], TARGET_LIST, {})
    assert refused.value.facts == {"place": name_place(len(LISTED))}


def test_a_refusal_contains_the_unknown_headings_and_the_fingerprint() -> None:
    with pytest.raises(FileRefused, match="no_phone_column") as refused:
        build_layout([["宛名番号", "でんわ", "納期限", "メモ"]], TARGET_LIST, {})
    assert refused.value.facts["headings"] == "でんわ\nメモ"
    layout = build_layout([["メモ", "でんわ", "納期限", "宛名番号"]], TARGET_LIST, {"phone": "でんわ"})
    assert refused.value.facts["layout"] == layout.fingerprint


def test_a_row_of_data_is_not_shown_as_headings() -> None:
    with pytest.raises(FileRefused) as refused:
        build_layout([["0001", "山田太郎", "携帯", "09012345678"]], TARGET_LIST, {})
    assert refused.value.facts["headings"] == ""


@pytest.mark.parametrize("other", [[*LISTED, "備考"], LISTED[:4], [*LISTED[:4], "送信除外"]])
def test_other_headings_give_another_fingerprint(other: list[str]) -> None:
    assert build_layout([other], TARGET_LIST, {}).fingerprint != build_layout([LISTED], TARGET_LIST, {}).fingerprint


@pytest.mark.parametrize(
    ("is_other", "heading"),
    list_cases(
        (
            True,
            "通番",
            "SEQ",
            "連番",
            "キー",
            "KEY",
            "シーケンス",
            "処理通番",
            "管理キー",
            "明細SEQ",
            "伝票番号",
            "通知書No.",
            "通知書番号（納税通知書）",
            "収納整理番号（12桁）",
            "架電ID（センター）",
        ),
        (False, "番号（12桁）", "番号", "ID", "コード", "No.", "備考", "氏名"),
    ),
)
def test_twelve_digits_are_no_personal_number_where_the_heading_names_another_number(
    is_other: bool, heading: str
) -> None:
    assert (len(LISTED) in build_layout([[*LISTED, heading]], TARGET_LIST, {}).other_numbers) is is_other


@pytest.mark.parametrize(
    ("turned", "rows"),
    [
        (True, [["氏名", "納税太郎"], ["宛名番号", "1001"]]),
        (True, [["停止", "氏名"], ["", "宛名番号"], ["", "電話番号"]]),
        (False, [["氏名", "電話番号"], ["納税太郎", "携帯"]]),
        (True, [["氏名"], ["宛名番号"], ["メモ"], ["相談"]]),
        (False, [["氏名"], ["宛名番号"], ["メモ"], ["相談"], ["担当"]]),
        (False, [["電話番号"], ["携帯"], ["自宅"]]),
        (False, []),
    ],
)
def test_a_sheet_is_turned_if_half_of_a_column_names_columns(turned: bool, rows: list[list[str]]) -> None:
    assert is_turned(rows, TARGET_LIST) is turned
