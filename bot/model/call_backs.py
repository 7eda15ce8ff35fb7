"""What is recorded of a call: what the caller said, and who recorded it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CallBackResult(StrEnum):
    """What a caller said. Codes that calls by the office have, too, mean the same there (CALL_RESULTS)."""

    PROMISE = "promise"
    PLAN_WISHED = "plan_wished"
    """wishes to pay by instalments, which the city's officials decide"""
    PAID_SAID = "paid_said"
    CALLED_BACK = "called_back"
    """called, and said nothing of the others"""
    CONSULTING = "consulting"
    STOP_WISHED = "stop_wished"
    COMPLAINT = "complaint"
    WRONG_NUMBER = "wrong_number"


class CallBackDetail(StrEnum):
    """More of what a caller said. The codes are stored; none is a sensitive ground."""

    IN_FULL = "in_full"
    IN_PART = "in_part"
    NO_DAY = "no_day"
    """will pay, and has not said when"""
    BY_INSTALMENTS = "by_instalments"
    AT_BANK = "at_bank"
    AT_SHOP = "at_shop"
    BY_APP = "by_app"
    AT_CITY = "at_city"
    BY_DEBIT = "by_debit"
    NOT_SAID = "not_said"
    ASKED_WHY = "asked_why"
    ASKED_AMOUNT = "asked_amount"
    ASKED_HOW = "asked_how"
    ASKED_SLIP = "asked_slip"
    WILL_PAY = "will_pay"
    REFUSES = "refuses"
    FAMILY = "family"
    AT_DESK = "at_desk"
    WITH_OFFICIAL = "with_official"
    OWN_WISH = "own_wish"
    FAMILY_WISH = "family_wish"
    WORDING = "wording"
    FREQUENCY = "frequency"
    PRIVACY = "privacy"
    UNKNOWN_DEBT = "unknown_debt"
    STAFF = "staff"
    OTHER_PERSON = "other_person"
    NEW_HOLDER = "new_holder"
    WORKPLACE = "workplace"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CallBackEntry:
    """What an operator records of a call about a message.

    `seen`: the newest record of the person that the operator's form knew of, 0 if there was none.
    """

    message_id: int
    is_verified: bool
    result: CallBackResult
    detail: CallBackDetail
    promised_on: date | None
    note: str
    seen: int


class CorrectionReason(StrEnum):
    """Why a record of a call is taken back. The codes are stored."""

    WRONG_PERSON = "wrong_person"
    """the call was about another person"""
    WRONG_RESULT = "wrong_result"
    """the caller said something else"""
    WRONG_DETAIL = "wrong_detail"
    """the day or the detail is another one"""
    REPEATED = "repeated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CallBackCorrection:
    """The record that takes another one back."""

    at: datetime
    by: str
    reason: CorrectionReason


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """What somebody corrects. `undoes`: what the record led to is undone, where nothing else says the same."""

    message_id: int
    call_back_id: int
    reason: CorrectionReason
    undoes: bool


@dataclass(frozen=True, slots=True)
class CorrectionOutcome:
    """Whether what a record led to is undone. `is_held`: something else that was said keeps the same in force."""

    is_undone: bool = False
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class CallBack:
    """A record of a call. `by`: a user's id; `note`: None if there is none, or it can no longer be read.

    `correction`: what takes it back, if anything does.
    """

    id: int
    ref: str
    at: datetime
    by: str
    is_verified: bool
    result: CallBackResult
    detail: CallBackDetail
    promised_on: date | None
    note: str | None
    correction: CallBackCorrection | None = None


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """What the form for a correction shows: the records of the person that nothing has taken back, newest first."""

    message_id: int
    ref: str
    records: Sequence[CallBack]


@dataclass(frozen=True, slots=True)
class CallBackForm:
    """What the form for a record shows. `others`: how many other people have the number of the message here.

    `default_days`: how long a promise without a day holds.
    """

    message_id: int
    ref: str
    is_verified: bool
    result: CallBackResult
    others: int
    today: date
    seen: int
    default_days: int
    newer: Sequence[CallBack] = ()
    """what somebody recorded of the person while the form was open"""
