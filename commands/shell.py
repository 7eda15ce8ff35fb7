"""What a shell is told beside a result: which columns are lacking and how they are given, and how far an import is."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.desk.presets import Progress, nothing
from bot.rules.asking import Question, question_of
from bot.rules.errors import Refusal
from bot.screens.labels import label
from bot.screens.reading import headings
from bot.words import Words


def read_columns(text: str) -> dict[str, str]:
    """`phone=電話,due_on=期限` as column → heading. Raises ArgumentTypeError."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not pairs or any(not name.strip() or not heading.strip() for name, _, heading in pairs):
        raise argparse.ArgumentTypeError("phone=電話,due_on=期限")
    return {name.strip(): heading.strip() for name, _, heading in pairs}


def columns_hint(words: Words, kind: str, refusal: Refusal) -> str | None:
    """Which columns a refused file lacks, which headings nobody knows, and how to say which is which."""
    asked = question_of(kind, refusal.facts)
    if asked is None:
        return None
    return words(
        "cli.columns",
        missing=words("list.comma").join(
            f"{label(words, 'column', code.value)} ({code.value})" for code in asked.needed
        ),
        headings=headings(words, asked.headings),
        example=_example(asked),
    )


@contextmanager
def telling(words: Words, *, silent: bool) -> Iterator[Progress]:
    """Tells a person at a terminal how many rows were read so far, on one line; nothing to a program."""
    if silent or not sys.stderr.isatty():
        yield nothing
        return
    told = False

    def tell(rows: int) -> None:
        nonlocal told
        told = True
        sys.stderr.write(f"\r{words('cli.progress', rows=rows)}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if told:
            sys.stderr.write("\n")


def _example(asked: Question) -> str:
    pairs = zip(asked.needed, asked.headings, strict=False)
    return ",".join(f"{column.value}={heading}" for column, heading in pairs)
