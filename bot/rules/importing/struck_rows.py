"""What a row means that is struck through in a workbook: of its two meanings, the one that messages nobody.

Somebody may have taken the row away by hand, or marked it as done. Each function returns the row as it counts; the
other rows are imported as they stand. Rows of a list below a line that excludes them are read in the same way.
`convert` is the converter of the row's values.
"""

from typing import Any

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.rules.importing.call_rows import Call
from bot.rules.importing.decision_rows import Decision
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import Exclusion
from bot.rules.importing.payment_rows import Payment
from bot.rules.importing.renumbering_rows import Renumbering
from bot.rules.importing.row_reader import Converter
from bot.rules.importing.target_rows import Target


def strike_target(row: Target[Any, Any, Any], convert: Converter) -> Target[Any, Any, Any]:
    """A struck person is excluded, also if the row is rejected."""
    return row if row.taxpayer is None else row._replace(flagged=convert(True))


def strike_payment(row: Payment[Any], convert: Converter) -> Payment[Any]:
    """A struck payment counts, and a struck reversal does not."""
    return row if row.rejected or row.reversal == convert(False) else Payment(row.number, Rejected.STRUCK_ROW)


def strike_call(row: Call[Any, Any], convert: Converter) -> Call[Any, Any]:
    """A struck call is no attempt, but what the person said in it holds."""
    return row if row.rejected else row._replace(struck=convert(True))


def strike_exclusion(row: Exclusion[Any, Any], convert: Converter) -> Exclusion[Any, Any]:
    """A struck exclusion holds, and a struck row that would lift one does not."""
    return (
        row
        if row.rejected or row.ground != convert(ExclusionGround.NONE)
        else Exclusion(row.number, Rejected.STRUCK_ROW)
    )


def strike_decision(row: Decision[Any, Any], convert: Converter) -> Decision[Any, Any]:
    """A struck decision to message somebody is not read, so that the file is refused."""
    return row if row.rejected or row.mark != convert(SharedChoice.SEND) else Decision(row.number, Rejected.STRUCK_ROW)


def strike_renumbering(row: Renumbering[Any, Any], _: Converter) -> Renumbering[Any, Any]:
    """A struck pair of ids is not read, so that the file is refused."""
    return row if row.rejected else Renumbering(row.number, Rejected.STRUCK_ROW)
