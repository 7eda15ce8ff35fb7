"""Patterns that are compiled when they are first used."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot.rules
from bot.rules.patterns import LatePattern, compile_late


def test_a_late_pattern_does_what_the_pattern_does() -> None:
    late, pattern = compile_late("(?s)a(.)"), re.compile("(?s)a(.)")

    assert late.pattern == pattern.pattern
    assert [found[1] for found in late.finditer("ab a\n")] == [found[1] for found in pattern.finditer("ab a\n")]
    assert late.sub("x", "abc") == pattern.sub("x", "abc")
    assert late.fullmatch("b") is None


def test_a_late_pattern_is_compiled_when_it_is_first_used() -> None:
    late = compile_late("(")

    with pytest.raises(re.error):
        late.search("")


def test_every_late_pattern_of_the_rules_can_be_compiled() -> None:
    names = [module.name for module in pkgutil.walk_packages(bot.rules.__path__, "bot.rules.")]
    found = [pattern for name in names for pattern in _list_patterns(vars(importlib.import_module(name)))]

    assert len(found) > 100
    for pattern in found:
        re.compile(pattern)


def _list_patterns(value: object) -> Iterator[str]:
    """The late patterns in a module's names, and in the tables and tuples there."""
    if isinstance(value, LatePattern):
        yield value.pattern
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _list_patterns(one)
