"""Phone numbers written into a text: which there are, whatever their hyphens and brackets."""

import re

_DASH = r"[-‐‑‒–—―−ー]"
_PHONE = re.compile(
    rf"(?<![\d])(?<!\d{_DASH})(?:"
    rf"(?:\+81|0081)[ ]?{_DASH}?\(?0?\)?\d{{1,4}}(?:[ ]?{_DASH}?[ ]?\d{{1,4}}){{2}}"
    rf"|\(0\d{{1,4}}\)[ ]?\d{{1,4}}(?:{_DASH}|[ ])?\d{{3,4}}"
    rf"|0\d{{1,4}}(?:{_DASH}\d{{1,4}}{_DASH}?|\(\d{{1,4}}\)|[ ]\d{{1,4}}[ ])\d{{3,4}}"
    r"|0\d{9,10}"
    r")(?!\d)"
)
_LENGTHS = (10, 11)


def phones(text: str) -> list[str]:
    """The Japanese phone numbers in a text (NFKC-normalised), as digits with their leading zero, in order."""
    found = (national(match[0]) for match in _PHONE.finditer(text))
    return [number for number in found if len(number) in _LENGTHS]


def national(number: str) -> str:
    """A written number as digits with its leading zero; one with +81 is brought home."""
    digits = "".join(character for character in number if character in "0123456789")
    if number.lstrip().startswith("+81"):
        digits = digits[2:]
    elif digits.startswith("0081"):
        digits = digits[4:]
    else:
        return digits
    return "0" + digits.lstrip("0")
