"""Cells of target lists that say nothing against a message, and those beside them that do."""

from datetime import date

import pytest

from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import TARGETS
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("heading", "cell"),
    list_cases(
        ("停止予告", "有", "済", "○"),
        ("支援員", "高橋"),
        ("相談窓口", "収納課"),
        ("保護者名", "山田一郎"),
        ("生保加入", "無", "0"),
        ("分割回数限度", "12"),
        ("口座有無", "無", "0"),
        ("口座振替勧奨", "済", "有"),
        ("口座振替案内", "済"),
        ("障害者控除", "有", "特別", "1"),
        ("住所区分", "市内", "市外"),
        ("電話区分", "携帯"),
        ("世帯主続柄", "世帯主", "妻", "子"),
        ("納税組合", "花和田"),
        ("措置内容コード", "", "0", "00"),
        ("職業", "弁護士", "介護職員"),
        ("差押予告", "済", "有"),
        ("分納有無", "無", "分納無", "分納なし", "していない", "0件", "0回"),
        ("差押有無", "差押なし", "未差押", "0件"),
        ("執行停止", "停止なし", "執行停止なし"),
        ("閲覧制限", "制限なし", "制限無"),
        ("猶予区分", "猶予なし", "徴収猶予なし"),
        ("生活保護", "非受給", "受給なし"),
        ("約束有無", "約束無", "約束なし"),
        ("除外理由", "該当なし", "該当しない"),
    ),
)
def test_a_harmless_column_holds_nobody(heading: str, cell: str) -> None:
    row = TARGETS.read(**{heading: cell})
    assert (row.rejected, row.flagged, row.promised, row.own) == (None, False, False, True)


@pytest.mark.parametrize(
    ("heading", "cell"),
    list_cases(
        ("口座振替", "済"),
        ("措置内容コード", "01", "1"),
        ("差押", "予告後差押"),
        ("分納有無", "分納", "差押なし", "誓約書なし", "解除"),
        ("執行停止", "分納なし", "停止"),
        ("支援措置", "対象外", "連絡先なし"),
        ("相続", "相続人なし"),
        ("未納有無", "未納なし", "0"),
        ("未納期数", "0期"),
        ("除外区分", "除外しない", "差押なし", "対象"),
    ),
)
def test_a_cell_that_could_mean_two_things_holds_its_person(heading: str, cell: str) -> None:
    assert TARGETS.read(**{heading: cell}).flagged


