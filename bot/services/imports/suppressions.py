"""Imports a file of suppressions, as nofu writes it. One file is one transaction; it ends no suppression."""

from collections import Counter

from bot.files.sealed_rows import SealedSuppressed
from bot.model.access import Action
from bot.model.imports import FileView, SuppressionCounts
from bot.model.posts import SUPPRESSION_FILE_POST
from bot.model.reasons import FIRST_PROBLEMS, Problem
from bot.model.suppressions import REASONS_WITH_END
from bot.services.imports.old_ids import OldIds, load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.unit_of_work import Change, change
from bot.store import suppressions
from bot.store.suppressions import PHONE, TAXPAYER


def _import_rows(job: FileImport) -> FileView[SuppressionCounts]:
    """Store the rows of a file."""
    rows = job.read_rows()
    bad = [Problem(row.number, row.rejected) for row in rows if row.rejected is not None]
    with change(job.context, job.actor, job.kind.action, "suppressions_file") as unit:
        file_id = job.begin_file(unit)
        ids = load_old_ids(unit.db)
        good = [row for row in rows if row.rejected is None]
        tally = Counter(_store_row(unit, file_id, row, ids, job.source.person) for row in good)
        counts = SuppressionCounts(
            rows=len(rows),
            suppressed=tally["suppressed"],
            repeated=tally["repeated"],
            over=tally["over"],
            rejected=dict(Counter(problem.reason.value for problem in bad)),
            hidden_rows=job.opened.hidden_rows,
            struck_rows=job.opened.struck_rows,
            unread_columns=job.list_unread_columns(),
        )
        result = ImportResult(unit.today, counts, bad[:FIRST_PROBLEMS], facts={"suppressed": counts.suppressed})
        job.finish_file(unit, file_id, result)
        return build_file_view(SuppressionCounts, unit, file_id)


def _store_row(unit: Change, file_id: int, row: SealedSuppressed, ids: OldIds, person: str | None) -> str:
    """Store a row; return its outcome. An old id means everybody whom it may mean now."""
    until = row.until if row.reason in REASONS_WITH_END else None
    if until is not None and until < unit.today:
        return "over"
    keys = [] if row.phone is None else [(PHONE, row.phone)]
    keys += [] if row.taxpayer is None else [(TAXPAYER, one) for one in ids.find_people(row.taxpayer)]
    added = [
        suppressions.add_suppression(
            unit.db,
            kind,
            key,
            reason=row.reason.value,
            source=f"suppressions:{file_id}",
            by=person,
            now=unit.now,
            until=until,
        )
        for kind, key in keys
    ]
    return "suppressed" if any(added) else "repeated"


SUPPRESSIONS = FileKind(
    SuppressionCounts.kind,
    Action.SUPPRESSIONS_IMPORT,
    _import_rows,
    frozenset({"choice"}),
    SUPPRESSION_FILE_POST,
    SuppressionCounts,
)
