"""受付番号: a short number in a message that the recipient tells the office on the phone.

The last digit is a check digit by the Damm algorithm (https://en.wikipedia.org/wiki/Damm_algorithm). It detects every
single wrong digit and every swap of adjacent digits, so a wrong number matches nobody.
"""

import re
import unicodedata

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_MIN_DIGITS = 3


def make_ref(number: int) -> str:
    """The 受付番号 of a serial number: its digits and the check digit."""
    digits = f"{number:0{_MIN_DIGITS}d}"
    return f"{digits}{_compute_check_digit(digits)}"


def make_test_ref(length: int) -> str:
    """The 受付番号 of a test message: zeros alone, which is nobody's, since serial numbers begin at 1."""
    return "0" * max(length, _MIN_DIGITS + 1)


def is_test_ref(ref: str) -> bool:
    """Whether a 受付番号 is that of test messages."""
    return not ref.strip("0")


def is_valid_ref(text: str) -> bool:
    """Whether a text is a 受付番号 with a correct check digit."""
    return text.isascii() and text.isdigit() and len(text) > _MIN_DIGITS and _compute_check_digit(text) == 0


def read_ref(text: str) -> str | None:
    """Read a 受付番号 as somebody typed it: full-width digits, blanks and hyphens. None if it cannot be one."""
    digits = re.sub(r"[\s‐-―ー−-]", "", unicodedata.normalize("NFKC", text)).removeprefix("受付番号")
    return digits if is_valid_ref(digits) else None


def _compute_check_digit(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
