"""The daily file of what became of messages, and of what callers said (交渉経過), for the city's own system.

Each event belongs to the file of one day: a day begins behind the last event of the day before. A lost file can be
written again, with the same rows and keys.
"""

import logging
from datetime import date, datetime, time, timedelta

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.call_backs import CallBackResult, CorrectionReason
from bot.model.contact_records import RecordedDay, RecordedEvent, RecordedStep
from bot.model.errors import BadInput, Conflict
from bot.model.followups import PeopleFile
from bot.model.reasons import Held, NotDelivered
from bot.rules.exporting.layouts import ExportKind, ExportLayout, Value, choose_layout
from bot.services import people_files
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read, change, check, read
from bot.store import contact_records
from bot.store.contact_records import Position, WrittenDay

_log = logging.getLogger(__name__)
_REASONS: dict[RecordedEvent, frozenset[str]] = {
    RecordedEvent.UNDELIVERED: frozenset(NotDelivered),
    RecordedEvent.HELD: frozenset(Held),
    RecordedEvent.CALL_BACK: frozenset(CallBackResult),
    RecordedEvent.CORRECTION: frozenset(CorrectionReason),
}


def is_day_waiting(context: ServiceContext, actor: Actor) -> bool:
    """Whether a day is over of which something was not written."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return _find_next_day(unit) is not None


def write_next_day(context: ServiceContext, actor: Actor) -> RecordedDay | None:
    """Write the file of the first day that is over and has something that was not written; None: there is none.

    Raises NotAllowed, Conflict.
    """
    with check(context, actor, Action.RECORDS_WRITE, "-") as unit:
        written = _find_next_day(unit)
        if written is None:
            return None
        steps = contact_records.list_events(unit.db, written)
    day = written.day
    files = _write_file(context, day, steps)
    with change(context, actor, Action.RECORDS_WRITE, f"day:{day}") as writing:
        if not contact_records.add_day(writing.db, written, len(steps), files, writing.now):
            raise Conflict("records_written", day=day.isoformat())
        writing.add_facts(rows=len(steps), files={file.name: file.sha256 for file in files})
    return RecordedDay(day, len(steps), files)


def write_day_again(context: ServiceContext, actor: Actor, day: date) -> RecordedDay:
    """Write the file of a day that is over, also if it was written; what is written next does not change.

    Raises NotAllowed, BadInput, Conflict.
    """
    with check(context, actor, Action.RECORDS_WRITE, f"day:{day}") as unit:
        if day >= unit.today:
            raise BadInput("day_not_over", "day", day=day.isoformat())
        before = contact_records.find_position(unit.db, _start_of(day))
        bounds = contact_records.get_day(unit.db, day) or _bound_day(unit, day, before)
        steps = contact_records.list_events(unit.db, bounds)
    files = _write_file(context, day, steps)
    with change(context, actor, Action.RECORDS_WRITE, f"day:{day}") as writing:
        writing.add_facts(again=True, rows=len(steps), files={file.name: file.sha256 for file in files})
    return RecordedDay(day, len(steps), files)


def find_end_of_day(now: datetime) -> datetime:
    """Return when the day of a moment ends, in Japan."""
    return _start_of(now.astimezone(JST).date() + timedelta(days=1))


def _find_next_day(unit: Read) -> WrittenDay | None:
    """Find the first day that has something after what was written. What was stored late is in the next day's file."""
    newest = contact_records.get_newest_day(unit.db)
    after = Position(0, 0, 0) if newest is None else newest.last
    first = contact_records.find_first_after(unit.db, after)
    if first is None:
        return None
    day = first.astimezone(JST).date()
    if newest is not None:
        day = max(day, newest.day + timedelta(days=1))
    return _bound_day(unit, day, after) if day < unit.today else None


def _bound_day(unit: Read, day: date, after: Position) -> WrittenDay:
    """Bound a day: behind a position, up to what is last before its end."""
    last = contact_records.find_position(unit.db, _start_of(day + timedelta(days=1)))
    return WrittenDay(day, after, Position(*map(max, after, last)))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


def _write_file(context: ServiceContext, day: date, steps: list[RecordedStep]) -> tuple[PeopleFile, ...]:
    """Write the file of a day, if something happened. Raises Conflict."""
    if not steps:
        return ()
    layout = choose_layout(context.settings.export_layouts, ExportKind.RECORDS)
    try:
        rows = [_make_row(layout, step) for step in steps]
        table = people_files.PeopleTable(f"records-{day}", layout.headings, rows, layout)
        return tuple(people_files.write_files(context, table))
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"day": day.isoformat(), "cause": str(fault)})
        raise Conflict("records_not_written") from fault


def _make_row(layout: ExportLayout, step: RecordedStep) -> list[Cell]:
    known = _REASONS.get(step.event)
    reason = "" if known is None else step.reason if step.reason in known else NotDelivered.OTHER.value
    values: dict[str, Value] = {
        "key": step.key,
        "taxpayer": step.taxpayer or "",
        "at": step.at,
        "ref": step.ref,
        "campaign": str(step.campaign_id),
        "intent": step.intent,
        "event": step.event.value,
        "reason": reason or "",
        "detail": step.detail,
        "corrects": step.corrects,
    }
    if step.is_verified is not None:
        values["verified"] = "yes" if step.is_verified else "no"
    if step.promised_on is not None:
        values["promised_on"] = step.promised_on
    return layout.make_row(values)
