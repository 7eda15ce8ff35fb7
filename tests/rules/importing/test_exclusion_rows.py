from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.rules.importing.cells import is_excluded
from bot.rules.importing.exclusion_grounds import ExclusionGround as Ground
from bot.rules.importing.exclusion_grounds import is_sensitive, read_ground
from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import EXCLUSIONS, TARGETS
from tests.tables import list_cases

SENSITIVE = [
    *("支援措置", "ＤＶ", "DV等支援措置", "住基支援措置", "ストーカー被害", "児童虐待", "死亡・支援措置"),
    *("生活保護", "生保", "被保護世帯", "閲覧制限", "入院中", "収監中", "成年後見", "障害者"),
]


@pytest.mark.parametrize(
    ("ground", "cell"),
    list_cases(
        (Ground.NONE, "", "　", "0", "０", "無", "なし", "×", "転出", "-"),
        (Ground.FLAGGED, "○", "〇", "1", "１", "有", "あり"),
        (Ground.DECEASED, "死亡", "死亡（R8.4.1）"),
        (Ground.DEFERRED, "徴収猶予"),
        (Ground.SUSPENDED, "執行停止"),
        (Ground.INSOLVENT, "破産・受任"),
        (Ground.IN_INSTALMENTS, "分納履行中"),
        (Ground.OFFICIAL, "差押・担当者対応中"),
        (Ground.CORRECTION, "更正予定"),
        (Ground.APPEAL, "審査請求中"),
        (Ground.DIRECT_DEBIT, "口座振替", "再振替待ち"),
        (Ground.CITY, "市指示"),
        (Ground.UNKNOWN, "9", "99", "A1", "*", "?", "#N/A", "要確認", "保留", "転出（返戻）"),
        (Ground.UNKNOWN, "死亡なし", "執行停止解除", "除外しない", "差押なし"),
    ),
)
def test_marks_and_words_are_grounds_and_every_other_text_is_an_unknown_ground(ground: Ground, cell: str) -> None:
    assert read_ground(cell) is ground


@given(st.text(max_size=20))
def test_exclusion_files_and_lists_exclude_the_same_words(cell: str) -> None:
    assert (read_ground(cell) is not Ground.NONE) is is_excluded(cell) or is_sensitive(cell)


@pytest.mark.parametrize("cell", SENSITIVE)
def test_every_sensitive_ground_becomes_the_citys_instruction(cell: str) -> None:
    assert read_ground(cell) is Ground.CITY
    assert EXCLUSIONS.read(除外事由=cell).ground is Ground.CITY
    assert EXCLUSIONS.read(除外区分=cell, 除外事由="死亡").ground is Ground.CITY
    assert EXCLUSIONS.read(除外区分="0", 除外事由=cell).ground is Ground.CITY


@pytest.mark.parametrize(
    ("ground", "cells"),
    list_cases(
        (Ground.NONE, ("", ""), ("0", "")),
        (Ground.DECEASED, ("0", "死亡"), ("", "死亡"), ("9", "死亡")),
        (Ground.FLAGGED, ("1", ""), ("1", "転出")),
        (Ground.UNKNOWN, ("1", "よくわからない"), ("9", "")),
        (Ground.IN_INSTALMENTS, ("分納", "1")),
    ),
)
def test_a_mark_and_its_word_are_combined(ground: Ground, cells: tuple[str, str]) -> None:
    assert EXCLUSIONS.read(除外区分=cells[0], 除外事由=cells[1]).ground is ground


def test_the_column_of_grounds_can_replace_the_column_of_marks() -> None:
    assert EXCLUSIONS.read(除外区分=None).ground is Ground.DECEASED


