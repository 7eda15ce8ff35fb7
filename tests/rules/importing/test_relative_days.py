"""Days that are said relative to the day of a call are read if they are certain."""

from datetime import date

import pytest

from bot.rules.importing.relative_days import find_relative_day
from tests.tables import list_cases

TUESDAY, SUNDAY = date(2026, 7, 7), date(2026, 7, 12)


@pytest.mark.parametrize(
    ("day", "text"),
    list_cases(
        ("2026-08-05", "来月5日", "来月5日に納付とのこと", "翌月の5日まで"),
        ("2026-07-31", "今月末", "当月末日", "31日"),
        ("2026-08-31", "来月末", "翌月末に払う"),
        ("2026-07-17", "来週金曜", "来週の金曜日", "来週金", "17日(金)"),
        ("2026-07-10", "今週金曜", "10日", "3日後"),
        ("2026-07-25", "25日", "今月25日に全額"),
        ("2026-07-08", "明日", "翌日"),
        ("2026-07-21", "2週間後"),
        ("", "月末", "末", "年末", "12月末", "7月25日", "7/25", "5日", "今月5日", "来月32日", "再来週金曜", "今週月曜"),
        (
            "",
            "月末か来月5日",
            "25日と30日",
            "25日(金)",
            "来週日曜",
            "来月5日頃",
            "10日以降",
            "3日間",
            "来月中",
            "25日付",
        ),
    ),
)
def test_a_certain_day_is_read(day: str, text: str) -> None:
    found = find_relative_day(text, TUESDAY)
    assert (found.isoformat() if found else "") == day


def test_of_a_call_on_a_sunday_nobody_can_tell_the_week() -> None:
    assert find_relative_day("来週金曜", SUNDAY) is None
    assert find_relative_day("来月5日", SUNDAY) == date(2026, 8, 5)


def test_the_year_changes_with_the_month() -> None:
    assert find_relative_day("来月5日", date(2026, 12, 7)) == date(2027, 1, 5)
    assert find_relative_day("来月末", date(2027, 1, 31)) == date(2027, 2, 28)
