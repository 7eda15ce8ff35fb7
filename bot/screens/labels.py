"""Codes as words, and counts by code as lines."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.rules.lists import Problem
from bot.words import Words

Code = TypeVar("Code", bound=str)


def label(words: Words, family: str, code: str) -> str:
    """What a code of a family (excluded, rejected, corrected, held, undelivered, …) is called."""
    return words(f"{family}.{code}")


def counts(words: Words, family: str, numbers: Mapping[Code, int]) -> str:
    """A line a code: its name and how many, most first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(words("count.line", label=label(words, family, str(code)), n=number) for code, number in ordered)


def names(words: Words, family: str, codes: Iterable[str]) -> str:
    """The names of codes, in a row."""
    return words("list.comma").join(label(words, family, str(code)) for code in codes)


def problem_rows(words: Words, problems: Iterable[Problem]) -> list[str]:
    """Rows that could not be read, a line each: where it is, what is wrong, and what to do."""
    return [words("problem.line", line=line, what=label(words, "problem", reason)) for line, reason in problems]


def asked_rows(words: Words, lines: Iterable[int]) -> str:
    """The rows of a file that a person should look at, in a row."""
    return words("list.comma").join(words("known.row", line=line) for line in lines)
