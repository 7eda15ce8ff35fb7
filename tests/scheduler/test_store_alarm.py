"""A database that cannot be changed is told to people once, without using it, and that it is well again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from bot.files.sender_lock import SenderLock
from bot.model.access import Action
from bot.model.instance import StoreFault
from bot.model.mode import Mode
from bot.screens.blocks import Frame
from bot.services import sending, store_health
from bot.services.unit_of_work import change
from bot.slack import posts as slack_posts
from bot.slack.posts import MessageId, PostFailed
from bot.store import database
from bot.words import words
from scheduler import store_alarm
from scheduler.store_alarm import StoreAlarm
from tests.services import steps
from tests.services.harness import CLOCK, HarnessContext, open_context

FRAME = Frame(words("ja"), Mode.SANDBOX)


class DeskChannel:
    """What Slack shows in the desk's channel: each message in its newest form. `refuses`: it takes nothing."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.refuses = False
        self.changed = threading.Condition()

    def post(self, _client: object, channel: str, text: str, _blocks: list[Any]) -> MessageId:
        with self.changed:
            self._check()
            self.messages.append(text)
            return MessageId(channel, str(len(self.messages) - 1))

    def edit(self, _client: object, message: MessageId, text: str, _blocks: list[Any]) -> MessageId:
        with self.changed:
            self._check()
            self.messages[int(message.ts)] = text
            return message

    def wait_for(self, *texts: str) -> None:
        """Wait until it shows messages with these texts, and no others."""
        with self.changed:
            found = self.changed.wait_for(
                lambda: (
                    len(self.messages) == len(texts)
                    and all(text in shown for text, shown in zip(texts, self.messages, strict=True))
                ),
                60.0,
            )
            assert found, self.messages

    def _check(self) -> None:
        self.changed.notify_all()
        if self.refuses:
            raise PostFailed("internal_error", answered=True)


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> DeskChannel:
    found = DeskChannel()
    for module, name, value in (
        (slack_posts, "post_message", found.post),
        (slack_posts, "edit_message", found.edit),
        (store_alarm, "_LOOK", 0.05),
        (store_alarm, "_PATIENCE", 0.05),
        (store_alarm, "_STEP", 0.05),
        (store_alarm, "_LONG_STEP", 0.05),
        (store_health, "_WAIT_SECONDS", 0.05),
        (database, "_BUSY_SECONDS", 0.5),
    ):
        monkeypatch.setattr(module, name, value)
    return found


@pytest.fixture
def desk(tmp_path: Path, channel: DeskChannel) -> Iterator[HarnessContext]:
    """A context that does not wait for a locked database."""
    assert channel.messages == []
    found = open_context(tmp_path)
    yield found
    found.store.close()


@contextmanager
def run_alarm(context: HarnessContext) -> Iterator[StoreAlarm]:
    alarm = StoreAlarm(context, None, "C0DESK", FRAME)  # type: ignore[arg-type]  # no message reaches a client
    context.store.on_fault = alarm.report
    alarm.start()
    try:
        yield alarm
    finally:
        alarm.stop()


@contextmanager
def fill_disk(context: HarnessContext) -> Iterator[None]:
    """Let SQLite find no space for another page in any thread, as on a full disk."""
    with context.store.transaction() as db:
        limit = db.fetch_value("PRAGMA page_count")
    connections = list(context.store._connections)
    opened = context.store._connection

    def open_limited() -> Any:
        connection = opened()
        connection.execute(f"PRAGMA max_page_count={limit}")
        return connection

    context.store._connection = open_limited  # type: ignore[method-assign]  # as a smaller disk would
    try:
        yield
    finally:
        context.store._connection = opened  # type: ignore[method-assign]
        for connection in connections:
            connection.execute("PRAGMA max_page_count=1073741823")


