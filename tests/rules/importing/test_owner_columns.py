"""Which column says whose a telephone number is: by its heading, its slot, and its place."""

import pytest

from bot.model.errors import FileRefused
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.layouts import build_layout
from tests.rules.importing.rows import LANDLINE, OTHER, OWN, TARGETS, read_number

PHONE = "電話番号"
BESIDE = (
    "電話番号続柄", "電話番号（続柄）", "続柄（電話）", "電話番号／続柄", "電話・続柄", "電話の持ち主",
    "電話番号持主", "電話名義人", "電話番号_名義", "電話番号名義人名", "携帯電話番号_名義人氏名", "名義（カナ）",
    "電話名義（漢字）", "登録名義", "電話帳名義", "携帯契約名義", "契約者氏名", "電話契約者", "契約者続柄",
    "使用者氏名", "使用者続柄", "電話を使う人", "番号の使用者", "電話番号利用者", "電話所有者区分", "番号所有者",
    "番号主", "電話番号属性", "電話番号の種類", "電話番号区分名称", "電話種", "回線種別", "家族区分",
    "電話番号登録区分", "電話登録者", "電話番号登録名", "連絡先区分", "連絡先性質", "連絡先名", "連絡先の名称",
    "連絡先（氏名）", "連絡先（相手）", "連絡先（関係）", "連絡先対象者", "連絡可能者", "連絡人", "連絡相手続柄",
    "通話相手", "通話先区分", "受電者", "応答者", "対応者続柄", "電話先", "電話口", "人物区分", "続柄名",
    "続柄コード名称", "関係性", "本人関係", "本人・家族の別", "電話番号情報", "電話情報区分",
    "電話番号コメント", "電話備考欄", "番号備考", "連絡先メモ", "TEL_KBN", "tel_type", "owner", "phone_owner",
    "contact_name", "relationship", "ﾃﾞﾝﾜｿﾞｸｶﾞﾗ", "ﾃﾞﾝﾜｸﾌﾞﾝ", "ｹｲﾀｲﾒｲｷﾞ",
)  # fmt: skip
ANYWHERE = (
    "TEL続柄", "携帯続柄", "携帯名義", "続柄名", "関係", "間柄", "連絡先続柄", "番号所有者", "電話の持ち主",
    "電話番号区分", "電話種別", "TEL_KBN", "電話番号名義人氏名", "名義人氏名", "番号名義", "電話備考",
    "番号使用者", "携帯電話の契約者", "連絡先の関係",
)  # fmt: skip
OF_THE_DEBT = (
    ("税目区分", "市県民税"),
    ("課税区分", "普通徴収"),
    ("徴収区分", "普徴"),
    ("賦課区分", "当初"),
    ("区分", "現年"),
    ("種別", "普徴"),
    ("地区区分", "東"),
    ("通知書番号", "1234"),
    ("電話番号登録日", "2026/1/1"),
    ("電話番号取得元", "申告書"),
    ("連絡希望時間", "夜"),
    ("世帯主との続柄", "妻"),
    ("電話番号有無", "有"),
    ("優先順位", "1"),
    ("担当", "収納"),
)
PAIRS = (
    ("電話番号{}", "電話番号区分{}"),
    ("電話番号[{}]", "電話種別[{}]"),
    ("電話番号（第{}）", "区分（第{}）"),
    ("電話番号（{}）", "種別（{}）"),
    ("電話番号<{}>", "種別<{}>"),
    ("電話番号-{}", "電話種別-{}"),
    ("電話番号＿{}", "電話番号＿{}＿使用者"),
    ("({})電話番号", "({})区分"),
    ("電話番号{}", "続柄{}"),
    ("電話番号{}", "本人との関係{}"),
    ("電話番号{}", "電話番号{}契約者氏名"),
    ("電話{}", "電話{}_続柄コード名称"),
    ("TEL_{}", "TEL_{}_KBN"),
    ("TEL{}", "種別{}"),
    ("tel_no_{}", "tel_kbn_{}"),
    ("携帯番号{}", "携帯番号続柄{}"),
    ("携帯{}", "名義{}（カナ）"),
    ("携帯電話番号{}", "携帯電話{}名義"),
    ("連絡先{}（番号）", "連絡先{}（続柄）"),
    ("連絡先{}_電話番号", "連絡先{}_種別"),
    ("連絡先{}電話", "連絡先{}氏名"),
    ("連絡先電話番号{}", "連絡先続柄{}"),
    ("連絡先番号{}", "連絡先種別{}"),
    ("電話番号", "電話番号区分"),
    ("連絡先", "連絡先続柄"),
    ("電話番号", "続柄"),
    ("携帯電話番号", "名義人"),
)


