"""Whether the imported data is fresh enough to send; checked at submission, at approval, and at every claim."""

from bot.model.errors import Conflict
from bot.rules.data_freshness import DataDays, find_stale_data
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read
from bot.store import imported_files, payments

_SEPARATOR = "・"
"""Between the names of channels, which are Japanese in every language."""


def find_missing_data(context: ServiceContext, unit: Read) -> tuple[str, ...]:
    """Return the kinds of data and payment channels that the settings require and that are too old or missing."""
    policy = context.settings.policy
    if policy.requires_no_data:
        return ()
    known = DataDays(
        calls=imported_files.find_newest_day(unit.db, imported_files.CALLS),
        exclusions=imported_files.find_newest_day(unit.db, imported_files.EXCLUSIONS),
        channels=payments.find_newest_days(unit.db, unit.today),
    )
    return find_stale_data(policy, known, unit.now.astimezone(JST).date())


def find_data_obstacle(context: ServiceContext, unit: Read) -> Conflict | None:
    """Find the refusal for data that is too old or missing: the first kind, of payments every channel."""
    missing = find_missing_data(context, unit)
    if imported_files.CALLS in missing:
        return Conflict("stale_calls")
    if imported_files.EXCLUSIONS in missing:
        return Conflict("stale_exclusions")
    return Conflict("stale_channel", channel=_SEPARATOR.join(missing)) if missing else None
