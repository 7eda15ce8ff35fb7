"""Files of call results and of exclusions."""

from collections.abc import Iterator

from tests import tables
from tests.corpus.cases import (
    CALL_HEADING,
    CALLED,
    EXCLUDED,
    EXCLUSION_HEADING,
    OK,
    Case,
    change_call,
    change_exclusion,
    join_rows,
    make_csv,
)

CALLS, EXCLUSIONS = "架電結果", "除外データ"
MOMENTS = tables.list_cases(
    ("ok", "2026/7/7 14:00", "2026-07-07T14:00:00", "20260707140000", "202607071400", "R8.7.7 午後2時0分"),
    ("ok", "令和8年7月7日　14時00分", "5080707 14:00", "46210.583333", "2026/7/7"),
    ("bad_date", "2026/7/7 25:00", "2026/7/32 14:00", "7/7 14:00", "", "14:00", "昨日"),
)
RESULTS = {
    "21": "absent", "２１": "absent", "21:不在": "absent", "不在（呼出）": "absent", "留守電": "voicemail",
    "22": "voicemail", "話中": "busy", "23.0": "busy", "1": "promise", "01": "promise", "納付約束": "promise",
    "納付済": "paid_said", "分納相談": "plan_wished", "現在使われていない": "not_in_use", "欠番": "not_in_use",
    "番号違い": "wrong_number", "着信拒否": "refuses_calls", "架電停止（市指示）": "stop_calls", "その他": "other",
    "今後の連絡は文書で": "stop_calls", "ブロックされている": "refuses_calls", "分けて払いたい": "plan_wished",
    "施設職員が応答": "other_person_answered", "現使なし": "not_in_use",
    "": "", "99": "", "21:話中": "", "不在らしい": "", "#N/A": "", "21・22": "",
}  # fmt: skip
PROMISES = tables.list_cases(
    (("None", "False"), "", "なし", "月末"),
    (("2026-07-15", "False"), "R8.7.15"),
    (("None", "True"), "7/15", "2026/6/31", "2026/7/6"),
)
SAID_DAYS = (
    ("2026-08-05", {"架電結果": "来月5日に納付とのこと", "約束日": ""}),
    ("2026-08-05", {"架電結果": "01", "約束日": "来月5日"}),
    ("2026-07-31", {"架電結果": "01", "約束日": "今月末"}),
    ("2026-07-17", {"架電結果": "01", "約束日": "来週金曜"}),
    ("2026-07-25", {"架電結果": "不在", "約束日": "25日"}),
    ("None", {"架電結果": "不在", "約束日": "月末"}),
    ("None", {"架電結果": "留守電", "約束日": "あり"}),
)
GROUNDS = {
    "": "none", "0": "none", "無": "none", "なし": "none", "×": "none", "転出": "none",
    "○": "flagged", "1": "flagged", "有": "flagged", "死亡": "deceased", "死亡（R8.4）": "deceased",
    "徴収猶予": "deferred", "執行停止": "suspended", "破産・受任": "insolvent", "分納履行中": "in_instalments",
    "担当者対応中": "official", "更正予定": "correction", "審査請求中": "appeal", "再振替待ち": "direct_debit",
    "市指示": "city", "支援措置": "city", "DV": "city", "生活保護": "city", "入院中": "city",
    "9": "unknown", "要確認": "unknown", "-": "none", "*": "unknown", "#N/A": "unknown",
}  # fmt: skip


def list_cases() -> Iterator[Case]:
    """List the files of call results and of exclusions."""
    yield from _calls()
    yield from _exclusions()


