"""The command line in one process: help in both languages, forms of values, refusals as one sentence, exit codes."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click
import pysqlite3
import pytest
from click.testing import CliRunner

from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.errors import FileRefused, StoreRefused
from bot.model.health import CheckResult
from bot.model.policy import Policy
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.layouts import build_layout
from bot.screens.labels import describe_refusal
from bot.screens.samples.office import make_figures
from bot.services.imports.column_mappings import ColumnChoice
from bot.services.imports.kinds import FILE_KINDS
from bot.words import Locale, Words, words
from commands import cli
from commands.cli import admin, digests, imports, output
from commands.cli.output import CommandLine
from tests.commands.harness import EN, JA
from tests.commands.shell import Shell
from tests.services.files import Paid, make_debts, write_lines, write_target_list
from tests.services.steps import import_list, import_paid, start_campaign, submit_and_approve


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[JA, EN], ids=["ja", "en"])
def shell(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shell]:
    found = Shell(tmp_path, request.param)
    yield found
    found.services.store.close()


def commands_below(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    for name, child in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands_below(child, *path, name)


PATHS = [path for path, _ in commands_below(cli.nofu)]


@pytest.mark.parametrize("locale", Locale)
def test_each_command_and_each_parameter_has_a_sentence_in_both_languages(locale: Locale) -> None:
    say = words(locale)
    output.set_help(cli.nofu, "nofu", say)
    kinds = {say("cli.help.file_kind", kind=say(f"file_kind.{kind}")) for kind in FILE_KINDS}
    known = kinds | set(say.catalogue.values())
    for path, command in commands_below(cli.nofu):
        help_option = command.get_help_option(click.Context(command))
        assert help_option is not None
        for text in (command.help, *(param.help for param in (*command.params, help_option))):
            assert text in known, f"{path}: {text}"


@pytest.mark.parametrize("path", PATHS, ids="-".join)
def test_help_of_each_command_shows_its_text_and_that_of_each_parameter(shell: Shell, path: tuple[str, ...]) -> None:
    code, out, err = shell(*path, "--help")
    assert (code, err) == (0, "")
    command = dict(commands_below(cli.nofu))[path]
    shown = "".join(out.split())
    for text in (command.help, *(param.help for param in command.params)):
        assert "".join(str(text).split()) in shown
    assert out.startswith(f"{shell.line.words('cli.heading.usage')} nofu {' '.join(path)}".rstrip())
    assert not {"Options:", "Usage:"} & set(out.split()) or shell.line.words is EN


def test_the_version_is_shown(shell: Shell) -> None:
    code, out, _ = shell("--version")
    assert (code, out) == (0, "nofu 0.1.0\n")


@pytest.mark.parametrize("arguments", [(), ("import",)])
def test_a_group_alone_shows_its_help_on_stderr_and_exits_with_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    code, out, err = shell(*arguments)
    assert (code, out) == (2, "")
    assert shell.line.words("cli.heading.commands") in err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("impart",), "impart"),
        (("import", "targets"), "FILE"),
        (("import", "targets", "x.csv", "--again", "y.csv"), "nofu import targets --help"),
        (("import", "targets", "x.csv", "--agian"), "--agian"),
        (("import", "targets", "x.csv", "--columns", "phone"), "--columns"),
        (("import", "targets", "x.csv", "--name"), "nofu import targets --help"),
        (("import", "targets", ""), "'FILE'"),
        (("digest", "daily", "--env", ""), "--env"),
        (("import", "payments", "x.csv", "--as-of", "2026-02-30"), "--as-of"),
        (("digest", "daily", "--date", "08-7-7"), "--date"),
        (("digest", "daily", "--date", ""), "--date"),
        (("digest", "hourly"), "daily"),
        (("demo", "--port", "65536"), "--port"),
        (("sandbox", "--keep", __file__), "--keep"),
        (("sandbox", "--keep", f"{__file__}/x"), "--keep"),
        (("demo", "--keep", "/proc"), "--keep"),
    ],
    ids=str,
)
def test_a_command_line_that_cannot_be_read_is_one_sentence(
    shell: Shell, arguments: tuple[str, ...], named: str
) -> None:
    code, out, err = shell(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert named.casefold() in err.casefold()
    assert " --help`" in err


@pytest.mark.parametrize("text", ["2026-07-07", "2026/7/7", "20260707", "R8.7.7", "令和8年7月7日", "5080707"])
def test_a_date_may_have_any_form_that_a_file_may_use(shell: Shell, text: str) -> None:
    code, out, _ = shell("digest", "daily", "--date", text, "--json")
    assert (code, json.loads(out)["date"]) == (0, "2026-07-07")


def test_a_settings_file_that_was_named_must_exist(shell: Shell) -> None:
    missing = shell.line.words("cli.path_missing", path="none.env", reason="")
    assert shell("digest", "daily", "--env", "none.env") == (2, "", missing + "\n")


def test_the_settings_file_is_read_from_any_arguments(tmp_path: Path) -> None:
    assert output.find_env_file([]) == output.find_env_file(["digest", "daily"]) == Path(".env")
    assert output.find_env_file(["--env", "a.env", "digest"]) == Path("a.env")
    assert output.find_env_file(["digest", "--env=b.env", "--nonsense"]) == Path("b.env")
    assert output.find_env_file(["digest", "--env"]) == Path()


def test_programs_are_started_with_their_options(shell: Shell, tmp_path: Path) -> None:
    env = tmp_path / "some.env"
    env.touch()
    for arguments in (
        ["run", "--env", env],
        ["run", "--env", env, "--take-over"],
        ["sandbox", "--port", 8000],
        ["demo", "--walk", "--keep", tmp_path, "--locale", "en", "--provider", "accrete"],
    ):
        assert shell(*arguments) == (0, "", "")
    assert shell.started == [
        (env, False),
        (env, True),
        (8000, None, "ja", "karaden"),
        (0, tmp_path, "en", "accrete", True),
    ]


def test_a_list_is_imported_as_text_and_as_json(shell: Shell, tmp_path: Path) -> None:
    file = write_target_list(tmp_path / "list.csv", make_debts(3))
    code, out, err = shell("import", "targets", file, "--json", "--as", "U1", "--name", "May")
    found = json.loads(out)
    assert (code, err, found["rows"], found["accepted"], found["list"]) == (0, "", 3, 3, "1")
    assert shell("import", "targets", file)[0] == output.SAME_FILE
    code, out, _ = shell("import", "targets", file, "--again")
    assert code == 0
    assert shell.line.words("cli.targets", list="2", rows=3, accepted=3, recipients=3) in out


def test_no_value_of_a_sheet_that_is_turned_is_printed_as_a_heading(shell: Shell, tmp_path: Path) -> None:
    rows = ["停止,氏名,納税太郎,納税花子,山", ",宛名番号,1001,1002,1003", ",電話番号,090-1234-5601,,"]
    code, out, err = shell("import", "exclusions", write_lines(tmp_path / "turned.csv", rows[0], rows[1:]))
    assert (code, out) == (4, "")
    say = shell.line.words
    assert say("list.comma").join(say("columns.place", letters=each) for each in "CDE") in err
    assert not any(name in err for name in ("納税太郎", "納税花子", "山"))


@pytest.mark.parametrize("kind", list(FILE_KINDS))
def test_a_path_that_is_no_readable_file_is_one_sentence(shell: Shell, kind: str, tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "none.csv", 1), (tmp_path, 2)):
        code, out, err = shell("import", kind, path)
        assert (code, out, err.count("\n")) == (expected, "", 1)


def test_a_database_that_cannot_be_used_exits_with_2_from_every_command(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise StoreRefused("store_wrong_key")

    monkeypatch.setattr(type(shell.services.store), "transaction", refuse)
    monkeypatch.setattr(type(shell.services.store), "read_transaction", refuse)
    for arguments in (["import", "calls", "x.csv"], ["digest", "daily"]):
        assert shell(*arguments) == (2, "", shell.line.words("refusal.store_wrong_key") + "\n")


def test_a_refused_path_and_ctrl_c_are_one_sentence_each(shell: Shell) -> None:
    def make_failing_start(error: BaseException) -> Any:
        def start(*_: object) -> int:
            raise error

        return start

    for error, code, named in (
        (PermissionError(13, "Permission denied", "no-access/keep"), 2, "no-access/keep"),
        (KeyboardInterrupt(), output.INTERRUPTED, shell.line.words("cli.interrupted")),
    ):
        line = CommandLine(shell.line.words, *[make_failing_start(error)] * 8)
        with CliRunner().isolation() as (_, err, __):
            assert cli.run(["demo"], line) == code
            assert named in err.getvalue().decode()


@pytest.mark.parametrize("locale", Locale)
def test_the_text_of_a_digest_has_each_figure_of_its_json(locale: Locale) -> None:
    say = words(locale)
    figures = make_figures(left=2, sent=1001, delivered=1002, pending=1003, unknown=1004, uncertain=1005, yen=1006)
    values = digests.make_figure_values(figures)
    text = "\n".join(digests.list_digest_lines(say, values, Policy()))

    def leaves(value: Any) -> Iterator[Any]:
        for inner in value.values() if isinstance(value, dict) else [value]:
            yield from leaves(inner) if isinstance(inner, dict) else [inner]

    for leaf in leaves({name: value for name, value in values.items() if name not in ("kind", "date")}):
        assert say.fact(leaf) in text
    lines = [line for line in text.splitlines() if "{" not in line]
    assert len(lines) == 19 + 2 + len(figures.undelivered) + len(figures.held)


def test_a_digest_names_its_days_and_has_a_line_for_missing_figures(shell: Shell) -> None:
    code, out, err = shell("digest", "weekly", "--date", "R8.7.8")
    say = shell.line.words
    assert (code, err) == (0, "")
    first, last = date(2026, 7, 6), date(2026, 7, 8)
    assert out.splitlines()[0] == say("digest.weekly", period=say("digest.period", first=first, last=last))
    assert say("digest.line.as_of", value="-") in out


def test_check_prints_a_line_for_each_part_and_exits_with_1_on_a_failure(shell: Shell) -> None:
    say = shell.line.words
    code, out, _ = shell("check")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == say("check.ok", name=say("check.part.sqlite"), detail="3.51.3")
    assert lines[1] == say("check.ok", name=say("check.part.database"), detail="").rstrip()
    assert lines[3:] == [say(f"check.by_hand.{item}") for item in admin.BY_HAND]
    shell.findings.append(CheckResult("slack", False, "unreachable"))
    code, out, _ = shell("check")
    assert (code, out.splitlines()[2]) == (1, say("check.failed", name=say("check.part.slack"), detail="unreachable"))
    code, out, _ = shell("check", "--json")
    assert (code, json.loads(out)) == (
        1,
        {
            "checks": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in shell.findings],
            "by_hand": list(admin.BY_HAND),
        },
    )


def test_columns_are_read_as_pairs() -> None:
    found = output.read_columns("phone=電話, due_on = 期限 ,")
    assert found.columns == {"phone": "電話", "due_on": "期限"}


@pytest.mark.parametrize("text", ["phone", "phone=", "=電話", "phone=電話,due_on", ""])
def test_columns_that_are_not_pairs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        output.read_columns(text)


@pytest.mark.parametrize(
    ("unknown", "shown"),
    [
        (["お電話", "ご期限"], "phone=お電話,due_on=ご期限"),
        (["ご期限", "市区町村コード", "お電話"], "phone=お電話,due_on=ご期限"),
        (["市区町村コード", "ご期限"], "phone=見出し,due_on=ご期限"),
        (["備考コード", "市区町村番号"], "phone=見出し,due_on=見出し"),
    ],
)
def test_the_hint_proposes_the_headings_that_are_most_like_the_missing_columns(unknown: list[str], shown: str) -> None:
    with pytest.raises(FileRefused) as refused:
        build_layout([["宛名番号", "税目", *unknown]], TARGET_LIST, {})
    assert f"--columns {shown}`" in (imports.columns_hint(JA, "targets", refused.value) or "")


def test_the_hint_shows_what_to_replace_in_the_language_of_the_user() -> None:
    with pytest.raises(FileRefused) as refused:
        build_layout([["宛名番号", "納期限", "市区町村コード"]], TARGET_LIST, {})
    assert "--columns phone=HEADING`" in (imports.columns_hint(EN, "targets", refused.value) or "")
    assert imports.columns_hint(JA, "targets", FileRefused("file_empty")) is None


@pytest.mark.parametrize("say", [JA, EN])
@pytest.mark.parametrize(("column", "named"), [("paid_on", "領収日付"), ("fax", "paid_on")])
def test_a_choice_that_the_file_does_not_have_is_named_as_it_was_typed(say: Words, column: str, named: str) -> None:
    refusal, choice = FileRefused("no_such_column", column=column), ColumnChoice({column: "領収日付"})
    assert named in (imports.find_hint(say, FILE_KINDS["payments"], refusal, choice) or "")
    assert imports.find_hint(say, FILE_KINDS["payments"], refusal, ColumnChoice()) is None


@pytest.mark.parametrize(("say", "column"), [(JA, "金額"), (EN, "Amount")])
def test_columns_that_mean_the_same_are_named_with_the_way_to_choose_one(say: Words, column: str) -> None:
    facts: dict[str, str | int] = {"meaning": "amount", "places": "D, E", "headings": "金額(今回)\n金額(前回)"}
    refusal = FileRefused("repeated_column", **facts)
    hint = imports.find_hint(say, FILE_KINDS["payments"], refusal, ColumnChoice()) or ""
    assert "--columns amount=金額(今回)" in hint
    sentence = describe_refusal(say, refusal)
    assert column in sentence
    assert "D, E" in sentence
    equal = FileRefused("repeated_column", **facts | {"headings": "金額"})
    assert imports.find_hint(say, FILE_KINDS["payments"], equal, ColumnChoice()) is None


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with output.show_progress(JA, silent=False) as progress:
        progress(1_000)
        progress(2_000)
    assert shown.getvalue() == "\r1,000行まで読みました\r2,000行まで読みました\n"


@pytest.mark.parametrize(("stream", "silent"), [(io.StringIO, False), (Terminal, True)])
def test_progress_is_not_shown_to_a_program(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], silent: bool
) -> None:
    shown = stream()
    monkeypatch.setattr(sys, "stderr", shown)
    with output.show_progress(JA, silent=silent) as progress:
        progress(1_000)
    assert shown.getvalue() == ""


def test_the_audit_is_verified_and_a_changed_entry_is_named(shell: Shell) -> None:
    import_list(shell.services, make_debts(1))
    entries = shell.services.count("audit")
    code, out, err = shell("audit", "verify", "--json")
    assert (code, json.loads(out), err) == (0, {"ok": True, "entries": entries, "broken": None, "changed": None}, "")
    code, out, err = shell("audit", "verify")
    assert (code, err) == (0, "")
    assert str(entries) in out
    shell.services.execute("DROP TRIGGER audit_no_update")
    shell.services.execute("UPDATE audit SET subject = 'list:9' WHERE id = 1")
    assert shell("audit", "verify") == (1, shell.line.words("cli.audit_broken", entry=1) + "\n", "")


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM counted_payments", "counted_payments"),
        ("UPDATE messages SET text_hash = 'x'", "messages"),
        ("DROP TRIGGER approvals_no_update; UPDATE approvals SET by = 'U_AUTHOR'", "approvals"),
        ("UPDATE table_seals SET rows = rows + 1 WHERE name = 'payments'", "audit"),
    ],
)
def test_the_table_is_named_whose_rows_another_program_has_changed(shell: Shell, statement: str, table: str) -> None:
    submit_and_approve(shell.services, import_list(shell.services, make_debts(1)).target.id)
    import_paid(shell.services, [Paid()])
    assert shell("audit", "verify", "--json")[0] == 0
    other = pysqlite3.connect(shell.services.store.path, isolation_level=None)
    other.executescript(statement)
    other.close()
    code, out, _ = shell("audit", "verify", "--json")
    assert (code, json.loads(out)["ok"], json.loads(out)["changed"]) == (1, False, table)
    assert shell("audit", "verify") == (1, shell.line.words("cli.rows_changed", table=table) + "\n", "")


def test_a_lock_is_reconciled_and_what_became_of_the_messages_is_printed(shell: Shell, tmp_path: Path) -> None:
    words = shell.line.words
    shell.services = replace(shell.services, state_mark=StateMark(tmp_path / "nofu.state", lambda text: "0" * 32))
    assert shell("reconcile") == (0, words("cli.not_locked") + "\n", "")
    start_campaign(shell.services, 2)
    shell.services.execute("UPDATE instance SET locked = 'moved', locked_at = '2026-07-07T00:00:00.000000Z'")
    code, out, err = shell("reconcile", "--json")
    done = {"reason": "moved", "accepted": 0, "uncertain": 2, "unknown": 0, "paused": False, "needs_list": False}
    assert (code, json.loads(out), err) == (0, done, "")
    nothing = {"reason": None, "accepted": 0, "uncertain": 0, "unknown": 0, "paused": False, "needs_list": False}
    assert json.loads(shell("reconcile", "--json")[1]) == nothing
    shell.services.execute("UPDATE instance SET locked = 'moved', locked_at = '2026-07-07T00:00:00.000000Z'")
    _, out, _ = shell("reconcile")
    assert out.splitlines() == [words("lock.moved"), words("lock.reconciled", accepted=0, uncertain=0)]


def test_a_providers_own_list_settles_what_it_has_and_the_rest_stays_uncertain(shell: Shell, tmp_path: Path) -> None:
    words = shell.line.words
    shell.services = replace(shell.services, state_mark=StateMark(tmp_path / "nofu.state", lambda text: "0" * 32))
    shell.services.provider.terms = replace(shell.services.provider.terms, supports_lookup=False)
    start_campaign(shell.services, 2)
    shell.services.execute("UPDATE instance SET locked = 'moved', locked_at = '2026-07-07T00:00:00.000000Z'")
    _, out, _ = shell("reconcile")
    assert out.splitlines()[-1] == words("lock.needs_list")
    path = tmp_path / "sent.csv"
    path.write_text("送信先,送信日時\n090-1234-5601,2026/06/30 09:10\n", encoding="utf-8")
    assert shell("reconcile", "--list", path)[1].splitlines()[-1] == words("cli.list_has_none")
    path.write_text("送信先,送信日時\n090-1234-5601,2026/07/07 09:10\n不明,2026/07/07 09:10\n", encoding="utf-8")
    code, out, err = shell("reconcile", "--list", path)
    settled = words("cli.settled_by_list", rows=2, rejected=1, settled=1, left=1)
    assert (code, out.splitlines(), err) == (0, [words("cli.not_locked"), settled], "")
    assert shell.services.states() == ["accepted", "uncertain"]
    found = json.loads(shell("reconcile", "--list", path, "--json")[1])
    assert found["list"] == {"rows": 2, "rejected": 1, "settled": 0, "left": 1}


def test_a_list_that_is_refused_leaves_the_lock(shell: Shell, tmp_path: Path) -> None:
    shell.services = replace(shell.services, state_mark=StateMark(tmp_path / "nofu.state", lambda text: "0" * 32))
    start_campaign(shell.services, 1)
    shell.services.execute("UPDATE instance SET locked = 'moved', locked_at = '2026-07-07T00:00:00.000000Z'")
    path = tmp_path / "sent.csv"
    path.write_text("宛名番号,電話番号\n1000001,090-1234-5601\n", encoding="utf-8")
    assert shell("reconcile", "--list", path)[0] == 4
    assert (shell.services.value("SELECT locked FROM instance"), shell.services.states()) == ("moved", ["queued"])


def test_a_backup_and_its_restore_say_what_was_done_and_what_to_do_next(shell: Shell, tmp_path: Path) -> None:
    say, backup = shell.line.words, tmp_path / "backup.db"
    code, out, err = shell("backup", backup)
    assert (code, err) == (0, "")
    assert str(backup) in out
    assert shell("backup", backup) == (2, "", say("cli.path_taken", path=str(backup)) + "\n")
    code, out, err = shell("backup", tmp_path / "none" / "x.db")
    assert (code, out, err) == (1, "", say("refusal.backup_unwritable", path=str(tmp_path / "none")) + "\n")

    shell.services.store.close()
    shell.services = replace(shell.services, sender_lock=SenderLock(tmp_path / "nofu.db"))
    code, out, err = shell("restore", backup)
    assert (code, err) == (0, "")
    (replaced,) = tmp_path.glob("nofu.db.before-*")
    for line in (
        say("cli.restored_aside", path=str(replaced)),
        say("cli.restored_uncertain", n=0),
        say("cli.restored_next"),
    ):
        assert line in out
    backup.write_text("a text")
    assert shell("restore", backup) == (1, "", say("refusal.backup_corrupt") + "\n")
    backup.unlink()
    assert shell("restore", backup) == (2, "", say("cli.path_missing", path=str(backup)) + "\n")
