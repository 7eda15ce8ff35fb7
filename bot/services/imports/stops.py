"""Imports a provider's own list of numbers that want no messages. One file is one transaction.

The number of each row is suppressed here, too. A row that says that the person has taken it back ends only what the
provider's list or its refusal of a message has begun, and only if that is older than the file.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.files.sealed_rows import SealedStop
from bot.model.access import Action
from bot.model.errors import BadInput
from bot.model.imports import FileView, StopCounts
from bot.model.posts import STOP_FILE_POST
from bot.model.reasons import FIRST_PROBLEMS, Problem
from bot.rules.importing.stop_rows import StopMark
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.unit_of_work import Change, Read, change
from bot.store import imported_files, suppressions
from bot.store.suppressions import OPTED_OUT, PHONE


def _import_rows(job: FileImport) -> FileView[StopCounts]:
    """Store the rows of a file. Raises BadInput for a day in the future."""
    rows = job.read_rows()
    with change(job.context, job.actor, job.kind.action, "stops_file") as unit:
        if job.as_of is not None and job.as_of > unit.today:
            raise BadInput("as_of_to_come", "as_of")
        came_at = _find_arrival(job, unit)
        file_id = job.begin_file(unit)
        result = _store_stops(unit, file_id, rows, came_at, job)
        job.finish_file(unit, file_id, result)
        return build_file_view(StopCounts, unit, file_id)


def _find_arrival(job: FileImport, unit: Read) -> datetime:
    """Find out when the file came first: an old file must not end what people have asked for since."""
    first = imported_files.find_first_import(unit.db, job.kind.code, job.opened.content_hash)
    known = [moment for moment in (job.source.came_at, None if first is None else first[0]) if moment is not None]
    return min(known, default=unit.now)


def _store_stops(
    unit: Change, file_id: int, rows: Sequence[SealedStop], came_at: datetime, job: FileImport
) -> ImportResult:
    bad = [Problem(row.number, row.rejected) for row in rows if row.rejected is not None]
    good = [row for row in rows if row.rejected is None]
    stopped = {row.phone for row in good if row.mark is StopMark.STOPPED}
    tally = Counter(_store_row(unit, file_id, row, stopped, came_at, job.source.person) for row in good)
    counts = StopCounts(
        rows=len(rows),
        stopped=tally["stopped"],
        lifted=tally["lifted"],
        repeated=tally["repeated"],
        rejected=dict(Counter(problem.reason.value for problem in bad)),
        hidden_rows=job.opened.hidden_rows,
        struck_rows=job.opened.struck_rows,
        unread_columns=job.list_unread_columns(),
    )
    return ImportResult(job.as_of or unit.today, counts, bad[:FIRST_PROBLEMS], facts={"stopped": counts.stopped})


def _store_row(
    unit: Change, file_id: int, row: SealedStop, stopped: set[bytes | None], came_at: datetime, person: str | None
) -> str:
    """Store a row; return its outcome. A number that another row of the file stops is not lifted."""
    assert row.phone is not None
    if row.mark is StopMark.STOPPED:
        added = suppressions.add_suppression(
            unit.db, PHONE, row.phone, reason=OPTED_OUT, source=f"stops:{file_id}", by=person, now=unit.now
        )
        return "stopped" if added else "repeated"
    lifted = row.phone not in stopped and suppressions.end_suppression(
        unit.db, PHONE, row.phone, reason=OPTED_OUT, before=came_at, now=unit.now, by=unit.user
    )
    return "lifted" if lifted else "repeated"


STOPS = FileKind(
    StopCounts.kind,
    Action.STOPS_IMPORT,
    _import_rows,
    frozenset({"as_of", "choice"}),
    STOP_FILE_POST,
    StopCounts,
)
