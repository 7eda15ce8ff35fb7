"""The public page, by which people can tell whether a message is really the city's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Carrier(StrEnum):
    """A Japanese mobile network; the sender number of a message can differ from one to the next."""

    DOCOMO = "docomo"
    AU = "au"
    SOFTBANK = "softbank"
    RAKUTEN = "rakuten"


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A text in use, filled in but for the 受付番号, with the code of its intent."""

    intent: str
    text: str


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The same hours on some days of the week (0 is Monday), in minutes of the day: from and until when."""

    first_day: int
    last_day: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What the page shows: no data of a person.

    `extra_days`: days to come on which messages may be sent, too. `senders`: the sender numbers by carrier; none:
    nobody has set them. `domains`: the only addresses that a text may have; none: no text has one.
    """

    city: str
    desk: str
    phone: str
    desk_hours: Sequence[WeeklyHours]
    send_hours: Sequence[WeeklyHours]
    extra_days: Sequence[date]
    senders: Sequence[tuple[Carrier, str]]
    domains: Sequence[str]
    texts: Sequence[PublishedText]
    made_on: date
