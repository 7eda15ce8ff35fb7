"""Data for measuring: a list file, a campaign ready to send, a store with many messages."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.files.exports import TableWriter, write_in_child
from bot.files.pause_mark import PauseMark
from bot.files.reader import AnswerSource, FileLimits, read_in_child
from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark
from bot.model.access import Actor, Role
from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.mode import Mode
from bot.model.providers import KaradenAccount, Provider
from bot.network import Network
from bot.providers.karaden.connection import Karaden
from bot.services import approvals, campaign_views, campaigns, drafts, instance, sending
from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.settings.declared import City, Need, Settings
from bot.settings.loading import read
from bot.store.database import Db, Store
from bot.words import Words, words

START = datetime.fromisoformat("2026-07-07T10:00:00+09:00")
STAFF = Actor("U_STAFF", frozenset({Role.STAFF}), "ja")
CHIEF = Actor("U_CHIEF", frozenset({Role.SUPERVISOR}), "ja")
CLOCK = Actor("clock", frozenset({Role.MACHINE}), "ja")
_HEADING = "宛名番号,氏名,電話番号,税目,年度,現滞区分,期別,納期限,督促発付日,未納額,架電回数,納付約束日,除外区分"


def write_list(path: Path, rows: int, first: int = 0) -> None:
    """Write a CP932 target list with one row for each person, from a number on; every person is eligible."""
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(f"{_HEADING}\r\n")
        for n in range(first, first + rows):
            number = f"0{6 + n % 4}0{n % 9 + 1}{n // 9 % 10_000_000:07d}"
            amount = 1_000 + n * 7_919 % 300_000  # amounts are mostly different, as in real lists
            phone = f"{number[:3]}-{number[3:7]}-{number[7:]}"
            file.write(f"{10_000_000 + n},納税　太郎,{phone},固定資産税,令和8,現年,1,R8.4.30,R8.5.20,{amount},2,,\r\n")


class _Clock:
    def now(self) -> datetime:
        return START


@dataclass(frozen=True, slots=True)
class Bench:
    """The context of the services, for measuring."""

    store: Store
    provider: Provider
    clock: _Clock
    settings: Settings
    city: City
    limits: FileLimits
    sender_lock: SenderLock
    state_mark: StateMark
    identity: str = "bench"
    mode: Mode = Mode.SANDBOX
    words: Words = field(default_factory=lambda: words("ja"))
    answers: AnswerSource = read_in_child
    table_writer: TableWriter = write_in_child

    @property
    def pause_mark(self) -> PauseMark:
        """The mark that pauses all sending."""
        mark = PauseMark(self.store.path.with_name("nofu.state.pause"))
        mark.make()
        return mark

    def open_copy(self, path: Path) -> "Bench":
        """Return this context on another file."""
        return replace(self, store=Store(path, self.settings.data_key or b""))

    def wake(self) -> None:
        """Do nothing: no thread waits for work."""


def open_bench(folder: Path, url: str = "http://127.0.0.1:9") -> Bench:
    """Return a context with an empty store, whose provider is at a URL."""
    approval = {"APPROVAL_GRACE_MINUTES": "0", "APPROVAL_TWO_ABOVE": "999999999"}
    values = {**approval, "FIRST_BATCH": "0", "OPERATORS": "0", "NOFU_EXPORTS": str(folder / "exports")}
    lock = SenderLock(folder / "nofu.db")
    lock.acquire()
    context = Bench(
        store=Store(folder / "nofu.db", b"k" * 32),
        provider=Karaden(KaradenAccount(url, "tenant", "token", 1), Network()),
        clock=_Clock(),
        settings=read(frozenset({Need.PROVIDER}), values),
        city=City("みさと野市", "収納課", "048-000-0123", "mon-fri 09:00-17:00"),
        limits=FileLimits(2**30),
        sender_lock=lock,
        state_mark=StateMark(folder / "nofu.state", lambda text: hashlib.sha256(text.encode()).hexdigest()[:32]),
    )
    instance.begin_run(context, CLOCK)
    return context


def submit_campaign(context: Bench, folder: Path, people: int, first: int = 0) -> int:
    """Import, draft and submit a campaign to so many people, from a number on; return its id."""
    path = folder / "list.csv"
    write_list(path, people, first)
    view = import_file(context, STAFF, TARGETS, path, name="bench", source=Source("slack", "U_STAFF"))
    campaign_id = drafts.create_draft(context, STAFF, Draft(view.target.id, Intent.CALL_BACK, "", None))
    campaigns.submit_campaign(context, STAFF, campaign_id, view.target.confirmation_token)
    return campaign_id


def get_fingerprint(context: Bench, campaign_id: int) -> str:
    """Return the fingerprint in the buttons of a campaign's card."""
    return campaign_views.get_campaign_view(context, STAFF, campaign_id).campaign.fingerprint or ""


