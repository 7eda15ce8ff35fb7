"""Whose a telephone number is, by the words of a cell, of a heading, and of the column beside it."""

import pytest

from bot.model.errors import FileRefused
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.heading_names import find_letters
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.owners import Owner, read_owner
from tests.rules.importing.rows import LANDLINE, OTHER, OWN, TARGETS, read_number
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("owner", "cell"),
    list_cases(
        (
            Owner.OWN,
            "本人",
            "世帯主",
            "携帯",
            "自宅",
            "",
            "－",
            "Self",
            "01:本人",
            "1：本人",
            "✔本人",
            "有効",
            "使用可",
            "携帯（本人）",
            "携帯電話（本人）",
            "携帯２",
            "02携帯",
            "本人・携帯",
            "ご本人様の携帯",
            "本人名義の携帯電話",
            "本人（携帯2）",
        ),
        (Owner.OTHER, "妻", "勤務先", "ＦＡＸ", "緊急連絡先", "旧", "施設", "代理人", "納税管理人", "02:妻", "実家"),
        (Owner.OTHER, "欠番", "無効", "不通", "使用不可", "番号相違", "○妻"),
        (
            Owner.OTHER,
            "携帯（妻）",
            "本人・妻",
            "妻の携帯",
            "夫名義",
            "奥様",
            "携帯（旧）",
            "妻2",
            "会社携帯",
            "本人（使用不可）",
        ),
        (
            Owner.UNKNOWN,
            "1",
            "0",
            "その他",
            "山田花子",
            "?",
            "1:本人以外",
            "1:",
            "○",
            "本人（甲）",
            "甲の携帯",
            "(2)",
            "本人?",
        ),
    ),
)
def test_a_word_says_whose_a_number_is(owner: Owner, cell: str) -> None:
    assert read_owner(cell) is owner


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "電話番号（勤務先）",
            "携帯電話（配偶者）",
            "電話番号【代理人】",
            "携帯[旧]",
            "連絡先（緊急連絡先）",
            "電話番号（施設）",
        ),
        *("電話番号（FAX）", "電話番号（その他）", "携帯番号（相続人代表）", "電話（甲）"),
    ],
)
def test_a_column_of_other_peoples_numbers_is_not_used(heading: str) -> None:
    with pytest.raises(FileRefused, match="no_phone_column"):
        read_number((heading,), (OTHER,))
    assert read_number(("電話番号", heading), (LANDLINE, OTHER)) == (LANDLINE, True, 0)


@pytest.mark.parametrize(
    "heading", ["電話番号（携帯）", "携帯電話（本人）", "電話番号（ハイフンなし）", "電話（2）", "携帯（11桁）"]
)
def test_a_word_in_brackets_can_leave_a_column_the_persons_own(heading: str) -> None:
    assert read_number((heading,), (OWN,)) == (OWN, True, 0)


def test_an_unknown_word_in_a_heading_is_asked_and_a_known_one_is_not() -> None:
    others = ["電話番号（勤務先）", "勤務先TEL", "緊急連絡先ＴＥＬ", "配偶者携帯", "旧電話番号", "実家の電話番号"]
    heading = ["宛名番号", "電話番号", "納期限", "電話番号（甲）", *others]
    assert [find_letters(unknown) for unknown in build_layout([heading], TARGET_LIST, {}).unknown] == ["D"]


@pytest.mark.parametrize(
    "heading",
    [
        *(("連絡先1", "連絡先1続柄", "連絡先2", "連絡先2続柄"), ("連絡先1", "連絡先1区分", "連絡先2", "連絡先2区分")),
        *(
            ("電話1", "続柄1", "電話2", "続柄2"),
            ("電話番号1", "名義", "電話番号2", "名義"),
            ("携帯1", "種別", "携帯2", "種別"),
        ),
        ("電話番号1", "電話番号1（続柄）", "電話番号2", "電話番号2の名義"),
        ("TEL1", "TEL1種", "TEL2", "TEL2種"),
        ("電話番号1", "番号状態", "電話番号2", "番号状態"),
    ],
)
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((LANDLINE, "本人", OTHER, "妻"), (OTHER, False, 0)),
        ((OTHER, "妻", OWN, "本人"), (OWN, True, 0)),
        ((OTHER, "勤務先", OWN, ""), (OWN, True, 0)),
        ((OTHER, "山田花子", LANDLINE, "自宅"), (OTHER, False, 1)),
        ((OWN, "納税太郎", OTHER, "妻"), (OWN, True, 0)),
        ((OWN, "のうぜい たろう", OTHER, "会社"), (OWN, True, 0)),
    ],
)
def test_the_column_of_owners_belongs_to_its_column_of_numbers(
    heading: tuple[str, ...], cells: tuple[str, ...], expected: tuple[str, bool, int]
) -> None:
    assert read_number(heading, cells) == expected


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        (("種別", "電話番号1", "種別", "電話番号2"), ("勤務先", OTHER, "本人", LANDLINE)),
        (("電話番号", "区分"), (OTHER, "勤務先")),
        (("電話番号1", "電話区分1"), (OTHER, "勤務先")),
        (("連絡先区分", "連絡先電話番号"), ("妻", OTHER)),
        (("電話番号（1）", "電話番号（1）の名義"), (OTHER, "妻")),
        (("電話番号1", "電話番号1（本人・勤務先の別）"), (OTHER, "勤務先")),
        (("電話番号", "電話番号取得日", "名義人"), (OTHER, "2026/1/1", "山田花子")),
        (("連絡先1", "連絡先1氏名"), (OTHER, "山田花子")),
        (("電話番号", "使用者"), (OTHER, "妻")),
        (("電話番号", "納税者との続柄"), (OTHER, "子")),
        (("氏名", "電話番号", "名義"), ("山田花子", OTHER, "山田花子")),
        (("電話番号", "番号状態"), (OTHER, "欠番")),
        (("電話番号", "有効区分"), (OTHER, "無効")),
        (("電話番号", "電話番号使用区分"), (OTHER, "使用不可")),
        (("電話番号", "取得日", "番号状態"), (OTHER, "2026/1/1", "欠番")),
        (("電話番号", "取得日", "電話番号備考"), (OTHER, "2026/1/1", "勤務先")),
        (("電話番号", "番号状態", "名義"), (OTHER, "有効", "山田花子")),
        (("電話番号1", "電話番号1状態", "電話番号1続柄"), (OTHER, "有効", "妻")),
        (("電話番号1", "番号状態", "番号名義", "電話番号2"), (OTHER, "有効", "妻", "")),
    ],
)
def test_an_owner_in_another_place_or_word_is_found(heading: tuple[str, ...], cells: tuple[str, ...]) -> None:
    number, own, _ = read_number(heading, cells)
    assert (number, own) == (OTHER, False)


