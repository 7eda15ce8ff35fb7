"""`nofu import calls` and `nofu import exclusions`: what the city knows beside its lists, from a shell."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bot.desk import calls, exclusions
from bot.desk.intake import Source
from bot.desk.tools import Tools
from bot.rules.cards import CallsCard, ExclusionsCard
from bot.screens.plain import told
from bot.words import Words
from commands.terminal import DONE, answered, json_line, machine


def import_calls(tools: Tools, words: Words, path: Path, *, as_json: bool) -> int:
    """`nofu import calls`: the exit code says what became of the file."""

    def work() -> int:
        card = calls.import_calls(tools, machine(), path, name=path.name, source=Source("terminal", None))
        print(json_line(_told(card)) if as_json else told(words, card))
        return DONE

    return answered(words, work)


def import_exclusions(tools: Tools, words: Words, path: Path, *, as_of: date | None, as_json: bool) -> int:
    """`nofu import exclusions`."""

    def work() -> int:
        source = Source("terminal", None)
        card = exclusions.import_exclusions(tools, machine(), path, name=path.name, source=source, as_of=as_of)
        print(json_line(_told(card)) if as_json else told(words, card))
        return DONE

    return answered(words, work)


def _told(card: CallsCard | ExclusionsCard) -> Mapping[str, object]:
    return {
        **asdict(card.counts),
        "asked": list(card.asked),
        "as_of": card.as_of,
        "seconds": card.seconds,
        "file": str(card.file_id),
    }
