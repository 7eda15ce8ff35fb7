"""A draft of a campaign, and its preview."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.model.budget import Budget
from bot.model.campaigns import Intent, SendTimes
from bot.model.lists import TargetList
from bot.model.policy import Policy
from bot.model.public_page import Carrier
from bot.model.reasons import Excluded
from bot.model.text_findings import Finding


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a draft. An empty body means the text of the template; `not_before` None: send once approved.

    `template`: its id; "": the first one of the intent. `letter_on`: for the field `{letter_date}`.
    """

    list_id: int
    intent: Intent
    body: str
    not_before: datetime | None
    template: str = ""
    letter_on: date | None = None


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """Which draft a form changes: its campaign, and how often that had been changed when the form was opened."""

    campaign: int
    version: int


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft that somebody changes: its content, who saved it last, and whether its recipients are fixed.

    They are for the rest of a stopped campaign, and for a correction: then list and intent cannot be chosen.
    """

    content: Draft
    of: DraftVersion
    saved_by: str
    is_fixed: bool
    has_newer_template: bool = False
    """whether its text is a template as it was, and that template has changed since"""


@dataclass(frozen=True, slots=True)
class LengthDetail:
    """Why a text costs as many units as it does.

    `excess`: by how many characters it is over one unit less, 0 for one unit. `double`: the characters that count
    twice, and `links`, of a text of several units. `outside`: the characters without which the provider would bill
    `units_without` units only.
    """

    units: int
    excess: int
    double: tuple[str, ...]
    links: tuple[str, ...]
    outside: tuple[str, ...]
    units_without: int


@dataclass(frozen=True, slots=True)
class TextEstimate:
    """What the texts of a draft would be and cost: the longest and the shortest, with made-up numbers.

    `people`: how many get a text of each number of units.
    """

    longest: str
    shortest: str
    people: Mapping[int, int]

    @property
    def units(self) -> int:
        """The units of all messages together."""
        return sum(units * number for units, number in self.people.items())


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a draft would send now, counted in people, UTF-16 units, billed units and yen."""

    target: TargetList
    intent: Intent
    sample: str
    """the longest text that somebody gets, with made-up numbers"""
    shortest: str
    characters: int
    length: LengthDetail
    people_by_units: Mapping[int, int]
    units: int
    yen: int
    taxed_yen: int
    """with consumption tax"""
    recipients: int
    left_out: Mapping[Excluded, int]
    unjudged: tuple[Excluded, ...]
    findings: tuple[Finding, ...]
    not_before: datetime | None
    times: SendTimes | None
    """when it would begin and end if it were approved now; None: it cannot be sent within 400 days"""
    supports_give_up_time: bool
    policy: Policy = field(default_factory=Policy)
    senders: tuple[tuple[Carrier, str], ...] = ()
    """the sender numbers that phones show, by carrier; none: nobody has set them"""
    budget: Budget | None = None
    """what it would leave of the yearly contract; None: no limit is set"""
