"""`nofu lint`: what is wrong with a text, why, and what to do."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.model.languages import Language
from bot.model.text_findings import Finding, Severity
from bot.screens.text_findings import describe_finding
from bot.services.text_lint import LintedText, lint_written_text
from bot.words import Words
from commands.cli import output
from commands.cli.output import DONE, REFUSED, CommandLine

_LANGUAGES = [language.value for language in Language]
_MAX_BYTES = 1_000_000
"""No text of a message is nearly as long; what follows is not read."""


@click.command()
@click.argument("text_file", type=output.PathType(allow_dash=True, path_type=Path), metavar="FILE|-")
@click.option("--language", type=click.Choice(_LANGUAGES), default=Language.JA.value, metavar="|".join(_LANGUAGES))
@output.json_option
@output.env_option
@click.pass_obj
def lint(cli: CommandLine, text_file: Path, language: str, *, as_json: bool, env: Path) -> int:
    """Print the findings in a text. The exit code is REFUSED if one of them is an error."""
    linted = lint_written_text(cli.open_lint(env), _read_text(text_file), Language(language))
    if as_json:
        output.print_json(_make_json(cli.words, linted))
    else:
        click.echo("\n".join(_list_lines(cli.words, linted)))
    return REFUSED if any(finding.severity is Severity.ERROR for finding in linted.findings) else DONE


def _read_text(path: Path) -> str:
    """Read a text in UTF-8, or as Japanese Windows writes it. Raises OSError."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(_MAX_BYTES)
    else:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932", errors="replace")


def _make_json(words: Words, linted: LintedText) -> dict[str, Any]:
    return {
        "characters": linted.characters,
        "units": linted.units,
        "findings": [_make_finding_json(words, finding) for finding in linted.findings],
    }


def _make_finding_json(words: Words, finding: Finding) -> dict[str, str]:
    text = describe_finding(words, finding)
    return {
        "id": finding.id.value,
        "severity": finding.severity.value,
        "text": text.reason,
        "found": finding.found,
        "suggestion": text.suggestion,
        "source": f"{text.source} {text.address}".strip(),
    }


def _list_lines(words: Words, linted: LintedText) -> Iterator[str]:
    for finding in linted.findings:
        text = describe_finding(words, finding)
        yield words("cli.lint_finding", severity=words(f"cli.severity.{finding.severity.value}"), text=text.reason)
        yield words("cli.lint_suggestion", text=text.suggestion)
        yield words("cli.lint_source", text=f"{text.source} {text.address}".strip())
    if not linted.findings:
        yield words("cli.lint_nothing")
    yield words("cli.lint_length", n=linted.characters, units=linted.units)
