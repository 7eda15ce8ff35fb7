"""Ids, owners' columns and columns of marks as cities write them, in the meaning that messages nobody."""

import pytest

from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.cells import read_taxpayer
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.mark_columns import find_mark_reader
from tests.rules.importing.rows import CALLS, EXCLUSIONS, PAYMENTS, TARGETS
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(
        (
            Rejected.MISSING_TAXPAYER_ID,
            "?",
            "？",
            "不詳",
            "未設定",
            "unknown",
            "未付番",
            "付番前",
            "新規",
            "仮",
            "（空白）",
        ),
        (Rejected.MISSING_TAXPAYER_ID, "同上", "〃", "××", "○○", "xxxx", "-"),
        (Rejected.BAD_ROW, "1000001/1000002", "1000001、1000002", "1000001～1000003", "1000001・1000002"),
        ("1000003", "1000003（DV）", "1000003(本人)", "1000003【死亡】"),
        ("A-12", "A-12", "ａ－12"),
        (
            "7200001",
            "「7200001」",
            "7200001,",
            "7200001、",
            "宛名7200001",
            "宛名コード:7200001",
            "【7200001】",
            "7200001 ",
        ),
        (Rejected.BAD_ROW, "7200001 納税太郎", "7200001他", "納税太郎 7200001", "7200001、世帯全員", "7200001 TARO"),
        (Rejected.BAD_ROW, "7200001 7200002", "7200001　納税 7200002", "7200001様"),
    ),
)
def test_an_id_is_one_id(expected: object, cell: str) -> None:
    assert read_taxpayer(cell) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("続柄名", "続柄名称", "続柄コード", "本人との続柄コード", "契約名義", "名義氏名", "使用者名", "利用者"),
        *("連絡者", "相手方", "誰の番号", "本人区分", "連絡先名", "電話番号区分名"),
    ],
)
def test_a_column_beside_a_number_says_whose_it_is(heading: str) -> None:
    layout = build_layout([["宛名番号", "電話番号", heading, "納期限"]], TARGET_LIST, {})
    assert "relation" in layout.columns
    assert layout.unknown == ()


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "納税管理人",
            "納税管理人有無",
            "抑止",
            "催告抑止",
            "発送抑止",
            "保留",
            "保留区分",
            "引抜",
            "引き抜き",
            "催告止め",
        ),
        *("即時消滅", "賦課取消", "異議申立", "係争中", "個人再生", "特定調停", "徴収嘱託", "移管"),
        *("滞納整理機構", "共同徴収", "他課対応", "要配慮", "対応注意", "クレーム", "苦情", "入金済", "消込済区分"),
    ],
)
def test_a_column_of_marks_excludes(heading: str) -> None:
    assert find_mark_reader(heading) is not None


@pytest.mark.parametrize(
    "heading",
    [
        "移管番号",
        "保留額",
        "入金済額",
        "消込済金額",
        "税目",
        "期別",
        "納期限",
        "備考",
        "電話番号",
        "担当者名",
        "督促状発送日",
    ],
)
def test_an_ordinary_column_excludes_nobody(heading: str) -> None:
    assert find_mark_reader(heading) is None


@pytest.mark.parametrize(
    "cell", ["7200001 納税太郎", "7200001他", "納税太郎 7200001", "7200001、世帯全員", "7200001\n納税太郎"]
)
def test_what_a_row_says_of_an_id_beside_words_holds_its_person(cell: str) -> None:
    flagged = TARGETS.read(宛名番号=cell, 除外区分="1")
    assert (flagged.rejected, flagged.taxpayer, flagged.flagged) == (Rejected.BAD_ROW, "7200001", True)
    paid = PAYMENTS.read(整理番号=cell)
    assert (paid.rejected, paid.taxpayer) == (Rejected.BAD_ROW, "7200001")
    call = CALLS.read(宛名番号=cell)
    assert (call.rejected, call.taxpayer, call.result) == (Rejected.BAD_ROW, "7200001", CallResult.PROMISE)
    excluded = EXCLUSIONS.read(宛名番号=cell)
    assert (excluded.rejected, excluded.taxpayer, excluded.ground) == (None, "7200001", ExclusionGround.UNKNOWN)
    lifted = EXCLUSIONS.read(宛名番号=cell, 除外区分="0", 除外事由="")
    assert (lifted.rejected, lifted.taxpayer) == (Rejected.BAD_ROW, None)


@pytest.mark.parametrize("cell", ["7200001 7200002", "7200001、7200002", "1.23E+11"])
def test_several_ids_and_lost_digits_are_nobodys(cell: str) -> None:
    assert PAYMENTS.read(整理番号=cell).taxpayer is None


@pytest.mark.parametrize("cell", ["1000003（DV）", "1000003【死亡】", "1000003(分納中)"])
def test_a_word_beside_an_id_keeps_messages_away(cell: str) -> None:
    row = TARGETS.read(宛名番号=cell)
    assert (row.rejected, row.taxpayer, row.flagged) == (None, "1000003", True)
    assert not TARGETS.read(宛名番号="1000003（本人）").flagged


@pytest.mark.parametrize("cell", ["", "〃", "同上"])
def test_a_row_without_an_id_holds_the_person_above(cell: str) -> None:
    read_payment, read_call = (sample.make_reader(sample.cells) for sample in (PAYMENTS, CALLS))
    first, second = (list(sample.cells.values()) for sample in (PAYMENTS, CALLS))
    assert read_payment(2, [cell, *first[1:]]).taxpayer is None  # nobody is above
    read_payment(3, first)
    read_call(3, second)
    paid, called = read_payment(4, [cell, *first[1:]]), read_call(4, [cell, *second[1:]])
    assert (paid.rejected, paid.taxpayer) == (Rejected.MISSING_TAXPAYER_ID, "0000123")
    assert (called.rejected, called.taxpayer) == (Rejected.MISSING_TAXPAYER_ID, "0000123")
    assert called.result is CallResult.PROMISE
    assert read_payment(5, ["不明", *first[1:]]).taxpayer is None
