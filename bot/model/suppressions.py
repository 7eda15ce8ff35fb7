"""Suppressions: a number or a taxpayer that gets no message, why, since when and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.model.followups import PastFiles
from bot.model.policy import Policy
from bot.model.reasons import Excluded


class SuppressedKind(StrEnum):
    """What a suppression is of. The values are stored."""

    PHONE = "phone"
    TAXPAYER = "taxpayer"


class SuppressionReason(StrEnum):
    """Why a number or a taxpayer gets no message. The codes are stored; several may be in force at once."""

    STOP_WISHED = "stop_wished"
    COMPLAINT = "complaint"
    CONSULTING = "consulting"
    PLAN_WISHED = "plan_wished"
    """wishes to pay by instalments: the city's officials take over"""
    PROMISE_NO_DAY = "promise_no_day"
    """has promised to pay, and has not said when"""
    PAID_SAID = "paid_said"
    """says that they have paid; in force until a payment counts, or a person ends it"""
    CITY_ORDER = "city_order"
    WRONG_NUMBER = "wrong_number"
    NOT_IN_USE = "not_in_use"
    OTHER_PERSON_ANSWERED = "other_person_answered"
    DECEASED = "deceased"
    STOP_CALLS = "stop_calls"
    """the city's order in a file of call results"""
    PAYMENT_REVERSED = "payment_reversed"
    """a payment was taken back: only a person's decision brings somebody back"""
    OPTED_OUT = "opted_out"
    """the recipient has asked the provider for no more messages"""


REASONS_BY_HAND = tuple(
    reason
    for reason in SuppressionReason
    if reason
    not in {
        SuppressionReason.PROMISE_NO_DAY,
        SuppressionReason.STOP_CALLS,
        SuppressionReason.PAYMENT_REVERSED,
        SuppressionReason.OPTED_OUT,
    }
)
"""The reasons that a person may choose."""
REASONS_WITH_END = frozenset(
    {
        SuppressionReason.COMPLAINT,
        SuppressionReason.CONSULTING,
        SuppressionReason.PLAN_WISHED,
        SuppressionReason.PROMISE_NO_DAY,
        SuppressionReason.CITY_ORDER,
    }
)
"""The reasons that may have a last day. The others hold until the thing itself has changed, which a person sees."""
REASONS_OF_NUMBERS = frozenset(
    {SuppressionReason.WRONG_NUMBER, SuppressionReason.NOT_IN_USE, SuppressionReason.OTHER_PERSON_ANSWERED}
)
"""The reasons that concern a number alone: the taxpayer may be messaged at another one."""
REASONS_OF_BOTH = frozenset({SuppressionReason.STOP_WISHED, SuppressionReason.COMPLAINT})
"""The reasons that concern whoever has the phone in their hand: the number and the taxpayer."""

REASONS_OF_THE_CITY = frozenset(
    {
        SuppressionReason.CITY_ORDER,
        SuppressionReason.DECEASED,
        SuppressionReason.STOP_CALLS,
        SuppressionReason.PAYMENT_REVERSED,
    }
)
"""The reasons that no caller gives: who may end no suppression does not see whom they are about."""


class EndReason(StrEnum):
    """Why a suppression was ended. The codes are stored."""

    WISHED = "wished"
    """the person wishes messages again"""
    SETTLED = "settled"
    """the consultation, complaint or order is over"""
    CHECKED = "checked"
    """the number or the payment was checked"""
    MISTAKE = "mistake"
    OTHER = "other"
    DAY_OVER = "day_over"
    PAYMENT_COUNTED = "payment_counted"
    LISTED_AS_UNPAID = "listed_as_unpaid"
    """a newer list had the debt whose payment was taken back; earlier versions ended a suppression for that"""
    LIFTED_AT_PROVIDER = "lifted_at_provider"
    MERGED = "merged"
    """another one of the same reason holds the person, since two taxpayer ids became one"""


END_REASONS_BY_HAND = (EndReason.WISHED, EndReason.SETTLED, EndReason.CHECKED, EndReason.MISTAKE, EndReason.OTHER)
"""The reasons that a person may choose."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A number or a taxpayer that gets no message.

    `source`: slack, look_up, calls:<file>, stops:<file>, provider:<name>:<message>, …; `by`: a user's id, None for a
    file or the provider; `until`: its last day, None if it has none; `ended_at`: None while it is in force.
    """

    id: int
    kind: SuppressedKind
    reason: SuppressionReason
    since: datetime
    source: str
    by: str | None
    until: date | None
    note: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """Whom somebody means: a 受付番号, or else a taxpayer id, the digits of a number, or both.

    `similar_ids`: ids that may be the same person's, and whether the typed one has a branch number more.
    """

    ref: str | None
    taxpayer: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    similar_ids: Sequence[tuple[str, bool]] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SuppressionRequest:
    """A suppression as somebody asks for it. `until`: its last day; `note`: empty if there is none."""

    person: TypedPerson
    reason: SuppressionReason
    until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class AddedSuppression:
    """What came of a request. `people`: so many of those whom it means are on the lists.

    `of_people`: they get no message at any number; otherwise none at this number.
    """

    reason: SuppressionReason
    until: date | None
    ref: str | None
    people: int
    of_people: bool = True


@dataclass(frozen=True, slots=True)
class SuppressionLine:
    """A suppression in the list of those in force. `ref`: the 受付番号 of the newest message, None if there is none."""

    suppression: Suppression
    ref: str | None


@dataclass(frozen=True, slots=True)
class SuppressionPage:
    """A page of the suppressions in force, newest first. `reason`: only these, None for all; `number`: from 1."""

    counts: Mapping[SuppressionReason, int]
    reason: SuppressionReason | None
    number: int
    pages: int
    lines: Sequence[SuppressionLine]
    may_end: bool
    may_export: bool


@dataclass(frozen=True, slots=True)
class RemainingHold:
    """What keeps messages from a person after a suppression was ended.

    `suppressions`: the reasons of the others in force. `excluded`: why the rules leave the person out now; None if they
    would be messaged. `is_listed`: whether the person is on a list, so that the rules can say it.
    """

    suppressions: Sequence[SuppressionReason]
    excluded: Excluded | None
    is_listed: bool
    policy: Policy


@dataclass(frozen=True, slots=True)
class ReversedPeople:
    """The people who are suppressed because a payment was taken back.

    `listed`: so many of them does a newer list name as unpaid for that debt. `upto`: the newest of these suppressions.
    """

    people: int
    listed: int
    upto: int


@dataclass(frozen=True, slots=True)
class ReversedDecision:
    """What somebody decides of these people: all of them, or those whom a newer list names as unpaid (`only_listed`).

    `upto`: the newest suppression that the form knew of.
    """

    upto: int
    only_listed: bool
    reason: EndReason
    note: str


@dataclass(frozen=True, slots=True)
class SuppressionFiles:
    """The files that were written, the rows of suppressions, and how many have no id or number left to write.

    `stops`: the numbers in the file for the provider; None if the city has no layout for it. `past`: the same files
    were written before.
    """

    names: tuple[str, ...]
    rows: int
    unknown: int
    stops: int | None
    past: PastFiles | None
