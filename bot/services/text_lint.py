"""The lint of a text outside a campaign, as `nofu lint` runs it: needs the city and the provider's terms alone."""

from dataclasses import dataclass

from bot.model.languages import Language
from bot.model.providers import Terms
from bot.model.text_findings import Finding
from bot.rules.message_text.lint import SenderIdentity, lint_text
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.text import fill_fields
from bot.rules.message_text.units import count_characters, count_units
from bot.services import audience
from bot.settings.declared import City, Settings

LONGEST_REF = make_ref(10**6)
"""A reference of the greatest length, so that a text is linted at its longest."""


@dataclass(frozen=True, slots=True)
class LintContext:
    """What the lint needs of the settings."""

    city: City
    settings: Settings
    terms: Terms


@dataclass(frozen=True, slots=True)
class LintedText:
    """The length of a text with its fields filled, in UTF-16 units and billed units, and its findings."""

    characters: int
    units: int
    findings: tuple[Finding, ...]


def make_sender(city: City, settings: Settings) -> SenderIdentity:
    """Return what a text must name, and what the settings allow and forbid in it."""
    return SenderIdentity(city.name, city.desk, city.phone, settings.url_allow, settings.lint_words)


def lint_written_text(context: LintContext, body: str, language: Language) -> LintedText:
    """Lint a text with unfilled fields."""
    values = audience.fill_longest(context, LONGEST_REF)
    filled = fill_fields(body, values)
    sender = make_sender(context.city, context.settings)
    return LintedText(
        characters=count_characters(filled),
        units=count_units(filled, context.terms),
        findings=tuple(lint_text(body, values, sender, context.terms, language)),
    )
