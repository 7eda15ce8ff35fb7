"""Problem files: the rows of a list that a user must correct, in the layout of the original, with the reasons.

They may contain names and numbers, so they go to NOFU_EXPORTS, never to Slack. An import succeeds without them.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.files.exports import Cell, NotWritten, RowSelection, WrittenFiles, copy_rows, write_table
from bot.model.access import Action, Actor
from bot.model.lists import Exports
from bot.model.posts import LIST_POST
from bot.model.reasons import Excluded, Rejected
from bot.rules.importing.cells import MAX_EXPORT_ROWS
from bot.services.context import ServiceContext
from bot.services.imports.pipeline import FileImport
from bot.services.unit_of_work import change, read
from bot.store import imported_files, lists, shared_numbers
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX
from bot.words import Words

_log = logging.getLogger(__name__)
_COLUMNS = ("group", "line", "list", "taxpayer", "phone")
_SEND, _LEAVE = "○", "×"
_CODES = (
    Rejected.MISSING_TAXPAYER_ID,
    Rejected.MISSING_PHONE,
    Rejected.INVALID_PHONE,
    Rejected.BAD_DATE,
    Rejected.BAD_AMOUNT,
    Rejected.BAD_ROW,
    Rejected.RENUMBERED_ID,
    Rejected.STRUCK_ROW,
    Excluded.SHARED_PHONE,
)
UNUSED_ROWS = ("doubtful", "unmatched")
"""Rows of a payment file that pay no listed debt: of a person on a list, and of nobody on one."""


def write_problem_files(
    context: ServiceContext, actor: Actor, list_id: int, path: Path, *, sha256: str, chosen: Mapping[str, str]
) -> Exports | None:
    """Write the problem files of a list that was just imported; None if it has no problems."""
    with read(context, actor, Action.LIST_LOOK) as unit:
        codes = lists.list_problem_codes(unit.db, list_id, MAX_EXPORT_ROWS)
        total = lists.count_problems(unit.db, list_id)
        shared_rows = shared_numbers.list_shared(unit.db, list_id)
    if not codes:
        return None
    written = WrittenFiles((), 0)
    try:
        written = copy_rows(
            context.settings.exports,
            f"list-{list_id}-problems",
            path,
            RowSelection(codes, build_sentences(context.words), _build_heading(context.words)),
            sha256=sha256,
            columns=chosen,
            vault=context.store.vault,
            limits=context.limits,
            writer=context.table_writer,
        )
    except NotWritten as fault:
        _log.warning("not_written", extra={"list": list_id, "cause": str(fault)})
    exports = Exports(written.names, written.rows, total, _write_shared_numbers(context, list_id, shared_rows))
    with change(context, actor, Action.LIST_EXPORT, f"list:{list_id}") as unit:
        lists.store_exports(unit.db, list_id, exports)
        unit.add_facts(
            files=len(written.names) + (exports.shared_file is not None), rows=written.rows, shared=len(shared_rows)
        )
        unit.queue_post(LIST_POST, list_id)
    return exports


def write_row_file(job: FileImport, file_id: int, codes: Mapping[int, str], total: int) -> Exports:
    """Write these rows (line → code) of an imported file; `total`: how many such rows it has."""
    context, written = job.context, WrittenFiles((), 0)
    try:
        written = copy_rows(
            context.settings.exports,
            f"{job.kind.code}-{file_id}-problems",
            job.path,
            RowSelection(codes, build_sentences(context.words), _build_heading(context.words)),
            sha256=job.opened.sha256,
            columns=job.read_columns.assigned,
            kind=job.kind.code,
            vault=context.store.vault,
            limits=context.limits,
            writer=context.table_writer,
        )
    except NotWritten as fault:
        _log.warning("not_written", extra={"file": file_id, "cause": str(fault)})
    exports = Exports(written.names, written.rows, total)
    with change(context, job.actor, Action.FILE_EXPORT, f"{job.kind.code}:{file_id}") as unit:
        imported_files.store_exports(unit.db, file_id, exports)
        unit.add_facts(files=len(written.names), rows=written.rows)
        if job.kind.post is not None:
            unit.queue_post(job.kind.post, file_id)
    return exports


def _write_shared_numbers(
    context: ServiceContext, list_id: int, shared_rows: list[shared_numbers.SharedNumberRow]
) -> str | None:
    """Write the file in which a user decides about shared numbers; return its name, or None if there is none."""
    if not shared_rows:
        return None
    words, has_names = context.words, any(one.name_box for one in shared_rows)
    name = [words("shared.name")] if has_names else []
    heading: list[Cell] = [*(words(f"shared.{column}") for column in _COLUMNS), *name, words("shared.decision")]
    rows = [heading]
    for group, holders in enumerate(shared_numbers.group_by_number(shared_rows), start=1):
        for one in holders:
            person_cells: list[Cell] = [
                (TAXPAYER_BOX + one.taxpayer_key, one.taxpayer_box),
                (PHONE_BOX + one.taxpayer_key + one.phone_key, one.phone_box),
            ]
            named: list[Cell] = (
                [(NAME_BOX + one.taxpayer_key, one.name_box) if one.name_box else ""] if has_names else []
            )
            rows.append([str(group), str(one.line), str(list_id), *person_cells, *named, ""])
    choices = {len(rows[0]) - 1: [_SEND, _LEAVE]}
    stem = f"list-{list_id}-shared"
    try:
        written = write_table(
            context.settings.exports,
            stem,
            rows[: MAX_EXPORT_ROWS + 1],
            vault=context.store.vault,
            limits=context.limits,
            writer=context.table_writer,
            choices=choices,
        )
    except NotWritten as fault:
        _log.warning("not_written", extra={"list": list_id, "cause": str(fault)})
        return None
    return written.names[0]


def build_sentences(words: Words) -> dict[str, str]:
    """Build the sentences that say what to correct, by the code of a row."""
    codes = (*(code.value for code in _CODES), *UNUSED_ROWS)
    return {code: words(f"problem.{code}") for code in codes}


def _build_heading(words: Words) -> tuple[str, str, str]:
    return words("problem.row"), words("problem.reason"), words("problem.code")
