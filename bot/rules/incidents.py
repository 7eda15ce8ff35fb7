"""The law's reporting clock of an incident.

A city reports a leak of personal information that it holds to the Personal Information Protection Commission, and
informs the persons (個人情報の保護に関する法律 68条, https://laws.e-gov.go.jp/law/415AC0000000057; 施行規則 43条～45条,
https://laws.e-gov.go.jp/law/428M60020000003). It does so promptly (速報), which the commission's guideline reads as
within about three to five days (通則編 3-5-3-3, https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/), and
finally (確報) within 30 days, or 60 where a wrongful purpose is suspected. The day on which the city knew of it counts
as the first day, and a deadline is not moved for a weekend: the earliest reading.
"""

from datetime import date, timedelta

from bot.model.incidents import Deadline, Deadlines

_PROMPT_DAYS = (3, 5)
_FINAL_DAYS, _FINAL_DAYS_WRONGFUL = 30, 60
REPORTABLE_PEOPLE = 100
"""A leak about more people than these must be reported whatever it contains (施行規則 43条4号)."""


def compute_deadlines(noticed_on: date, *, is_wrongful: bool) -> Deadlines:
    """Compute the days by which the two reports are due."""
    final = _FINAL_DAYS_WRONGFUL if is_wrongful else _FINAL_DAYS
    first, last, full = (noticed_on + timedelta(days=days - 1) for days in (*_PROMPT_DAYS, final))
    return Deadlines(first, last, full)


def find_reminder(deadlines: Deadlines, today: date, reminded: Deadline | None) -> Deadline | None:
    """Return the report of which people must be reminded now: from one day before, once each."""
    tomorrow = today + timedelta(days=1)
    if reminded is not Deadline.FINAL and tomorrow >= deadlines.final_by:
        return Deadline.FINAL
    if reminded is None and tomorrow >= deadlines.prompt_by:
        return Deadline.PROMPT
    return None
