"""What a shell is told: which columns are lacking, and how far an import is, where a person looks."""

import argparse
import io
import sys

import pytest

from bot.rules.columns import TARGET_LIST, lay_out
from bot.rules.errors import FileRefused
from commands.shell import columns_hint, read_columns, telling
from tests.commands.bureau import EN, JA


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_columns_are_read_as_pairs() -> None:
    assert read_columns("phone=電話, due_on = 期限 ,") == {"phone": "電話", "due_on": "期限"}


@pytest.mark.parametrize("text", ["phone", "phone=", "=電話", "phone=電話,due_on", ""])
def test_what_is_no_pair_is_refused_and_not_left_away(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        read_columns(text)


def test_the_hint_gives_a_command_that_can_be_typed() -> None:
    with pytest.raises(FileRefused) as refused:
        lay_out(["宛名番号", "税目", "でんわ", "きげん"], TARGET_LIST, {})
    hint = columns_hint(EN, "targets", refused.value) or ""
    assert "--columns phone=でんわ,due_on=きげん" in hint
    assert columns_hint(JA, "targets", FileRefused("file_empty")) is None


def test_a_person_at_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with telling(JA, silent=False) as progress:
        progress(1_000)
        progress(2_000)
    assert shown.getvalue() == "\r1,000行まで読みました\r2,000行まで読みました\n"


@pytest.mark.parametrize(("stream", "silent"), [(io.StringIO, False), (Terminal, True)])
def test_a_program_is_told_nothing(monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], silent: bool) -> None:
    shown = stream()
    monkeypatch.setattr(sys, "stderr", shown)
    with telling(JA, silent=silent) as progress:
        progress(1_000)
    assert shown.getvalue() == ""
