"""Which promised days are believed in files, which can be agreed on the phone, and which the city's data breaks."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.model.errors import BadInput
from bot.model.policy import Policy
from bot.rules.bank_days import find_bank_day, is_bank_day
from bot.rules.importing.channels import serves_channel

_YEARS = 2
_USUAL_WAIT = timedelta(days=7)
_DAY = timedelta(days=1)


def find_latest_promise(today: date) -> date:
    """The last day for which a promise is believed. A later one is a slip (2062 for 2026): it has no day."""
    year = today.year + _YEARS
    return date(year, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)


def find_promise_limit(today: date) -> date:
    """The last day that can be promised: the next 31 May, when the books of the fiscal year close (地方自治法235条の5).

    Not 31 March: what is paid in April and May still counts for the year before (出納整理期間). From 1 June the debt is
    carried over and belongs to the officials.
    """
    this_year = date(today.year, 5, 31)
    return this_year if today <= this_year else date(today.year + 1, 5, 31)


def suggest_promised_day(today: date) -> date:
    """The day that a form proposes: in a week, on a bank day, before the limit."""
    limit = find_bank_day(find_promise_limit(today), earlier=True)
    return max(today, min(find_bank_day(today + _USUAL_WAIT), limit))


def check_promised_day(day: date, today: date) -> None:
    """Check a day that is promised on the phone. Raises BadInput with the field `day`."""
    limit = find_promise_limit(today)
    if day < today:
        raise BadInput("promise_past", "day")
    following = find_bank_day(day)
    offered = following if following <= limit else find_bank_day(day, earlier=True)
    if day > limit or offered < today:
        raise BadInput("promise_beyond_year", "day", limit=limit.isoformat())
    if not is_bank_day(day):
        raise BadInput("promise_on_holiday", "day", day=day.isoformat(), next=offered.isoformat())


def find_last_broken_day(policy: Policy, channels: Mapping[str, date], newest: date | None, today: date) -> date | None:
    """The last promised day of which the city's data would have the payment by now; None: there is no such day.

    The data must have come in every channel that the person may have used: in each that the settings expect, as of its
    newest day in `channels`. If they expect none, `newest`, the last day of all data, counts for each; then the payment
    may have come by any channel, and the longest lag decides. A day to come is a mistake in a file, and a day that is
    not over breaks no promise.
    """
    yesterday = today - _DAY
    expected = policy.payment_channels_expected
    if not expected:
        lags = {None, *(channel for channel, _ in policy.payment_channel_lags)}
        return (
            None
            if newest is None
            else min(yesterday, *(_subtract_lag(policy, lag, min(newest, today)) for lag in lags))
        )
    days = [yesterday]
    for name in expected:
        known = [day for channel, day in channels.items() if serves_channel(channel, name)]
        if not known:
            return None
        days.append(_subtract_lag(policy, name, min(max(known), today)))
    return min(days)


def _subtract_lag(policy: Policy, channel: str | None, day: date) -> date:
    """The last day on which a payment is in data of this day: by the channel's bank days, else by calendar days."""
    bank_days = dict(policy.payment_channel_lags).get(channel or "")
    if bank_days is None:
        return day - timedelta(days=policy.payment_lag_days)
    for _ in range(bank_days):
        day = find_bank_day(day, earlier=True) - _DAY
    return day
