"""Before a draft is submitted: the provider is asked whether numbers have another holder now, where it can tell.

A person asks for it; a job then asks the provider, a few numbers a second. What counts is judged where everything is
(rules/eligibility): a number with another holder is excluded, and any other answer changes nothing.
"""

from collections.abc import Callable
from datetime import date, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent
from bot.model.errors import Conflict
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import ChecksNumbers, Connection, Holder, NoAnswer
from bot.rules.intents import needs_own_number
from bot.services import audience, instance
from bot.services.campaigns import require_campaign, require_list
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import number_checks

_OLD_AFTER = timedelta(days=90)
"""Networks give a number to somebody else after a few months at the soonest; an answer holds for as long."""
_FURTHEST_BACK = timedelta(days=730)
"""The earliest day that the provider compares with."""
_AT_ONCE = 5
"""So many numbers are asked about in a run of the job, which is each second; if all fail, the others are dropped."""


def request_checks(context: ServiceContext, actor: Actor, campaign_id: int) -> None:
    """Choose the numbers of a draft to ask about, and let them be asked. Raises NotFound, Conflict, NotAllowed."""
    with read(context, actor, Action.CAMPAIGN_PREVIEW) as unit:
        campaign = require_campaign(unit, campaign_id)
        chosen = _choose_numbers(context, unit, campaign) if campaign.state is CampaignState.DRAFT else []
    with change(context, actor, Action.NUMBERS_CHECK, f"campaign:{campaign_id}") as unit:
        state = require_campaign(unit, campaign_id).state
        if state is not CampaignState.DRAFT:
            raise Conflict(f"campaign_{state.value}", campaign=str(campaign_id))
        most = context.provider.terms.number_checks
        counts = number_checks.count_checks(unit.db, campaign_id, most)
        if counts.waiting:
            raise Conflict("numbers_being_checked", n=counts.waiting)
        if not counts.left:
            raise Conflict("number_checks_spent", n=most)
        if not chosen:
            raise Conflict("no_numbers_to_check")
        number_checks.add_waiting(unit.db, campaign_id, chosen[: counts.left])
        unit.add_facts(numbers=len(chosen[: counts.left]))
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def find_due(context: ServiceContext, actor: Actor) -> list[int]:
    """Return the drafts of which numbers wait to be asked about."""
    if not context.provider.terms.number_checks:
        return []
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return number_checks.list_waiting_drafts(unit.db) if instance.may_send(context, unit) else []


def ask_provider(
    context: ServiceContext, actor: Actor, connection: Connection, campaign_id: int, pace: Callable[[], object]
) -> None:
    """Ask the provider about the next numbers of a draft. A number is marked before, so that it is paid for once.

    `pace`: waits until the contracted rate allows a request.
    """
    if not isinstance(connection, ChecksNumbers):
        return
    subject = f"campaign:{campaign_id}"
    with change(context, actor, Action.NUMBERS_ASK, subject) as unit:
        questions = number_checks.take_waiting(unit.db, campaign_id, _AT_ONCE, unit.today)
        unit.add_facts(numbers=len(questions))
    answers = []
    for one in questions:
        pace()
        answers.append((one.check_id, connection.check_number(one.number, one.since)))
    with change(context, actor, Action.NUMBERS_RECORD, subject) as unit:
        for check_id, answer in answers:
            if not isinstance(answer, NoAnswer):
                number_checks.set_result(unit.db, check_id, answer)
        if all(isinstance(answer, NoAnswer) for _, answer in answers):
            unit.add_facts(dropped=number_checks.drop_waiting(unit.db, campaign_id))
        unit.add_facts(numbers=len(answers), other=[answer for _, answer in answers].count(Holder.OTHER))
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _choose_numbers(context: ServiceContext, unit: Read, campaign: Campaign) -> list[tuple[bytes, date]]:
    """Choose of those who would get a message now as many numbers as the settings allow, each with its day."""
    most = context.provider.terms.number_checks
    if not most or not needs_own_number(Intent(campaign.intent)):
        return []
    target = require_list(unit, campaign)
    people = set(
        audience.find_audience(context, unit, target, Intent(campaign.intent), rest_of=campaign.rest_of).recipients
    )
    chosen: dict[bytes, date] = {}
    day = unit.today - _OLD_AFTER
    for one in number_checks.list_candidates(unit.db, target.id, old_on=day, checked_after=day):
        if len(chosen) == most:
            break
        if one.recipient_id in people and one.since < unit.today:
            chosen.setdefault(one.phone_key, max(one.since, unit.today - _FURTHEST_BACK))
    return list(chosen.items())
