"""A file of new ids in the inbox folder waits for a supervisor, who carries out what was counted, or discards it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.files import inbox_folder
from bot.model.access import Action, Actor
from bot.model.errors import Conflict, NotAllowed, NotFound, Refusal
from bot.model.posts import Mentioned
from bot.model.renumberings import WaitingState
from bot.screens import text_reports
from bot.services import campaigns, card_updates, waiting_renumberings
from bot.services.imports.inbox_folder import InboxFolder
from tests.services.files import make_debts, write_lines
from tests.services.harness import CHIEF, CLOCK, DEPUTY, UPLOADER, HarnessContext, ProcessKilled, fail_with
from tests.services.steps import import_list, submit

SECONDS = 5.0


@pytest.fixture
def inbox(context: HarnessContext) -> Path:
    """The folder of files of new ids, in a city with three people."""
    import_list(context, make_debts(3))
    InboxFolder(text_reports.write_report).take_next(context, CLOCK, 0.0)
    context.post_all()
    return context.settings.inbox / "renumber"


def bring(context: HarnessContext, inbox: Path, *rows: str, name: str = "新旧対照表 山田花子.csv") -> None:
    """Put a file into the folder, and run the job until it has taken it."""
    write_lines(inbox / name, "旧宛名番号,新宛名番号", rows or ("1001,2001", "1002,2002"))
    run_job(context)


def run_job(context: HarnessContext) -> None:
    job = InboxFolder(text_reports.write_report)
    job.take_next(context, CLOCK, 0.0)
    job.take_next(context, CLOCK, SECONDS)


def get_token(context: HarnessContext, waiting_id: int = 1) -> str:
    return waiting_renumberings.get_waiting(context, CLOCK, waiting_id).token


def apply(context: HarnessContext, waiting_id: int = 1) -> None:
    waiting_renumberings.apply_waiting(context, CHIEF, waiting_id, get_token(context, waiting_id))


def discard(context: HarnessContext, waiting_id: int = 1) -> None:
    waiting_renumberings.discard_waiting(context, CHIEF, waiting_id, get_token(context, waiting_id))


def is_moved(context: HarnessContext) -> bool:
    """Whether the first person has the new id."""
    key = context.store.vault.hash_value("taxpayer", "2001")
    return context.value("SELECT COUNT(*) FROM recipients WHERE taxpayer_key = :key", key=key) == 1


def list_files(inbox: Path, place: str) -> list[str]:
    return sorted(path.name for path in (inbox / place).iterdir())


def test_a_file_is_counted_and_waits(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    waiting = waiting_renumberings.get_waiting(context, CLOCK, 1)
    assert (waiting.state, waiting.counts.changed, waiting.counts.recipients) == (WaitingState.WAITING, 2, 2)
    assert waiting.name == "20260707-090000-renumber.csv"
    assert waiting.mentioned == Mentioned(("S0SUPERVISE",))
    assert context.posts() == [("renumbering", "1", "desk")]
    assert not is_moved(context)
    file, report = list_files(inbox, "waiting")
    assert file.startswith("20260707-090000-")
    assert "まだ何も変えていません" in (inbox / "waiting" / report).read_text("utf-8-sig")
    assert "山田".encode() not in context.read_bytes()


def test_a_supervisor_carries_it_out_once(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    context.post_all()
    apply(context)
    assert is_moved(context)
    assert ("renumbering", "1", "desk") in context.posts()
    waiting = waiting_renumberings.get_waiting(context, CLOCK, 1)
    assert (waiting.state, waiting.decided_by) == (WaitingState.APPLIED, CHIEF.user)
    assert (list_files(inbox, "waiting"), len(list_files(inbox, "done"))) == ([], 2)
    entry = context.audit_entries()[-1]
    assert (entry.actor, entry.action, entry.subject) == (CHIEF.user, Action.RENUMBERING_DECIDE, "renumbering:1")
    for decision in (apply, discard):
        with pytest.raises(Conflict, match="renumbering_decided") as found:
            decision(context)
        assert found.value.facts == {"who": CHIEF.user}


def test_a_discarded_file_changes_nothing(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    discard(context)
    assert not is_moved(context)
    assert waiting_renumberings.get_waiting(context, CLOCK, 1).state is WaitingState.DISCARDED
    assert (list_files(inbox, "waiting"), len(list_files(inbox, "failed"))) == ([], 2)
    with pytest.raises(Conflict, match="renumbering_decided"):
        apply(context)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"1003,2003\r\n"), "renumber_file_changed"),
        (lambda path: path.write_bytes(b""), "renumber_file_changed"),
        (lambda path: path.unlink(), "renumber_file_gone"),
    ],
    ids=["changed", "emptied", "gone"],
)
def test_a_file_that_is_not_the_counted_one_is_not_carried_out(
    context: HarnessContext, inbox: Path, change: Callable[[Path], object], code: str
) -> None:
    bring(context, inbox)
    change(inbox / "waiting" / list_files(inbox, "waiting")[0])
    with pytest.raises(Conflict, match=code):
        apply(context)
    assert not is_moved(context)
    discard(context)
    bring(context, inbox)
    apply(context, 2)
    assert is_moved(context)


def test_a_file_that_changes_while_it_is_read_is_not_carried_out(
    context: HarnessContext, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(context, inbox)
    path = inbox / "waiting" / list_files(inbox, "waiting")[0]
    token = get_token(context)
    path.write_bytes(path.read_bytes() + b"1003,2003\r\n")
    monkeypatch.setattr(waiting_renumberings, "_compute_token", lambda _context, _path: token)
    with pytest.raises(Conflict, match="renumber_file_changed"):
        apply(context)
    assert not is_moved(context)


@pytest.mark.parametrize("actor", [UPLOADER, CLOCK], ids=lambda actor: actor.user)
def test_only_a_supervisor_decides(context: HarnessContext, inbox: Path, actor: Actor) -> None:
    bring(context, inbox)
    token = get_token(context)
    for decide in (waiting_renumberings.apply_waiting, waiting_renumberings.discard_waiting):
        with pytest.raises(NotAllowed):
            decide(context, actor, 1, token)
    assert waiting_renumberings.get_waiting(context, CLOCK, 1).state is WaitingState.WAITING


def test_a_button_of_another_file_decides_nothing(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    for decide in (waiting_renumberings.apply_waiting, waiting_renumberings.discard_waiting):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            decide(context, CHIEF, 1, "0" * 16)
        with pytest.raises(NotFound, match="renumbering_gone"):
            decide(context, CHIEF, 2, "0" * 16)


def test_an_open_campaign_refuses_it_and_it_still_waits(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    submit(context, 1)
    with pytest.raises(Conflict, match="renumber_campaigns_open"):
        apply(context)
    assert waiting_renumberings.get_waiting(context, CLOCK, 1).state is WaitingState.WAITING
    assert len(list_files(inbox, "waiting")) == 2


def test_a_faulty_file_or_one_that_was_carried_out_fails_at_once(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox, "1001,2001", "1001,2002")
    bring(context, inbox)
    apply(context)
    context.clock.advance(minutes=1)
    bring(context, inbox)
    assert context.column("SELECT code FROM inbox_failures") == ["renumber_conflict", "renumber_repeated"]
    assert context.count("waiting_renumberings") == 1


def test_a_crash_before_the_file_is_moved_asks_once(
    context: HarnessContext, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(inbox_folder, "finish_file", fail_with(ProcessKilled()))
        with pytest.raises(ProcessKilled):
            bring(context, inbox)
    run_job(context)
    assert context.count("waiting_renumberings") == 1
    apply(context)
    assert is_moved(context)


def test_the_decision_holds_if_the_file_cannot_be_moved(
    context: HarnessContext, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(context, inbox)
    monkeypatch.setattr(inbox_folder, "move_waiting_file", fail_with(PermissionError()))
    apply(context)
    assert is_moved(context)
    assert len(list_files(inbox, "waiting")) == 2


def test_of_two_supervisors_one_decides(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    token = get_token(context)
    waiting_renumberings.discard_waiting(context, DEPUTY, 1, token)
    with pytest.raises(Refusal, match="renumbering_decided"):
        waiting_renumberings.apply_waiting(context, CHIEF, 1, token)
    assert not is_moved(context)


def test_what_keeps_a_file_from_being_carried_out_stands_on_its_card(context: HarnessContext, inbox: Path) -> None:
    bring(context, inbox)
    file, _ = list_files(inbox, "waiting")
    path = inbox / "waiting" / file

    def find_code() -> str | None:
        obstacle = waiting_renumberings.get_waiting(context, CLOCK, 1).obstacle
        return None if obstacle is None else obstacle.code

    content = path.read_bytes()
    assert find_code() is None
    path.write_bytes(content + b"1003,2003\r\n")
    assert find_code() == "renumber_file_changed"
    path.unlink()
    assert find_code() == "renumber_file_gone"
    path.write_bytes(content)
    assert find_code() is None
    campaign_id = submit(context, 1)
    assert find_code() == "renumber_campaigns_open"
    campaigns.withdraw_campaign(context, CHIEF, campaign_id)
    assert find_code() is None
    seen = card_updates.list_card_states(context, CLOCK)
    path.unlink()
    (changed,) = card_updates.list_card_states(context, CLOCK) - seen
    card_updates.update_cards(context, CLOCK, [changed])
    assert ("renumbering", "1", "desk") in context.posts()
