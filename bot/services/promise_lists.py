"""The morning's message on promises, and the files of the people whom it counts.

The files have names and numbers, so Slack shows only counts. Their SHA-256 is recorded in the audit.
"""

import logging
from dataclasses import replace
from datetime import date, timedelta

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, NotFound
from bot.model.followups import FollowUpKind
from bot.model.posts import PROMISES_POST, EventKey
from bot.model.promises import PromiseFiles, PromiseListKind, PromiseReport
from bot.model.suppressions import SuppressionReason
from bot.rules import eligibility
from bot.rules.intents import find_offered_intents
from bot.services import people_files
from bot.services.audience import make_basis
from bot.services.context import JST, ServiceContext
from bot.services.promises import find_broken_day
from bot.services.unit_of_work import Change, Read, change, check, read
from bot.store import audit, eligibility_facts, imported_files, jobs, lists, promise_lists
from bot.store.promise_lists import ListedPerson
from bot.words import Words

_JOB = PROMISES_POST.code
_log = logging.getLogger(__name__)
COLUMNS = ("list", "taxpayer", "name", "phone", "ref", "day")
Lists = dict[PromiseListKind, list[ListedPerson]]


def report_promises(context: ServiceContext, actor: Actor) -> None:
    """Queue the morning's message once on each day on which the office's phone is open, if there is something to say.

    It covers the days since the last one up to yesterday: what an import of today changes is in the next one.
    """
    with read(context, actor, Action.PROMISES_REPORT) as reading:
        if not _is_due(context, reading):
            return
    with change(context, actor, Action.PROMISES_REPORT, "-") as unit:
        if _is_due(context, unit):
            _queue_report(context, unit)


def _is_due(context: ServiceContext, unit: Read) -> bool:
    opening = context.settings.hours.find_desk_opening(unit.today)
    last_run = jobs.get_last_run(unit.db, _JOB)
    return (
        opening is not None
        and unit.now >= opening
        and (last_run is None or last_run.astimezone(JST).date() < unit.today)
    )


def _queue_report(context: ServiceContext, unit: Change) -> None:
    last_run = jobs.get_last_run(unit.db, _JOB)
    yesterday = unit.today - timedelta(days=1)
    first = yesterday if last_run is None else min(last_run.astimezone(JST).date(), yesterday)
    jobs.record_run(unit.db, _JOB, unit.now)
    report = _build_report(context, unit, 0, first, yesterday)
    unit.add_facts(
        first=first.isoformat(),
        last=yesterday.isoformat(),
        **{kind.value: number for kind, number in report.counts.items()},
    )
    if not report.is_empty:
        unit.queue_event_post(PROMISES_POST, 0)


def get_report(context: ServiceContext, actor: Actor, key: EventKey) -> PromiseReport:
    """Return the message of a day with the counts as they are now. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return _build_report(context, unit, key.entry, *_find_days(unit, key.entry))


def write_lists(context: ServiceContext, actor: Actor, entry: int) -> PromiseFiles:
    """Write a file for each list of a message that has people. Raises NotAllowed, NotFound, Conflict."""
    words = context.words
    with check(context, actor, Action.PROMISES_WRITE, f"report:{entry}") as unit:
        first, last = _find_days(unit, entry)
        lists = _collect(context, unit, first, last)
        rows = {kind: _make_rows(words, unit, kind, found) for kind, found in lists.items()}
    heading = [words(f"promise_column.{column}") for column in COLUMNS]
    tables = [
        people_files.PeopleTable(f"promises-{last:%Y%m%d}-{kind.value}", heading, found)
        for kind, found in rows.items()
        if found
    ]
    if not tables:
        raise Conflict("promises_nobody")
    try:
        files, past = people_files.write_once(
            context, actor, Action.PROMISES_WRITE, f"report:{entry}", tables, facts={}
        )
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"cause": str(fault)})
        raise Conflict("promises_not_written") from fault
    written = sum(map(len, rows.values()))
    unknown = sum(map(len, lists.values())) - written
    return PromiseFiles(tuple(file.name for file in files), written, unknown, past)


def _find_days(unit: Read, entry: int) -> tuple[date, date]:
    found = audit.get_entry(unit.db, entry)
    if found is None or found.action != Action.PROMISES_REPORT:
        raise NotFound("report_of_promises_gone")
    return date.fromisoformat(str(found.facts["first"])), date.fromisoformat(str(found.facts["last"]))


def _build_report(context: ServiceContext, unit: Read, entry: int, first: date, last: date) -> PromiseReport:
    policy = context.settings.policy
    is_offered = Intent.PROMISE_NEAR in find_offered_intents(policy)
    return PromiseReport(
        entry=entry,
        first=first,
        last=last,
        counts={kind: len(found) for kind, found in _collect(context, unit, first, last).items()},
        near=promise_lists.find_near(unit.db, unit.today, policy.promise_near_days) if is_offered else None,
    )


def _collect(context: ServiceContext, unit: Read, first: date, last: date) -> Lists:
    """Collect the people of each list."""
    newest = imported_files.find_newest_day(unit.db, imported_files.PAYMENTS)
    confirmed = find_broken_day(context, unit, newest)
    paid, plan = SuppressionReason.PAID_SAID, SuppressionReason.PLAN_WISHED
    return {
        PromiseListKind.BROKEN: [
            person
            for person in promise_lists.list_broken(unit.db, first, last)
            if _is_to_be_called(context, unit, person)
        ],
        PromiseListKind.NO_DAY: [
            person
            for person in promise_lists.list_without_day(unit.db, first, last)
            if _is_to_be_called(context, unit, person, with_day=False)
        ],
        PromiseListKind.PAID_UNCONFIRMED: (
            [] if confirmed is None else promise_lists.list_suppressed(unit.db, paid, last=confirmed)
        ),
        PromiseListKind.PLAN_WISHED: promise_lists.list_suppressed(unit.db, plan, first=first, last=last),
    }


def _is_to_be_called(context: ServiceContext, unit: Read, person: ListedPerson, *, with_day: bool = True) -> bool:
    """Whether somebody may be called about a promise now: the check of the next steps of a campaign.

    It leaves out who has paid, has promised anew, is suppressed or is excluded; of a promise without a day not because
    of that promise itself. Whoever is on no list is only counted.
    """
    found = None if person.key is None else promise_lists.find_newest_recipient(unit.db, person.key)
    if found is None:
        return True
    recipient_id, list_id = found
    basis = make_basis(context, unit, lists.get_columns(unit.db, list_id), FollowUpKind.CALL)
    facts = eligibility_facts.get_facts(unit.db, recipient_id, unit.now)
    if not with_day:
        is_suppressed = promise_lists.is_suppressed_beside(unit.db, recipient_id, SuppressionReason.PROMISE_NO_DAY)
        facts = replace(facts, has_open_promise=False, is_suppressed=is_suppressed)
    return eligibility.is_eligible(eligibility.judge_rows(facts, basis))


def _make_rows(words: Words, unit: Read, kind: PromiseListKind, people: list[ListedPerson]) -> list[list[Cell]]:
    """Make the row of each person of whom a taxpayer id is left."""
    rows: list[list[Cell]] = []
    for person in people:
        found = None if person.key is None else promise_lists.find_identity(unit.db, person.key)
        if found is not None:
            who: list[Cell] = [found.taxpayer, found.name or "", found.phone or "", found.ref or ""]
            rows.append([words(f"promise_list.{kind.value}"), *who, person.day.isoformat()])
    return rows
