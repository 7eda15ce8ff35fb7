"""What is left of the units of the yearly contract (CONTRACT_YEAR_UNITS), and whether a campaign is within it."""

from datetime import datetime

from bot.model.budget import Budget
from bot.model.campaigns import Campaign
from bot.model.errors import Conflict
from bot.rules.budget import find_start_year, get_fiscal_year_start, make_budget
from bot.services.context import ServiceContext
from bot.services.send_times import find_start
from bot.services.unit_of_work import Read
from bot.store import budget


def find_budget(
    context: ServiceContext, unit: Read, units: int, not_before: datetime | None, campaign_id: int | None = None
) -> Budget | None:
    """Find what a campaign of so many units leaves of the contract's units; None: the city has set no limit.

    It is judged by the fiscal year in which it would start.
    """
    contract = context.settings.contract_year_units
    if contract is None:
        return None
    year = find_start_year(find_start(context, unit, not_before), unit.now)
    return make_budget(
        contract,
        budget.sum_sent(unit.db, get_fiscal_year_start(year)),
        budget.list_unsent(unit.db),
        campaign=campaign_id,
        own=units,
        year=year,
        now=unit.now,
    )


def find_budget_obstacle(
    context: ServiceContext, unit: Read, campaign: Campaign, units: int | None = None
) -> Conflict | None:
    """Find whether a campaign is over what is left of the contract. `units`: what is being submitted."""
    found = find_budget(
        context, unit, campaign.units or 0 if units is None else units, campaign.not_before, campaign.id
    )
    if found is None or not found.over:
        return None
    return Conflict("over_budget", over=found.over, contract=found.contract, free=found.free, year=str(found.year))