@pytest.mark.parametrize("phone", ["電話番号", "携帯電話番号"])
def test_the_column_of_owners_beside_a_number_is_read(phone: str) -> None:
    for heading in BESIDE:
        assert not read_number((phone, heading), (OTHER, "妻"))[1], heading
        assert not read_number((heading, phone), ("妻", OTHER))[1], heading
        assert read_number((phone, heading), (OTHER, "甲")) == (OTHER, False, 1), heading
        for cell in ("本人", ""):
            assert read_number((phone, heading), (OWN, cell)) == (OWN, True, 0), heading


@pytest.mark.parametrize("heading", ANYWHERE)
def test_a_column_of_owners_that_is_certainly_about_numbers_is_read_wherever_it_stands(heading: str) -> None:
    for phones in (("電話番号",), ("自宅電話", "携帯電話"), ("電話番号1", "電話番号2")):
        row = ("",) * (len(phones) - 1)
        assert not read_number((*phones, "担当", "期別", heading), (*row, OTHER, "", "1", "妻"))[1]
    assert read_number(("電話番号", "担当", heading), (OWN, "", "本人")) == (OWN, True, 0)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("区分（自宅・携帯・勤務先）", "3"),
        ("種別（自宅/携帯/勤務先）", "勤務先"),
        ("電話区分（1:自宅 2:携帯 3:勤務先）", "3"),
        ("続柄（本人・配偶者・子等）", "甲"),
        ("続柄等", "妻"),
        ("電話番号有効フラグ", "0"),
        ("使用可", "×"),
        ("有効", "甲"),
        *(
            ("だれの", "妻"),
            ("備考", "妻"),
            ("摘要", "勤務先"),
            ("メモ", "妻携帯"),
            ("番号確認", "欠番"),
            ("確認", "旧番号"),
        ),
    ],
)
def test_a_word_for_another_owner_beside_a_number_is_read_under_any_heading(heading: str, cell: str) -> None:
    assert not read_number(("電話番号", heading), (OTHER, cell))[1]
    assert not read_number((heading, "電話番号"), (cell, OTHER))[1]
    assert read_number(("電話番号", heading), (OWN, "")) == (OWN, True, 0)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("電話番号有効フラグ", "1"),
        ("使用可否", "○"),
        ("だれの", "甲"),
        ("備考", "要確認"),
        ("受付", "1"),
        ("送付先", "妻"),
    ],
)
def test_another_word_beside_a_number_says_nothing_against_it(heading: str, cell: str) -> None:
    assert read_number(("電話番号", heading), (OWN, cell)) == (OWN, True, 0)


def test_a_column_between_two_numbers_is_beside_the_left_one() -> None:
    assert read_number(("電話番号1", "だれの1番目", "電話番号2", "担当"), (OTHER, "妻", OWN, "")) == (OWN, True, 0)


@pytest.mark.parametrize("heading", ["電話番号利用不可", "電話利用停止", "番号使用停止区分"])
def test_the_mark_of_a_number_that_is_not_in_use_holds_the_person(heading: str) -> None:
    assert TARGETS.read(**{heading: "○"}).flagged
    assert not TARGETS.read(**{heading: ""}).flagged


@pytest.mark.parametrize(("heading", "cell"), OF_THE_DEBT)
def test_a_column_of_something_else_beside_a_number_says_nothing_against_it(heading: str, cell: str) -> None:
    assert read_number(("電話番号", heading), (OWN, cell)) == (OWN, True, 0)
    assert read_number((heading, "電話番号"), (cell, OWN)) == (OWN, True, 0)
    assert read_number(("自宅電話", "携帯電話", heading), ("", OWN, cell)) == (OWN, True, 0)


