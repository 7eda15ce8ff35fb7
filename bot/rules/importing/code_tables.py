"""The tables of a city's codes that a reader of rows needs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.rules.importing.call_results import DEFAULT_RESULTS, CallResult, ResultTable
from bot.rules.importing.debts import NO_ARREARS, NO_TAXES, ArrearsTable, TaxTable
from bot.rules.importing.record_layouts import RecordLayout, decode_layout


class CodeTables(NamedTuple):
    """What the codes of a city mean: results of calls (CALL_RESULTS), taxes (TAX_CODES), 現滞区分 (ARREARS_CODES).

    `layouts`: of its files with records of a fixed length (NOFU_LAYOUTS).
    """

    results: ResultTable = DEFAULT_RESULTS
    taxes: TaxTable = NO_TAXES
    arrears: ArrearsTable = NO_ARREARS
    layouts: tuple[RecordLayout, ...] = ()

    def encode(self) -> dict[str, Any]:
        """The tables as values of JSON, for the process that reads a file."""
        return {
            "results": dict(self.results),
            "taxes": sorted(self.taxes),
            "arrears": sorted(self.arrears),
            "layouts": [dict(layout.source) for layout in self.layouts],
        }


NO_CODES = CodeTables()
"""The tables of a city that defines none."""


def decode_tables(encoded: Mapping[str, Any]) -> CodeTables:
    """The tables that `encode` wrote."""
    return CodeTables(
        results={cell: CallResult(code) for cell, code in encoded["results"].items()},
        taxes=frozenset((code, tax) for code, tax in encoded["taxes"]),
        arrears=frozenset((code, meaning) for code, meaning in encoded["arrears"]),
        layouts=tuple(decode_layout(values) for values in encoded["layouts"]),
    )
