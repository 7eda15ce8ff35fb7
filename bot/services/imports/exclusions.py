"""Imports exclusion files: the people whom the city excludes, as of a day. One file is one transaction.

This process never gets the file's texts: the reading process replaces them by codes, sensitive ones by one code.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.files.sealed_rows import SealedExclusion
from bot.model.access import Action, Actor
from bot.model.errors import BadInput
from bot.model.imports import FIRST_PROBLEMS, FIRST_UNCLEAR, ExclusionCounts, Problem
from bot.model.posts import EXCLUSION_FILE_POST
from bot.model.reasons import Rejected
from bot.model.views import ExclusionFileView
from bot.rules.importing.exclusion_grounds import ExclusionGround, is_sensitive
from bot.services.context import ServiceContext
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, get_file
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import exclusions, imported_files


def _import_rows(job: FileImport) -> ExclusionFileView:
    """Store the file as of a day: `as_of`, or the day on which the same file was first imported, or today.

    Raises BadInput for a day in the future.
    """
    rows = [row for batch in job.opened for row in batch]
    with change(job.context, job.actor, job.kind.action, "exclusions_file") as unit:
        if job.as_of is not None and job.as_of > unit.today:
            raise BadInput("as_of_to_come", "as_of")
        # An old file that is imported again must not count as today's: it would lift newer exclusions.
        first = imported_files.find_first_day(unit.db, job.kind.code, job.opened.content_hash)
        day = job.as_of or first or unit.today
        may_lift = not job.source.retried and day >= (job.as_of or unit.today)
        file_id = job.begin_file(unit, make_safe_name(job.name))
        result = _store_exclusions(unit, file_id, rows, day, job.opened.hidden_rows, may_lift=may_lift)
        job.finish_file(unit, file_id, result)
        return _build_view(unit, file_id)


def get_exclusion_file_view(context: ServiceContext, actor: Actor, file_id: int) -> ExclusionFileView:
    """Get an imported exclusion file, for its post. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return _build_view(unit, file_id)


def make_safe_name(name: str) -> str:
    """Return the file's name, or a neutral one if it says why people are excluded."""
    return f"exclusions{Path(name).suffix}" if is_sensitive(name) else name


def _build_view(unit: Read, file_id: int) -> ExclusionFileView:
    file = get_file(unit, imported_files.EXCLUSIONS, file_id)
    counts = ExclusionCounts(**file.counts)
    return ExclusionFileView(file_id, file.name, file.uploader, file.as_of, counts, file.problems, file.unclear)


def _store_exclusions(
    unit: Change, file_id: int, rows: Sequence[SealedExclusion], day: date, hidden_rows: int, *, may_lift: bool
) -> ImportResult:
    dated = [_date_row(row, day, unit.today) for row in rows]
    bad = [Problem(row.number, row.rejected) for row in dated if row.rejected is not None]
    good = [row for row in dated if row.rejected is None]
    excluding = {_row_key(row) for row in good if row.ground is not ExclusionGround.NONE}
    kinds = [(row, _store_row(unit, file_id, row, excluding, may_lift=may_lift)) for row in good]
    unknown = [row.number for row, kind in kinds if kind == "excluded" and row.ground is ExclusionGround.UNKNOWN]
    tally = Counter(kind for _, kind in kinds)
    counts = ExclusionCounts(
        rows=len(rows),
        excluded=tally["excluded"],
        lifted=tally["lifted"],
        clear=tally["clear"],
        repeated=tally["repeated"],
        rejected=dict(Counter(problem.reason.value for problem in bad)),
        unknown=len(unknown),
        hidden_rows=hidden_rows,
    )
    # A file whose rows are all rejected has no day. A file without rows says that nobody is excluded.
    newest = max((row.as_of for row in good if row.as_of), default=None if rows else day)
    return ImportResult(
        newest, counts, bad[:FIRST_PROBLEMS], unknown[:FIRST_UNCLEAR], facts={"excluded": counts.excluded}
    )


def _date_row(row: SealedExclusion, day: date, today: date) -> SealedExclusion:
    """Give a row the file's day if it has none. Reject a future day: it would override every row until then."""
    if row.as_of is not None and row.as_of > today:
        return SealedExclusion(row.number, Rejected.BAD_DATE)
    return row._replace(as_of=row.as_of or day)


def _row_key(row: SealedExclusion) -> tuple[bytes, date]:
    assert row.taxpayer is not None
    assert row.as_of is not None
    return row.taxpayer, row.as_of


def _store_row(
    unit: Change, file_id: int, row: SealedExclusion, excluding: set[tuple[bytes, date]], *, may_lift: bool
) -> str:
    """Store a row; return its outcome. A "no" next to a row that excludes the same person on that day lifts nothing."""
    taxpayer, day = _row_key(row)
    excludes = row.ground is not ExclusionGround.NONE
    if not excludes and (taxpayer, day) in excluding:
        return "clear"
    before = exclusions.is_excluded(unit.db, taxpayer)
    new = exclusions.add_exclusion(
        unit.db,
        {
            "file_id": file_id,
            "line": row.number,
            "taxpayer_key": taxpayer,
            "as_of": day.isoformat(),
            "excluded": int(excludes),
            "ground": row.ground.value,
        },
        may_lift=may_lift,
    )
    if not new:
        return "repeated"
    if excludes:
        return "excluded"
    return "lifted" if before and not exclusions.is_excluded(unit.db, taxpayer) else "clear"


EXCLUSIONS = FileKind(
    "exclusions",
    Action.EXCLUSIONS_IMPORT,
    _import_rows,
    frozenset({"as_of"}),
    EXCLUSION_FILE_POST,
    safe_name=make_safe_name,
)
