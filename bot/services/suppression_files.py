"""The file of all suppressions in force in NOFU_EXPORTS, for people and for `nofu import suppressions`.

It has those whose taxpayer id or number is still stored encrypted; of the others only keyed hashes are left, and they
are counted. Slack shows only how many rows it has.
"""

import logging
from dataclasses import dataclass

from bot.files.exports import Cell, NotWritten, write_table
from bot.model.access import Action, Actor
from bot.model.errors import Conflict
from bot.rules.importing.cells import MAX_EXPORT_ROWS
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import change, check
from bot.store import suppressions
from bot.store.suppressions import HeldSuppression
from bot.vault import MESSAGE_PHONE_BOX, PHONE_BOX, TAXPAYER_BOX
from bot.words import Words

_log = logging.getLogger(__name__)
COLUMNS = ("taxpayer", "phone", "reason_code", "reason", "until", "since", "source", "by")
"""The columns; the import reads taxpayer, phone, reason_code and until."""


@dataclass(frozen=True, slots=True)
class WrittenSuppressions:
    """The files that were written, their rows, and how many suppressions have no id or number left to write."""

    names: tuple[str, ...]
    rows: int
    unknown: int


def write_suppressions(context: ServiceContext, actor: Actor) -> WrittenSuppressions:
    """Write all suppressions in force. Raises NotAllowed, Conflict (there is none to write, or the disk refuses it)."""
    words = context.words
    with check(context, actor, Action.SUPPRESSION_EXPORT, "-") as unit:
        found = suppressions.list_with_boxes(unit.db)
        today = unit.today
    rows = [row for row in (_make_row(words, one) for one in found) if row is not None]
    if not rows:
        raise Conflict("suppressions_none")
    heading: list[Cell] = [words(f"suppression_column.{column}") for column in COLUMNS]
    try:
        names = tuple(
            _write(context, f"suppressions-{today:%Y%m%d}", [heading, *rows[start : start + MAX_EXPORT_ROWS]])
            for start in range(0, len(rows), MAX_EXPORT_ROWS)
        )
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"cause": str(fault)})
        raise Conflict("suppressions_not_written") from fault
    written = WrittenSuppressions(names, len(rows), len(found) - len(rows))
    with change(context, actor, Action.SUPPRESSION_EXPORT, "-") as writing:
        writing.add_facts(files=list(names), rows=written.rows, unknown=written.unknown)
    return written


def _write(context: ServiceContext, stem: str, rows: list[list[Cell]]) -> str:
    written = write_table(
        context.settings.exports,
        stem,
        rows,
        vault=context.store.vault,
        limits=context.limits,
        writer=context.table_writer,
    )
    if written.rows != len(rows) - 1:
        raise NotWritten("rows_missing")
    return written.names[0]


def _make_row(words: Words, one: HeldSuppression) -> list[Cell] | None:
    """Make the row of a suppression; None if neither id nor number is left."""
    taxpayer: Cell = (TAXPAYER_BOX + one.key, one.taxpayer_box) if one.taxpayer_box else ""
    phone: Cell = ""
    if one.phone_box is not None and one.owner is not None:
        place = MESSAGE_PHONE_BOX if one.is_of_message else PHONE_BOX
        phone = (place + one.owner + one.key, one.phone_box)
    if not taxpayer and not phone:
        return None
    found = one.suppression
    return [
        taxpayer,
        phone,
        found.reason.value,
        words(f"suppression_reason.{found.reason.value}"),
        "" if found.until is None else found.until.isoformat(),
        f"{found.since.astimezone(JST):%Y-%m-%d}",
        found.source,
        found.by or "",
    ]
