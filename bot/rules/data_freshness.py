"""How fresh the city's data must be before anything is sent: a set expectation that is not met blocks sending.

A city once dunned people who had paid by smartphone, since that one channel's data had not come in: so freshness is
a matter of each channel, and of calls and exclusions, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model.policy import Policy
from bot.rules.importing.cells import fold_cell


@dataclass(frozen=True, slots=True)
class DataDays:
    """Up to which day each kind of data tells; None, or a channel that is not there: nothing has come in yet."""

    calls: date | None
    exclusions: date | None
    channels: Mapping[str, date]


def find_stale_data(policy: Policy, known: DataDays, today: date) -> tuple[str, ...]:
    """What is expected and too old or missing: `calls`, `exclusions`, or a payment channel by its name."""
    found = []
    if _is_old(known.calls, policy.calls_max_age_days, today):
        found.append("calls")
    if _is_old(known.exclusions, policy.exclusions_max_age_days, today):
        found.append("exclusions")
    days = {fold_cell(channel): day for channel, day in known.channels.items()}
    lag = policy.payment_lag_days
    late = [name for name in policy.payment_channels_expected if _is_old(days.get(fold_cell(name)), lag, today)]
    return (*found, *late)


def _is_old(day: date | None, most_days: int | None, today: date) -> bool:
    return most_days is not None and (day is None or today - day > timedelta(days=most_days))
