"""The columns of each kind of file: their headings, and which of them a file must have."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.importing.heading_signs import CALL_SIGNS, PAYMENT_SIGNS, RENUMBERING_SIGNS, TARGET_SIGNS, Sign
from bot.rules.importing.headings import (
    CALLS,
    DECISIONS,
    EXCLUSIONS,
    PAYMENTS,
    RENUMBERINGS,
    SENT,
    STOPS,
    SUPPRESSIONS,
    TARGETS,
    Column,
)


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The columns of a file kind: their headings, the required ones, and those that are blank in totals.

    `excludes`: each row excludes a person, unless a mark says otherwise. `useful`: columns that rules use besides the
    required ones, the most important first; with any of these, a user may assign columns. `example`: an assignment.
    `signs`: what names a column where no spelling fits. `side_by_side`: columns that may come several times, each group
    of them for a row of its own; each group has the first two. `has_notes`: a line may exclude the rows
    below it, and a comment its row. `once`: columns of which there may not be two, whatever their headings are.
    """

    names: Mapping[Column, tuple[str, ...]]
    required: tuple[Column, ...]
    never_in_totals: tuple[Column, ...]
    excludes: bool = False
    useful: tuple[Column, ...] = ()
    example: str = ""
    signs: tuple[Sign, ...] = ()
    side_by_side: tuple[Column, ...] = ()
    has_notes: bool = False
    once: tuple[Column, ...] = ()


TARGET_LIST = FileColumns(
    TARGETS, (Column.TAXPAYER, Column.PHONE, Column.DUE_ON), never_in_totals=(Column.PHONE, Column.DUE_ON),
    useful=(
        Column.CALLS, Column.DEMANDED_ON, Column.PROMISED_ON, Column.EXCLUDED, Column.ARREARS, Column.FISCAL_YEAR,
        Column.AMOUNT, Column.PHONE_OBTAINED_ON, Column.RELATION, Column.LETTER_ON, Column.TAX, Column.YEAR,
        Column.INSTALMENT,
    ),
    example="phone=電話,…",
    signs=TARGET_SIGNS,
    has_notes=True,
)  # fmt: skip
PAYMENT_FILE = FileColumns(
    PAYMENTS, (Column.TAXPAYER, Column.PAID_ON, Column.AMOUNT), never_in_totals=(Column.PAID_ON, Column.TAX),
    useful=(
        Column.TAX, Column.YEAR, Column.INSTALMENT, Column.BOOKED_ON, Column.CHANNEL, Column.REVERSAL, Column.STAGE,
        Column.PAYMENT_ID,
    ),
    example="paid_on=領収日,…",
    signs=PAYMENT_SIGNS,
)  # fmt: skip
CALLS_FILE = FileColumns(
    CALLS, (Column.TAXPAYER, Column.CALLED_ON, Column.RESULT), never_in_totals=(Column.CALLED_ON, Column.RESULT),
    useful=(Column.PROMISED_ON, Column.PHONE, Column.CALLED_TIME),
    example="result=対応,…",
    signs=CALL_SIGNS,
    side_by_side=(Column.CALLED_ON, Column.RESULT, Column.CALLED_TIME, Column.PROMISED_ON),
)  # fmt: skip
DECISIONS_FILE = FileColumns(
    DECISIONS,
    (Column.TAXPAYER, Column.PHONE, Column.LIST, Column.DECISION),
    never_in_totals=(Column.PHONE, Column.TAXPAYER),
)
EXCLUSIONS_FILE = FileColumns(
    EXCLUSIONS,
    (Column.TAXPAYER,),
    never_in_totals=(Column.AS_OF, Column.EXCLUDED, Column.GROUND),
    excludes=True,
    useful=(Column.GROUND, Column.AS_OF),
    example="excluded=扱い,…",
)
STOPS_FILE = FileColumns(
    STOPS, (Column.PHONE,), never_in_totals=(Column.PHONE,), useful=(Column.STOPPED,), example="phone=番号,…"
)
SUPPRESSIONS_FILE = FileColumns(
    SUPPRESSIONS,
    (Column.SUPPRESSION,),
    never_in_totals=(Column.SUPPRESSION,),
    useful=(Column.TAXPAYER, Column.PHONE, Column.UNTIL),
    example="suppression=区分,…",
)
SENT_FILE = FileColumns(
    SENT,
    (Column.PHONE, Column.SENT_ON),
    never_in_totals=(Column.PHONE, Column.SENT_ON),
    useful=(Column.SENT_TIME, Column.REFERENCE),
    example="phone=番号,sent_on=日時",
)
RENUMBERING_FILE = FileColumns(
    RENUMBERINGS,
    (Column.TAXPAYER, Column.NEW_TAXPAYER),
    never_in_totals=(Column.TAXPAYER, Column.NEW_TAXPAYER),
    example="taxpayer=前,new_taxpayer=後",
    signs=RENUMBERING_SIGNS,
    once=(Column.TAXPAYER, Column.NEW_TAXPAYER),
)
