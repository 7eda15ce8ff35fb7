"""The law's reporting clock of an incident: 速報 within 3 to 5 days, 確報 within 30 or 60, the first day counted."""

from datetime import date, timedelta

import pytest

from bot.model.incidents import Deadline, Deadlines
from bot.rules.incidents import compute_deadlines, find_reminder

NOTICED = date(2026, 7, 7)


def test_the_day_on_which_the_city_knew_of_it_is_the_first_day() -> None:
    days = compute_deadlines(NOTICED, is_wrongful=False)
    assert days == Deadlines(date(2026, 7, 9), date(2026, 7, 11), date(2026, 8, 5))


def test_with_a_suspected_wrongful_purpose_the_final_report_has_60_days() -> None:
    days = compute_deadlines(NOTICED, is_wrongful=True)
    assert days == Deadlines(date(2026, 7, 9), date(2026, 7, 11), date(2026, 9, 4))


@pytest.mark.parametrize(
    ("day", "reminded", "due"),
    [
        (3, None, None),
        (4, None, Deadline.PROMPT),
        (4, Deadline.PROMPT, None),
        (20, None, Deadline.PROMPT),
        (28, Deadline.PROMPT, None),
        (29, Deadline.PROMPT, Deadline.FINAL),
        (29, None, Deadline.FINAL),
        (40, Deadline.PROMPT, Deadline.FINAL),
        (40, Deadline.FINAL, None),
    ],
)
def test_each_report_is_reminded_of_once_from_a_day_before(day: int, reminded: Deadline, due: Deadline) -> None:
    days = compute_deadlines(NOTICED, is_wrongful=False)
    assert find_reminder(days, NOTICED + timedelta(days=day - 1), reminded) is due
