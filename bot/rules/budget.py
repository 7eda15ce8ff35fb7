"""The units of the yearly contract: which fiscal year a message belongs to, and what is left for a campaign.

A fiscal year (会計年度) is 1 April to 31 March in Japan's time (地方自治法208条).
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.budget import Budget, UnsentUnits

_JST = ZoneInfo("Asia/Tokyo")
_FIRST_MONTH = 4


def find_fiscal_year(moment: datetime) -> int:
    """The fiscal year of a time, named by the calendar year in which it begins."""
    local = moment.astimezone(_JST)
    return local.year if local.month >= _FIRST_MONTH else local.year - 1


def get_fiscal_year_start(year: int) -> datetime:
    """The first moment of a fiscal year, aware."""
    return datetime(year, _FIRST_MONTH, 1, tzinfo=_JST)


def find_start_year(starts_at: datetime | None, now: datetime) -> int:
    """The fiscal year that pays for what is not sent yet: that of its start, or of now if the start has passed."""
    return find_fiscal_year(now if starts_at is None else max(starts_at, now))


def make_budget(
    contract: int, sent: int, unsent: Iterable[UnsentUnits], *, campaign: int | None, own: int, year: int, now: datetime
) -> Budget:
    """The budget of a fiscal year for a campaign of `own` units. `unsent` of the campaign itself is not counted again.

    `sent`: the units sent in that year.
    """
    others = [one for one in unsent if one.campaign != campaign and find_start_year(one.starts_at, now) == year]
    return Budget(
        year=year,
        contract=contract,
        sent=sent,
        approved=sum(one.units for one in others if one.is_approved),
        waiting=sum(one.units for one in others if not one.is_approved),
        own=own,
    )
