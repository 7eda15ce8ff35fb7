"""What keeps a campaign from being submitted, approved or resumed, whoever presses the button.

The button is refused for it, and the card shows it in place of the button.
"""

from bot.files.pause_mark import Hold
from bot.model.campaigns import Campaign, CampaignState
from bot.model.errors import Conflict
from bot.model.instance import HoldReason
from bot.rules.campaigns import is_past_validity, is_year_end_between
from bot.services import draft_test_views, instance
from bot.services.budget import find_budget_obstacle
from bot.services.context import ServiceContext
from bot.services.data_freshness import find_data_obstacle
from bot.services.send_times import find_start
from bot.services.unit_of_work import Read
from bot.store import message_counts, number_checks

_DECIDED = (CampaignState.APPROVED, CampaignState.SENDING)
"""Nobody has to press anything for the next step of these; what keeps them is only shown."""


def find_obstacle(context: ServiceContext, unit: Read, campaign: Campaign) -> Conflict | None:
    """Find why a draft cannot be submitted, a pending campaign not approved, or a paused one not resumed, now.

    Of a campaign that is approved, or is sending and has messages left to send: why nothing is, or will be, sent.
    """
    match campaign.state:
        case CampaignState.DRAFT:
            return (
                find_data_obstacle(context, unit)
                or _find_waiting_checks(context, unit, campaign)
                or _find_missing_test(context, unit, campaign)
            )
        case CampaignState.PENDING:
            return (
                find_data_obstacle(context, unit)
                or _find_start_obstacle(context, unit, campaign)
                or find_budget_obstacle(context, unit, campaign)
            )
        case CampaignState.PAUSED:
            return _find_time_obstacle(unit, campaign) or _find_hold(context) or find_data_obstacle(context, unit)
        case CampaignState.APPROVED:
            is_due = campaign.starts_at is not None and campaign.starts_at <= unit.now
            lock = _find_lock(context, unit, is_start=True) if is_due else None
            return lock or find_data_obstacle(context, unit)
        case CampaignState.SENDING if message_counts.is_anything_to_send(unit.db, campaign.id):
            return _find_lock(context, unit) or _find_wait(context, unit)
    return None


def require_no_obstacle(context: ServiceContext, unit: Read, campaign: Campaign) -> None:
    """Raise Conflict if something keeps the campaign from its next step."""
    obstacle = None if campaign.state in _DECIDED else find_obstacle(context, unit, campaign)
    if obstacle is not None:
        raise obstacle


def _find_waiting_checks(context: ServiceContext, unit: Read, campaign: Campaign) -> Conflict | None:
    """Find whether somebody has asked for checks of numbers that have no answer yet: a submission would not wait."""
    most = context.provider.terms.number_checks
    waiting = number_checks.count_checks(unit.db, campaign.id, most).waiting if most else 0
    return Conflict("numbers_being_checked", n=waiting) if waiting else None


def _find_missing_test(context: ServiceContext, unit: Read, campaign: Campaign) -> Conflict | None:
    """Find whether the settings ask for a test of the text as it is now, and none has arrived at every phone."""
    sms = context.settings.sms
    if sms is None or not sms.test_send_required:
        return None
    tests = draft_test_views.find_tests(context, unit, campaign)
    if tests is None or tests.is_settled:
        return None
    if not tests.phones:
        return Conflict("no_test_phones")
    return Conflict("test_not_seen" if tests.needs_look else "test_missing")


def _find_start_obstacle(context: ServiceContext, unit: Read, campaign: Campaign) -> Conflict | None:
    starts_at = find_start(context, unit, campaign.not_before)
    if starts_at is None:
        return Conflict("never_open", campaign=str(campaign.id))
    if is_year_end_between(campaign.created_at, starts_at):
        return Conflict("books_closed", campaign=str(campaign.id))
    return None


def find_data_or_time_obstacle(context: ServiceContext, unit: Read, campaign: Campaign) -> Conflict | None:
    """Find why a paused campaign cannot be resumed now, apart from a hold of all sending."""
    return _find_time_obstacle(unit, campaign) or find_data_obstacle(context, unit)


def _find_time_obstacle(unit: Read, campaign: Campaign) -> Conflict | None:
    if is_past_validity(campaign, unit.now):
        return Conflict("campaign_past_validity", campaign=str(campaign.id))
    return None


def _find_lock(context: ServiceContext, unit: Read, *, is_start: bool = False) -> Conflict | None:
    """Find why nothing is sent of a campaign that nobody has paused. The question at each start is not shown."""
    lock = instance.find_lock(context, unit) or (instance.find_start_hold(context) if is_start else None)
    if lock is None:
        return None
    if lock.reason not in (HoldReason.NOT_COMPARED, HoldReason.START_NOT_COMPARED):
        return Conflict("sending_locked")
    return Conflict("not_compared") if context.sender_lock.no_answer else None


def _find_wait(context: ServiceContext, unit: Read) -> Conflict | None:
    """Find until when the sender waits for the provider; whoever resumes a campaign meanwhile must know it."""
    until = context.sender_lock.waits_until
    return Conflict("provider_waits", until=until.isoformat()) if until is not None and until > unit.now else None


def _find_hold(context: ServiceContext) -> Conflict | None:
    match context.pause_mark.read():
        case Hold.BY_SHELL:
            return Conflict("pause_mark")
        case Hold.IN_SLACK:
            return Conflict("all_paused")
    return None