def test_a_file_of_people_alone_excludes_everybody_and_one_with_other_columns_is_refused() -> None:
    for more in (
        {"氏名": "山田"},
        {"開始日": "2026/4/1", "終了日": "2027/3/31"},
        {"備考": "4月から"},
        {"No.": "1", "電話番号": "x"},
    ):
        assert EXCLUSIONS.read(除外区分=None, 除外事由=None, **more).ground is Ground.FLAGGED
    with pytest.raises(FileRefused, match="no_excluded_column"):
        EXCLUSIONS.read(除外区分=None, 除外事由=None, 金額="12000")


TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("is_excluded_now", "row"),
    list_cases(
        (True, ("終了日", ""), ("終了日", "9999/12/31"), ("終了日", "2026/11/30"), ("除外終了年月日", "2027/3/31")),
        (True, ("停止終了日", "不明"), ("有効期限", "0000/00/00"), ("終了時刻", "2026/10/31")),
        (False, ("終了日", "2026/11/29"), ("除外終了年月日", "R8.10.31"), ("適用期間（至）", "20261031")),
        (False, ("除外有効期限", "2026/10/31"), ("除外解除日", "2026/10/31")),
    ),
)
def test_an_exclusion_that_has_ended_does_not_exclude(is_excluded_now: bool, row: tuple[str, str]) -> None:
    cells = {"宛名番号": "0000123", "除外理由": "分納", row[0]: row[1]}
    read = EXCLUSIONS.make_reader(cells, RowContext(today=TODAY))
    assert (read(2, [*cells.values()]).ground is not Ground.NONE) is is_excluded_now
    assert read(2, ["0000123", "死亡", row[1]]).ground is Ground.DECEASED
    assert EXCLUSIONS.make_reader(cells)(2, [*cells.values()]).ground is not Ground.NONE  # the day is not known


@pytest.mark.parametrize(
    ("is_excluded_now", "days"),
    list_cases(
        (False, ("2026/10/31", ""), ("", "2026/10/31")),
        (True, ("2026/12/31", ""), ("2026/12/31", "2026/10/31"), ("", ""), ("2026/10/31", "未定")),
    ),
)
def test_a_blank_day_of_lifting_leaves_the_end_as_it_is(is_excluded_now: bool, days: tuple[str, str]) -> None:
    cells = {"宛名番号": "0000123", "除外理由": "分納", "終了日": days[0], "解除日": days[1]}
    read = EXCLUSIONS.make_reader(cells, RowContext(today=TODAY))
    assert (read(2, [*cells.values()]).ground is not Ground.NONE) is is_excluded_now


def test_of_two_days_of_an_end_it_is_not_certain_which_one_counts() -> None:
    cells = {"宛名番号": "0000123", "除外理由": "分納", "停止終了日": "2026/10/31", "保留終了日": ""}
    read = EXCLUSIONS.make_reader(cells, RowContext(today=TODAY))
    assert read(2, [*cells.values()]).ground is Ground.IN_INSTALMENTS


@pytest.mark.parametrize(("ground", "cell"), [(Ground.NONE, "転出"), (Ground.NONE, "転居"), (Ground.DECEASED, "死亡")])
def test_whoever_moved_is_not_excluded_by_a_file_of_reasons_of_moves(ground: Ground, cell: str) -> None:
    cells = {"宛名番号": "0000123", "異動事由": cell}
    assert EXCLUSIONS.make_reader(cells)(2, [*cells.values()]).ground is ground


@pytest.mark.parametrize(
    ("ground", "column"),
    list_cases(
        (Ground.CITY, ("支援措置", "○"), ("生活保護フラグ", "1"), ("支援措置開始日", "2026/4/1")),
        (Ground.DECEASED, ("死亡", "○"), ("死亡年月日", "R8.4.1")),
        (Ground.IN_INSTALMENTS, ("分納", "何か"), ("分納誓約区分", "1")),
        (Ground.OFFICIAL, ("相談中", "1")),
        (Ground.SUSPENDED, ("停止区分", "2")),
        (
            Ground.NONE,
            ("支援措置", ""),
            ("支援措置", "0"),
            ("死亡年月日", "0000000"),
            ("支援措置", "非該当"),
            ("障害者控除額", "270000"),
            ("介護保険料", "1000"),
        ),
        (Ground.NONE, ("被保護者氏名", "山田"), ("備考", "不在がち")),
    ),
)
def test_a_column_named_after_a_ground_excludes(ground: Ground, column: tuple[str, str]) -> None:
    assert EXCLUSIONS.read(除外区分="", 除外事由="", **dict([column])).ground is ground


