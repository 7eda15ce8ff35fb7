"""Which run may send, from which file: the newest run, on a database that is not an older copy."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.access import Action
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.health import CheckAdvice
from bot.model.instance import HoldReason, LockReason, SendingLock
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, EventKey
from bot.model.providers import NoAnswer, Receipt, TakenBack, Uncertain
from bot.model.uncertain import DoubtDecision, DoubtReason
from bot.services import (
    campaign_views,
    campaigns,
    card_updates,
    health,
    home,
    instance,
    reconciling,
    sending,
    taking_back,
    uncertain,
    uncertain_decisions,
)
from bot.services.unit_of_work import read
from bot.store.database import Store
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, KEY, HarnessContext, HeldLock, make_receipt


class LostLock(HeldLock):
    """A lock whose file was moved away."""

    def is_held(self) -> bool:
        return False


def sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def run(context: HarnessContext) -> HarnessContext:
    """Begin a run of the bot on this context's file and state file; return the context of that process."""
    state = StateMark(context.store.path.with_name("nofu.state"), sign)
    process = replace(context, sender_lock=HeldLock(), state_mark=state)
    instance.begin_run(process, CLOCK)
    reconciling.compare_if_wanted(process, CLOCK)
    return process


@contextmanager
def copy_to(context: HarnessContext, folder: Path) -> Iterator[HarnessContext]:
    """Open a copy of the whole folder in another place, as another process would."""
    with context.store.transaction() as db:  # no other connection writes while it is copied
        shutil.copytree(context.store.path.parent, folder)
        db.fetch_one("SELECT 1")
    store = Store(folder / "nofu.db", KEY)
    yield replace(context, store=store, identity=str(folder))
    store.close()


def find_lock(context: HarnessContext) -> LockReason | HoldReason | None:
    """Return why a process does not send; None if it does."""
    with read(context, CLOCK, Action.CAMPAIGN_LOOK) as unit:
        found = instance.find_lock(context, unit)
    return None if found is None else found.reason


def test_an_earlier_run_claims_nothing_and_the_newest_sends(context: HarnessContext) -> None:
    steps.start_campaign(context, 3)
    first = run(context)
    assert sending.claim_message(first, CLOCK) is not None
    second = run(context)
    assert not sending.has_sendable(first, CLOCK)
    assert sending.claim_message(first, CLOCK) is None
    assert sending.has_sendable(second, CLOCK)
    assert sending.claim_message(second, CLOCK) is not None
    assert context.list_audited()[-2:] == [("clock", "instance.start", "done")] * 2


def test_a_process_that_has_not_begun_or_has_lost_its_file_claims_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    lost, not_begun = LostLock(), HeldLock()
    not_begun.epoch = None
    for lock in (lost, not_begun):
        unable = replace(context, sender_lock=lock)
        assert not sending.has_sendable(unable, CLOCK)
        assert sending.claim_message(unable, CLOCK) is None
    assert context.states() == ["queued"]


def test_a_first_run_begins_a_state_file_and_later_runs_go_on(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    first = run(context)
    assert steps.send_all(first) == 2
    again = run(context)
    assert find_lock(again) is None
    instance.keep_mark(first, CLOCK)
    assert not first.state_mark.is_open(), "an earlier run writes the state file no more"
    assert again.state_mark.is_open()
    assert ("clock", "instance.lock", "done") not in context.list_audited()


def test_a_copy_beside_the_original_sends_nothing(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 4)
    steps.claim(run(context))
    with copy_to(context, tmp_path / "copy") as copy:
        copied = run(copy)
        assert find_lock(copied) is LockReason.MOVED
        assert steps.send_all(copied) == 0
        (tmp_path / "copy" / "nofu.state").unlink()
        assert find_lock(run(copy)) is LockReason.MOVED, "it stays locked for the first reason"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.unlink(), LockReason.STATE_MISSING),
        (lambda path: path.write_bytes(b"x" * 1024), LockReason.STATE_UNREADABLE),
    ],
)
def test_a_used_database_without_its_state_file_sends_nothing(
    context: HarnessContext, damage: object, reason: LockReason
) -> None:
    steps.start_campaign(context, 2)
    steps.claim(run(context))
    damage(context.store.path.with_name("nofu.state"))  # type: ignore[operator]
    process = run(context)
    assert find_lock(process) is reason
    assert not sending.has_sendable(process, CLOCK)
    assert steps.send_all(process) == 0


