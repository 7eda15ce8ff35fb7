"""`nofu publish`: exit codes and sentences."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model.public_page import Carrier
from tests.commands.harness import JA
from tests.commands.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    found = Shell(tmp_path, JA)
    yield found
    found.services.store.close()


def test_the_page_is_written_and_missing_sender_numbers_are_said(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "public"
    path = str(folder / "index.html")
    assert shell("publish", folder) == (0, JA("cli.published", path=path, n=8) + "\n", JA("cli.no_senders") + "\n")
    shell.services = shell.services.with_settings(senders=((Carrier.AU, "0480000000"),))
    assert shell("publish", folder) == (0, JA("cli.published", path=path, n=8) + "\n", "")


def test_what_was_written_is_printed_as_json(shell: Shell, tmp_path: Path) -> None:
    code, out, err = shell("publish", tmp_path, "--json")
    assert (code, err) == (0, JA("cli.no_senders") + "\n")
    assert json.loads(out) == {"path": str(tmp_path / "index.html"), "texts": 8, "senders": 0}


def test_a_foreign_file_is_refused_and_a_folder_that_cannot_be_used_is_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text("<html></html>")
    assert shell("publish", tmp_path) == (1, "", JA("refusal.page_not_ours", name="index.html") + "\n")
    assert shell("publish", path)[0] == 2
    assert shell("publish", path / "below")[0] == 2
    assert shell("publish")[0] == 2
    assert path.read_text() == "<html></html>"