@pytest.mark.parametrize(
    "remark",
    [
        *("12/3 架電済", "口座番号確認", "来月転居予定", "電話は午後希望", "減免非該当"),
        *("R8年度分納付書再発行", "1期分納付書送付", "10月分納付書送付", "R8分納税通知書返送なし", "差押予告書送付済"),
        *("外国籍", "ベトナム国籍 日本語可", "外国人世帯", "障害者控除あり", "介護保険料も未納", "介護職 夜勤あり"),
        *("病院勤務のため日中不在", "後期支援金分含む"),
    ],
)
def test_a_harmless_remark_holds_nobody(remark: str) -> None:
    assert not TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    "remark",
    [
        *(
            "R8年度分納中",
            "分納付書送付",
            "毎月分納付書送付",
            "1期分納付書送付 2期は分納",
            "差押予告後に差押",
            "差押済",
        ),
        *(
            "外国人 DV",
            "精神病院勤務",
            "被保護者",
            "生活保護者",
            "要支援分",
            "障害者",
            "母の介護",
            "入院 介護保険料滞納",
        ),
        *("三郷病院", "減免対象外", "一時保護者", "保護者の携帯"),
    ],
)
def test_a_remark_that_may_name_a_ground_holds_its_person(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    "remark",
    [
        *(
            "12/10振込予定とのこと",
            "12月中に納付",
            "年内一括納付の意向",
            "納付書待ち、届き次第納付",
            "本人の番号ではない",
        ),
        *(
            "出国済",
            "ベトナムへ帰国",
            "住所地に居住実態なし",
            "連絡は書面で",
            "税額変更予定",
            "時効",
            "ﾎﾝﾆﾝｼﾎﾞｳ",
            "ｼﾞｺﾊｻﾝ",
        ),
        *(
            "ブンノウチュウ",
            "入金あり",
            "12/25 12,000円",
            "分割希望",
            "減額申請",
            "施設",
            "グループホーム",
            "姉名義",
            "社用携帯",
        ),
        *(
            "持ち主変更",
            "着拒",
            "NG",
            "競売",
            "任売",
            "換価",
            "即消",
            "民再",
            "調査中",
            "照会中",
            "受給者",
            "来月の年金で",
        ),
        *("月末までに", "もう払ったはず", "番号誤り"),
    ],
)
def test_a_remark_that_keeps_messages_away_is_understood(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(
            (name, "この人は送らないで")
            for name in ("伝達事項", "要望", "本人申出", "記事2", "次回対応", "管理項目", "区分X")
        ),
        *(
            ("コメント", "番号誤り"),
            ("対応履歴", "本人の番号ではない"),
            ("納税者の主張", "払ったはず"),
            ("刑事施設", "○○刑務所"),
        ),
        *(("公示送達", "R8.9.1"), ("文書催告のみ", "1"), ("連絡方法", "手紙のみ"), ("発送区分", "発送しない")),
        *(
            ("状態", "転出（国外）"),
            ("滞納者区分", "相続人不存在"),
            ("滞納者区分", "破産管財人"),
            ("処理状況", "納付確認済"),
        ),
        *(
            ("納付状況", "納付確認待ち"),
            ("処理結果", "解決"),
            ("進捗", "完了"),
            ("11月", "済"),
            ("11月", "納付"),
            ("催告", "停"),
        ),
        *(
            ("送付", "×"),
            ("確認", "NG"),
            ("施設", "○"),
            ("送付先氏名", "弁護士　佐藤"),
            ("送付先氏名", "成年後見人　佐藤花子"),
        ),
        *(("送付先区分", "破産管財人"), ("SMS配信", "OFF"), ("SMS利用", "×"), ("対象者", "外"), ("送信区分", "0")),
        *(
            ("来庁予定日", "R8.12.25"),
            ("約束件数", "1"),
            ("納付意思", "有"),
            ("約束内容", "12月末一括"),
            ("履行状況", "履行中"),
        ),
        *(("SMS送信結果", "不達"), ("SMS送信結果", "エラー（番号なし）"), ("前回SMS結果", "受信拒否")),
        *(("使用状況", cell) for cell in ("解約", "使われていない", "別人使用", "着信拒否", "停止中")),
        *(("氏名", name) for name in ("納税太郎（施設）", "納税太郎(除)", "×納税太郎", "納税太郎※", "除）納税太郎")),
    ],
)
def test_a_column_that_keeps_messages_away_is_understood(heading: str, cell: str) -> None:
    assert TARGETS.read(**{heading: cell}).flagged


@pytest.mark.parametrize("heading", ["前回納付", "収納履歴", "納付履歴", "今期納付日"])
def test_a_day_of_a_payment_is_read(heading: str) -> None:
    assert TARGETS.read(**{heading: "R8.7.1"}).last_paid_on is not None


def test_nothing_that_is_left_to_pay_is_read() -> None:
    assert TARGETS.read(差引残="0").amount == 0


@pytest.mark.parametrize(("day", "is_held"), [("R8.7.1", True), ("R8.5.1", False), ("", False)])
def test_a_message_of_another_system_keeps_another_one_away(day: str, *, is_held: bool) -> None:
    cells = {**TARGETS.cells, "前回SMS送信日": day}
    read_row = TARGETS.make_reader(cells, RowContext(today=date(2026, 7, 7)))
    assert read_row(3, list(cells.values())).flagged is is_held


@pytest.mark.parametrize("heading", ["時効完成日", "時効完成年月日", "時効日"])
@pytest.mark.parametrize(("day", "is_held"), [("R13.7.1", False), ("R8.7.1", True), ("", False), ("完成", True)])
def test_a_debt_that_lapses_on_a_day_to_come_excludes_nobody(heading: str, day: str, *, is_held: bool) -> None:
    cells = {**TARGETS.cells, heading: day}
    read_row = TARGETS.make_reader(cells, RowContext(today=date(2026, 7, 7)))
    assert read_row(3, list(cells.values())).flagged is is_held


@pytest.mark.parametrize("mark", ["×", "除", "済", "外", "レ", "妻", "NG", "死亡", "○"])
def test_a_mark_below_a_blank_heading_holds_its_person(mark: str) -> None:
    read_row = TARGETS.make_reader(["", *TARGETS.cells])
    assert read_row(3, [mark, *TARGETS.cells.values()]).flagged
    for harmless in ("", "1", "12", "三郷1丁目", "収納課"):
        assert not read_row(3, [harmless, *TARGETS.cells.values()]).flagged
