"""受付番号: the short number that a message may carry and a caller reads out.

The last digit is a check digit by Damm's method, which notices every single wrong digit and every swap of
neighbours, so that a misheard number finds nobody rather than somebody else.
"""

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
_SHORTEST = 3


def make_ref(number: int) -> str:
    """The 受付番号 of a running number: its digits and the check digit."""
    digits = f"{number:0{_SHORTEST}d}"
    return f"{digits}{_damm_digit(digits)}"


def is_valid_ref(text: str) -> bool:
    """Whether a text is a 受付番号 without a slip."""
    return text.isascii() and text.isdigit() and len(text) > _SHORTEST and _damm_digit(text) == 0


def _damm_digit(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
