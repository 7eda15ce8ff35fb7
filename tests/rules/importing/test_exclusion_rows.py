from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.cells import is_excluded
from bot.rules.importing.columns import EXCLUSIONS_FILE, build_layout
from bot.rules.importing.exclusion_grounds import ExclusionGround, is_sensitive, read_ground
from bot.rules.importing.exclusion_rows import ExclusionRow, make_exclusion_reader

GOOD = {"宛名番号": "0000123", "除外区分": "1", "除外事由": "死亡", "基準日": "R8.7.7"}
SENSITIVE = ["支援措置", "ＤＶ", "DV等支援措置", "住基支援措置", "ストーカー被害", "児童虐待", "生活保護", "生保",
             "被保護世帯", "閲覧制限", "入院中", "収監中", "成年後見", "障害者", "死亡・支援措置"]  # fmt: skip


def read(**changes: str) -> ExclusionRow:
    row = {name: cell for name, cell in (GOOD | changes).items() if cell != "-"}
    return make_exclusion_reader(build_layout(list(row), EXCLUSIONS_FILE, {}))(3, list(row.values()))


def test_a_complete_exclusion_is_read() -> None:
    assert read() == ExclusionRow(number=3, taxpayer="0000123", as_of=date(2026, 7, 7), ground=ExclusionGround.DECEASED)


@pytest.mark.parametrize("cell", ["", "　", "0", "０", "無", "なし", "×", "転出"])
def test_a_clear_no_or_a_move_is_no_ground(cell: str) -> None:
    assert read_ground(cell) is ExclusionGround.NONE


@pytest.mark.parametrize("cell", ["○", "〇", "1", "１", "有", "あり"])
def test_a_mark_without_a_word_excludes(cell: str) -> None:
    assert read_ground(cell) is ExclusionGround.FLAGGED


@pytest.mark.parametrize(("cell", "ground"), [
    ("死亡", ExclusionGround.DECEASED), ("死亡（R8.4.1）", ExclusionGround.DECEASED),
    ("徴収猶予", ExclusionGround.DEFERRED), ("執行停止", ExclusionGround.SUSPENDED),
    ("破産・受任", ExclusionGround.INSOLVENT), ("分納履行中", ExclusionGround.IN_INSTALMENTS),
    ("差押・担当者対応中", ExclusionGround.OFFICIAL), ("更正予定", ExclusionGround.CORRECTION),
    ("審査請求中", ExclusionGround.APPEAL), ("口座振替", ExclusionGround.DIRECT_DEBIT),
    ("再振替待ち", ExclusionGround.DIRECT_DEBIT), ("市指示", ExclusionGround.CITY),
])  # fmt: skip
def test_known_words_are_grounds(cell: str, ground: ExclusionGround) -> None:
    assert read_ground(cell) is ground


@pytest.mark.parametrize("cell", [
    "9", "要確認", "転出（返戻）", "-", "死亡なし", "A1", "#N/A", "保留", "99", "執行停止解除", "除外しない",
    "差押なし", "?",
])  # fmt: skip
def test_an_unknown_word_excludes_with_an_unknown_ground(cell: str) -> None:
    assert read_ground(cell) is ExclusionGround.UNKNOWN


@given(st.text(max_size=20))
def test_exclusion_files_and_lists_exclude_the_same_words(cell: str) -> None:
    assert (read_ground(cell) is not ExclusionGround.NONE) is is_excluded(cell) or is_sensitive(cell)


@pytest.mark.parametrize("cell", SENSITIVE)
def test_every_sensitive_ground_becomes_the_citys_instruction(cell: str) -> None:
    assert read_ground(cell) is ExclusionGround.CITY
    assert read(除外事由=cell).ground is ExclusionGround.CITY
    assert read(除外区分=cell, 除外事由="死亡").ground is ExclusionGround.CITY
    assert read(除外区分="0", 除外事由=cell).ground is ExclusionGround.CITY


@pytest.mark.parametrize(("flag", "reason", "ground"), [
    ("", "", ExclusionGround.NONE), ("0", "", ExclusionGround.NONE), ("0", "死亡", ExclusionGround.DECEASED),
    ("", "死亡", ExclusionGround.DECEASED), ("1", "", ExclusionGround.FLAGGED),
    ("1", "よくわからない", ExclusionGround.UNKNOWN), ("9", "死亡", ExclusionGround.DECEASED),
    ("9", "", ExclusionGround.UNKNOWN), ("分納", "1", ExclusionGround.IN_INSTALMENTS),
    ("1", "転出", ExclusionGround.FLAGGED),
])  # fmt: skip
def test_a_mark_and_its_word_are_combined(flag: str, reason: str, ground: ExclusionGround) -> None:
    assert read(除外区分=flag, 除外事由=reason).ground is ground


def test_the_column_of_grounds_can_replace_the_column_of_marks() -> None:
    assert read(除外区分="-").ground is ExclusionGround.DECEASED
    with pytest.raises(FileRefused) as refusal:
        read(除外区分="-", 除外事由="-")
    assert refusal.value.code == "no_excluded_column"


@pytest.mark.parametrize(("heading", "cell", "ground"), [
    ("支援措置", "○", ExclusionGround.CITY), ("生活保護フラグ", "1", ExclusionGround.CITY),
    ("支援措置開始日", "2026/4/1", ExclusionGround.CITY), ("死亡", "○", ExclusionGround.DECEASED),
    ("分納", "何か", ExclusionGround.IN_INSTALMENTS), ("支援措置", "", ExclusionGround.NONE),
    ("支援措置", "0", ExclusionGround.NONE), ("障害者控除額", "270000", ExclusionGround.NONE),
    ("介護保険料", "1000", ExclusionGround.NONE), ("被保護者氏名", "山田", ExclusionGround.NONE),
    ("備考", "死亡", ExclusionGround.NONE),
])  # fmt: skip
def test_a_column_named_after_a_ground_excludes(heading: str, cell: str, ground: ExclusionGround) -> None:
    assert read(除外区分="", 除外事由="", **{heading: cell}).ground is ground


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("宛名番号", "", Rejected.MISSING_TAXPAYER_ID),
        ("宛名番号", "1.2E+05", Rejected.BAD_ROW),
        ("基準日", "2026/2/30", Rejected.BAD_DATE),
    ],
)
def test_a_rejected_row_has_only_its_reason(column: str, cell: str, code: Rejected) -> None:
    assert read(**{column: cell}) == ExclusionRow(number=3, rejected=code)


def test_a_repr_contains_no_personal_data() -> None:
    assert "123" not in repr(read())


@given(st.lists(st.text(max_size=12) | st.sampled_from(list(GOOD.values())), min_size=len(GOOD), max_size=len(GOOD)))
def test_no_row_raises_an_error(cells: list[str]) -> None:
    row = make_exclusion_reader(build_layout(list(GOOD), EXCLUSIONS_FILE, {}))(1, cells)
    assert row.rejected or row.taxpayer


@given(st.text(max_size=12), st.sampled_from(SENSITIVE), st.text(max_size=12))
def test_a_sensitive_word_is_found_between_other_text(before: str, word: str, behind: str) -> None:
    cell = f"{before} {word} {behind}"
    if is_sensitive(cell):  # a combining mark behind it may make another letter of the last one
        assert read_ground(cell) is ExclusionGround.CITY
    else:
        assert read_ground(cell) is not ExclusionGround.NONE
