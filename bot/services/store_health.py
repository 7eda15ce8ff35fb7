"""Whether the database can be changed, and whom to tell if it cannot. Nothing here needs to write into it."""

from datetime import datetime

from bot.model.instance import StoreFault, StoreFaultView
from bot.services.context import ServiceContext
from bot.services.mentions import find_incident_people

_WAIT_SECONDS = 2.0
"""How long a lock of another program is waited for."""


def find_fault(context: ServiceContext) -> StoreFault | None:
    """Find what keeps the database from being changed now, or None."""
    if is_replaced(context):
        return StoreFault.REPLACED
    return context.store.try_write(_WAIT_SECONDS)


def is_replaced(context: ServiceContext) -> bool:
    """Whether the path no longer leads to this run's file. It sends nothing then, and its changes are lost."""
    return not context.sender_lock.is_held()


def make_view(
    context: ServiceContext, fault: StoreFault, since: datetime, until: datetime | None = None
) -> StoreFaultView:
    """Make the view of a time in which the database could not be changed; `until` None: it lasts."""
    return StoreFaultView(fault, since, find_incident_people(context), until)
