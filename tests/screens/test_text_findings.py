"""Findings of the lint: each has sentences in both languages, and where its rule comes from."""

import pytest

from bot.model.text_findings import Finding, FindingId
from bot.screens.text_findings import describe_finding
from bot.words import Locale, words


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("found", FindingId)
def test_a_finding_says_why_what_to_do_and_where_the_rule_comes_from(found: FindingId, locale: Locale) -> None:
    text = describe_finding(words(locale), Finding(found, "7"))
    assert all((text.reason, text.suggestion, text.source))
    assert len({text.reason, text.suggestion, text.source}) == 3
    assert text.address == "" or text.address.startswith("https://")
