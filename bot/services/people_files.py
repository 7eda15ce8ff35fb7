"""Tables with names and numbers in NOFU_EXPORTS: in parts of a limited size, each with its SHA-256 for the audit.

What was written already is not written again, as long as its data are the same and its files are still there: a second
file with names would be one more to delete, and two users would call the same people.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.files.exports import CSV_ENCODING, Cell, NotWritten, write_table
from bot.model.access import Action, Actor
from bot.model.followups import PastFiles, PeopleFile
from bot.rules.exporting.layouts import ExportLayout
from bot.rules.importing.cells import MAX_EXPORT_ROWS
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, check
from bot.store import audit

_XLSX = ("xlsx",)


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """A table of people to write. `stem`: the name of its files without ending; `layout`: None for XLSX alone."""

    stem: str
    heading: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    layout: ExportLayout | None = None

    @property
    def formats(self) -> Iterable[str]:
        """The endings of its files."""
        return _XLSX if self.layout is None else self.layout.formats

    @property
    def encoding(self) -> str:
        """The encoding of its CSV."""
        return CSV_ENCODING if self.layout is None else self.layout.encoding


def write_once(
    context: ServiceContext,
    actor: Actor,
    action: Action,
    subject: str,
    tables: Sequence[PeopleTable],
    facts: Mapping[str, object],
    queue_posts: Callable[[Change], None] = lambda _: None,
) -> tuple[tuple[PeopleFile, ...], PastFiles | None]:
    """Write tables, with an audit entry that has their hashes and `facts`, unless the same files are there already.

    Returns the files, and those of the same content that were written before, if any: if they are left, they are the
    files. Raises NotAllowed, NotWritten, OSError.
    """
    content = _hash_tables(tables)
    with check(context, actor, action, subject) as unit:
        known, past = _find_past(context, unit, action, subject, content)
    if past is not None and past.are_left:
        return past.files, past
    files = tuple(file for table in tables for file in write_files(context, table))
    with change(context, actor, action, subject) as writing:
        newest, others = _find_past(context, writing, action, subject, content)
        if newest != known and others is not None and others.are_left:  # somebody pressed at the same moment
            past = others
            for file in files:
                (context.settings.exports / file.name).unlink(missing_ok=True)
            writing.end_unchanged()
        hashes, rows = {file.name: file.sha256 for file in files}, {file.name: file.rows for file in files}
        writing.add_facts(**facts, files=hashes, rows=rows, content=content)
        queue_posts(writing)
    return (past.files if past is not None and past.are_left else files), past


def _hash_tables(tables: Sequence[PeopleTable]) -> str:
    """Hash what files would have: of a sealed cell its box, so that the hash says nothing of a name or number."""
    content = [
        [
            table.stem,
            list(table.formats),
            table.encoding,
            list(table.heading),
            [[_name_cell(c) for c in row] for row in table.rows],
        ]
        for table in tables
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _name_cell(cell: Cell) -> str | list[str]:
    return cell if isinstance(cell, str) else [part.hex() for part in cell]


def _find_past(
    context: ServiceContext, unit: Read, action: Action, subject: str, content: str
) -> tuple[int, PastFiles | None]:
    """Find who wrote the same content last: the audit entry, and the files; 0 and None if nobody did."""
    for entry_id, entry in reversed(audit.list_done_with_ids(unit.db, subject)):
        if entry.action == action and entry.facts.get("content") == content:
            names, rows = cast("dict[str, str]", entry.facts["files"]), cast("dict[str, int]", entry.facts["rows"])
            files = tuple(PeopleFile(name, rows[name], sha256) for name, sha256 in names.items())
            are_left = all((context.settings.exports / name).exists() for name in names)
            return entry_id, PastFiles(entry.actor, entry.at, files, are_left)
    return 0, None


def write_files(context: ServiceContext, table: PeopleTable) -> list[PeopleFile]:
    """Write a table, also one without rows. Raises NotWritten, also if rows are missing.

    Raises OSError if a file cannot be read again.
    """
    files = []
    for start in range(0, max(len(table.rows), 1), MAX_EXPORT_ROWS):
        part = table.rows[start : start + MAX_EXPORT_ROWS]
        written = write_table(
            context.settings.exports,
            table.stem,
            [list(table.heading), *part],
            vault=context.store.vault,
            limits=context.limits,
            formats=tuple(table.formats),
            encoding=table.encoding,
            writer=context.table_writer,
        )
        if written.rows != len(part):
            raise NotWritten("rows_missing")
        files += [PeopleFile(name, written.rows, _hash_file(context, name)) for name in written.names]
    return files


def _hash_file(context: ServiceContext, name: str) -> str:
    with (context.settings.exports / name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