def start_campaign(context: Bench, folder: Path, people: int, first: int = 0) -> int:
    """Import, draft, submit, approve and start a campaign to so many people, from a number on; return its id."""
    campaign_id = submit_campaign(context, folder, people, first)
    approvals.approve_campaign(context, CHIEF, campaign_id, get_fingerprint(context, campaign_id))
    sending.start_due_campaigns(context, CLOCK)
    return campaign_id


@contextmanager
def run_carrier(latency: float, log: Path = Path("/dev/null")) -> Iterator[str]:
    """Run a minimal provider in its own process; yield its URL. `log` gets the time of each request."""
    command = [sys.executable, "-m", "tests.bench.carrier", str(latency), str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def copy_messages(context: Bench, campaign_id: int, messages: int) -> None:
    """Copy a campaign's messages as older, delivered ones until the store holds `messages`; add as many payments."""
    with context.store.transaction() as db:
        have = int(db.fetch_value("SELECT COUNT(*) FROM messages"))
        for copy in range(1, -(-messages // have)):
            day = (START - timedelta(days=copy % 300 + 1)).strftime("%Y-%m-%dT01:00:00.000000Z")
            values = {"id": campaign_id, "copy": copy, "day": day}
            _copy_campaign(db, values)
            _add_payments(db, values)


def _copy_campaign(db: Db, values: dict[str, object]) -> None:
    other = db.insert(
        "INSERT INTO campaigns (list_id, intent, state, author, created_at) "
        "SELECT list_id, intent, 'draft', author, created_at FROM campaigns WHERE id = :id",
        **values,
    )
    texts = "INSERT INTO campaign_texts SELECT :other, language, body FROM campaign_texts WHERE campaign_id = :id"
    db.execute(texts, other=other, **values)
    db.execute("UPDATE campaigns SET state = 'finished' WHERE id = :other", other=other)
    db.execute(
        """
        INSERT INTO messages (campaign_id, recipient_id, taxpayer_key, phone_key, ref,
            reference, state, text_hash, units, units_billed, provider, provider_id,
            attempts, claimed_at, accepted_at, ended_at)
        SELECT :other, recipient_id, taxpayer_key, phone_key, ref || '-' || :copy,
            reference || '-' || :copy, 'delivered', text_hash, 1, 1, provider,
            reference || '-' || :copy, 1, :day, :day, :day
        FROM messages WHERE campaign_id = :id
        """,
        other=other,
        **values,
    )


def _add_payments(db: Db, values: dict[str, object]) -> None:
    file_id = db.insert(
        "INSERT INTO imported_files (kind, name, content_hash, source, as_of, imported_at) "
        "VALUES ('payments', 'bench', '', 'terminal', '2026-06-30', :day)",
        **values,
    )
    db.execute(
        """
        INSERT INTO payments (file_id, line, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount,
            channel, reversal, matched)
        SELECT :file, id, taxpayer_key, '固定資産税', '2026', CAST(:copy + 100 AS TEXT), DATE(:day, '-3 days'),
            DATE(:day), 1, '窓口', 0, 'applied' FROM messages WHERE campaign_id = :id
        """,
        file=file_id,
        **values,
    )
    db.execute(
        """
        INSERT INTO counted_payments (known_by, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount)
        SELECT id, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount FROM payments WHERE file_id = :file
        """,
        file=file_id,
    )
