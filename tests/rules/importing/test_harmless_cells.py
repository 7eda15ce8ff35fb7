"""Cells of target lists that say nothing against a message, and those beside them that do."""

import pytest

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
