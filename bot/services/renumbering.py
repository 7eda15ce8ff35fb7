"""Renumbering: what a file of old and new taxpayer ids would change. Nothing is changed yet (docs/decisions/0030)."""

from pathlib import Path

from bot.files.sealed_rows import SealedRenumbering
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused
from bot.model.imports import RenumberingCounts
from bot.model.views import FileView
from bot.rules.renumbering import Renumberings, count_merged, read_renumberings
from bot.rules.shared_numbers import format_lines
from bot.services.context import ServiceContext
from bot.services.imports.column_mappings import Progress, ignore_progress
from bot.services.imports.pipeline import FileImport, FileKind, Source, import_file
from bot.services.unit_of_work import read
from bot.store import renumbering

_NO_FILE = 0


def preview_renumbering(
    context: ServiceContext, actor: Actor, path: Path, progress: Progress = ignore_progress
) -> FileView[RenumberingCounts]:
    """Count what a file of old and new ids would change. Raises NotAllowed, FileRefused."""
    return import_file(context, actor, RENUMBERING, path, source=Source("terminal", None), progress=progress)


def _count_changes(job: FileImport) -> FileView[RenumberingCounts]:
    rows: list[SealedRenumbering] = job.read_rows()
    found = _read_moves(rows)
    moves = {old: new for old, new in found.moves.items() if old != new}
    with read(job.context, job.actor, job.kind.action) as unit:
        stored = renumbering.count_rows_by_taxpayer(unit.db)
    known = set().union(*stored.values())
    counts = RenumberingCounts(
        rows=len(rows),
        rejected={},
        hidden_rows=job.opened.hidden_rows,
        struck_rows=job.opened.struck_rows,
        changed=len(moves),
        unchanged=len(found.moves) - len(moves),
        repeated=found.repeated,
        known=len(known & found.moves.keys()),
        merged=count_merged(moves, known),
        **{name: sum(people[key] for key in people.keys() & moves.keys()) for name, people in stored.items()},
    )
    return FileView(_NO_FILE, job.name, None, None, counts)


def _read_moves(rows: list[SealedRenumbering]) -> Renumberings[bytes]:
    """Read all rows together. Raises FileRefused for any faulty row: a person left behind could become sendable."""
    if not rows:
        raise FileRefused("renumber_empty")
    if bad := [row.number for row in rows if row.rejected is not None]:
        raise FileRefused("renumber_unread", rows=format_lines(bad))
    found = read_renumberings((row.number, row.taxpayer, row.new) for row in rows if row.taxpayer is not None)
    if found.conflicts:
        raise FileRefused("renumber_conflict", rows=format_lines(found.conflicts))
    return found


RENUMBERING = FileKind(RenumberingCounts.kind, Action.RENUMBERING_LOOK, _count_changes, counts=RenumberingCounts)
"""Not in FILE_KINDS: it is no file that an upload or the inbox folder takes."""