@pytest.mark.parametrize("slots", ["12", "１２", "①②"])
@pytest.mark.parametrize(("phone", "owner"), PAIRS)
def test_each_column_of_owners_belongs_to_the_number_of_its_slot_or_place(phone: str, owner: str, slots: str) -> None:
    (phone1, owner1), (phone2, owner2) = ((phone.format(slot), owner.format(slot)) for slot in slots)
    beside, in_turn = (phone1, owner1, phone2, owner2), (phone1, phone2, owner1, owner2)
    assert read_number(beside, (LANDLINE, "自宅", OTHER, "妻"))[:2] == (OTHER, False)
    assert read_number(beside, (OTHER, "勤務先", OWN, "本人")) == (OWN, True, 0)
    assert read_number((owner1, phone1, owner2, phone2), ("自宅", LANDLINE, "妻", OTHER))[:2] == (OTHER, False)
    assert read_number(in_turn, (LANDLINE, OTHER, "自宅", "妻"))[:2] == (OTHER, False)
    assert read_number(in_turn, (OTHER, OWN, "妻", "本人")) == (OWN, True, 0)
    apart = (phone1, phone2, "期別", "担当", owner1, owner2)
    assert read_number(apart, (LANDLINE, OTHER, "1", "", "自宅", "妻"))[:2] == (OTHER, False)


@pytest.mark.parametrize(
    ("phone", "owner"),
    [
        ("連絡先2_番号", "連絡先2_種別"),
        ("番号1", "続柄1"),
        ("番号甲", "番号甲の続柄"),
        ("第1電話番号", "第1電話区分"),
        ("電話番号#1", "区分#1"),
        ("お電話", "お電話種別"),
    ],
)
def test_the_owners_of_numbers_that_a_user_named_are_read_too(phone: str, owner: str) -> None:
    assert not read_number((phone, owner), (OTHER, "妻"), chosen=phone)[1]
    assert not read_number((owner, phone), ("妻", OTHER), chosen=phone)[1]
    assert read_number((phone, owner), (OWN, "本人"), chosen=phone) == (OWN, True, 0)


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        (("電話番号", "電話番号", "電話番号区分"), (OTHER, LANDLINE, "妻"), (OTHER, False)),
        (("自宅電話", "携帯電話", "続柄"), (OTHER, "", "妻"), (OTHER, False)),
        (("自宅電話", "携帯電話", "携帯続柄"), (LANDLINE, OTHER, "妻"), (OTHER, False)),
        (("携帯1", "連絡先1", "続柄1"), (OTHER, "", "妻"), (OTHER, False)),
        (("自宅電話", "携帯電話", "携帯続柄"), (OTHER, OTHER, "妻"), (OTHER, False)),
        (("電話番号", "電話番号2", "続柄1", "続柄2"), (OTHER, OWN, "妻", "本人"), (OWN, True)),
        (("電話番号", "電話番号2（勤務先）", "続柄1", "続柄2"), (OWN, OTHER, "本人", "妻"), (OWN, True)),
        (("携帯（優先）", "携帯（最新）", "続柄（優先）", "続柄（最新）"), (OTHER, OWN, "妻", "本人"), (OWN, True)),
    ],
)
def test_an_owner_belongs_to_each_number_that_it_may_mean(
    heading: tuple[str, ...], cells: tuple[str, ...], expected: tuple[str, bool]
) -> None:
    assert read_number(heading, cells)[:2] == expected


@pytest.mark.parametrize("state", ["番号状態", "電話番号状態", "電話備考", "番号有効区分"])
@pytest.mark.parametrize(
    "numbers",
    [
        ("電話1", "電話2"),
        ("電話1", "電話2", "連絡先備考"),
        ("電話1", "続柄1", "電話2", "続柄2"),
        ("電話1", "電話1備考", "電話2"),
        ("携帯電話", "続柄", "自宅電話", "続柄"),
    ],
)
def test_one_state_behind_or_before_all_numbers_belongs_to_each_of_them(numbers: tuple[str, ...], state: str) -> None:
    cells = (OTHER, *("",) * (len(numbers) - 1))
    assert read_number((*numbers, state), (*cells, "欠番"))[:2] == (OTHER, False)
    assert read_number((state, *numbers), ("欠番", *cells))[:2] == (OTHER, False)
    assert read_number((*numbers, state), (*cells, "")) == (OTHER, True, 0)


def test_the_state_of_one_number_is_none_of_another() -> None:
    in_use = OWN, "有効", OTHER, "欠番"
    assert read_number(("電話1", "番号状態", "電話2", "番号状態"), in_use) == (OWN, True, 0)
    assert read_number(("電話1", "電話1状態", "電話2", "電話2状態"), in_use) == (OWN, True, 0)
    assert read_number(("電話1", "続柄1", "番号状態", "電話2"), (OTHER, "本人", "欠番", OWN)) == (OWN, True, 0)
    assert read_number(("電話1", "続柄1", "電話2", "電話2状態"), (OWN, "本人", OTHER, "欠番")) == (OWN, True, 0)


