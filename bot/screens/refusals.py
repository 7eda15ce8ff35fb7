"""A refusal as a sentence that tells the person what to do now."""

from bot.rules.errors import BadInput, Refusal
from bot.screens.kit import named, person
from bot.words import Words


def sentence(words: Words, refusal: Refusal) -> str:
    """The refusal's sentence. What a person typed, or a file contained, does nothing in it."""
    facts = {name: _fact(words, name, value) for name, value in refusal.facts.items()}
    if refusal.code.startswith("lint_"):
        return words(f"lint.{refusal.code.removeprefix('lint_')}", **facts)
    return words(f"refusal.{refusal.code}", **facts)


def _fact(words: Words, name: str, value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return person(value, words) if name == "who" else named(value)


def errors(words: Words, refusal: BadInput) -> dict[str, str]:
    """A refusal of one field, as Slack wants it in answer to a form."""
    return {refusal.field: sentence(words, refusal)[:150]}
