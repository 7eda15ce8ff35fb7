"""What the look-up of one person is asked and shows: counts, days and states; no name, no number, no amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.call_backs import CallBack
from bot.model.campaigns import Intent
from bot.model.messages import MessageState


class PromiseState(StrEnum):
    """The state of a promise to pay."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class SheetReason(StrEnum):
    """Why everything about one person is written to a file. The codes are stored in the audit."""

    HAND_OVER = "hand_over"
    """an official takes the person over"""
    COMPLAINT = "complaint"
    OBJECTION = "objection"
    """a request for review (審査請求) or for disclosure"""
    CHECK = "check"
    """the payment or the number is checked"""


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """Whom somebody looks for: a 受付番号, or else the last digits of a number and the day of a message.

    `day` is None for today; `is_verified`: the operator has confirmed that the caller is the person.
    """

    ref: str | None
    digits: str | None
    day: date | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class PersonMessage:
    """A message to the person. `sent_at` is None for one that has not left."""

    id: int
    ref: str
    campaign_id: int
    intent: Intent
    state: MessageState
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonMatches:
    """The messages of a day whose number ends with the digits. `more`: how many further ones are not listed."""

    messages: Sequence[PersonMessage]
    more: int
    day: date
    is_verified: bool


@dataclass(frozen=True, slots=True)
class PersonPromise:
    """A promise to pay: the day by which payment was promised, when it was made, and its state."""

    promised_on: date
    made_on: date
    state: PromiseState


@dataclass(frozen=True, slots=True)
class PhoneDesk:
    """The city and the office as whoever answers the phone names them."""

    city: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """What the office knows of the person whom a message was for.

    Of a caller who is not verified it has only `message`: the rest is empty, as for a stranger.
    """

    message: PersonMessage
    is_verified: bool
    messages: Sequence[PersonMessage] = ()
    """to this person, newest first"""
    more_messages: int = 0
    due_days: Sequence[date] = ()
    """of the unpaid instalments on all lists, one each, earliest first"""
    data_day: date | None = None
    """the last day of the payment data; None: there is none"""
    promises: Sequence[PersonPromise] = ()
    is_kept_back: bool = False
    """a suppression or an exclusion keeps messages from the person; its ground is shown to nobody here"""
    others: int = 0
    """how many other people have the number of the message here"""
    records: Sequence[CallBack] = ()
    """of calls, newest first"""
    may_export: bool = False
    """whether the user may have everything written to a file"""
    may_correct: bool = False
    """whether the user may take a record back, and there is one"""
    may_explain: bool = False
    """whether the user may see why the message was, or was not, sent"""
