"""`nofu run`, `check`, `sandbox` and `demo`."""

from pathlib import Path

import click

from bot.model.health import CheckResult
from bot.model.providers import ProviderName
from bot.words import Locale, Words
from commands.cli import output
from commands.cli.output import DONE, REFUSED, CommandLine

BY_HAND = ("groups", "retention", "contract", "clock")
"""What `nofu check` cannot check; a person must do it."""
PARTS = (
    *(
        "sqlite",
        "database",
        "audit",
        "provider",
        "test_phones",
        "calendar",
        "disk",
        "backup",
        "pause",
        "instance",
        "inbox",
        "posts",
        "receipts",
    ),
    *("slack", "scopes", "app_token", "desk_channel", "digest_channel", "admin_token", "approvers", "blocks"),
)
"""The parts that `nofu check` names. A user group has its id instead."""

_port_option = click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N")
_keep_option = click.option(
    "--keep", type=output.PathType(file_okay=False, path_type=Path), metavar="DIR", callback=output.make_folder
)
_LOCALES = [locale.value for locale in Locale]
_locale_option = click.option("--locale", type=click.Choice(_LOCALES), default=Locale.JA.value, metavar="ja|en")
_PROVIDERS = [name.value for name in ProviderName if name is not ProviderName.DRY_RUN]
_provider_option = click.option(
    "--provider", type=click.Choice(_PROVIDERS), default=ProviderName.KARADEN.value, metavar="|".join(_PROVIDERS)
)


@click.command()
@click.option("--take-over", "take_over", is_flag=True)
@output.env_option
@click.pass_obj
def run(cli: CommandLine, env: Path, *, take_over: bool) -> int:
    """Run the bot until it is stopped."""
    return cli.run_bot(env, take_over)


def describe_check(words: Words, found: CheckResult) -> str:
    """Describe one check: its line, and below it what to do if it failed."""
    detail = "" if found.detail == "ok" else found.detail
    name = words(f"check.part.{found.name}") if found.name in PARTS else found.name
    line = words("check.ok" if found.ok else "check.failed", name=name, detail=detail).rstrip()
    if found.advice is None:
        return line
    return f"{line}\n{words('check.advice_line', advice=words(f'check.advice.{found.advice}'))}"


@click.command()
@click.option("--blocks", is_flag=True)
@output.json_option
@output.env_option
@click.pass_obj
def check(cli: CommandLine, *, as_json: bool, env: Path, blocks: bool) -> int:
    """Print a line for each part that was checked. Returns 1 if one failed."""
    findings = []
    for found in cli.check(env, blocks):
        findings.append(found)
        if not as_json:
            click.echo(describe_check(cli.words, found))
    if as_json:
        checks = [{"name": found.name, "ok": found.ok, "detail": found.detail} for found in findings]
        output.print_json({"checks": checks, "by_hand": list(BY_HAND)})
    else:
        click.echo(cli.words("check.by_hand"))
        for item in BY_HAND:
            click.echo(cli.words(f"check.by_hand.{item}"))
    return DONE if all(found.ok for found in findings) else REFUSED


@click.command()
@_port_option
@_keep_option
@_locale_option
@_provider_option
@click.pass_obj
def sandbox(cli: CommandLine, port: int, keep: Path | None, locale: str, provider: str) -> int:
    """Run the local Slack and carrier until they are stopped."""
    return cli.run_sandbox(port, keep, locale, provider)


@click.command()
@_port_option
@_keep_option
@_locale_option
@_provider_option
@click.option("--walk", is_flag=True)
@click.pass_obj
def demo(cli: CommandLine, port: int, keep: Path | None, locale: str, provider: str, *, walk: bool) -> int:
    """Run the sandbox and the bot on a sample city."""
    return cli.run_demo(port, keep, locale, provider, walk)
