"""Columns of an imported file that were not understood: a person assigns them, and the file is read again.

Only the columns that the file lacks can be assigned. What the first reading held stays held, unless the new one says
otherwise (docs/decisions/0034).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.files import inbox_folder
from bot.files.reader import compute_content_hash
from bot.model.access import Actor
from bot.model.errors import Conflict, NotFound
from bot.model.imports import FileCounts, FileView
from bot.rules.importing.column_questions import ColumnQuestion, build_question_after_import
from bot.services.context import ServiceContext
from bot.services.imports import column_mappings
from bot.services.imports.column_mappings import ColumnChoice, Progress, ReadColumns
from bot.services.imports.pipeline import FileKind, Source, import_file
from bot.services.unit_of_work import Read, change, read
from bot.store import column_mappings as stored_mappings
from bot.store import imported_files
from bot.store.imported_files import ImportedFile


@dataclass(frozen=True, slots=True)
class AssignableFile:
    """An imported file with columns that a user may assign.

    `remembered`: what is stored for its layout already (column → reference to a heading).
    """

    file: ImportedFile
    layout: str
    question: ColumnQuestion
    remembered: Mapping[str, str]


def get_assignable_file(context: ServiceContext, actor: Actor, kind: FileKind[Any], file_id: int) -> AssignableFile:
    """Get a file whose columns may be assigned. Raises NotAllowed, and NotFound where there is nothing to assign."""
    with read(context, actor, kind.action) as unit:
        return _require_assignable(unit, kind, file_id)


def find_in_inbox(context: ServiceContext, kind: FileKind[Any], file: ImportedFile) -> Path | None:
    """Find the copy of a file that the inbox folder has kept; None if it is gone or was changed."""
    for path in inbox_folder.list_files(context.settings.inbox / kind.code, inbox_folder.DONE, file.name):
        content_hash = compute_content_hash(path, vault=context.store.vault, limits=context.limits)
        if content_hash == file.content_hash:
            return path
    return None


def read_again(
    context: ServiceContext,
    actor: Actor,
    kind: FileKind[Any],
    assignable: AssignableFile,
    columns: Mapping[str, str],
    path: Path,
    *,
    reduced: bool,
    progress: Progress,
) -> FileView[FileCounts]:
    """Import the file at `path` with these columns (column → reference), and remember them for its layout.

    It remains the file of the person who sent it. Raises Conflict and what import_file raises.
    """
    _check_columns(assignable.question, columns)
    file = assignable.file
    source = Source(file.source, file.uploader, reduced=reduced, came_at=file.imported_at, slack_file=file.slack_file)
    choice = ColumnChoice(columns, remember=True)
    return import_file(context, actor, kind, path, name=file.name, source=source, choice=choice, progress=progress)


def remember_columns(
    context: ServiceContext,
    actor: Actor,
    kind: FileKind[Any],
    file_id: int,
    columns: Mapping[str, str],
) -> None:
    """Remember columns for the layout of a file that cannot be read again. Raises NotAllowed, NotFound, Conflict."""
    with change(context, actor, kind.action, f"{kind.code}:{file_id}") as unit:
        found = _require_assignable(unit, kind, file_id)
        _check_columns(found.question, columns)
        assigned = {**found.remembered, **columns}
        choice = ColumnChoice(columns, remember=True)
        column_mappings.store_mapping(unit, actor, kind.code, choice, ReadColumns(found.layout, assigned))
        if kind.post is not None:
            unit.queue_post(kind.post, file_id)


def _require_assignable(unit: Read, kind: FileKind[Any], file_id: int) -> AssignableFile:
    file = imported_files.get_file(unit.db, kind.code, file_id)
    if file is None or file.layout is None:
        raise NotFound("file_gone")
    question = build_question_after_import(kind.code, file.columns, file.unknown)
    if question is None or imported_files.is_read_again(unit.db, file, kind.code):
        raise NotFound("no_column_left")
    remembered = stored_mappings.find_mapping(unit.db, kind.code, file.layout) or {}
    return AssignableFile(file, file.layout, question, remembered)


def _check_columns(question: ColumnQuestion, columns: Mapping[str, str]) -> None:
    """Check that only what was asked is answered. Raises Conflict for the form of another file."""
    asked = {column.value for column in (*question.needed, *question.useful)}
    if not columns or not columns.keys() <= asked or not set(columns.values()) <= set(question.headings):
        raise Conflict("changed_meanwhile")
