"""A few values that samples share: a moment, a large number, and the frames of all languages and modes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from bot.model.campaigns import Delay, SendTimes
from bot.model.errors import BadInput, Conflict
from bot.model.mode import Mode
from bot.model.posts import Mentioned
from bot.model.reasons import Problem, Rejected
from bot.screens import labels
from bot.screens.blocks import Frame, MessageCard, SlackView
from bot.words import Locale, words

Screens = Iterator[tuple[str, MessageCard | SlackView]]
"""Screens, each with its name."""
NOW = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
MANY = 9_999_999
MANY_FILES = 200
PHONE = "048-930-7722"
"""The office's number in the samples; a client that sends them must allow it."""
SAMPLE = f"三郷市収納管理課です。市税等の件でお電話ください。{PHONE}受付番号1234 送信専用"
TIMES = SendTimes(NOW, NOW + timedelta(days=6), Delay.OTHERS, NOW)
PROBLEMS = tuple(Problem(MANY, reason) for reason in Rejected)
FRAMES = [Frame(words(locale), mode) for locale, mode in product(Locale, Mode)]
IN_JAPANESE = Frame(words("ja"), Mode.LIVE)
LINK = "https://misato.slack.com/archives/C0DESK00001/p1783385400000100"
GROUP = Mentioned(("S0SUPERVISE",))
NO_GROUP = Mentioned(users=("U0SUPERV001", "U0STAFF0002"))


def make_obstacle(channel: str = "コンビニ") -> Conflict:
    """Make what keeps a campaign from its next step, with the longest sentence."""
    return Conflict("stale_channel", channel=channel)


def describe_error(frame: Frame, text: str) -> str:
    """Describe a refusal that has a text from outside."""
    return labels.describe_refusal(frame.words, BadInput("unknown_field", "text", name=text))
