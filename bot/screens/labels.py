"""Codes as words, and counts by code as lines."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.model.errors import BadInput, Refusal
from bot.model.imports import Problem
from bot.screens.blocks import escape_name, mention_person
from bot.words import Words

Code = TypeVar("Code", bound=str)


def find_label(words: Words, family: str, code: str) -> str:
    """What a code of a family (excluded, rejected, corrected, held, undelivered, …) is called."""
    return words(f"{family}.{code}")


def list_counts(words: Words, family: str, numbers: Mapping[Code, int]) -> str:
    """A line a code: its name and how many, most first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        words("count.line", label=find_label(words, family, str(code)), n=number) for code, number in ordered
    )


def list_names(words: Words, family: str, codes: Iterable[str]) -> str:
    """The names of codes, in a row."""
    return words("list.comma").join(find_label(words, family, str(code)) for code in codes)


def list_problem_rows(words: Words, problems: Iterable[Problem]) -> list[str]:
    """Rows that could not be read, a line each: where it is, what is wrong, and what to do."""
    return [words("problem.line", line=line, what=find_label(words, "problem", reason)) for line, reason in problems]


def list_unclear_rows(words: Words, lines: Iterable[int]) -> str:
    """The rows of a file that a person should look at, in a row."""
    return words("list.comma").join(words("known.row", line=line) for line in lines)


def describe_refusal(words: Words, refusal: Refusal) -> str:
    """The refusal's sentence. What a person typed, or a file contained, does nothing in it."""
    facts = {name: _describe_fact(words, name, value) for name, value in refusal.facts.items()}
    if refusal.code.startswith("lint_"):
        return words(f"lint.{refusal.code.removeprefix('lint_')}", **facts)
    return words(f"refusal.{refusal.code}", **facts)


def _describe_fact(words: Words, name: str, value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return mention_person(value, words) if name == "who" else escape_name(value)


def make_form_errors(words: Words, refusal: BadInput) -> dict[str, str]:
    """A refusal of one field, as Slack wants it in answer to a form."""
    return {refusal.field: describe_refusal(words, refusal)[:150]}
