"""A service context for tests: a real store, a clock that the test moves, a fake provider, and actors."""

import itertools
import json
import os
import threading
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.files import read_child, write_child
from bot.files.exports import TableWriter
from bot.files.pause_mark import PauseMark
from bot.files.reader import AnswerSource, FileLimits, NextAnswer
from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.access import Actor, Role
from bot.model.errors import FileRefused
from bot.model.instance import Mark
from bot.model.messages import MessageState
from bot.model.mode import Mode
from bot.model.posts import EventKey
from bot.model.providers import (
    Absent,
    Accepted,
    Cancellation,
    Found,
    Holder,
    LookUp,
    NoAnswer,
    Outgoing,
    Receipt,
    SendResult,
    Terms,
    TooLate,
    Uncertain,
)
from bot.model.reasons import NotDelivered
from bot.services import posts
from bot.services.context import JST
from bot.settings.declared import City, Need, Settings
from bot.settings.loading import read
from bot.store import audit
from bot.store.audit import AuditEntry
from bot.store.database import Store
from bot.words import Words, words

KEY = b"k" * 32
SLACK_SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_TEAM_ID": "T0MISATO",
    "SLACK_DESK_CHANNEL": "C0DESK",
    "SLACK_DIGEST_CHANNEL": "C0DIGEST",
    "SLACK_SUPERVISOR_GROUP": "S0SUPERVISE",
}
TUESDAY = datetime(2026, 7, 7, 9, 0, tzinfo=JST)

UPLOADER = Actor("U_UPLOADER", frozenset({Role.STAFF}), "ja")
AUTHOR = Actor("U_AUTHOR", frozenset({Role.STAFF}), "ja")
OPERATOR = Actor("U_OPERATOR", frozenset({Role.OPERATOR}), "ja")
CHIEF = Actor("U_CHIEF", frozenset({Role.SUPERVISOR}), "ja")
DEPUTY = Actor("U_DEPUTY", frozenset({Role.SUPERVISOR}), "ja")
STRANGER = Actor("U_STRANGER", frozenset(), "ja")
CLOCK = Actor("clock", frozenset({Role.MACHINE}), "ja")


class HandClock:
    """A clock that a test moves."""

    def __init__(self, start: datetime = TUESDAY) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def advance(self, **span: float) -> None:
        self._now += timedelta(**span)


class FakeProvider:
    """A provider and its only connection. `arrived` holds every message that it accepted."""

    terms = Terms(
        name="karaden",
        settle_seconds=60,
        supports_give_up_time=True,
        supports_lookup=True,
        max_characters=660,
        first_unit=70,
        next_unit=66,
    )

    def __init__(self) -> None:
        self.arrived: list[Outgoing] = []
        self.results: deque[SendResult | Accepted] = deque()
        """The answers to the next requests; when there are none, messages are accepted."""
        self.accepts_uncertain: deque[bool] = deque()
        """For each uncertain answer, whether the message was accepted."""
        self.failed_look_ups: deque[NoAnswer] = deque()
        self.fault: str | None = None
        """What a probe that changes nothing finds."""
        self.probes = 0
        self.cancellations: deque[Cancellation] = deque()
        """The answers to the next requests to cancel a message; when there are none, it is too late."""
        self.cancelled: list[str] = []
        self.holders: dict[str, Holder | NoAnswer] = {}
        """What it says of a number; of any other it says that the holder is the same."""
        self.asked_numbers: list[tuple[str, date]] = []
        self.hidden: set[str] = set()
        """The references of messages that it has accepted, and that its list does not show yet."""
        self.taken_at: datetime | None = None
        """When it says that it took each message."""
        self.pages: list[list[Receipt] | NoAnswer] = []
        self.requested_periods: list[tuple[datetime, datetime]] = []
        self._numbers = itertools.count(1)
        self._ids: dict[str, str] = {}

    def connect(self) -> "FakeProvider":
        return self

    def check(self) -> str | None:
        self.probes += 1
        return self.fault

    def send(self, message: Outgoing) -> SendResult:
        result = self.results.popleft() if self.results else None
        if result is None or isinstance(result, Accepted):
            return Accepted(self._accept(message))
        if isinstance(result, Uncertain) and self.accepts_uncertain and self.accepts_uncertain.popleft():
            self._accept(message)
        return result

    def look_up(self, reference: str, since: datetime) -> LookUp:
        if self.failed_look_ups:
            return self.failed_look_ups.popleft()
        found = None if reference in self.hidden else self._ids.get(reference)
        return Absent() if found is None else Found(found, self.taken_at)

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:
        self.requested_periods.append((since, until))
        yield from self.pages

    def cancel(self, provider_id: str) -> Cancellation:
        self.cancelled.append(provider_id)
        return self.cancellations.popleft() if self.cancellations else TooLate()

    def check_number(self, number: str, since: date) -> Holder | NoAnswer:
        self.asked_numbers.append((number, since))
        return self.holders.get(number, Holder.SAME)

    def close(self) -> None:
        pass

    def _accept(self, message: Outgoing) -> str:
        self.arrived.append(message)
        self._ids[message.reference] = f"p{next(self._numbers)}"
        return self._ids[message.reference]


