"""`nofu lint`: exit codes, sentences and JSON."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.model.languages import Language
from bot.providers.twilio.connection import TERMS as TWILIO_TERMS
from bot.services.text_lint import LintContext
from tests.commands.harness import JA
from tests.commands.shell import Shell

GOOD = "{city}{desk}です。{phone} 心当たりのない方は削除願います。送信専用"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, JA)
    yield found
    found.services.store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


def read_json(shell: Shell, *arguments: object) -> tuple[int, dict[str, Any]]:
    code, out, _ = shell("lint", "--json", *arguments)
    return code, json.loads(out)


def test_a_good_text_has_no_findings(shell: Shell, path: Path) -> None:
    path.write_text(GOOD + "\r\n", encoding="utf-8-sig", newline="")
    assert shell("lint", path)[:2] == (0, f"{JA('cli.lint_nothing')}\n{JA('cli.lint_length', n=44, units=1)}\n")
    assert read_json(shell, path) == (0, {"characters": 44, "units": 1, "findings": []})


def test_each_finding_has_a_reason_a_suggestion_and_a_source(shell: Shell, path: Path) -> None:
    path.write_text(GOOD + "滞 納① 納付" + "あ" * 25, encoding="utf-8")
    code, values = read_json(shell, path)
    assert code == 1
    assert [(one["id"], one["severity"], one["found"]) for one in values["findings"]] == [
        ("debt", "error", "滞 納"),
        ("bad_character", "error", "①"),
        ("tax_item", "warning", "納付"),
        ("over_one_unit", "advice", "6"),
    ]
    assert "①" in values["findings"][1]["text"]
    assert "6文字" in values["findings"][3]["text"]
    code, out, _ = shell("lint", path)
    assert code == 1
    for one in values["findings"]:
        assert one["text"] in out
        assert one["suggestion"] in out
        assert one["source"] in out


def test_warnings_and_advice_alone_are_no_error(shell: Shell, path: Path) -> None:
    path.write_text("{city}{desk}です。ご納付ください。{phone}", encoding="utf-8")
    assert shell("lint", path)[0] == 0


def test_a_text_of_windows_is_read(shell: Shell, path: Path) -> None:
    path.write_bytes((GOOD + "督促").encode("cp932"))
    assert [one["id"] for one in read_json(shell, path)[1]["findings"]] == ["debt"]


def test_the_language_chooses_the_rules(shell: Shell, path: Path) -> None:
    path.write_text("{city}{desk}：请致电{phone}。请勿回复。如与您无关，请删除。", encoding="utf-8")
    assert shell("lint", path, "--language", Language.ZH)[0] == 0
    assert shell("lint", path)[0] == 1
    assert shell("lint", path, "--language", "fr")[0] == 2


def test_units_follow_the_terms_of_the_provider(shell: Shell, path: Path) -> None:
    path.write_text("a" * 150, encoding="utf-8")
    assert read_json(shell, path)[1]["units"] == 3
    services = shell.services
    shell.line = replace(shell.line, open_lint=lambda _: LintContext(services.city, services.settings, TWILIO_TERMS))
    assert read_json(shell, path)[1]["units"] == 1


def test_a_word_that_the_city_forbids_is_an_error(shell: Shell, path: Path) -> None:
    shell.services = shell.services.with_settings(lint_words=("呼出し",))
    path.write_text(GOOD + "呼 出し", encoding="utf-8")
    code, values = read_json(shell, path)
    assert (code, values["findings"][0]["id"]) == (1, "city_word")


def test_a_missing_file_is_named(shell: Shell, path: Path) -> None:
    code, _, error = shell("lint", path)
    assert code == 2
    assert str(path) in error
