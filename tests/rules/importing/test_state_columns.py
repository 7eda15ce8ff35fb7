"""Columns that say how far a case is, how somebody will pay, and how they wish to be met; and their harmless cells."""

import pytest

from bot.rules.importing.call_results import CallResult
from tests.rules.importing.rows import CALLS, TARGETS
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("heading", "cell"),
    list_cases(
        ("審査請求番号", "8-12"),
        ("刑事施設", "○○刑務所"),
        ("公示送達", "R8.9.1", "1"),
        ("文書催告のみ", "1", "○"),
        ("連絡方法", "手紙のみ", "電話不可"),
        ("発送区分", "発送しない", "発送停止"),
        ("状態", "転出（国外）"),
        ("滞納者区分", "相続人不存在", "破産管財人"),
        ("徴収区分", "特別徴収（給与天引）"),
        ("処理状況", "納付確認済", "処理済", "完了"),
        ("納付状況", "納付確認待ち", "納付約束", "納付済"),
        ("処理結果", "解決"),
        ("進捗", "完了", "終了"),
        ("11月", "済", "納付"),
        ("3期", "納付済"),
        ("催告", "停", "中止"),
        ("送付", "×", "外"),
        ("確認", "NG"),
        ("約束件数", "1"),
        ("納付意思", "有", "ある"),
        ("約束方法", "コンビニ"),
        ("履行状況", "履行中"),
        ("11/28更新", "入金あり"),
    ),
)
def test_a_cell_that_says_that_nothing_is_to_be_sent_holds_its_person(heading: str, cell: str) -> None:
    row = TARGETS.read(**{heading: cell})
    assert row.flagged or row.promised


@pytest.mark.parametrize(
    ("heading", "cell"),
    list_cases(
        ("審査請求番号", "", "0"),
        ("公示送達", "", "0", "無"),
        ("連絡方法", "電話", "", "1"),
        ("発送区分", "1", "普通郵便", "通常"),
        ("滞納者区分", "個人", "法人"),
        ("徴収区分", "普通徴収"),
        ("処理状況", "未処理", "催告済", "調査前"),
        ("納付状況", "未納", "一部未納"),
        ("進捗", "催告", "未着手"),
        ("11月", "", "未納"),
        ("送付", "○", "1", ""),
        ("確認", "済", "○", "佐藤"),
        ("約束件数", "0"),
        ("納付意思", "無", "なし", ""),
        ("履行状況", "不履行", ""),
    ),
)
def test_a_harmless_cell_of_such_a_column_holds_nobody(heading: str, cell: str) -> None:
    row = TARGETS.read(**{heading: cell})
    assert (row.rejected, row.flagged, row.promised) == (None, False, False)


@pytest.mark.parametrize(
    ("result", "heading", "cell"),
    [
        (CallResult.STOP_CALLS, "次回架電", "禁止"),
        (CallResult.PLAN_WISHED, "要引継", "○"),
        (CallResult.PROMISE, "約束方法", "コンビニ"),
        (CallResult.PROMISE, "納付意思", "有"),
        (CallResult.ABSENT, "納付意思", "無"),
        (CallResult.ABSENT, "次回架電", "2026/7/9"),
        (CallResult.ABSENT, "要引継", ""),
        (CallResult.OTHER, "連絡方法", "手紙"),
    ],
)
def test_such_a_column_of_a_file_of_calls_counts_for_the_call(result: CallResult, heading: str, cell: str) -> None:
    assert CALLS.read(結果="不在", 約束日="", **{heading: cell}).result is result