def test_the_name_in_a_group_of_a_contact_is_that_of_its_owner_and_not_of_the_taxpayer() -> None:
    groups, heading = "連絡先1||連絡先2|", ("氏名", "電話番号", "氏名", "電話番号")
    assert read_number(heading, ("納税　太郎", OWN, "山田花子", OTHER), groups) == (OWN, True, 0)
    assert read_number(heading, ("納税　太郎", LANDLINE, "山田花子", OTHER), groups) == (OTHER, False, 1)


def test_a_code_is_not_asked_about_if_the_column_beside_it_has_its_name() -> None:
    heading = ("TEL1", "TEL1区分コード", "TEL1区分名")
    assert read_number(heading, (OWN, "02", "携帯")) == (OWN, True, 0)
    assert read_number(heading, (OTHER, "02", "妻")) == (OTHER, False, 0)
    assert read_number(heading, (OTHER, "02", "")) == (OTHER, False, 1)
    assert read_number(("電話番号", "区分コード", "区分名称"), (OWN, "02", "携帯")) == (OWN, True, 0)
    assert read_number(("電話番号", "区分コード", "番号状態"), (OTHER, "02", "有効")) == (OTHER, False, 1)


def test_the_columns_of_owners_are_not_asked_about() -> None:
    heading = [
        "宛名番号",
        "納期限",
        "電話番号[1]",
        "電話種別[1]",
        "携帯電話番号",
        "携帯電話番号_名義人氏名",
        "市区町村コード",
    ]
    layout = build_layout([heading], TARGET_LIST, {})
    assert [reference[0] for reference in layout.unknown] == ["G"]


@pytest.mark.parametrize("heading", ["続柄" + "氏名" * 60 + "甲", "電話" * 60 + "甲", "区分" + "（携帯" * 60])
def test_a_long_heading_is_read_without_trying_every_way_to_split_it(heading: str) -> None:
    assert read_number(("電話番号", heading), (OWN, "")) == (OWN, True, 0)


@pytest.mark.parametrize("name", ["第{}電話番号|第{}続柄", "電話番号#{}|続柄#{}", "電話番号＃{}|続柄＃{}"])
def test_numbers_with_a_slot_before_or_behind_have_owners_with_the_same_one(name: str) -> None:
    heading = [cell.format(slot) for slot in (1, 2) for cell in name.split("|")]
    assert read_number(heading, (OTHER, "妻", OWN, "本人")) == (OWN, True, 0)
    assert read_number(heading, (OWN, "本人", OTHER, "妻")) == (OWN, True, 0)


def test_columns_of_owners_without_a_column_of_numbers_are_refused_like_other_files_without_one() -> None:
    with pytest.raises(FileRefused, match="no_phone_column"):
        read_number(("番号1", "続柄1", "番号2", "続柄2"), (OWN, "本人", OTHER, "妻"))


OWN_FLAGS = (
    "本人番号", "本人の番号", "本人番号か", "本人か", "本人か？", "本人フラグ", "電話本人フラグ", "本人有無",
    "本人該当", "本人の電話か", "本人携帯か否か", "電話番号は本人か", "電話番号（本人か）", "携帯番号本人フラグ",
    "本人名義", "本人名義か", "名義本人", "本人使用番号", "本人専用", "本人直通", "本人一致", "対象者本人",
    "納税義務者本人か", "納税者の番号か", "is_own", "SELF",
)  # fmt: skip
CONFIRMED = ("本人確認", "本人確認済？", "本人確認結果", "番号確認済", "電話番号確認", "名義一致", "氏名一致")
OTHERS_FLAGS = (
    "本人以外", "本人以外の番号", "本人以外フラグ", "本人でない", "本人外", "他人番号", "他人フラグ", "第三者",
    "別人", "電話番号は他人のもの", "家族の番号", "家族の電話か", "勤務先電話フラグ", "勤務先フラグ", "要本人確認",
    "本人確認未済", "名義相違",
)  # fmt: skip


