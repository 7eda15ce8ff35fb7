"""Codes as words, and counts by code as lines."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.model.errors import BadInput, Refusal
from bot.model.imports import Problem
from bot.screens.blocks import escape_name, mention_person
from bot.words import Words

Code = TypeVar("Code", bound=str)


def find_label(words: Words, family: str, code: str) -> str:
    """Get the name of a code. `family`: excluded, rejected, corrected, held, undelivered, …"""
    return words(f"{family}.{code}")


def list_counts(words: Words, family: str, numbers: Mapping[Code, int]) -> str:
    """List the name and count of each code, a line each, highest count first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        words("count.line", label=find_label(words, family, str(code)), n=number) for code, number in ordered
    )


def list_names(words: Words, family: str, codes: Iterable[str]) -> str:
    """List the names of codes in one line."""
    return words("list.comma").join(find_label(words, family, str(code)) for code in codes)


def list_problem_rows(words: Words, problems: Iterable[Problem]) -> list[str]:
    """List rows that could not be read: row number, what is wrong, and what to do."""
    return [words("problem.line", line=line, what=find_label(words, "problem", reason)) for line, reason in problems]


def list_unclear_rows(words: Words, lines: Iterable[int]) -> str:
    """List the numbers of rows that a person should look at, in one line."""
    return words("list.comma").join(words("known.row", line=line) for line in lines)


def describe_refusal(words: Words, refusal: Refusal) -> str:
    """Get the sentence of a refusal. Texts from people and files are escaped in it; the place (of a cell) is named."""
    facts = {name: _describe_fact(words, name, value) for name, value in refusal.facts.items()}
    if refusal.code.startswith("lint_"):
        return words(f"lint.{refusal.code.removeprefix('lint_')}", **facts)
    sentence = words(f"refusal.{refusal.code}", **facts)
    return f"{sentence}{words('problem.place', **facts)}" if "place" in facts else sentence


def _describe_fact(words: Words, name: str, value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    if name == "meaning":
        return find_label(words, "column", value)
    return mention_person(value, words) if name == "who" else escape_name(value)


def make_form_errors(words: Words, refusal: BadInput) -> dict[str, str]:
    """Make the errors of a form for Slack from the refusal of one field."""
    return {refusal.field: describe_refusal(words, refusal)[:150]}
