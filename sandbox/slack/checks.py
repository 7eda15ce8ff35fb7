"""The basic checks from which all checks of Block Kit are built, and the checks of texts.

A check gets a value, its JSON pointer and the list of problems, to which it adds sentences in Slack's wording.
Source: docs.slack.dev/reference/block-kit/composition-objects/text-object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard
from urllib.parse import urlsplit

from sandbox.slack.errors import Json


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the JSON pointer to it."""

    sentence: str
    pointer: str

    def __str__(self) -> str:
        """Return the problem as Slack writes it in `response_metadata.messages`."""
        return f"{self.sentence} [json-pointer:{self.pointer}]"


Problems = list[Problem]
Check = Callable[[object, str, Problems], None]


def add_problem(problems: Problems, sentence: str, at: str) -> None:
    """Add a problem."""
    problems.append(Problem(sentence, at))


def string(most: int | None = None, *, least: int = 1) -> Check:
    """Return a check for a string of `least` to `most` characters."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            add_problem(problems, "must be a string", at)
        elif len(value) < least:
            add_problem(problems, f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            add_problem(problems, f"must be less than {most + 1} characters", at)

    return check


def integer(least: int, most: int) -> Check:
    """Return a check for an integer within bounds."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            add_problem(problems, "must be an integer", at)
        elif not least <= value <= most:
            add_problem(problems, f"must be between {least} and {most}", at)

    return check


def rule(is_valid: Callable[[object], bool], sentence: str) -> Check:
    """Return a check for a value for which `is_valid` is true."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not is_valid(value):
            add_problem(problems, sentence, at)

    return check


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number; truth values are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_address(value: object) -> bool:
    """Whether a value is the address of a web page."""
    if not isinstance(value, str) or len(value.split()) != 1:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:  # such as a bracket that is not closed
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def one_of(*allowed: str) -> Check:
    """Return a check for one of a few words."""
    return rule(lambda value: value in allowed, f"must be one of: {', '.join(allowed)}")


anything = rule(lambda _value: True, "")
boolean = rule(lambda value: isinstance(value, bool), "must be a boolean")
number = rule(is_number, "must be a number")
positive = rule(lambda value: is_number(value) and not value <= 0, "must be a number greater than 0")


def address(most: int) -> Check:
    """Return a check for the address of a web page of up to `most` characters.

    Slack's sentence is that of github.com/MacPaw/together-app/issues/4.
    """
    length, form = string(most), rule(_is_address, "invalid url")

    def check(value: object, at: str, problems: Problems) -> None:
        before = len(problems)
        length(value, at, problems)
        if len(problems) == before:
            form(value, at, problems)

    return check


def items(each: Check, *, least: int = 1, most: int) -> Check:
    """Return a check for a list of `least` to `most` items."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            add_problem(problems, "must be an array", at)
            return
        if len(value) > most:
            add_problem(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            add_problem(problems, f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", problems)

    return check


def fields(optional: Mapping[str, Check], **required: Check) -> Check:
    """Return a check for an object that has the required fields, and no others but the optional ones."""
    known = {**optional, **required}

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            add_problem(problems, "must be an object", at)
            return
        for key in required:
            if key not in value:
                add_problem(problems, f"missing required field: {key}", at)
        for key, item in value.items():
            if key in known:
                known[key](item, f"{at}/{key}", problems)
            else:
                add_problem(problems, f"invalid additional property: {key}", at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Return a check for an object whose `type` decides which check applies."""

    def check(value: object, at: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            add_problem(problems, "missing required field: type", at)
        elif kind not in kinds:
            add_problem(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            kinds[kind](value, at, problems)

    return check


IDENTIFIER = string(255)


def plain_text(most: int) -> Check:
    """Return a check for a plain text of up to `most` characters."""
    return by_type({"plain_text": fields({"type": anything, "emoji": boolean}, text=string(most))})


def text(most: int) -> Check:
    """Return a check for a plain text or mrkdwn of up to `most` characters."""
    mrkdwn = fields({"type": anything, "verbatim": boolean}, text=string(most))
    return by_type({"plain_text": fields({"type": anything, "emoji": boolean}, text=string(most)), "mrkdwn": mrkdwn})


def combine(check: Check, *more: Callable[[Json, str, Problems], None]) -> Check:
    """Return a check that runs `more` on an object, one after the other, once `check` has found nothing wrong."""

    def run(value: object, at: str, problems: Problems) -> None:
        before = len(problems)
        check(value, at, problems)
        for follow in more:
            if isinstance(value, dict) and len(problems) == before:
                follow(value, at, problems)

    return run
