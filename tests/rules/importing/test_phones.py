import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.phones import Phone, read_phone
from tests.tables import list_cases

ZERO, WIDE, PLUS = Corrected.PHONE_ZERO_RESTORED, Corrected.PHONE_FULLWIDTH, Corrected.PHONE_PLUS81


@pytest.mark.parametrize(
    ("corrected", "cell"),
    list_cases(
        ((), "09012345678", "090-1234-5678", "(090) 1234 5678", "090\u20101234\u22125678", "090－1234ー5678"),
        ((), "\u202a090\u00a01234\u30005678\u202c", '="09012345678"', "'09012345678"),
        ((), "090.1234.5678", "TEL 090-1234-5678", "ＴＥＬ：090-1234-5678", "090\u00ad1234\u20605678"),
        ((ZERO,), "9012345678", "90-1234-5678", "9012345678.0"),
        ((WIDE,), "０９０－１２３４－５６７８"),
        ((PLUS,), "+81 90-1234-5678", "+81(0)90-1234-5678", "00819012345678", "819012345678"),
        ((WIDE, ZERO), "９０1-2345-678"),
        ((WIDE, PLUS), "＋８１９０１２３４５６７８"),
    ),
)
def test_a_number_is_read_in_all_usual_formats(corrected: tuple[Corrected, ...], cell: str) -> None:
    assert read_phone(cell) == Phone("09012345678", mobile=True, corrected=corrected)


@pytest.mark.parametrize(
    ("mobile", "cell"),
    list_cases(
        (True, "06012345678", "07012345678", "08012345678", "09012345678"),
        (False, "048-953-1111", "0312345678", "05012345678", "0120-123-456", "08001234567", "0570012345"),
        (False, "02012345678"),
    ),
)
def test_only_numbers_of_mobile_prefixes_are_mobile(mobile: bool, cell: str) -> None:
    assert read_phone(cell) == Phone(cell.replace("-", ""), mobile=mobile)


def test_the_leading_zero_of_a_landline_is_restored() -> None:
    assert read_phone("489531111") == Phone("0489531111", mobile=False, corrected=(ZERO,))


def test_a_foreign_number_keeps_its_plus_and_is_not_mobile() -> None:
    assert read_phone("+1 202-555-0123") == Phone("+12025550123", mobile=False)


@pytest.mark.parametrize(
    ("reason", "cell"),
    list_cases(
        (Rejected.MISSING_PHONE, "", "　", "不明", "なし", "-", "ー", "未登録", "N/A", "（無）"),
        (Rejected.MISSING_PHONE, "000-0000-0000", "***", "NULL"),
        (Rejected.INVALID_PHONE, "9.01E+09", "9012345678.5", "0901234567", "0601234567", "090123456789"),
        (Rejected.INVALID_PHONE, "09001234567", "110", "FAX 0489531111", "123456789012", "090123４567٨", "#####"),
        (Rejected.INVALID_PHONE, "09012345678 08012345678", "09012345678/08012345678", "09012345678、0489531111"),
        (Rejected.INVALID_PHONE, "09012345678(自宅)"),
    ),
)
def test_a_cell_that_is_not_exactly_one_number_is_missing_or_invalid(reason: Rejected, cell: str) -> None:
    assert read_phone(cell) is reason


def test_a_repr_does_not_contain_the_number() -> None:
    assert "12345678" not in repr(read_phone("09012345678"))


@given(st.text(max_size=40))
def test_no_text_raises_an_error_or_adds_digits(cell: str) -> None:
    read = read_phone(cell)
    if isinstance(read, Phone):
        seen = [sign for sign in cell if sign.isdecimal()]
        assert len(read.digits.lstrip("+0")) <= len(seen)


@given(
    st.from_regex(r"0[6-9]0[1-9][0-9]{7}", fullmatch=True),
    st.sampled_from(["{0}-{1}-{2}", "{0} {1} {2}", "({0}){1}-{2}", "{0}−{1}−{2}", " {0}{1}{2}　", "+81{0}{1}{2}"]),
)
def test_separators_do_not_change_a_number(digits: str, form: str) -> None:
    read = read_phone(form.format(digits[:3], digits[3:7], digits[7:]))
    assert isinstance(read, Phone)
    assert (read.digits, read.mobile) == (digits, True)
