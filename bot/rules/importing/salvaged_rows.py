"""What remains of a row that is broken or has cells in wrong columns: only what keeps messages from its person.

An unquoted comma moves the cells behind it, and #N/A in a column of names breaks a row of a workbook; the person and a
mark may still be read. What is read in a wrong column can only hold somebody back, and the row stays rejected.
"""

from typing import Any

from bot.model.reasons import Rejected, RowQuestion
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import Exclusion
from bot.rules.importing.phones import Phone
from bot.rules.importing.row_reader import RowContext
from bot.rules.importing.target_rows import UNREAD_FACTS, Target


def salvage_target(row: Target[Any, Any, Any], context: RowContext) -> Target[Any, Any, Any]:
    """Its marks, promise, last payment and arrears, and its mobile number."""
    if row.taxpayer is None and row.phone is None:
        return Target(row.number, Rejected.BAD_ROW)
    if row.rejected is None:
        says_nothing = (context.convert(None), context.convert(False))
        context.questions[RowQuestion.UNREAD_ROW] += any(row[at] not in says_nothing for at in UNREAD_FACTS)
    phone = row.phone if isinstance(row.phone, Phone) and row.phone.mobile else None
    return row._replace(rejected=Rejected.BAD_ROW, phone=phone)


def salvage_row(row: Any, _: RowContext) -> Any:
    """A payment holds its payer, and a call what was said in it."""
    return row._replace(rejected=Rejected.BAD_ROW)


def salvage_exclusion(row: Exclusion[Any, Any], context: RowContext) -> Exclusion[Any, Any]:
    """A row that excludes does so for an unknown ground, so that the user is asked; a "no" lifts nothing."""
    if row.phone is not None:
        return row._replace(rejected=Rejected.BAD_ROW)
    if row.rejected is not None or row.ground == context.convert(ExclusionGround.NONE):
        return Exclusion(row.number, Rejected.BAD_ROW)
    return row._replace(ground=context.convert(ExclusionGround.UNKNOWN))
