"""Promises to pay: whether the city's data shows them as kept or broken."""

from datetime import date

from bot.rules.promises import find_last_broken_day
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read
from bot.store import imported_files, payments, promises


def settle_promises(context: ServiceContext, unit: Change, as_of: date | None = None) -> dict[str, object]:
    """Mark promises as kept or broken by what was imported; return the facts for the audit.

    `as_of`: the day of a payment file that is being imported. A promise that comes late may already be kept or broken.
    """
    kept, broken = promises.mark_kept(unit.db, unit.today), 0
    known = (as_of, imported_files.find_newest_day(unit.db, imported_files.PAYMENTS))
    last = find_broken_day(context, unit, max((day for day in known if day is not None), default=None))
    if last is not None:
        kept += promises.mark_kept_without_list(unit.db, last, unit.today)
        broken = promises.mark_broken(unit.db, last, unit.today)
    return {"promises_kept": kept, "promises_broken": broken}


def find_broken_day(context: ServiceContext, unit: Read, newest: date | None) -> date | None:
    """Return the last promised day that is broken without a payment; `newest`: the last day of all data."""
    policy = context.settings.policy
    # Every payment is looked at for these days: only if they count.
    channels = payments.find_newest_days(unit.db, unit.today) if policy.payment_channels_expected else {}
    return find_last_broken_day(policy, channels, newest, unit.today)