@contextmanager
def read_in_process(task: Mapping[str, Any], file: BufferedReader) -> Iterator[NextAnswer]:
    """Read a file without a child process: faster, and without its limits (tests/files tests the child)."""
    descriptor = os.dup(file.fileno())
    os.lseek(descriptor, 0, os.SEEK_SET)
    answers = read_child.answer_task({**task, "descriptor": descriptor})

    def read_next() -> Any:
        answer = json.loads(next(answers))
        if "refused" in answer:
            raise FileRefused(answer["refused"], **answer["facts"])
        return answer

    with closing(answers):
        yield read_next


def write_in_process(task: Mapping[str, Any], descriptors: Sequence[int]) -> int:
    """Write files for people without a child process: faster, and without its limits (tests/files tests the child)."""
    own = {descriptor: os.dup(descriptor) for descriptor in descriptors}
    sent = json.loads(json.dumps(task))
    sent |= {name: own.get(sent[name]) for name in ("xlsx", "csv")}
    if "copy" in sent:
        source = sent["copy"]["descriptor"] = own[sent["copy"]["descriptor"]]
        os.lseek(source, 0, os.SEEK_SET)
    return write_child.write_files(sent)


class HeldLock(SenderLock):
    """A lock that is held, by the first run of a new file."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.epoch = 0
        self.compared_at = self.verified_at = datetime.max.replace(tzinfo=UTC)

    def is_held(self) -> bool:
        return True


class NoState(StateMark):
    """A state file that is not there: where a test is about something else."""

    def __init__(self) -> None:
        super().__init__(Path(), str)

    def read(self) -> None:
        return None

    def is_open(self) -> bool:
        return True

    def create(self, mark: Mark) -> None:
        pass

    def write(self, mark: Mark) -> bool:
        return False

    def advance(self, event: int, event_at: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class HarnessContext:
    """A ServiceContext with a clock and a provider that the test controls."""

    store: Store
    settings: Settings
    clock: HandClock = field(default_factory=HandClock)
    provider: FakeProvider = field(default_factory=FakeProvider)
    city: City = field(default_factory=lambda: City("三郷市", "収納管理課", "048-930-7722", "平日9時から17時"))
    mode: Mode = Mode.SANDBOX
    limits: FileLimits = field(default_factory=lambda: FileLimits(max_bytes=10_000_000))
    answers: AnswerSource = read_in_process
    table_writer: TableWriter = write_in_process
    words: Words = field(default_factory=lambda: words("ja"))
    woken: list[str] = field(default_factory=list)
    sender_lock: SenderLock = field(default_factory=HeldLock)
    state_mark: StateMark = field(default_factory=NoState)
    identity: str = "this machine"

    @property
    def pause_mark(self) -> PauseMark:
        mark = PauseMark(self.store.path.with_name("nofu.state.pause"))
        mark.make()
        return mark

    def open_copy(self, path: Path) -> "HarnessContext":
        return replace(self, store=Store(path, KEY))

    def wake(self) -> None:
        self.woken.append("woken")

    def with_policy(self, **values: object) -> "HarnessContext":
        """Return this context with other values in its policy."""
        return self.with_settings(policy=replace(self.settings.policy, **values))  # type: ignore[arg-type]  # any field

    def with_settings(self, **values: object) -> "HarnessContext":
        """Return this context with other settings."""
        return replace(self, settings=replace(self.settings, **values))  # type: ignore[arg-type]  # any field

    def value(self, sql: str, /, **values: object) -> object:
        """Return one value of the database, for what no service shows."""
        with self.store.read_transaction() as db:
            return db.fetch_value(sql, **values)

    def column(self, sql: str, /, **values: object) -> list[object]:
        """Return one column of the database, for what no service shows."""
        with self.store.read_transaction() as db:
            return [next(iter(row)) for row in db.fetch_all(sql, **values)]

    def execute(self, sql: str, /, **values: object) -> None:
        """Change the database in one transaction."""
        with self.store.transaction() as db:
            db.execute(sql, **values)

    def count(self, table: str) -> int:
        """Count the rows of a table, where they must not exist although no view shows them."""
        return int(str(self.value(f"SELECT COUNT(*) FROM {table}")))

    def count_list_rows(self) -> list[int]:
        """Count the rows that an import of a list stores. A list is invisible until its import ends."""
        return [
            self.count(table) for table in ("target_lists", "recipients", "recipient_phones", "list_rows", "promises")
        ]

    def posts(self, kind: str | None = None) -> list[tuple[str, str, str]]:
        """Return the kind, key and place of each post that waits, or of those of one kind."""
        found = posts.find_due_posts(self, CLOCK)
        return [(post.kind, post.key, post.channel) for post in found if kind in (None, post.kind)]

    def post_keys(self, kind: str) -> list[str]:
        """Return the keys of the posts of one kind that wait."""
        return [key for _, key, _ in self.posts(kind)]

    def list_events(self, kind: str = "event") -> list[tuple[int, str]]:
        """Return of each post of a kind on an event that waits the campaign and the audited action."""
        keys = [EventKey.decode(key) for key in self.post_keys(kind)]
        return [(key.subject, str(self.value("SELECT action FROM audit WHERE id = :id", id=key.entry))) for key in keys]

    def post_all(self) -> None:
        """Let Slack show every post that waits."""
        for post in posts.find_due_posts(self, CLOCK):
            posts.record_posted(self, CLOCK, posts.claim_post(self, CLOCK, post), "C1", "1.0")

    def states(self) -> list[str]:
        """Return the state of every message, in their order: views only count them."""
        return [str(state) for state in self.column("SELECT state FROM messages ORDER BY id")]

    def reasons(self) -> list[object]:
        """Return the reason of every message, in their order: views only count them."""
        return self.column("SELECT reason FROM messages ORDER BY id")

    def events(self) -> list[str]:
        """Return the state in every event of a message, in order: a history that no view shows."""
        return [str(state) for state in self.column("SELECT state FROM message_events ORDER BY id")]

    def audit_entries(self) -> list[AuditEntry]:
        """Return every audit entry, in order."""
        with self.store.read_transaction() as db:
            found = (audit.get_entry(db, entry_id) for entry_id in itertools.count(1))
            return list(itertools.takewhile(bool, found))  # type: ignore[arg-type]  # it stops at None

    def list_audited(self) -> list[tuple[str, str, str]]:
        """Return the actor, action and outcome of every audit entry, in order."""
        return [(entry.actor, entry.action, entry.outcome) for entry in self.audit_entries()]

    def read_bytes(self) -> bytes:
        """Return every byte of the database's files."""
        return b"".join(path.read_bytes() for path in sorted(self.store.path.parent.glob("nofu.db*")))


