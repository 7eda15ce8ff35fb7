"""The buttons of a file of new ids: a supervisor carries it out or discards it, nobody else does."""

from pathlib import Path

import pytest

from bot.files import inbox_folder
from bot.model.mode import Mode
from bot.screens import renumberings, text_reports
from bot.screens.blocks import Frame
from bot.services import waiting_renumberings
from bot.services.imports.inbox_folder import InboxFolder
from bot.slack import posts
from tests.commands.harness import DANIEL, DESK, EN, JA, STAFF, SUPERVISOR, CommandHarness
from tests.sandbox.slack.client import until
from tests.services.files import make_debts, write_lines
from tests.services.harness import CLOCK
from tests.services.steps import import_list


@pytest.fixture
def card(harness: CommandHarness, monkeypatch: pytest.MonkeyPatch) -> str:
    """The card of a file that waits; its ts."""
    monkeypatch.setattr(inbox_folder, "_UNCHANGED_SECONDS", 0.0)
    services, job = harness.services, InboxFolder(text_reports.write_report)
    import_list(services, make_debts(3))
    job.take_next(services, CLOCK, 0.0)
    write_lines(get_folder(harness) / "ids.csv", "旧宛名番号,新宛名番号", ("1001,2001", "1002,2001"))
    job.take_next(services, CLOCK, 1.0)
    view = waiting_renumberings.get_waiting(services, CLOCK, 1)
    message = renumberings.build_card(Frame(JA, Mode.SANDBOX), view)
    return posts.post_message(harness.context.client, DESK, message.text, message.blocks).ts


def get_folder(harness: CommandHarness) -> Path:
    return harness.services.settings.inbox / "renumber"


def get_state(harness: CommandHarness) -> object:
    return harness.services.value("SELECT state FROM waiting_renumberings")


def test_a_supervisor_carries_it_out_and_the_next_is_told_who_did(harness: CommandHarness, card: str) -> None:
    harness.press(SUPERVISOR, card, "renumbering_apply")
    until(lambda: get_state(harness) == "applied")
    assert harness.services.count("recipients") == 2
    for button in ("renumbering_apply", "renumbering_discard"):
        harness.press(DANIEL, card, button)
    harness.wait_for_notice(DANIEL, EN("refusal.renumbering_decided", who=f"<@{SUPERVISOR}>"), times=2)


def test_a_supervisor_discards_it(harness: CommandHarness, card: str) -> None:
    harness.press(SUPERVISOR, card, "renumbering_discard")
    until(lambda: get_state(harness) == "discarded")
    assert harness.services.count("recipients") == 3


def test_staff_decide_nothing(harness: CommandHarness, card: str) -> None:
    for times, button in enumerate(("renumbering_apply", "renumbering_discard"), start=1):
        harness.press(STAFF, card, button)
        harness.wait_for_notice(STAFF, JA("refusal.not_allowed"), times=times)
    assert get_state(harness) == "waiting"


def test_a_changed_file_and_a_forged_button_change_nothing(harness: CommandHarness, card: str) -> None:
    for value, refusal in (("x", "renumbering_gone"), ("9:0", "renumbering_gone"), ("1:0", "changed_meanwhile")):
        harness.press(SUPERVISOR, card, "renumbering_apply", value)
        harness.wait_for_notice(SUPERVISOR, JA(f"refusal.{refusal}"))
    (path,) = (get_folder(harness) / "waiting").glob("*.csv")
    path.write_bytes(path.read_bytes() + b"1003,2003\r\n")
    harness.press(SUPERVISOR, card, "renumbering_apply")
    harness.wait_for_notice(SUPERVISOR, JA("refusal.renumber_file_changed"))
    path.unlink()
    harness.press(SUPERVISOR, card, "renumbering_apply")
    harness.wait_for_notice(SUPERVISOR, JA("refusal.renumber_file_gone"))
    assert (get_state(harness), harness.services.count("recipients")) == ("waiting", 3)
