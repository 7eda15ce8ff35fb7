"""How recent the city's data must be: data that is too old blocks sending.

Each payment channel is checked on its own: if the data of one channel is missing, people who paid through it would be
messaged. Calls and exclusions are checked too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model.policy import Policy
from bot.rules.importing.channels import serves_channel


@dataclass(frozen=True, slots=True)
class DataDays:
    """The newest day of each kind of data. None, or a missing channel: nothing was imported yet."""

    calls: date | None
    exclusions: date | None
    channels: Mapping[str, date]


def find_stale_data(policy: Policy, days: DataDays, today: date) -> tuple[str, ...]:
    """Required data that is too old or missing: `calls`, `exclusions`, or the name of a payment channel."""
    found = []
    if _is_old(days.calls, policy.calls_max_age_days, today):
        found.append("calls")
    if _is_old(days.exclusions, policy.exclusions_max_age_days, today):
        found.append("exclusions")
    for name in policy.payment_channels_expected:
        known = [day for channel, day in days.channels.items() if serves_channel(channel, name)]
        if _is_old(max(known, default=None), policy.payment_lag_days, today):
            found.append(name)
    return tuple(found)


def _is_old(day: date | None, most_days: int | None, today: date) -> bool:
    return most_days is not None and (day is None or today - day > timedelta(days=most_days))