@pytest.mark.parametrize("cell", ["いいえ", "×", "0", "否", "No", "無", "非", "未", "本人以外", "不明", "9"])
def test_a_number_that_a_column_denies_to_be_own_is_not_used(cell: str) -> None:
    for heading in (*OWN_FLAGS, *CONFIRMED):
        for headings, cells in (((PHONE, heading), (OTHER, cell)), ((heading, PHONE), (cell, OTHER))):
            assert not read_number(headings, cells)[1], heading


@pytest.mark.parametrize("heading", OWN_FLAGS)
def test_a_number_is_used_that_a_column_says_to_be_own(heading: str) -> None:
    for cell in ("はい", "○", "有", "本人"):
        assert read_number((PHONE, heading), (OWN, cell)) == (OWN, True, 0)
    assert read_number((PHONE, heading), (OWN, "")) == (OWN, False, 1)  # the "no" of a column of ○


@pytest.mark.parametrize("heading", OTHERS_FLAGS)
def test_a_number_is_not_used_that_a_column_says_to_be_somebody_elses(heading: str) -> None:
    for cell in ("はい", "○", "1", "有", "該当", "妻", "勤務先"):
        assert read_number((PHONE, heading), (OTHER, cell)) == (OTHER, False, 0)
    for cell in ("", "いいえ", "×", "0", "無", LANDLINE):
        assert read_number((PHONE, heading), (OWN, cell)) == (OWN, True, 0)


@pytest.mark.parametrize("heading", ["本人区分", "本人か（0:本人 1:本人以外）", "本人番号区分"])
@pytest.mark.parametrize("code", ["0", "1", "2"])
def test_codes_do_not_say_whose_a_number_is(heading: str, code: str) -> None:
    assert read_number((PHONE, heading), (OTHER, code)) == (OTHER, False, 1)


@pytest.mark.parametrize("heading", ["本人番号", "本人以外フラグ"])
def test_one_column_that_tells_own_numbers_is_that_of_all(heading: str) -> None:
    no = "×" if heading == "本人番号" else "○"
    assert not read_number(("携帯番号", "自宅電話", heading), (OTHER, LANDLINE, no))[1]
    assert not read_number(("電話番号", "税目", "年度", heading), (OTHER, "固定", "R8", no))[1]
    numbered = ("電話番号1", "電話番号2", f"{heading}1", f"{heading}2")
    yes = "○" if heading == "本人番号" else "×"
    assert read_number(numbered, (OTHER, OWN, no, yes)) == (OWN, True, 0)


@pytest.mark.parametrize("heading", ["本人電話", "本人携帯番号", "電話番号（本人）", "本人連絡先"])
def test_a_no_in_a_column_of_own_numbers_is_about_the_other_number(heading: str) -> None:
    for cell in ("×", "いいえ", "本人以外", "非"):
        assert read_number((PHONE, heading), (OTHER, cell)) == (OTHER, False, 0)
    for cell in ("", "なし", "無", "不明", "-", OWN):
        assert read_number((PHONE, heading), (OWN, cell)) == (OWN, True, 0)


@pytest.mark.parametrize("heading", ["家族番号", "世帯主番号", "配偶者有無", "本人確認日", "同居家族", "代理人番号"])
def test_a_column_about_other_things_says_nothing_of_a_number(heading: str) -> None:
    assert read_number((PHONE, heading), (OWN, "1")) == (OWN, True, 0)


def test_a_long_heading_does_not_take_long() -> None:
    for part in ("かの別", "番号", "電話", "フラグ", "の番号"):
        assert read_number((PHONE, "本人" + part * 200 + "甲"), (OWN, "乙")) == (OWN, True, 0)


@pytest.mark.parametrize(
    "between",
    [
        ("連帯納税義務者", "氏名"),
        ("世帯主",),
        ("相続人代表者氏名",),
        ("送付先氏名",),
        ("配偶者氏名",),
        ("氏名",),
        ("納税管理人名",),
    ],
)
def test_a_second_number_behind_another_person_is_theirs(between: tuple[str, ...]) -> None:
    heading, names = (PHONE, *between, PHONE), ["別人 花子"] * len(between)
    assert read_number(heading, ("", *names, OTHER))[0] is None
    assert read_number(heading, (OWN, *names, OTHER)) == (OWN, True, 0)
    assert read_number((*between[:1], PHONE), (names[0], OWN))[0] == OWN  # of the only one, nobody can tell
