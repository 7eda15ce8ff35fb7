"""The page's files: both languages complete, every word and emoji known, nothing served that is not the page's."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from tests.sandbox.slack.client import LocalSlack, run_sandbox

PAGE = Path(str(files("sandbox"))) / "page"
SCRIPTS = {path.name: path.read_text("utf-8") for path in PAGE.rglob("*.js")}
WORDS: dict[str, dict[str, str]] = json.loads((PAGE / "words.json").read_text("utf-8"))
LOCALES = Path(str(files("bot"))) / "locales"

_FIXED = re.compile(r"""(?:\bt|toast)\(\s*"([a-z_.0-9]+)\"""")
_EITHER = re.compile(r"""\bt\([^"`()]*\? "([a-z_.]+)" : "([a-z_.]+)\"""")
_FAMILY = re.compile(r"""\bt\(`([a-z_.]+)\.\$\{""")


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    assert [key for key, both in WORDS.items() if set(both) != {"ja", "en"} or not all(both.values())] == []
    facts = re.compile(r"\{(\w+)\}")
    assert [
        key for key, both in WORDS.items() if set(facts.findall(both["ja"])) != set(facts.findall(both["en"]))
    ] == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_word_that_a_script_asks_for_is_there(name: str) -> None:
    script = SCRIPTS[name]
    asked = {*_FIXED.findall(script), *(key for both in _EITHER.findall(script) for key in both)}
    assert asked <= set(WORDS)
    assert [family for family in _FAMILY.findall(script) if not any(k.startswith(f"{family}.") for k in WORDS)] == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_no_script_makes_html_of_strings(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", SCRIPTS[name])


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_the_page_knows_every_emoji_that_the_bot_uses(locale: str) -> None:
    catalogue = "".join(path.read_text("utf-8") for path in (LOCALES / locale).iterdir())
    used = set(re.findall(r":([a-z][a-z0-9_]+):", catalogue))
    assert used
    assert [name for name in used if not re.search(rf"\b{name}: ", SCRIPTS["emoji.js"])] == []


@pytest.mark.parametrize(
    "path", ["/page/../app.py", "/page/%2e%2e/app.py", "/page//etc/passwd", "/page/js", "/page/x.js"]
)
def test_nothing_but_the_pages_own_files_is_served(slack: LocalSlack, path: str) -> None:
    assert httpx.get(f"{slack.service.base}{path}").status_code == 404


def test_the_page_comes_with_a_policy_that_lets_it_run_its_own_files_alone(slack: LocalSlack) -> None:
    answer = httpx.get(slack.service.base)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|style=", answer.text)