@pytest.mark.parametrize(
    ("excludes", "heading", "cell"),
    [
        *(
            (True, heading, "1")
            for heading in ("除外区分1", "執行停止｜区分", "処分状況｜執行停止", "執行停止の有無", "徴収猶予等")
        ),
        *(
            (True, heading, "1")
            for heading in ("破産・民事再生", "死亡/転出", "停止事由コード", "滞納処分の停止", "分納履行中", "受任通知")
        ),
        *(
            (True, heading, "1")
            for heading in ("差押種別", "減免申請中", "不納欠損", "発行抑止", "住所秘匿", "催告対象外", "完納区分")
        ),
        *(
            (True, heading, "2026/4/1")
            for heading in ("破産手続開始日", "徴収猶予終了日", "催告停止期間", "除外開始日")
        ),
        *((True, "異動事由", cell) for cell in ("死亡", "支援措置")),
        *((False, "異動事由", cell) for cell in ("転居", "1", "")),
        *(
            (False, heading, "3,000")
            for heading in ("介護分（円）", "後期高齢者支援金分", "介護保険料（未納）", "徴収猶予")
        ),
        *(
            (False, heading, "日本")
            for heading in ("国籍", "外国人区分", "保護者", "支援担当", "差押予告日", "死亡保険")
        ),
        *((False, "口座振替区分", cell) for cell in ("納付書", "自主納付", "2", "0")),
        (True, "口座振替区分", "1"),
        *(
            (False, "執行停止", cell)
            for cell in ("N", "false", "いいえ", "ナシ", "未設定", "（なし）", "0.0", "0:無", "00:該当なし")
        ),
    ],
)
def test_a_word_in_a_heading_makes_a_column_of_marks(excludes: bool, heading: str, cell: str) -> None:
    row = EXCLUSIONS.read(除外区分="", 除外事由="", **{heading: cell})
    assert (row.ground is not Ground.NONE) is excludes