def test_a_state_file_that_is_lost_while_the_bot_runs_locks_the_sending(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    process = run(context)
    steps.claim(process)
    process.state_mark.path.unlink()
    assert find_lock(process) is HoldReason.STATE_UNWRITABLE
    assert steps.send_all(process) == 0
    instance.keep_mark(process, CLOCK)
    assert find_lock(process) is LockReason.STATE_MISSING


def test_an_older_file_in_the_place_of_the_newest_sends_nothing(context: HarnessContext, tmp_path: Path) -> None:
    steps.start_campaign(context, 4)
    process = run(context)
    steps.claim(process)
    with copy_to(context, tmp_path / "older") as older:
        steps.claim(process)  # the state file knows of it at once
        shutil.copy(process.state_mark.path, older.store.path.with_name("nofu.state"))
        restored = run(replace(older, identity=context.identity))
        assert find_lock(restored) is LockReason.FILE_OLDER
        assert steps.send_all(restored) == 0


def test_a_file_without_the_newest_audit_entry_or_run_is_older(context: HarnessContext, tmp_path: Path) -> None:
    with copy_to(run(context), tmp_path / "older") as older:
        process = run(context)
        steps.import_list(process, make_debts(1))
        instance.keep_mark(process, CLOCK)
        shutil.copy(process.state_mark.path, older.store.path.with_name("nofu.state"))
        restored = run(replace(older, identity=context.identity))
        assert find_lock(restored) is LockReason.FILE_OLDER


def test_another_account_or_another_database_sends_nothing(context: HarnessContext, tmp_path: Path) -> None:
    run(context)
    other = replace(context.provider.terms, account="other")
    context.provider.terms = other
    assert find_lock(run(context)) is LockReason.ACCOUNT_CHANGED
    with copy_to(context, tmp_path / "other") as moved:
        moved.execute("UPDATE instance SET database_id = 'other', locked = NULL")
        assert find_lock(run(moved)) is LockReason.OTHER_DATABASE


@pytest.mark.parametrize(
    ("changed", "states"),
    [
        ("account", ["uncertain"] * 2 + ["queued"] * 2),
        ("no look-up", ["uncertain"] * 4),
        ("moved, too", ["uncertain"] * 4),
        ("no state file", ["uncertain"] * 4),
        ("sent by it", ["uncertain"] * 2 + ["accepted", "uncertain"]),
    ],
)
def test_after_a_change_of_the_account_alone_its_own_queued_messages_stay_queued(
    context: HarnessContext, changed: str, states: list[str]
) -> None:
    steps.start_campaign(context, 2)
    run(context)
    context.provider.terms = replace(context.provider.terms, account="other")
    steps.start_sending(context, steps.import_list(context, make_debts(4)[2:]).target.id)
    if changed == "moved, too":
        context = replace(context, identity="elsewhere")
    elif changed == "no state file":
        context.store.path.with_name("nofu.state").unlink()
    elif changed == "no look-up":
        context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    elif changed == "sent by it":
        list_at_provider(context, str(context.value("SELECT reference FROM messages WHERE id = 3")))
    process = run(context)
    assert find_lock(process) is not None
    assert reconciling.reconcile(process, CHIEF) is not None
    assert context.states() == states


def test_an_empty_database_that_was_run_may_lose_its_state_file(context: HarnessContext) -> None:
    run(context).state_mark.path.unlink()
    assert find_lock(run(context)) is None


def test_people_are_told_once_of_a_lock_and_when_it_is_over(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    steps.claim(run(context))
    context.post_all()
    context.store.path.with_name("nofu.state").unlink()
    process = run(context)
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    view = instance.get_lock_alert(process, CLOCK, key)
    assert (view.reason, view.is_open, view.mentioned.groups) == (LockReason.STATE_MISSING, True, ("S0SUPERVISE",))
    expected = SendingLock(LockReason.STATE_MISSING, view.at)
    assert home.get_home(process, CHIEF).lock == home.get_home(process, AUTHOR).lock == expected
    (check,) = [found for found in health.run_checks(process) if found.name == "instance"]
    assert (check.ok, check.detail, check.advice) == (False, "state_missing", CheckAdvice.LOCKED)
    context.post_all()
    process = run(context)
    assert context.post_keys("lock") == [], "a second start tells nobody again"
    reconciling.reconcile(process, CHIEF)
    assert not instance.get_lock_alert(process, CLOCK, key).is_open
    assert context.post_keys("lock") == [str(key)]
    assert home.get_home(process, CHIEF).lock is None


def test_an_alert_is_not_posted_after_the_lock_is_over(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    steps.claim(run(context))
    context.store.path.with_name("nofu.state").unlink()
    process = run(context)
    (key,) = context.post_keys("lock")
    reconciling.reconcile(process, CHIEF)
    with pytest.raises(NotFound):
        instance.get_lock_alert(process, CLOCK, EventKey.decode(key))


def test_a_reconciliation_makes_uncertain_what_may_have_left_and_the_running_bot_goes_on(
    context: HarnessContext,
) -> None:
    steps.start_campaign(context, 3)
    process = run(context)
    sent = steps.claim(process)
    sending.record_result(process, CLOCK, sent, process.provider.send(sent.outgoing))
    steps.claim(process)
    process.state_mark.path.unlink()
    instance.keep_mark(process, CLOCK)
    with pytest.raises(NotAllowed):
        reconciling.reconcile(process, AUTHOR)
    shell = replace(process, sender_lock=LostLock(), state_mark=StateMark(process.state_mark.path, sign))
    done = reconciling.reconcile(shell, CHIEF)
    assert done is not None
    assert (done.reason, done.uncertain) == (LockReason.STATE_MISSING, 2)
    assert context.states() == ["accepted", "uncertain", "uncertain"]
    assert context.list_audited()[-1] == (CHIEF.user, "instance.reconcile", "done")
    assert find_lock(process) is HoldReason.STATE_UNWRITABLE, "until the next tick"
    instance.keep_mark(process, CLOCK)
    reconciling.compare_if_wanted(process, CLOCK)
    assert find_lock(process) is None, "it goes on without a restart"
    assert reconciling.reconcile(shell, CHIEF) is None


def test_a_claim_that_the_state_file_cannot_know_is_taken_back_before_it_leaves(context: HarnessContext) -> None:
    class FullState(StateMark):
        def advance(self, event: int, event_at: str) -> None:
            raise OSError("no space")

    steps.start_campaign(context, 2)
    process = run(context)
    full = FullState(context.store.path.with_name("full.state"), sign)
    full.create(StateMark(process.state_mark.path, sign).read() or pytest.fail("no record"))
    assert sending.claim_message(replace(process, state_mark=full), CLOCK) is None
    assert context.states() == ["queued", "queued"]
    assert context.events() == ["claimed", "queued"]
    assert steps.send_all(process) == 2


def list_at_provider(context: HarnessContext, *references: str) -> None:
    """Let the provider list messages with these references."""
    receipts = [replace(make_receipt(f"x{n}"), reference=reference) for n, reference in enumerate(references)]
    context.provider.pages = [list(receipts)]


def count_uncertain(context: HarnessContext) -> int:
    return context.states().count("uncertain")


def test_an_older_file_whose_state_file_is_as_old_is_noticed_by_the_next_messages_at_the_provider(
    context: HarnessContext, tmp_path: Path
) -> None:
    steps.start_campaign(context, 6)
    process = run(context)
    steps.claim(process)
    with copy_to(context, tmp_path / "snapshot") as snapshot:
        assert steps.send_all(process) == 5
        restored = run(replace(snapshot, identity=context.identity))
        assert find_lock(restored) is LockReason.PROVIDER_KNOWS_MORE
        assert steps.send_all(restored) == 0
        list_at_provider(restored, *(message.reference for message in context.provider.arrived))
        done = reconciling.reconcile(restored, CHIEF)
        assert done is not None
        assert (done.accepted, done.uncertain, done.unknown) == (5, 1, 0)
        again = run(restored)
        assert find_lock(again) is None
        assert steps.send_all(again) == 0
        assert restored.states().count("accepted") == 5


def test_messages_that_the_file_does_not_know_lock_the_sending_until_a_person_has_looked(
    context: HarnessContext,
) -> None:
    steps.start_campaign(context, 2)
    prefix = str(context.value("SELECT 'nofu:' || database_id FROM instance"))
    list_at_provider(context, f"{prefix}00000000000001", f"{prefix}00000000000002", "nofu:test", "another system")
    process = run(context)
    assert find_lock(process) is LockReason.PROVIDER_KNOWS_MORE
    context.clock.advance(hours=1)
    done = reconciling.reconcile(process, CHIEF)
    assert done is not None
    assert (done.accepted, done.uncertain, done.unknown) == (0, 2, 2)
    reconciling.compare(process, CLOCK)
    (since, _until) = context.provider.requested_periods[-1]
    assert since == context.clock.now(), "what was there before the reconciliation has been looked at"


def test_every_reference_names_the_database(context: HarnessContext) -> None:
    steps.submit(context, steps.import_list(context, make_debts(3)).target.id)
    prefix = str(context.value("SELECT 'nofu:' || database_id FROM instance"))
    assert all(str(reference).startswith(prefix) for reference in context.column("SELECT reference FROM messages"))


def test_nothing_is_sent_while_the_provider_cannot_be_asked_and_it_goes_on_by_itself(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    context.provider.failed_look_ups.extend([NoAnswer("read_timeout")] * 3)
    process = run(context)
    assert find_lock(process) is HoldReason.NOT_COMPARED
    assert steps.send_all(process) == 0
    context.provider.pages = [NoAnswer("http_500")]
    reconciling.compare_if_wanted(process, CLOCK)
    assert find_lock(process) is HoldReason.NOT_COMPARED
    context.provider.pages = []
    context.provider.failed_look_ups.clear()
    reconciling.compare_if_wanted(process, CLOCK)
    assert find_lock(process) is None
    assert steps.send_all(process) == 2


def test_people_are_told_while_the_provider_s_list_comes_slowly_and_it_is_read_to_its_end(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 2)
    told: list[int] = []

    def read_slowly(*_: object) -> Iterator[list[Receipt]]:
        for page in range(20):
            context.clock.advance(seconds=9)
            told.append(len(context.post_keys("lock")))
            yield [make_receipt(f"other{page}")]

    monkeypatch.setattr(context.provider, "receipts", read_slowly)
    process = run(context)
    assert (told[6], told[8], told[-1]) == (0, 1, 1)
    assert find_lock(process) is None
    assert steps.send_all(process) == 2


@pytest.mark.fault("P8")
def test_a_list_that_repeats_its_pages_is_not_read_without_end(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 2)
    pages = iter([[make_receipt("other")] for _ in range(50)])
    monkeypatch.setattr(context.provider, "receipts", lambda *_: pages)
    process = run(context)
    assert len(list(pages)) == 48
    assert find_lock(process) is HoldReason.NOT_COMPARED


def test_several_messages_with_one_reference_lock_and_a_reconciliation_leaves_them_to_a_person(
    context: HarnessContext,
) -> None:
    context.provider.terms = replace(context.provider.terms, list_complete_seconds=60)
    steps.start_campaign(context, 2)
    context.provider.failed_look_ups.append(NoAnswer("several"))
    process = run(context)
    assert find_lock(process) is LockReason.PROVIDER_KNOWS_MORE
    context.provider.failed_look_ups.append(NoAnswer("several"))
    assert reconciling.reconcile(process, CHIEF) is not None
    assert context.states() == ["uncertain"] * 2
    context.clock.advance(minutes=2)
    context.provider.failed_look_ups.append(NoAnswer("several"))
    for message in uncertain.find_due(process, CLOCK):
        uncertain.look_up_message(process, CLOCK, context.provider, message)
    assert context.states() == ["uncertain", "queued"]
    assert context.value("SELECT look_up_answer FROM messages WHERE id = 1") == "several"


def test_a_message_that_was_taken_back_at_the_provider_is_no_difference(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, supports_cancel=True)
    campaign_id = steps.start_campaign(context, 2)
    process = run(context)
    claimed = steps.claim(process)
    sending.record_result(process, CLOCK, claimed, context.provider.send(claimed.outgoing))
    campaigns.stop_campaign(process, CHIEF, campaign_id)
    context.provider.cancellations.append(TakenBack())
    taking_back.take_back_messages(process, CLOCK, context.provider, campaign_id)
    assert context.reasons() == ["taken_back", None]
    cancelled = make_receipt("p1", MessageState.UNDELIVERED)
    context.provider.pages = [[replace(cancelled, reference=claimed.outgoing.reference)]]
    assert find_lock(run(context)) is None


def test_a_reconciliation_needs_the_provider(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    steps.claim(run(context))
    context.store.path.with_name("nofu.state").unlink()
    process = run(context)
    context.provider.pages = [NoAnswer("http_500")]
    with pytest.raises(Conflict, match="provider_not_compared"):
        reconciling.reconcile(process, CHIEF)
    assert find_lock(process) is LockReason.STATE_MISSING
    assert context.states() == ["claimed"]


def test_a_campaign_starts_only_after_the_provider_was_asked_again(context: HarnessContext) -> None:
    steps.submit_and_approve(context, steps.import_list(context, make_debts(1)).target.id)
    process = run(context)
    context.clock.advance(hours=1)
    sending.start_due_campaigns(process, CLOCK)
    assert steps.send_all(process) == 0
    reconciling.compare_if_wanted(process, CLOCK)
    sending.start_due_campaigns(process, CLOCK)
    assert steps.send_all(process) == 1


def find_obstacle(context: HarnessContext, campaign_id: int) -> str | None:
    obstacle = campaign_views.get_campaign_view(context, CHIEF, campaign_id).obstacle
    return None if obstacle is None else obstacle.code


def keep_asking(context: HarnessContext, *, seconds: int) -> None:
    """Let the job that asks the provider run for some time, as the timetable does."""
    for _ in range(seconds // 10):
        context.clock.advance(seconds=10)
        sending.start_due_campaigns(context, CLOCK)
        reconciling.compare_if_wanted(context, CLOCK)


def test_people_are_told_once_that_messages_wait_for_the_provider(
    context: HarnessContext, caplog: pytest.LogCaptureFixture
) -> None:
    campaign_id = steps.start_campaign(context, 2)
    context.provider.pages = [NoAnswer("http_500")]
    process = run(context)
    keep_asking(process, seconds=50)
    assert context.post_keys("lock") == [], "a short silence of the provider is not told"
    assert find_obstacle(process, campaign_id) == "not_compared", "but the card does not read as if messages leave"
    states = {card[:4] for card in card_updates.list_card_states(process, CLOCK)}
    assert (CAMPAIGN_POST, campaign_id, "not_compared", frozenset()) in states
    keep_asking(process, seconds=120)
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    view = instance.get_lock_alert(process, CLOCK, key)
    assert (view.reason, view.is_open) == (HoldReason.NOT_COMPARED, True)
    assert [record.msg for record in caplog.records].count("provider_not_compared") == 1
    context.post_all()
    context.provider.pages = []
    keep_asking(process, seconds=10)
    assert find_obstacle(process, campaign_id) is None
    view = instance.get_lock_alert(process, CLOCK, key)
    assert (view.is_open, view.done) == (False, None)
    assert len(context.post_keys("lock")) == 1, "the alert is edited"
    assert steps.send_all(process) == 2


def test_the_provider_s_silence_keeps_nothing_of_a_campaign_that_has_nothing_left_to_send(
    context: HarnessContext,
) -> None:
    campaign_id = steps.start_campaign(context, 1)
    context.provider.results.append(Uncertain("timeout"))
    steps.send_all(run(context))
    context.provider.pages = [NoAnswer("http_500")]
    process = run(context)
    keep_asking(process, seconds=10)
    view = campaign_views.get_campaign_view(process, CHIEF, campaign_id)
    assert view.states == {MessageState.UNCERTAIN: 1}
    assert find_lock(process) is HoldReason.NOT_COMPARED
    assert view.obstacle is None


def test_the_provider_s_silence_is_not_told_while_nothing_waits_for_it(context: HarnessContext) -> None:
    steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    context.provider.pages = [NoAnswer("http_500")]
    keep_asking(run(context), seconds=120)
    assert context.post_keys("lock") == []


def test_people_are_told_that_a_campaign_does_not_start_because_the_provider_cannot_be_asked(
    context: HarnessContext,
) -> None:
    campaign_id = steps.submit_and_approve(context, steps.import_list(context, make_debts(1)).target.id)
    process = run(context)
    context.clock.advance(hours=1)
    context.provider.pages = [NoAnswer("http_500")]
    keep_asking(process, seconds=90)
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    assert instance.get_lock_alert(process, CLOCK, key).reason is HoldReason.START_NOT_COMPARED
    assert find_lock(process) is None, "campaigns that have started go on"
    assert find_obstacle(process, campaign_id) == "not_compared"
    lock = home.get_home(process, CHIEF).lock
    assert lock is not None
    assert lock.reason is HoldReason.START_NOT_COMPARED
    context.post_all()
    context.provider.pages = []
    keep_asking(process, seconds=20)
    assert not instance.get_lock_alert(process, CLOCK, key).is_open
    assert steps.send_all(process) == 1


@pytest.mark.parametrize("restarts", [1, 2])
def test_a_later_run_ends_an_alert_that_the_provider_cannot_be_asked(context: HarnessContext, restarts: int) -> None:
    steps.start_campaign(context, 2)
    context.provider.pages = [NoAnswer("http_500")]
    keep_asking(run(context), seconds=90)
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    context.post_all()
    for _ in range(restarts):
        process = run(context)
    keep_asking(process, seconds=90)
    assert context.post_keys("lock") == [], "people were told, and it still holds"
    context.provider.pages = []
    keep_asking(process, seconds=10)
    assert context.post_keys("lock") == [str(key)]
    assert not instance.get_lock_alert(process, CLOCK, key).is_open
    context.post_all()
    context.provider.pages = [NoAnswer("http_500")]
    keep_asking(run(context), seconds=90)
    assert len(context.post_keys("lock")) == 2, "the next time people are told again"


def test_a_later_run_ends_the_alert_that_the_clock_is_behind(context: HarnessContext) -> None:
    context.clock.advance(hours=2)
    set_clock_behind(context)
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    context.post_all()
    context.clock.advance(minutes=61)
    process = run(context)
    assert context.post_keys("lock") == [str(key)]
    assert not instance.get_lock_alert(process, CLOCK, key).is_open


def test_an_alert_is_edited_while_it_is_the_newest_and_when_the_next_comes_and_not_later(
    context: HarnessContext,
) -> None:
    steps.start_campaign(context, 2)
    process = run(context)
    edited = []
    for _ in range(3):
        instance.lock_sending(process, CLOCK, LockReason.MOVED)
        edited.append(len(context.post_keys("lock")))
        context.post_all()
        reconciling.reconcile(process, CHIEF)
        edited.append(len(context.post_keys("lock")))
        context.post_all()
    assert edited == [1, 1, 2, 1, 2, 1]


def test_the_card_of_a_campaign_says_that_all_sending_is_locked(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context, 2)
    process = run(context)
    assert find_obstacle(process, campaign_id) is None
    instance.lock_sending(process, CLOCK, LockReason.MOVED)
    assert find_obstacle(process, campaign_id) == "sending_locked"


def test_a_message_of_a_campaign_that_waits_for_approval_is_queued_again_when_the_provider_has_none(
    context: HarnessContext,
) -> None:
    context.provider.terms = replace(context.provider.terms, list_complete_seconds=60)
    steps.submit(context, steps.import_list(context, make_debts(2)).target.id)
    process = run(context)
    process.state_mark.path.unlink()
    process = run(context)
    reconciling.reconcile(process, CHIEF)
    assert count_uncertain(context) == 2
    context.clock.advance(seconds=120)
    for message in uncertain.find_due(process, CLOCK):
        uncertain.look_up_message(process, CLOCK, process.provider, message)
    assert context.states() == ["queued", "queued"]


def test_messages_of_a_campaign_that_has_not_begun_can_be_sent_again_once_it_is_sent(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(2)).target.id)
    process = run(context)
    process.state_mark.path.unlink()
    process = run(context)
    reconciling.reconcile(process, CHIEF)
    with pytest.raises(Conflict, match="doubt_campaign_not_begun"):
        uncertain_decisions.check_decidable(process, CHIEF, campaign_id, DoubtDecision.AGAIN)
    steps.approve(process, campaign_id)
    with pytest.raises(Conflict, match="doubt_campaign_not_begun"):
        uncertain_decisions.check_decidable(process, CHIEF, campaign_id, DoubtDecision.AGAIN)
    steps.start_approved(process)
    token = uncertain_decisions.check_decidable(process, CHIEF, campaign_id, DoubtDecision.AGAIN)[1].token
    again = DoubtDecision.AGAIN, token, DoubtReason.CONSOLE
    assert uncertain_decisions.decide(process, CHIEF, campaign_id, *again) == 2
    assert context.states() == ["queued"] * 2


def test_a_dry_run_is_not_doubted_and_its_provider_need_not_be_asked(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, name="dry_run", supports_lookup=False)
    steps.start_campaign(context, 2)
    steps.claim(run(context))
    context.store.path.with_name("nofu.state").unlink()
    process = run(context)
    done = reconciling.reconcile(process, CHIEF)
    assert done is not None
    assert done.uncertain == 0
    assert steps.send_all(process) == 1


def set_clock_behind(context: HarnessContext) -> HarnessContext:
    """Run a bot with a claim, then set the clock back by an hour and run it again."""
    steps.start_campaign(context, 3)
    steps.claim(run(context))
    context.clock.advance(minutes=-60)
    return run(context)


@pytest.mark.fault("A16", "C8")
def test_a_clock_behind_the_newest_entry_sends_nothing_and_goes_on_when_it_is_right(context: HarnessContext) -> None:
    context.clock.advance(hours=2)
    process = set_clock_behind(context)
    assert find_lock(process) is HoldReason.CLOCK_BEHIND
    assert steps.send_all(process) == 0
    (key,) = [EventKey.decode(key) for key in context.post_keys("lock")]
    assert instance.get_lock_alert(process, CLOCK, key).reason is HoldReason.CLOCK_BEHIND
    instance.keep_mark(process, CLOCK)
    assert len(context.post_keys("lock")) == 1, "people are told once"
    context.post_all()
    again = run(context)
    assert find_lock(again) is HoldReason.CLOCK_BEHIND, "the state file remembers it over a restart"
    context.clock.advance(minutes=61)
    instance.keep_mark(again, CLOCK)
    reconciling.compare_if_wanted(again, CLOCK)
    assert find_lock(again) is None
    assert not instance.get_lock_alert(again, CLOCK, key).is_open
    assert steps.send_all(again) == 2


def test_a_clock_that_was_ahead_before_is_settled_by_a_person(context: HarnessContext) -> None:
    context.clock.advance(hours=2)
    process = set_clock_behind(context)
    shell = replace(process, sender_lock=SenderLock(Path()), state_mark=StateMark(process.state_mark.path, sign))
    lock = instance.inspect(shell, CLOCK)
    assert lock is not None
    assert lock.reason is HoldReason.CLOCK_BEHIND
    done = reconciling.reconcile(shell, CHIEF)
    assert done is not None
    assert (done.reason, done.uncertain) == (HoldReason.CLOCK_BEHIND, 0)
    instance.keep_mark(process, CLOCK)
    reconciling.compare_if_wanted(process, CLOCK)
    assert find_lock(process) is None
    assert find_lock(run(context)) is None
