"""The header Retry-After, in seconds or as a date (RFC 9110, 10.2.3)."""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

SHORTEST = 1.0
LONGEST = 300.0
"""Seconds. A year, as one answer may ask for, would silently end a campaign; asking again each five minutes hurts
nobody."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks for, bounded; None where it names no time that can be read.

    A date is measured against the answer's own Date: the provider's clock need not be ours.
    """
    asked = headers.get("retry-after", "").strip()
    seconds = _number(asked)
    if seconds is None:
        seconds = _distance(asked, headers.get("date", ""))
    return None if seconds is None else min(LONGEST, max(SHORTEST, seconds))


def _number(asked: str) -> float | None:
    try:
        seconds = float(asked)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _distance(asked: str, answered: str) -> float | None:
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(answered)).total_seconds()
    except (ValueError, TypeError):
        return None
