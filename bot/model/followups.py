"""What to do next about the people of a campaign: whom to call, whom to write to, whose number to research."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.reasons import Excluded


class FollowUpKind(StrEnum):
    """A list of people with the same next step."""

    CALL = "call"
    """the message was delivered, and nothing was paid or promised since"""
    WRITE = "write"
    """the message did not arrive"""
    RESEARCH = "research"
    """the number does not exist, or is somebody else's"""


class NumberFault(StrEnum):
    """Why a number must be researched although messages to it arrive; beside it, there is `invalid_number`."""

    WRONG_NUMBER = "wrong_number"
    """whoever was called at it said so, or it is not in use"""
    OTHER_HOLDER = "other_holder"
    """the provider, or a newer list, says that it is somebody else's"""


@dataclass(frozen=True, slots=True)
class FollowUpList:
    """The people of one list by what became of their message, and how many are left out of it, by reason."""

    results: Mapping[str, int]
    left_out: Mapping[Excluded, int]

    @property
    def people(self) -> int:
        """How many people are on the list."""
        return sum(self.results.values())


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file in NOFU_EXPORTS: its name, its rows without the heading, and its SHA-256."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PastFiles:
    """Files with the same content that somebody wrote before. `are_left`: all of them are still in the folder."""

    by: str
    at: datetime
    files: tuple[PeopleFile, ...]
    are_left: bool


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The three lists of a campaign, and the files in which they are.

    `days`: so many after the delivery somebody is called; `too_soon`: people whose days are not over. `as_of`: the
    newest day of payments that the city has sent; None: none was imported. `past`: the same lists were written before.
    """

    campaign_id: int
    days: int
    too_soon: int
    lists: Mapping[FollowUpKind, FollowUpList]
    files: tuple[PeopleFile, ...]
    as_of: date | None
    past: PastFiles | None = None