@contextmanager
def lock(context: HarnessContext) -> Iterator[None]:
    other = pysqlite3.connect(context.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def fail_to_claim(context: HarnessContext) -> None:
    with pytest.raises(database.DatabaseError):
        sending.claim_message(context, CLOCK)


def write_much(context: HarnessContext) -> None:
    for _ in range(1000):
        with change(context, CLOCK, Action.DESK_LOOK, "x" * 2000):
            pass


@pytest.mark.fault("C4")
def test_a_locked_database_is_told_once_and_that_it_is_well_again(desk: HarnessContext, channel: DeskChannel) -> None:
    steps.start_campaign(desk, 2)
    with run_alarm(desk):
        with lock(desk):
            for _ in range(3):
                fail_to_claim(desk)
            channel.wait_for("ほかのプログラムがデータベースをロック")
            fail_to_claim(desk)
            assert desk.provider.arrived == []
        channel.wait_for("また続いています")
        assert steps.send_all(desk) == 2
        with lock(desk):
            fail_to_claim(desk)
            channel.wait_for("また続いています", "ほかのプログラムがデータベースをロック")


def test_what_slack_does_not_take_is_told_when_it_does(desk: HarnessContext, channel: DeskChannel) -> None:
    steps.start_campaign(desk, 2)
    channel.refuses = True
    with run_alarm(desk):
        with lock(desk):
            fail_to_claim(desk)
            with channel.changed:
                assert channel.changed.wait(60.0), "it tries to post"
        channel.refuses = False
        channel.wait_for("また続いています")


def test_a_short_lock_is_not_told(
    context: HarnessContext, channel: DeskChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 1)
    for module, name in ((store_health, "_WAIT_SECONDS"), (database, "_BUSY_SECONDS")):
        monkeypatch.setattr(module, name, 60.0)  # sending and looking lock each other out for moments
    with run_alarm(context) as alarm:
        alarm.report(StoreFault.LOCKED)
        steps.send_all(context)
    assert channel.messages == []


def test_a_full_disk_is_named(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[StoreFault] = []
    context.store.on_fault = reported.append
    steps.start_campaign(context, 1)
    with fill_disk(context), pytest.raises(database.DatabaseError, match="full"):
        write_much(context)
    assert reported == [StoreFault.FULL]
    assert store_health.find_fault(context) is None


def test_a_look_at_the_database_changes_nothing(context: HarnessContext, tmp_path: Path) -> None:
    before = context.count("audit")
    assert store_health.find_fault(context) is None
    assert context.count("audit") == before
    assert tmp_path.exists()


def test_a_file_that_was_replaced_is_told_although_nothing_fails(
    desk: HarnessContext, channel: DeskChannel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "locked.db"
    lock_of_path = SenderLock(path)
    lock_of_path.acquire()
    try:
        with run_alarm(replace(desk, sender_lock=lock_of_path)):
            path.rename(tmp_path / "away.db")
            path.write_bytes(b"another file")
            channel.wait_for("別のファイルに置き換えられました")
            assert "nofuを止め" in channel.messages[0]
            (tmp_path / "away.db").rename(path)
            channel.wait_for("元のファイルに戻りました")
    finally:
        lock_of_path.release()
    assert [(record.msg, record.levelname) for record in caplog.records] == [("file_replaced", "ERROR")]


def test_a_file_that_is_replaced_while_it_cannot_be_written_is_told_anew(
    desk: HarnessContext, channel: DeskChannel, tmp_path: Path
) -> None:
    path = tmp_path / "locked.db"
    lock_of_path = SenderLock(path)
    lock_of_path.acquire()
    try:
        with run_alarm(replace(desk, sender_lock=lock_of_path)) as alarm, lock(desk):
            alarm.report(StoreFault.LOCKED)
            channel.wait_for("ほかのプログラムがデータベースをロック")
            path.unlink()
            channel.wait_for("ほかのプログラムがデータベースをロック", "別のファイルに置き換えられました")
    finally:
        lock_of_path.release()
