"""Files of the suppressions in force in NOFU_EXPORTS: one for people and for `nofu import suppressions`, and one for
the provider's own list of stops, if the city has a layout for it.

They have those whose taxpayer id or number is still stored encrypted; of the others only keyed hashes are left, and
they are counted. Slack shows only how many rows there are.
"""

import logging
from collections.abc import Iterable

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.errors import Conflict
from bot.model.suppressions import SuppressedKind, SuppressionFiles
from bot.rules.exporting.layouts import ExportKind, ExportLayout, choose_own_layout
from bot.services import people_files
from bot.services.context import JST, ServiceContext
from bot.services.people_files import PeopleTable
from bot.services.unit_of_work import check
from bot.store import suppressions
from bot.store.suppressions import HeldSuppression
from bot.vault import MESSAGE_PHONE_BOX, PHONE_BOX, TAXPAYER_BOX
from bot.words import Words

_log = logging.getLogger(__name__)
_SUBJECT = "suppressions"
COLUMNS = ("taxpayer", "phone", "reason_code", "reason", "until", "since", "source", "by")
"""The columns; the import reads taxpayer, phone, reason_code and until."""


def write_suppressions(context: ServiceContext, actor: Actor) -> SuppressionFiles:
    """Write all suppressions in force. Raises NotAllowed, Conflict (there is none to write, or the disk refuses it)."""
    words = context.words
    with check(context, actor, Action.SUPPRESSION_EXPORT, _SUBJECT) as unit:
        found = suppressions.list_with_boxes(unit.db)
        today = unit.today
    rows = [row for row in (_make_row(words, one) for one in found) if row is not None]
    if not rows:
        raise Conflict("suppressions_none")
    heading = [words(f"suppression_column.{column}") for column in COLUMNS]
    tables = [PeopleTable(f"suppressions-{today:%Y%m%d}", heading, rows)]
    layout = choose_own_layout(context.settings.export_layouts, ExportKind.STOPS)
    stops = None if layout is None else _list_stops(layout, found)
    if layout is not None and stops:
        tables.append(PeopleTable(f"stops-{today:%Y%m%d}", layout.headings, stops, layout))
    unknown = len(found) - len(rows)
    try:
        files, past = people_files.write_once(
            context, actor, Action.SUPPRESSION_EXPORT, _SUBJECT, tables, {"unknown": unknown}
        )
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"cause": str(fault)})
        raise Conflict("suppressions_not_written") from fault
    names = tuple(file.name for file in files)
    return SuppressionFiles(names, len(rows), unknown, None if stops is None else len(stops), past)


def _list_stops(layout: ExportLayout, found: Iterable[HeldSuppression]) -> list[list[Cell]]:
    """Make a row for each number that is suppressed without a last day.

    The provider learns neither why nor whose a number is. One with a last day is left out: nobody would lift it there.
    """
    rows: dict[bytes, list[Cell]] = {}
    for one in found:
        phone = _find_phone(one)
        if one.suppression.kind is SuppressedKind.PHONE and one.suppression.until is None and phone:
            since = one.suppression.since.astimezone(JST).date()
            rows.setdefault(one.key, layout.make_row({"phone": phone, "since": since}))
    return list(rows.values())


def _find_phone(one: HeldSuppression) -> Cell:
    if one.phone_box is None or one.owner is None:
        return ""
    return (MESSAGE_PHONE_BOX if one.is_of_message else PHONE_BOX) + one.owner + one.key, one.phone_box


def _make_row(words: Words, one: HeldSuppression) -> list[Cell] | None:
    """Make the row of a suppression; None if neither id nor number is left."""
    taxpayer: Cell = (TAXPAYER_BOX + one.key, one.taxpayer_box) if one.taxpayer_box else ""
    phone = _find_phone(one)
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