def _calls() -> Iterator[Case]:
    def case(name: str, word: str, *meaning: tuple[str, str], **changes: str) -> Case:
        content = make_csv(change_call(**changes), heading=CALL_HEADING, encoding="utf-8-sig")
        return Case(CALLS, name, content, (word,), meaning, kind="calls")

    for word, cell in MOMENTS:
        time = [("called_time", "None")] if cell == "2026/7/7" else []
        yield case(f"架電日時が「{cell}」", word, *time, 架電日時=cell)
    for cell, code in RESULTS.items():
        yield case(f"結果が「{cell}」", "ok" if code else "unknown_result", ("result", code), 架電結果=cell)
    for (day, unclear), cell in PROMISES:
        expected = (("result", "promise"), ("promised_on", day), ("unclear", unclear))
        yield case(f"約束日が「{cell}」", OK, *expected, 架電結果="01", 約束日=cell)
    for day, cells in SAID_DAYS:
        said = (("result", "promise"), ("promised_on", day))
        yield case(f"日を言った約束「{cells['架電結果']}」「{cells['約束日']}」", OK, *said, **cells)
    yield case("前の約束日が残っている行", OK, 約束日="2026/6/20")
    yield case("読めない電話番号", OK, ("phone", "None"), 電話番号="自宅")
    yield case("宛名番号が空白", "missing_taxpayer_id", 宛名番号="")
    apart = join_rows(["宛名番号", "架電日", "時刻", "結果コード"], ["0000123", "R8.7.7", "1400", "21"]).encode("cp932")
    yield Case(CALLS, "日と時刻が別の列", apart, (OK,), (("phone", "None"),), kind="calls")
    beside = [["宛名番号", "1回目", "", "2回目", ""], ["", "日時", "結果", "日時", "結果"]]
    calls = join_rows(*beside, ["0000123", "R8.7.7 14:00", "不在", "R8.7.7 14:00", "不在"]).encode("cp932")
    yield Case(CALLS, "1行に2回分の架電が並ぶ表", calls, (OK, OK), (("phone", "None"),), kind="calls")
    no_time = (("phone", "None"), ("called_time", "None"))
    urged = join_rows(["宛名番号", "催告日", "催告結果", "催告方法"], ["0000123", "R8.7.7", "不在", "電話"]).encode(
        "cp932"
    )
    yield Case(CALLS, "催告日と催告結果", urged, (OK,), no_time, kind="calls")
    visited = join_rows(["宛名番号", "催告日", "催告結果", "催告方法"], ["0000123", "R8.7.7", "不在", "訪問"]).encode(
        "cp932"
    )
    yield Case(CALLS, "訪問の催告", visited, (OK,), (*no_time, ("result", "other")), kind="calls")
    for missing, refusal in (
        ("宛名番号", "no_taxpayer_column"),
        ("架電日時", "no_called_column"),
        ("架電結果", "no_result_column"),
    ):
        names = [name if name != missing else "列X" for name in CALL_HEADING]
        yield Case(CALLS, f"{missing}の列がない", make_csv(CALLED, heading=names), refusal, kind="calls")
    personal = make_csv([*CALLED, "123456789018"], heading=(*CALL_HEADING, "メモ"))
    yield Case(CALLS, "メモに個人番号", personal, "personal_number", kind="calls")
    footer = make_csv(CALLED, ["合計", "1件", "", "", ""], heading=CALL_HEADING)
    yield Case(CALLS, "終わりの行「合計」", footer, (OK,), kind="calls")
    note = make_csv(CALLED, ["※架電は平日のみ", "", "", "", ""], heading=CALL_HEADING)
    yield Case(CALLS, "表の下の注記", note, (OK,), kind="calls")


def _exclusions() -> Iterator[Case]:
    def case(name: str, word: str, *meaning: tuple[str, str], **changes: str) -> Case:
        content = make_csv(change_exclusion(**changes), heading=EXCLUSION_HEADING, encoding="utf-8-sig")
        return Case(EXCLUSIONS, name, content, (word,), meaning, kind="exclusions")

    for cell, ground in GROUNDS.items():
        yield case(f"区分が「{cell}」", OK, ("ground", ground), 除外区分=cell, 除外事由="")
    yield case("区分が 0 で事由がある", OK, 除外区分="0")
    yield case("区分に知らない符号、事由に言葉", OK, 除外区分="7")
    yield case("基準日が空白", OK, ("as_of", "None"), 基準日="")
    yield case("基準日が読めない", OK, ("as_of", "None"), 基準日="7/7")
    yield case("宛名番号が空白", "missing_taxpayer_id", 宛名番号="")
    only = join_rows(["宛名番号", "事由"], ["0000123", "死亡"], ["0000123", "死亡"]).encode("cp932")
    yield Case(EXCLUSIONS, "事由の列だけ", only, (OK, OK), (("as_of", "None"),), kind="exclusions")
    marks = join_rows([*EXCLUSION_HEADING, "支援措置"], [*change_exclusion(除外区分="", 除外事由=""), "○"]).encode(
        "cp932"
    )
    facts: tuple[tuple[str, object], ...] = (("unknown_headings", []),)
    yield Case(EXCLUSIONS, "「支援措置」の列に○", marks, (OK,), (("ground", "city"),), kind="exclusions", facts=facts)
    for missing, refusal in (("宛名番号", "no_taxpayer_column"), ("除外区分", "no_excluded_column")):
        names = [name if name not in (missing, "除外事由") else "列X" for name in EXCLUSION_HEADING]
        yield Case(EXCLUSIONS, f"{missing}の列がない", make_csv(EXCLUDED, heading=names), refusal, kind="exclusions")
    personal = make_csv([*EXCLUDED, "123456789018"], heading=(*EXCLUSION_HEADING, "メモ"))
    yield Case(EXCLUSIONS, "メモに個人番号", personal, "personal_number", kind="exclusions")