class ProcessKilled(BaseException):
    """`kill -9`: nothing after it happens."""


def fail_with(error: BaseException) -> Callable[..., Any]:
    """Return a function that raises an error."""

    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def run_together(calls: Iterable[Callable[[], object]]) -> None:
    """Run each call in a thread of its own, and wait for all of them."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@cache
def _make_empty_database() -> bytes:
    """Return a new database: to copy it takes a tenth of the time that the migrations take."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "nofu.db")
        Store(path, KEY).close()
        return path.read_bytes()


def open_context(folder: Path) -> HarnessContext:
    """Open a context with the database, the inbox and the exports in a folder."""
    if not (folder / "nofu.db").exists():
        (folder / "nofu.db").write_bytes(_make_empty_database())
    folders = {
        "NOFU_DB": str(folder / "nofu.db"),
        "NOFU_DATA_KEY": urlsafe_b64encode(KEY).decode(),
        "NOFU_INBOX": str(folder / "inbox"),
        "NOFU_EXPORTS": str(folder / "exports"),
        "BACKUP_DIR": str(folder / "backups"),
    }
    settings = read(
        frozenset({Need.STORE, Need.PROVIDER, Need.SLACK}),
        {"SMS_UNIT_YEN": "12.5", "FIRST_BATCH": "0", "OPERATORS": "0", **SLACK_SETTINGS, **folders},
    )
    return HarnessContext(Store(folder / "nofu.db", KEY), settings)


def make_receipt(
    provider_id: str,
    state: MessageState = MessageState.DELIVERED,
    reason: NotDelivered | None = None,
    raw: str | None = None,
    units: int | None = 1,
    *,
    opted_out: bool = False,
) -> Receipt:
    """Return a receipt that the provider reports for a message."""
    return Receipt(provider_id, None, state, reason, units, TUESDAY, raw or f"{state.value}/{reason}", opted_out)