@pytest.mark.parametrize(
    ("excludes", "heading", "cells"),
    [
        *(
            (True, heading, "× 0 否 無 不可 NG no 対象外 拒否 なし ？ 9")
            for heading in ("SMS可否", "送信対象", "架電可否", "ＳＭＳ同意", "送信｜可否")
        ),
        *(
            (False, heading, "○ 1 可 有 あり OK 対象 同意 済")
            for heading in ("SMS送信可否", "催告対象", "電話可", "同意有無")
        ),
        *(
            (True, heading, "5,000 12 0003 あり")
            for heading in ("分納額", "分納｜回数", "分納残回数", "差押番号", "分納金額（円）")
        ),
        *((False, heading, "0 000 - なし 0円 0.0") for heading in ("分納額", "差押番号", "分納｜回数")),
        *(
            (True, heading, "山田花子")
            for heading in ("相続人氏名", "相続人代表者名", "納税管理人氏名", "成年後見人氏名", "相続人｜氏名")
        ),
        *(
            (True, heading, "1 ○ 2026/4/1")
            for heading in ("執停区分", "納期限延長", "滞納処分中", "捜索", "課税取消", "還付予定", "本人拒否")
        ),
        *(
            (True, heading, "1")
            for heading in ("返戻", "公示送達日", "行方不明", "要確認", "見守り対象", "SMS送信不可", "配慮事項｜支援")
        ),
        *((False, heading, "未該当 非 一般 正常 不要 未 0（無）") for heading in ("支援措置", "執行停止区分", "差押")),
        *((True, heading, "不要 送信しない 停止") for heading in ("SMS送信", "送信区分", "架電区分")),
        *((False, heading, "1 する 通常 03") for heading in ("SMS送信", "送信区分")),
        *(
            (True, heading, "1 ○ 要")
            for heading in (
                *("住基支援", "措置", "配慮区分", "情報開示制限", "要支援者", "警告フラグ", "更正処理中", "賦課誤り"),
                *("延納区分", "災害等延長", "清算中", "除籍日", "ｼﾂｺｳﾃｲｼｸﾌﾞﾝ", "ｼｯｺｳﾃｲｼｸﾌﾞﾝ"),
            )
        ),
        (True, "生活状況", "生保受給"),
        (True, "時効区分", "時効完成"),
        (True, "住所区分", "国外"),
        *((False, heading, "市内 1 -") for heading in ("生活状況", "時効区分", "住所区分")),
        (True, "最終折衝区分", "約束 納付約束あり 死亡"),
        (False, "最終折衝区分", "不在 電話 1"),
        (True, "当月納付額", "12000"),
        (False, "当月納付額", "0"),
        (False, "執行停止年月日", "0000/00/00 該当無 該当せず なし（0） 0なし / 1900/01/00"),
        (True, "架電不要", "不要"),
        *(
            (
                True,
                heading,
                "R7.12没 亡 Ｄ・Ｖ ㊙ 電話× 電話ＮＧ 架電ストップ 抜く 課長指示あり 12/20まで待つ 11/25入金確認 "
                "分割で納付中 SMS送るな 電話しないで 納付確認済",
            )
            for heading in ("備考", "その他", "申送り", "remarks")
        ),
        (
            True,
            "項目甲",
            "死亡（R8.4.2） 【DV】 DV支援 分納中（月5千） 執行停止（4項） 弁護士委任",
        ),
        (True, "項目甲", "納付済み 番号違い 生活保護受給中 送信しない 死"),
        *(
            (True, heading, "1 ○")
            for heading in (
                "オプトアウト",
                "ブラックリスト",
                "電話NG",
                "SMS送信NG",
                "文書のみ",
                "送信しない",
                "送らない",
            )
        ),
        *(
            (True, heading, "1 ○")
            for heading in ("取扱注意", "加害者情報", "宛名注意コード", "15条の7", "介入通知", "納付計画", "口座登録")
        ),
        *((True, heading, "× 否") for heading in ("ＳＭＳ", "SMS配信", "送信", "対象")),
        *((True, heading, "死 故人 亡") for heading in ("生死", "生存区分", "個人状態")),
        *((True, heading, "済 ○") for heading in ("納付", "支払", "納付確認", "領収済")),
        *(
            (True, heading, "入金済 消込済 マル秘 発行禁止")
            for heading in ("入金状況", "消込状況", "取扱区分", "証明発行")
        ),
        *((True, heading, "0 無") for heading in ("未納有無", "未納期数", "未納件数")),
        *((True, heading, "R8.12.25") for heading in ("没年月日", "振替日")),
        *((False, heading, "有 2 1") for heading in ("未納有無", "未納期数")),
        *((False, heading, "未済 未納 1 納付書") for heading in ("納付", "入金状況")),
        *((False, heading, "○ 1 する") for heading in ("ＳＭＳ", "送信", "対象")),
        *((True, heading, "1") for heading in ("SMSｷｮﾋﾌﾗｸﾞ", "ｹﾞﾝﾒﾝｸﾌﾞﾝ", "ｺｳﾌﾘ", "ﾌﾞﾝﾉｳｶｲｼﾋﾞ")),
        *((False, heading, "5130601 1") for heading in ("時効完成予定日", "時効完成予定年月日", "停止期間満了日")),
        *(
            (True, heading, "死亡 分納中 執行停止 徴収猶予 職権消除（死亡）")
            for heading in ("住民区分", "滞納状況", "状態", "ステータス")
        ),
        *((True, heading, "催告停止 口座振替 完納") for heading in ("納付方法", "対応方針", "処分区分")),
        *(
            (False, heading, "現存 住民 転居 納付書 1 通常 死亡ではない")
            for heading in ("住民区分", "納付方法", "異動事由")
        ),
        *(
            (
                True,
                heading,
                "R8.4死亡 DV被害者連絡厳禁 連絡不可 弁護士受任 死亡確認済 相続人なし 電話しないこと 番号違い 7/20約束",
            )
            for heading in ("備考", "特記事項", "折衝内容")
        ),
        *((False, heading, "4月に電話あり 不在がち 死亡ではない 苦情なし") for heading in ("備考", "メモ")),
        *(
            (True, heading, "番号違い 欠番 納付約束 本人死亡 分納相談 弁護士受任")
            for heading in ("最終架電結果", "前回結果", "1回目結果")
        ),
        *((False, heading, "不在 家族 21 1 本人") for heading in ("最終架電結果", "前回結果")),
        *((True, heading, "死亡 分納中 執行停止 本人死亡 送信拒否") for heading in ("区分X", "予備1", "管理項目")),
        *((False, heading, "死亡保険 分納の案内 東京都 停留所前 1") for heading in ("区分X", "予備1")),
    ],
)
def test_what_columns_of_a_persons_case_say(excludes: bool, heading: str, cells: str) -> None:
    for cell in cells.split():
        row = EXCLUSIONS.read(除外区分="", 除外事由="", **{heading: cell})
        assert (row.ground is not Ground.NONE) is excludes, cell
        assert (TARGETS.read(**{heading: cell}).flagged) is excludes, cell


