"""The look-up of a person: what was typed, and which instalments are unpaid."""

import unicodedata
from collections.abc import Hashable, Iterable
from datetime import date

from bot.model.errors import BadInput
from bot.model.people import PersonQuery
from bot.rules.eligibility import Instalment
from bot.rules.message_text.refs import read_ref

LAST_DIGITS = 4
"""So many last digits of a number are asked for: they are not the number, and of a day's messages few have the same."""


def read_query(ref: str, digits: str, day: date | None, *, is_verified: bool) -> PersonQuery:
    """Read what was typed; the day counts for the digits only. Raises BadInput with the field `ref` or `digits`.

    A 受付番号 with a wrong check digit is refused here: every single wrong digit and every swap of neighbours is found.
    """
    found, last = read_ref(ref), unicodedata.normalize("NFKC", digits).strip()
    if ref.strip() and found is None:
        raise BadInput("ref_mistyped", "ref")
    if found is None and not last:
        raise BadInput("ref_missing", "ref")
    if found is None and not (last.isascii() and last.isdigit() and len(last) == LAST_DIGITS):
        raise BadInput("digits_wrong", "digits")
    return PersonQuery(found, None if found else last, day, is_verified)


def list_due_days(instalments: Iterable[tuple[Hashable, Instalment]]) -> list[date]:
    """Return the due days of the unpaid instalments, earliest first.

    `instalments`: with what each is for, newest list first. One that is on several lists counts as on the newest.
    """
    newest: dict[Hashable, Instalment] = {}
    for debt, instalment in instalments:
        newest.setdefault((debt, instalment.due_on), instalment)
    return sorted(one.due_on for one in newest.values() if not one.is_paid)
