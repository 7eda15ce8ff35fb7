"""Tables with names and numbers in NOFU_EXPORTS: in parts of a limited size, each with its SHA-256 for the audit."""

import hashlib
from collections.abc import Sequence

from bot.files.exports import CSV_ENCODING, Cell, NotWritten, write_table
from bot.model.followups import PeopleFile
from bot.rules.exporting.layouts import ExportLayout
from bot.rules.importing.cells import MAX_EXPORT_ROWS
from bot.services.context import ServiceContext

_XLSX = ("xlsx",)


def write_files(
    context: ServiceContext,
    stem: str,
    heading: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    layout: ExportLayout | None = None,
) -> list[PeopleFile]:
    """Write a table, also one without rows; XLSX where there is no layout. Raises NotWritten, also if rows are missing.

    Raises OSError if a file cannot be read again.
    """
    files = []
    formats, encoding = (_XLSX, CSV_ENCODING) if layout is None else (layout.formats, layout.encoding)
    for start in range(0, max(len(rows), 1), MAX_EXPORT_ROWS):
        part = rows[start : start + MAX_EXPORT_ROWS]
        written = write_table(
            context.settings.exports,
            stem,
            [list(heading), *part],
            vault=context.store.vault,
            limits=context.limits,
            formats=formats,
            encoding=encoding,
            writer=context.table_writer,
        )
        if written.rows != len(part):
            raise NotWritten("rows_missing")
        files += [PeopleFile(name, written.rows, _hash_file(context, name)) for name in written.names]
    return files


def _hash_file(context: ServiceContext, name: str) -> str:
    with (context.settings.exports / name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