@pytest.mark.parametrize(
    "cells",
    [
        "死亡 死去 逝去 相続 滞納処分の執行停止 処分停止 徴収猶予 換価の猶予 破産 民事再生 債務整理 会社更生",
        "弁護士受任 分納 分割納付 納付誓約",
        "差押 差押え 参加差押 交付要求 口座振替 口振 再振替 生活保護 生保 支援措置 DV ｄｖ 催告停止",
        "架電禁止 連絡不可 電話拒否 送信不要",
        "SMS保留 送付対象外 除外 完納 不納欠損 即時消滅 減免 審査請求 不服申立 相談中 折衝中 交渉中 担当者対応",
        "行方不明 居所不明 公示送達",
        "国外転出 収監 服役 入院 施設入所 要注意 市指示 本人死亡 分納中 口座振替申請中 死\u200b亡",
    ],
)
def test_a_word_for_a_ground_excludes_as_a_whole_cell_of_any_column(cells: str) -> None:
    for cell in cells.split():
        assert TARGETS.read(項目甲=cell, 項目乙="x").flagged, cell
        assert not TARGETS.read(地区=f"{cell}前の町", 項目乙="x").flagged, cell


@given(st.text(max_size=12), st.sampled_from(SENSITIVE), st.text(max_size=12))
def test_a_sensitive_word_is_found_between_other_text(before: str, word: str, behind: str) -> None:
    cell = f"{before} {word} {behind}"
    if is_sensitive(cell):  # a combining mark behind it may make another letter of the last one
        assert read_ground(cell) is Ground.CITY
    else:
        assert read_ground(cell) is not Ground.NONE


@pytest.mark.parametrize(
    ("ground", "cell"),
    [(Ground.UNKNOWN, "○"), (Ground.UNKNOWN, "外国語"), (Ground.NONE, ""), (Ground.NONE, "なし")],
)
@pytest.mark.parametrize("heading", ["その他", "その他（理由）", "その他事由"])
def test_a_ground_without_a_column_of_its_own_excludes_and_is_asked_about(
    ground: Ground, cell: str, heading: str
) -> None:
    assert EXCLUSIONS.read(除外区分=None, 除外事由=None, 死亡="", 分納="", **{heading: cell}).ground is ground