@pytest.mark.parametrize("heading", [("区分",), ("続柄", "区分"), ("番号状態", "電話番号備考"), ("状態", "備考")])
def test_a_blank_column_beside_a_number_says_nothing_against_it(heading: tuple[str, ...]) -> None:
    assert read_number(("電話番号", *heading), (OWN, *[""] * len(heading))) == (OWN, True, 0)


def test_a_column_that_need_not_be_about_the_number_is_not_taken_for_its_owners() -> None:
    assert read_number(("電話番号", "続柄", "区分", "備考"), (OWN, "本人", "現年", "要確認")) == (OWN, True, 0)


def test_with_paired_owners_a_list_is_judged_by_the_rule_on_own_numbers() -> None:
    layout = build_layout([["宛名番号", "納期限", "連絡先1", "連絡先1続柄"]], TARGET_LIST, {})
    assert ("relation" in layout.columns, layout.unknown) == (True, ())


@pytest.mark.parametrize(
    ("groups", "heading", "cells", "number"),
    [
        ("電話番号||", ("勤務先", "自宅", "携帯"), (OTHER, LANDLINE, OWN), OWN),
        ("電話番号||", ("勤務先", "自宅", "携帯"), (OTHER, LANDLINE, ""), LANDLINE),
        ("連絡先1||連絡先2|", ("番号", "続柄", "電話", "名義"), (LANDLINE, "本人", OWN, "納税 太郎"), OWN),
        ("電話番号|電話番号|電話番号", ("勤務先", "自宅", "携帯"), (OTHER, LANDLINE, OWN), OWN),
        ("連絡先1||連絡先2|", ("電話番号", "続柄", "電話番号", "続柄"), (OTHER, "妻", OWN, "本人"), OWN),
        (
            "電話番号|||||",
            ("自宅", "番号状態", "続柄", "携帯", "番号状態", "続柄"),
            (LANDLINE, "", "", OWN, "有効", "本人"),
            OWN,
        ),
        ("本人||配偶者|", ("自宅", "携帯", "自宅", "携帯"), (LANDLINE, "", LANDLINE, OTHER), LANDLINE),
    ],
)
def test_a_heading_of_two_lines_is_one_heading_a_column(
    groups: str, heading: tuple[str, ...], cells: tuple[str, ...], number: str
) -> None:
    assert read_number(heading, cells, groups) == (number, True, 0)


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(
        ((OWN, True), "{}（本人）", "{}(携帯)", "{}【本人携帯】", "{} ［自宅］", "（本人）{}", "【携帯】{}（本人）"),
        ((OTHER, False), "{}（妻）", "{}(勤務先)", "【妻】{}", "{}（本人・妻）", "{}（旧）", "（本人）{}（妻）"),
        (
            (None, True),
            "{}（甲）",
            "{}（昼のみ）",
            "妻 {}",
            "{} 本人",
            "{}（無）",
            "{}（本人） 甲",
            "{}／{}（本人）",
            "{}（本人2）",
        ),
    ),
)
@pytest.mark.parametrize("columns", [("電話番号",), ("電話番号", "続柄")])
def test_a_word_beside_a_number_in_its_cell_says_whose_it_is(
    expected: tuple[str | None, bool], cell: str, columns: tuple[str, ...]
) -> None:
    number = OWN if expected[0] is None else expected[0]
    assert read_number(columns, (cell.format(number, OTHER), "")[: len(columns)])[:2] == expected


@pytest.mark.parametrize(
    "remark",
    [
        "夫名義の携帯",
        "息子の携帯",
        "登録の番号は母親のもの",
        "携帯は妻名義",
        "勤務先の電話番号",
        "TELは長男。留守電",
        "妻名義携帯",
    ],
)
def test_a_remark_that_a_number_is_somebody_elses_holds_the_person(remark: str) -> None:
    for heading in ("備考", "電話番号備考"):
        assert TARGETS.read(**{heading: remark}).flagged


@pytest.mark.parametrize("remark", ["様子", "秩父在住", "本人の携帯", "番号は確認済", "大丈夫"])
def test_another_remark_on_numbers_or_people_holds_nobody(remark: str) -> None:
    assert not TARGETS.read(備考=remark).flagged
