import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.cells import (
    MAX_YEN,
    Yen,
    is_excluded,
    is_reversal,
    normalise_taxpayer,
    read_count,
    read_taxpayer,
    read_yen,
)
from tests.tables import list_cases


def test_a_plain_amount_is_not_a_correction() -> None:
    assert read_yen("12000") == Yen(12000, formatted=False)


@pytest.mark.parametrize(
    "cell",
    [
        "12,000",
        "12000円",
        "￥12,000",
        "¥12000",
        "１２０００",
        "１２，０００円",
        "12000.0",
        "￥12,000-",
        "12,000 円",
        "12,000円也",
        "金12,000円也",
        "¥12,000.-",
    ],
)
def test_a_formatted_amount_is_a_correction(cell: str) -> None:
    read = read_yen(cell)
    assert isinstance(read, Yen)
    assert (read.amount, read.corrected) == (12000, (Corrected.AMOUNT_FORMATTED,))


@pytest.mark.parametrize(
    "cell",
    [
        *("-1000", "▲1000", "(1000)", "1.5", "1e5", "1E+05", "1,00", "12,0000", "1000000001"),
        *("円", "約1000", "٣", "1000円2000円", "12 000", "12000\n3000", "12000-", "12000.-"),
        *("3万円", "3.5万円", "3万5千円", "12千円", "12,000也", "金", "12,000円也円"),
    ],
)
def test_an_uncertain_amount_is_a_fault(cell: str) -> None:
    assert read_yen(cell) is Rejected.BAD_AMOUNT


def test_a_blank_amount_is_none_and_zero_is_an_amount() -> None:
    for cell in ("　", "-", "無", "NULL"):
        assert read_yen(cell) is None
    assert read_yen("0") == Yen(0, formatted=False)


@given(st.integers(0, MAX_YEN), st.sampled_from(["{}", "{:,}", "{:,}円", "￥{:,}"]))
def test_every_formatted_amount_is_read_correctly(amount: int, form: str) -> None:
    read = read_yen(form.format(amount))
    assert isinstance(read, Yen)
    assert read.amount == amount


@given(st.text(max_size=20))
def test_no_text_in_a_cell_raises_an_error(cell: str) -> None:
    read = read_yen(cell)
    assert read is None or read is Rejected.BAD_AMOUNT or (isinstance(read, Yen) and 0 <= read.amount <= MAX_YEN)
    assert isinstance(read_count(cell), int | Rejected)
    assert isinstance(read_taxpayer(cell), str)
    assert isinstance(is_excluded(cell), bool)


@pytest.mark.parametrize(
    ("count", "cell"),
    list_cases(
        (0, "", "-", "無"), (2, "2", "２回", "2.0"), (3, "03"), (Rejected.BAD_ROW, "-1", "1.5", "二回", "12345", "2 3")
    ),
)
def test_counts_are_read_in_all_usual_formats(count: int | Rejected, cell: str) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize(
    ("excludes", "cell"),
    list_cases(
        (False, "", " ", "0", "０", "00000000", "無", "なし", "×", "転出", "-", "ー"),
        (True, "1", "○", "有", "死亡", "分納中", "x", "?", "転出・死亡", "*"),
    ),
)
def test_every_word_except_a_clear_no_excludes(excludes: bool, cell: str) -> None:
    assert is_excluded(cell) is excludes


@pytest.mark.parametrize(
    ("reversal", "cell"),
    list_cases((False, "", "0", "通常", "９", "黒", "未取消", "N"), (True, "1", "取消", "赤", "Y")),
)
def test_an_unknown_reversal_code_leaves_the_payment_standing(reversal: bool, cell: str) -> None:
    assert is_reversal(cell) is reversal


@pytest.mark.parametrize(
    ("taxpayer", "cell"),
    list_cases(
        ("0012345", "0012345", " ００１２３４５ "),
        ("12345", "12345.0"),
        ("A-012", "a-012"),
        (
            "1000001",
            "1,000,001",
            "\u200b1000001",
            "No.1000001",
            "№1000001",
            "ID:1000001",
            "#1000001",
            "宛名番号:1000001",
        ),
        ("1000001", "1000001番", "1000001号", "*1000001", "*1000001*", "※1000001", "(1000001)", "1000001-", "-1000001"),
        ("1000001-0", "1000001-0", "No.1000001-0"),
        *[(taxpayer, taxpayer) for taxpayer in ("99", "999999999", "900", "NO.A12", "NOA-12")],
        (Rejected.MISSING_TAXPAYER_ID, "", "不明", "0000000000", "NULL", "―", "***", "9999999999", "009999999999"),
        (Rejected.BAD_ROW, "1.2E+09", "1001\n1002"),
    ),
)
def test_taxpayer_ids_are_normalised(taxpayer: str, cell: str) -> None:
    assert read_taxpayer(cell) == taxpayer


def test_leading_zeros_of_a_taxpayer_id_are_ignored() -> None:
    assert normalise_taxpayer("0012345") == normalise_taxpayer("12345")
    assert normalise_taxpayer("A012") != normalise_taxpayer("A12")
    assert normalise_taxpayer("000") == "0"


@pytest.mark.parametrize(
    ("taxpayer", "writing"),
    list_cases(("1000001", "1000-001", "0001000-001", "1000001", "1000‐001", "100-00-01"), ("10000010", "1000001-0")),
)
def test_hyphens_within_a_taxpayer_id_are_ignored(taxpayer: str, writing: str) -> None:
    assert normalise_taxpayer(writing) == taxpayer


def test_short_parts_of_a_taxpayer_id_are_no_other_persons_id() -> None:
    assert normalise_taxpayer("1-23") != normalise_taxpayer("12-3")
    assert normalise_taxpayer("A-012") != normalise_taxpayer("A012")
