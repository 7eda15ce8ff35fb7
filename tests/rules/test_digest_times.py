"""Times at which digests are due."""

import pytest

from bot.rules.digests import DigestTime, parse_digest_time


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("mon-fri 09:00", DigestTime("mon-fri", None, 9, 0)),
        ("Mon,Thu 9:05", DigestTime("mon,thu", None, 9, 5)),
        ("sun 23:59", DigestTime("sun", None, 23, 59)),
        (" 1 09:00 ", DigestTime(None, 1, 9, 0)),
        ("28 00:00", DigestTime(None, 28, 0, 0)),
    ],
)
def test_weekdays_and_days_of_the_month_are_parsed(text: str, timing: DigestTime) -> None:
    assert parse_digest_time(text) == timing


@pytest.mark.parametrize(
    "text",
    [
        *("", "09:00", "mon", "mon-fri 24:00", "mon 9:60", "everyday 09:00"),
        *("0 09:00", "29 09:00", "31 09:00", "1,15 09:00"),
    ],
)
def test_an_invalid_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_digest_time(text)
