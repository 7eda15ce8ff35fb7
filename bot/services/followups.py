"""Next steps of a campaign: whom to call, whom to write to, whose number to research, as files in NOFU_EXPORTS.

The files have names and numbers, so Slack shows only counts. Their SHA-256 is recorded in the audit.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent
from bot.model.errors import Conflict
from bot.model.followups import FollowUpKind, FollowUpList, FollowUps, NumberFault
from bot.model.posts import CAMPAIGN_POST
from bot.model.reasons import Excluded
from bot.model.suppressions import REASONS_OF_NUMBERS
from bot.rules import eligibility
from bot.rules.eligibility import EligibilityFacts, JudgementBasis
from bot.rules.exporting.layouts import ExportKind, ExportLayout, Value, choose_layout
from bot.rules.followups import choose_list, is_too_soon
from bot.services import audience, people_files
from bot.services.campaigns import require_campaign
from bot.services.context import JST, ServiceContext
from bot.services.data_freshness import find_data_obstacle
from bot.services.people_files import PeopleTable
from bot.services.unit_of_work import Read, check
from bot.store import campaigns, eligibility_facts, followups, imported_files, lists
from bot.store.eligibility_facts import Person
from bot.store.followups import FollowUpMessage, OpenDebt

_log = logging.getLogger(__name__)
_STATES = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.STOPPED)
"""The states in which messages may have arrived."""
_CHOICES = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """A person on a list: their message, its result, and the lines of their open debts."""

    message: FollowUpMessage
    result: str
    lines: tuple[int, ...]


@dataclass(slots=True)
class _Lists:
    """The lists of a campaign while its people are judged."""

    found: dict[FollowUpKind, list[_Found]] = field(default_factory=lambda: {kind: [] for kind in FollowUpKind})
    left_out: dict[FollowUpKind, Counter[Excluded]] = field(
        default_factory=lambda: {kind: Counter() for kind in FollowUpKind}
    )
    too_soon: int = 0


def list_choices(context: ServiceContext, actor: Actor, campaign_id: int | None) -> list[Campaign]:
    """Return the campaigns that have next steps: this one, or all, newest first. Raises NotAllowed, NotFound, Conflict.

    With one campaign named it is the only one.
    """
    subject = "-" if campaign_id is None else f"campaign:{campaign_id}"
    with check(context, actor, Action.FOLLOWUP_WRITE, subject) as unit:
        if campaign_id is not None:
            return [_require_begun(unit, campaign_id)]
        found = campaigns.list_in_states(unit.db, *_STATES)[:_CHOICES]
        if not found:
            raise Conflict("nothing_to_follow_up")
        return found


def write_followups(context: ServiceContext, actor: Actor, campaign_id: int, days: int) -> FollowUps:
    """Write the lists of a campaign as of now; `days`: so many after the delivery somebody is called.

    Raises NotFound, NotAllowed, Conflict: also while data is missing without which who has paid is not known.
    """
    subject = f"campaign:{campaign_id}"
    with check(context, actor, Action.FOLLOWUP_WRITE, subject) as unit:
        campaign = _require_begun(unit, campaign_id)
        obstacle = find_data_obstacle(context, unit)
        if obstacle is not None:
            raise obstacle
        judged = _judge_people(context, unit, campaign, days)
        lines = {line for kind in judged.found.values() for one in kind for line in one.lines}
        debts = followups.list_debts(unit.db, campaign.list_id, lines)
        as_of = imported_files.find_newest_day(unit.db, imported_files.PAYMENTS)
    people = {kind.value: len(found) for kind, found in judged.found.items()}
    try:
        files, past = people_files.write_once(
            context,
            actor,
            Action.FOLLOWUP_WRITE,
            subject,
            _make_tables(context, campaign, judged, debts),
            {"days": days, "people": people},
            lambda writing: writing.queue_post(CAMPAIGN_POST, campaign_id),
        )
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"campaign": campaign.id, "cause": str(fault)})
        raise Conflict("followup_not_written") from fault
    return FollowUps(campaign_id, days, judged.too_soon, _count(judged), files, as_of, past)


def _require_begun(unit: Read, campaign_id: int) -> Campaign:
    campaign = require_campaign(unit, campaign_id)
    if campaign.state not in _STATES:
        raise Conflict("not_begun", campaign=str(campaign_id))
    return campaign


def _judge_people(context: ServiceContext, unit: Read, campaign: Campaign, days: int) -> _Lists:
    """Judge everybody whose message has an outcome, with the check that decides on messages."""
    messages = followups.list_ended(unit.db, campaign.id, REASONS_OF_NUMBERS)
    columns = lists.get_columns(unit.db, campaign.list_id)
    bases = {kind: audience.make_basis(context, unit, columns, kind) for kind in FollowUpKind}
    needed = eligibility.find_needed_facts(bases[FollowUpKind.CALL])
    judged = _Lists()
    for person in eligibility_facts.list_people(unit.db, campaign.list_id, unit.now, needed):
        message = messages.get(person.recipient_id)
        if message is None:
            continue
        facts = (
            eligibility_facts.get_facts(unit.db, person.recipient_id, unit.now)
            if person.has_others
            else eligibility_facts.make_facts(person)
        )
        chosen = choose_list(message.state, message.reason, _find_number_fault(person, facts, message))
        if chosen is None or (chosen[0] is FollowUpKind.CALL and campaign.intent == Intent.CORRECTION):
            continue
        _add_person(judged, bases, chosen, facts, message, unit.today, days)
    return judged


def _find_number_fault(person: Person, facts: EligibilityFacts, message: FollowUpMessage) -> NumberFault | None:
    """Find what is known against a number. Whoever was chosen for a shared number shares it with others of the list."""
    if message.is_wrong_number:
        return NumberFault.WRONG_NUMBER
    is_passed_on = bool(facts.household) and not person.chosen
    return NumberFault.OTHER_HOLDER if facts.changed_owner or facts.has_shared_number or is_passed_on else None


def _add_person(
    judged: _Lists,
    bases: Mapping[FollowUpKind, JudgementBasis],
    chosen: tuple[FollowUpKind, str],
    facts: EligibilityFacts,
    message: FollowUpMessage,
    today: date,
    days: int,
) -> None:
    """Add a person to the list of their next step, or count why they are left alone."""
    kind, result = chosen
    if kind is not FollowUpKind.CALL:  # a letter reaches the person alone; of the number, that is known already
        facts = replace(facts, is_suppressed=message.is_person_suppressed, household=())
    verdict = eligibility.judge_rows(facts, bases[kind])
    if message.debts is not None:
        verdict = eligibility.select_debts(verdict, message.debts)
    if not eligibility.is_eligible(verdict):
        judged.left_out[kind][eligibility.choose_reason(verdict)] += 1
        return
    newest = max(message.ended_at, facts.last_contact_at or message.ended_at)
    if kind is FollowUpKind.CALL and is_too_soon(newest.astimezone(JST).date(), today, days):
        judged.too_soon += 1
        return
    lines = tuple(line for line, reason in verdict.items() if reason is None)
    judged.found[kind].append(_Found(message, result, lines))


def _count(judged: _Lists) -> dict[FollowUpKind, FollowUpList]:
    return {
        kind: FollowUpList(dict(Counter(one.result for one in found)), dict(judged.left_out[kind]))
        for kind, found in judged.found.items()
    }


def _make_tables(
    context: ServiceContext, campaign: Campaign, judged: _Lists, debts: Mapping[int, OpenDebt]
) -> list[PeopleTable]:
    """Make the table of each list that has people."""
    layout = choose_layout(context.settings.export_layouts, ExportKind.FOLLOW_UP)
    tables = [
        PeopleTable(
            f"followup-{campaign.id}-{kind.value}",
            layout.headings,
            [row for one in found for row in _make_rows(layout, campaign, kind, one, debts)],
            layout,
        )
        for kind, found in judged.found.items()
    ]
    return [table for table in tables if table.rows]


def _make_rows(
    layout: ExportLayout, campaign: Campaign, kind: FollowUpKind, one: _Found, debts: Mapping[int, OpenDebt]
) -> Iterator[list[Cell]]:
    """Make a row for each open debt of a person."""
    message = one.message
    person: dict[str, Value] = {
        "taxpayer": message.taxpayer or "",
        "name": message.name or "",
        "phone": message.phone or "",
        "ref": message.ref,
        "campaign": str(campaign.id),
        "intent": campaign.intent,
        "sent_at": message.left_at,
        "result": one.result,
        "group": kind.value,
    }
    for line in one.lines:
        debt = debts[line]
        owed: dict[str, Value] = {
            "tax": debt.tax,
            "year": debt.year,
            "instalment": debt.instalment,
            "due_on": debt.due_on,
        }
        yield layout.make_row({**person, **owed})
