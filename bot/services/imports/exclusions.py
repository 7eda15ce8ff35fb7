"""Import an exclusion file: whom the city leaves out, as of a day; all of the file or nothing of it.

Its words never get here: the process that reads the file makes codes of them, and of the sensitive ones a single code.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.files.sealed_rows import SealedExclusion
from bot.model.access import Action, Actor
from bot.model.errors import BadInput, NotFound
from bot.model.imports import FIRST_PROBLEMS, FIRST_UNCLEAR, ExclusionCounts, Problem
from bot.model.posts import EXCLUSION_FILE_POST
from bot.model.reasons import Rejected
from bot.model.views import ExclusionFileView
from bot.rules.importing.exclusion_grounds import ExclusionGround, is_sensitive
from bot.services.context import ServiceContext
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import exclusions, imported_files


def _import_rows(job: FileImport) -> ExclusionFileView:
    """Store the whole file in one transaction, as of a day: `as_of`, or when its bytes first came, or today.

    Raises BadInput for a day in the future.
    """
    rows = [row for batch in job.opened for row in batch]
    with change(job.context, job.actor, job.kind.action, "exclusions_file") as unit:
        if job.as_of is not None and job.as_of > unit.today:
            raise BadInput("as_of_to_come", "as_of")
        # An old file that is imported again must not count as today's: it would lift what was said since.
        first = imported_files.find_first_day(unit.db, job.kind.code, job.opened.content_hash)
        day = job.as_of or first or unit.today
        may_lift = not job.source.retried and day >= (job.as_of or unit.today)
        file_id = job.begin_file(unit, make_safe_name(job.name))
        result = _store_exclusions(unit, file_id, rows, day, job.opened.hidden_rows, may_lift=may_lift)
        job.finish_file(unit, file_id, result)
        return _build_view(unit, file_id)


def get_exclusion_file_view(context: ServiceContext, actor: Actor, file_id: int) -> ExclusionFileView:
    """An exclusion file as its post shows it. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return _build_view(unit, file_id)


def make_safe_name(name: str) -> str:
    """The file's name, unless it tells why its people are left out."""
    return f"exclusions{Path(name).suffix}" if is_sensitive(name) else name


def _build_view(unit: Read, file_id: int) -> ExclusionFileView:
    found = imported_files.get_file(unit.db, imported_files.EXCLUSIONS, file_id)
    if found is None:
        raise NotFound("file_gone")
    counts = ExclusionCounts(**found.counts)
    return ExclusionFileView(file_id, found.name, found.uploader, found.as_of, counts, found.problems, found.unclear)


def _store_exclusions(
    unit: Change, file_id: int, rows: Sequence[SealedExclusion], day: date, hidden_rows: int, *, may_lift: bool
) -> ImportResult:
    judged = [_date_row(row, day, unit.today) for row in rows]
    bad = [Problem(row.number, row.rejected) for row in judged if row.rejected is not None]
    good = [row for row in judged if row.rejected is None]
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
    # A file of which nothing could be read tells of no day; one without a row says that nobody is left out.
    newest = max((row.as_of for row in good if row.as_of), default=None if rows else day)
    return ImportResult(
        newest, counts, bad[:FIRST_PROBLEMS], unknown[:FIRST_UNCLEAR], facts={"excluded": counts.excluded}
    )


def _date_row(row: SealedExclusion, day: date, today: date) -> SealedExclusion:
    """The row with its day: its own, else the file's. One still to come would outlive all that is said until then."""
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
    """Keep a row, and say what it came to. A "no" beside a row that excludes the same person takes nothing back."""
    who, day = _row_key(row)
    excludes = row.ground is not ExclusionGround.NONE
    if not excludes and (who, day) in excluding:
        return "clear"
    before = exclusions.is_excluded(unit.db, who)
    new = exclusions.add_exclusion(
        unit.db,
        {
            "file_id": file_id,
            "line": row.number,
            "taxpayer_key": who,
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
    return "lifted" if before and not exclusions.is_excluded(unit.db, who) else "clear"


EXCLUSIONS = FileKind(
    "exclusions",
    Action.EXCLUSIONS_IMPORT,
    _import_rows,
    frozenset({"as_of"}),
    EXCLUSION_FILE_POST,
    safe_name=make_safe_name,
)
