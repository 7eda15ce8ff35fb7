"""The kinds of files: for each its columns, its rows, and how a row's values are read back from JSON.

This is the one table for the process that reads a file, for the bot, and for questions about columns. A new kind is an
entry here, a FileKind with its importer in services/imports, and its sentences in the catalogues.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.model.suppressions import SuppressionReason
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import Call, make_call_reader
from bot.rules.importing.columns import (
    CALLS_FILE,
    DECISIONS_FILE,
    EXCLUSIONS_FILE,
    PAYMENT_FILE,
    RENUMBERING_FILE,
    SENT_FILE,
    STOPS_FILE,
    SUPPRESSIONS_FILE,
    TARGET_LIST,
    FileColumns,
)
from bot.rules.importing.decision_rows import Decision, make_decision_reader
from bot.rules.importing.ditto_rows import make_list_reader
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import Exclusion, make_exclusion_reader
from bot.rules.importing.layouts import Layout
from bot.rules.importing.payment_rows import Payment, make_payment_reader
from bot.rules.importing.renumbering_rows import Renumbering, SealedTaxpayer, make_renumbering_reader
from bot.rules.importing.row_reader import Converter, RowContext
from bot.rules.importing.salvaged_rows import salvage_exclusion, salvage_row, salvage_target
from bot.rules.importing.sent_rows import Sent, make_sent_reader
from bot.rules.importing.stop_rows import Stop, StopMark, make_stop_reader, strike_stop
from bot.rules.importing.struck_rows import (
    strike_call,
    strike_decision,
    strike_exclusion,
    strike_payment,
    strike_renumbering,
    strike_target,
)
from bot.rules.importing.suppression_rows import Suppressed, make_suppression_reader
from bot.rules.importing.target_rows import Target

RowReader = Callable[[int, Sequence[str]], Any]
Decoder = Callable[[Any], Any]
_KEY_BYTES = 32
"""The length of a keyed hash."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How the rows of one kind of file are read.

    `row` is their NamedTuple: number, reason of rejection, taxpayer, perhaps phone, values. `make_reader` gets the
    layout and the context. `decoders` has one function for each value: from JSON to the value. Without decoders, rows
    stay lists of JSON values for the store. `strike` returns what a row means that is struck through in a workbook, and
    `salvage` what remains of one that is broken or has cells in wrong columns: what keeps messages from its person.
    """

    columns: FileColumns
    row: Callable[..., Any]
    make_reader: Callable[[Layout, RowContext], RowReader]
    decoders: tuple[Decoder, ...] = ()
    strike: Callable[[Any, Converter], Any] = lambda row, _: row
    salvage: Callable[[Any, RowContext], Any] = lambda row, _: type(row)(row.number, Rejected.BAD_ROW)


@lru_cache(maxsize=1024)
def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _keep(value: Any) -> Any:
    return value


def _read_time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _read_result(code: str | None) -> CallResult | None:
    return None if code is None else CallResult(code)


def _read_key(text: str | None) -> bytes | None:
    return bytes.fromhex(text) if text else None


def _read_sealed_taxpayer(text: str) -> SealedTaxpayer:
    sealed = bytes.fromhex(text)
    return SealedTaxpayer(sealed[:_KEY_BYTES], sealed[_KEY_BYTES:])


FILE_FORMATS: dict[str, FileFormat] = {
    "targets": FileFormat(TARGET_LIST, Target, make_list_reader, strike=strike_target, salvage=salvage_target),
    "payments": FileFormat(
        PAYMENT_FILE,
        Payment,
        make_payment_reader,
        (_keep, _keep, _keep, _read_day, _read_day, _keep, _keep, _keep, _read_key, _read_key),
        strike_payment,
        salvage_row,
    ),
    "calls": FileFormat(
        CALLS_FILE,
        Call,
        make_call_reader,
        (_read_day, _read_time, _read_result, _read_day, _keep, _keep, _keep),
        strike_call,
        salvage_row,
    ),
    "exclusions": FileFormat(
        EXCLUSIONS_FILE,
        Exclusion,
        make_exclusion_reader,
        (_read_day, ExclusionGround),
        strike_exclusion,
        salvage_exclusion,
    ),
    "decisions": FileFormat(
        DECISIONS_FILE,
        Decision,
        make_decision_reader,
        (_keep, SharedChoice),
        strike_decision,
    ),
    "stops": FileFormat(STOPS_FILE, Stop, make_stop_reader, (StopMark,), strike_stop),
    "suppressions": FileFormat(SUPPRESSIONS_FILE, Suppressed, make_suppression_reader, (SuppressionReason, _read_day)),
    "sent": FileFormat(SENT_FILE, Sent, make_sent_reader, (_keep, _read_day, _read_time)),
    "renumber": FileFormat(
        RENUMBERING_FILE,
        Renumbering,
        make_renumbering_reader,
        (_read_sealed_taxpayer,),
        strike_renumbering,
    ),
}
