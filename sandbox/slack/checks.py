"""Small checks out of which the shapes of blocks are put together; each says what is wrong, and where.

A check gets a value, its JSON pointer and the list of problems, to which it adds sentences worded as Slack's.
"""

from collections.abc import Callable, Collection, Mapping

Problems = list[str]
Check = Callable[[object, str, Problems], None]


def problem(problems: Problems, sentence: str, at: str) -> None:
    """Add one problem as Slack writes it into `response_metadata.messages`."""
    problems.append(f"{sentence} [json-pointer:{at}]")


def string(most: int | None = None, *, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problem(problems, "must be a string", at)
        elif len(value) < least:
            problem(problems, f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            problem(problems, f"must be less than {most + 1} characters", at)

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, at: str, problems: Problems) -> None:
        if value not in allowed:
            problem(problems, f"must be one of: {', '.join(allowed)}", at)

    return check


def boolean(value: object, at: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problem(problems, "must be a boolean", at)


def whole(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problem(problems, "must be an integer", at)
        elif not least <= value <= most:
            problem(problems, f"must be between {least} and {most}", at)

    return check


def number(value: object, at: str, problems: Problems) -> None:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem(problems, "must be a number", at)


def above_zero(value: object, at: str, problems: Problems) -> None:
    """A number above zero."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        problem(problems, "must be a number greater than 0", at)


def items(each: Check, *, least: int = 1, most: int) -> Check:
    """A list of `least` to `most` things of one shape."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problem(problems, "must be an array", at)
            return
        if len(value) > most:
            problem(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            problem(problems, f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", problems)

    return check


def fields(known: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """An object with known fields, some of which it must have."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problem(problems, "must be an object", at)
            return
        for key in required:
            if key not in value:
                problem(problems, f"missing required field: {key}", at)
        for key, item in value.items():
            if key in known:
                known[key](item, f"{at}/{key}", problems)
            else:
                problem(problems, f"invalid additional property: {key}", at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which shape it must have."""

    def check(value: object, at: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            problem(problems, "missing required field: type", at)
        elif kind not in kinds:
            problem(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            kinds[kind](value, at, problems)

    return check


def anything(_value: object, _at: str, _problems: Problems) -> None:
    """Whatever it is, it is taken."""
