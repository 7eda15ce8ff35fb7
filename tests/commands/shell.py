"""A shell for the command line in one process, on a real store."""

from pathlib import Path

from click.testing import CliRunner

from bot.model.health import CheckResult
from bot.services.text_lint import LintContext
from bot.words import Words
from commands import cli
from commands.cli.output import CommandLine
from tests.services import harness as services_harness


class Shell:
    """Runs commands on a real store. `started` are the programs that were started, with their arguments."""

    def __init__(self, folder: Path, say: Words) -> None:
        self.services = services_harness.open_context(folder)
        self.findings = [CheckResult("sqlite", True, "3.51.3"), CheckResult("database", True, "ok")]
        self.started: list[tuple[object, ...]] = []
        self.line = CommandLine(
            say,
            lambda env: self.services,
            lambda env: self.services,
            lambda env: self.services,
            lambda env: LintContext(self.services.city, self.services.settings, self.services.provider.terms),
            lambda env, blocks: iter(self.findings),
            self._start,
            self._start,
            self._start,
        )

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        """Returns exit code, stdout and stderr."""
        with CliRunner().isolation() as (out, err, _):
            code = cli.run([str(argument) for argument in arguments], self.line)
            return code, out.getvalue().decode(), err.getvalue().decode()

    def _start(self, *arguments: object) -> int:
        self.started.append(arguments)
        return 0
