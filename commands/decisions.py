"""`nofu import decisions`: who of those that share a number gets its message, as a file says; from a shell."""

from collections.abc import Mapping
from pathlib import Path

from bot.desk import shared
from bot.desk.intake import Source
from bot.desk.tools import Tools
from bot.rules.cards import ListCard
from bot.screens.plain import told
from bot.words import Words
from commands.terminal import DONE, answered, json_line, machine


def import_decisions(tools: Tools, words: Words, path: Path, *, as_json: bool) -> int:
    """`nofu import decisions`: the exit code says what became of the file."""

    def work() -> int:
        source = Source("terminal", None)
        card = shared.import_decisions(tools, machine(), path, name=path.name, source=source)
        print(json_line(_told(card)) if as_json else told(words, card))
        return DONE

    return answered(words, work)


def _told(card: ListCard) -> Mapping[str, object]:
    counted, found = card.target.counts, card.shared
    return {
        "list": str(card.target.id),
        "numbers": found.numbers if found else 0,
        "people": found.people if found else 0,
        "sent": found.sent if found else 0,
        "rows": counted.rows,
        "recipients": counted.recipients,
        "accepted": counted.accepted,
        "excluded": counted.excluded,
        "rejected": counted.rejected,
    }
