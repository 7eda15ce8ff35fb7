import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.rules.importing.cells import is_excluded
from bot.rules.importing.exclusion_grounds import ExclusionGround as Ground
from bot.rules.importing.exclusion_grounds import is_sensitive, read_ground
from tests.rules.importing.rows import EXCLUSIONS
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
    assert EXCLUSIONS.read(除外区分=None, 除外事由=None, 氏名="山田").ground is Ground.FLAGGED
    with pytest.raises(FileRefused, match="no_excluded_column"):
        EXCLUSIONS.read(除外区分=None, 除外事由=None, 金額="12000")


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
        (Ground.NONE, ("被保護者氏名", "山田"), ("備考", "死亡")),
    ),
)
def test_a_column_named_after_a_ground_excludes(ground: Ground, column: tuple[str, str]) -> None:
    assert EXCLUSIONS.read(除外区分="", 除外事由="", **dict([column])).ground is ground


@given(st.text(max_size=12), st.sampled_from(SENSITIVE), st.text(max_size=12))
def test_a_sensitive_word_is_found_between_other_text(before: str, word: str, behind: str) -> None:
    cell = f"{before} {word} {behind}"
    if is_sensitive(cell):  # a combining mark behind it may make another letter of the last one
        assert read_ground(cell) is Ground.CITY
    else:
        assert read_ground(cell) is not Ground.NONE
