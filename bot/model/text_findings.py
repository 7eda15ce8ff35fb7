"""Findings of the lint in a message text."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks submission; a warning must be confirmed; advice is only shown."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class FindingId(StrEnum):
    """The codes of findings; they must not change."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_CITY = "no_city"
    NO_DESK = "no_desk"
    NO_PHONE = "no_phone"
    OTHER_PHONE = "other_phone"
    OTHER_CONTACT = "other_contact"
    URL = "url"
    SHORTENER = "shortener"
    BANK_ACCOUNT = "bank_account"
    PAYMENT_MEANS = "payment_means"
    DEBT = "debt"
    AMOUNT = "amount"
    SEIZURE = "seizure"
    THREAT = "threat"
    NAME_FIELD = "name_field"
    UNKNOWN_FIELD = "unknown_field"
    BAD_CHARACTER = "bad_character"
    CITY_WORD = "city_word"
    TAX_ITEM = "tax_item"
    NO_SEND_ONLY = "no_send_only"
    NO_STRANGER_LINE = "no_stranger_line"
    OVER_ONE_UNIT = "over_one_unit"

    @property
    def severity(self) -> Severity:
        """The severity of the finding."""
        return _NOT_ERRORS.get(self, Severity.ERROR)


_NOT_ERRORS = {
    FindingId.TAX_ITEM: Severity.WARNING,
    FindingId.NO_SEND_ONLY: Severity.WARNING,
    FindingId.NO_STRANGER_LINE: Severity.WARNING,
    FindingId.OVER_ONE_UNIT: Severity.ADVICE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `found` is the first matching part of the text, of bad characters each one.

    `found` is empty if something is missing, and for a phone number; of a person's name it has only the 様: findings
    are shown. Of a text that is too long it is the number of characters that are too many.
    """

    id: FindingId
    found: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of the finding."""
        return self.id.severity
