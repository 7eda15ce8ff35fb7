"""`nofu` as a process: settings or a database that cannot be used, Ctrl-C at the start, output that nobody reads."""

import base64
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pysqlite3
import pytest

from bot.words import words
from tests.process.fork_server import ForkServer
from tests.process.system import NOFU, WAIT_SECONDS, fork_commands, run_command
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
ALWAYS = ["NOFU_DATA_KEY"]
ALL = [
    *ALWAYS,
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_TEAM_ID", "SLACK_DESK_CHANNEL", "SLACK_DIGEST_CHANNEL"),
    *("SLACK_SUPERVISOR_GROUP", "CITY_NAME", "DESK_NAME", "DESK_PHONE"),
]


@pytest.fixture(autouse=True)
def run_in_forks(tmp_path: Path, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run the commands of a test in its own folder, with no settings but those that it names."""
    monkeypatch.chdir(tmp_path)
    with fork_commands(fork_server):
        yield


def nofu(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings only."""
    return run_command(command, settings)


def run_interpreter(*command: str, stdout: int) -> subprocess.CompletedProcess[str]:
    """Run a command in an interpreter of its own, which ends with the output that it could not write."""
    return subprocess.run(
        [*NOFU, *command],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "NOFU_DATA_KEY": KEY},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )


def test_ctrl_c_during_the_imports_ends_nofu_without_a_traceback() -> None:
    interrupted = (
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'slack_bolt': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from bot.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", interrupted], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_an_import_is_done_although_its_output_cannot_be_written(tmp_path: Path) -> None:
    command = ["import", "targets", str(write_target_list(tmp_path / "list.csv", make_debts(3)))]
    with Path("/dev/full").open("w") as full:
        done = run_interpreter(*command, stdout=full.fileno())
    sentence = words("ja")("cli.not_written", reason=os.strerror(errno.ENOSPC))
    assert (done.returncode, done.stderr) == (5, f"{sentence}\n")
    assert nofu(*command, NOFU_DATA_KEY=KEY).returncode == 3
    reader, writer = os.pipe()
    os.close(reader)
    done = run_interpreter(*command, "--again", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (["run"], ALL),
        (["check"], ALL),
        (["import", "targets", "list.csv"], ALWAYS),
        (["import", "payments", "paid.csv"], ALWAYS),
        (["digest", "daily"], ALWAYS),
    ],
    ids=["run", "check", "targets", "payments", "digest"],
)
def test_every_missing_setting_of_a_command_is_named_at_once(
    tmp_path: Path, command: list[str], missing: list[str]
) -> None:
    done = nofu(*command)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines] == missing
    assert lines[0] == words("ja")("settings.missing", name="NOFU_DATA_KEY")
    assert list(tmp_path.iterdir()) == [], "a file was created before the settings were read"


def test_each_faulty_setting_is_named_and_no_value_is_printed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"NOFU_LOCALE=en\nNOFU_DATA_KEY={KEY[:20]}\nSLACK_BOT_TOKEN=xapp-secret\nSLACK_TEAM_ID=T0MISATO\n"
        "SMS_PROVIDER=karaden\nSMS_RATE=fast\nSEND_WINDOW=mon-fri 03:00-04:00\nCITY_NAME=みさと野市\n",
        encoding="utf-8",
    )
    done = nofu("run")
    en = words("en")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    for sentence in (
        en("settings.bad_key", name="NOFU_DATA_KEY"),
        en("settings.bad_prefix", name="SLACK_BOT_TOKEN", prefix="xoxb-"),
        en("settings.missing", name="SLACK_APP_TOKEN"),
        en("settings.missing", name="KARADEN_TOKEN"),
        en("settings.bad_number", name="SMS_RATE", least=1, most=1000),
        en("settings.bad_hours", name="SEND_WINDOW"),
        en("settings.missing", name="DESK_PHONE"),
    ):
        assert sentence in lines
    assert not any(name in done.stderr for name in ("CITY_NAME", "SLACK_TEAM_ID", "xapp-secret", KEY[:20]))


def test_a_wrong_key_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert nofu("digest", "daily", NOFU_DATA_KEY=KEY).returncode == 0
    other = base64.urlsafe_b64encode(b"o" * 32).decode()
    _assert_refused(nofu("digest", "daily", NOFU_DATA_KEY=other), "store_wrong_key")


def test_the_database_of_another_application_is_not_changed(tmp_path: Path) -> None:
    with pysqlite3.connect(tmp_path / "nofu.db") as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    other.close()
    before = (tmp_path / "nofu.db").read_bytes()
    _assert_refused(nofu("digest", "daily", NOFU_DATA_KEY=KEY), "store_foreign")
    assert (tmp_path / "nofu.db").read_bytes() == before


def test_a_text_file_in_place_of_the_database_is_not_changed(tmp_path: Path) -> None:
    text = "日々の記録\n" * 500
    (tmp_path / "nofu.db").write_text(text, encoding="utf-8")
    _assert_refused(nofu("digest", "daily", NOFU_DATA_KEY=KEY), "store_corrupt")
    assert (tmp_path / "nofu.db").read_text(encoding="utf-8") == text


def test_a_database_in_a_missing_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = nofu("digest", "daily", NOFU_DATA_KEY=KEY, NOFU_DB="none/nofu.db")
    _assert_refused(done, "store_unusable")


def _assert_refused(done: subprocess.CompletedProcess[str], code: str) -> None:
    sentence = words("ja")(f"refusal.{code}")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")
