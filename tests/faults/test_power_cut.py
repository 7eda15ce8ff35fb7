"""Power cut: every image of database and state file that the recorded syncs allow knows each message that had left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.files.sender_lock import SenderLock
from bot.files.state_mark import StateMark, read_machine_id
from bot.services import instance, uncertain
from bot.store.database import Store
from tests.faults import campaign, images, recording, witness
from tests.faults.bot_run import finish, open_round, run_until_killed
from tests.faults.images import Content
from tests.faults.recording import Recording
from tests.process.system import System
from tests.services.harness import CLOCK, HarnessContext

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600), pytest.mark.usefixtures("strace")]

FEW, MANY = 8, 96
"""With many, the log is long enough for a checkpoint: pages move from the log into the database."""
LAST_STEP = 420
"""About as many steps as sending to so few takes."""
UNSENT = frozenset({"queued", "held", "cancelled"})


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded run: what it did, the files before it, and a context that opens an image of them."""

    recording: Recording
    before: Content
    context: HarnessContext
    key: bytes
    folder: Path


def get_database(system: System) -> Path:
    return Path(system.read_setting("NOFU_DB")).resolve()


def read_files(system: System) -> Content:
    """Return the files that the bot will write, before it starts: the database, its log, and the state file."""
    database = get_database(system)
    return {str(database): database.read_bytes(), f"{database}-wal": None, str(database.with_name("nofu.state")): None}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Run]:
    """Record the real bot while it sends a whole campaign."""
    folder = tmp_path_factory.mktemp("power")
    people = FEW if request.config.getoption("bounded") else MANY
    with open_round(folder / "out", people) as (system, plan):
        before = read_files(system)
        traced = run_until_killed(system, None, record=True)
        context = campaign.open_context(system)
        context.store.close()
        assert not witness.check(plan, system.folder).missing
        recorded = recording.read(traced.lines, {*before, str(get_database(system).parent)})
        assert len(recorded.sent) == len(plan.texts)
        assert any(change.path.endswith(".state") for change in recorded.writes)
        identity = make_identity(context, get_database(system))
        yield Run(recorded, before, replace(context, identity=identity), campaign.read_key(system), folder)


def make_identity(context: HarnessContext, database: Path) -> str:
    """Return who uses the database, as the bot says it: a keyed hash of the machine and the path."""
    return context.store.vault.hash_value("instance", f"{read_machine_id()} {database}").hex()[:32]


def test_c2_after_a_power_cut_no_committed_claim_is_lost(run: Run, stride: int) -> None:
    checked = 0
    for moment in images.list_moments(run.recording)[:: max(1, stride // 6)]:
        sent = images.list_sent(run.recording, moment)
        for content in images.build_images(run.recording, run.before, moment):
            checked += 1
            assert not find_lost(run, content, sent), f"image {checked}, at {moment}"
    print(f"{checked} images")
    is_checkpointed = any(change.path.endswith(".db") for change in run.recording.writes)
    assert is_checkpointed or len(run.recording.sent) < MANY - 2


def test_c2_without_the_syncs_of_commits_claims_are_lost(run: Run) -> None:
    """The control: the same check fails where a commit is not synced, as with synchronous=NORMAL."""
    unsynced = images.drop_commit_syncs(run.recording)
    assert len(unsynced.syncs) < len(run.recording.syncs)
    last = images.list_moments(unsynced)[-1]
    sent = images.list_sent(unsynced, last)
    found = images.build_images(unsynced, run.before, last)
    assert any(find_lost(run, content, sent, checks_lock=False) for content in found)


@pytest.mark.parametrize("part", range(4))
def test_c2_the_bot_started_after_a_power_cut_sends_nothing_twice(tmp_path: Path, part: int, stride: int) -> None:
    between = max(9, 4 * stride)
    for step in range(90 + part * between, LAST_STEP, 4 * between):
        with open_round(tmp_path / str(step)) as (system, plan):
            database, before = get_database(system), read_files(system)
            traced = run_until_killed(system, step, record=True)
            recorded = recording.read(traced.lines, {*before, str(database.parent)})
            least = next(iter(images.build_images(recorded, before, recorded.end)))
            images.write_image(least, database.parent)
            database.with_name(f"{database.name}-shm").unlink(missing_ok=True)  # memory does not survive either
            finish(system, plan)


def find_lost(run: Run, content: Content, sent: set[str], *, checks_lock: bool = True) -> set[str]:
    """Open an image as the bot does at its start; return the references that left and that it would send again.

    `checks_lock`: fail if the state file knows of more than the database, which would lock the sending for nothing.
    """
    folder = run.folder / "image"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    images.write_image(content, folder)
    store = Store(folder / "nofu.db", run.key)
    try:
        state = StateMark(folder / "nofu.state", lambda text: store.vault.hash_value("state", text).hex()[:32])
        context = replace(run.context, store=store, state_mark=state, sender_lock=SenderLock(store.path))
        if checks_lock and sent:
            lock = instance.inspect(context, CLOCK)
            assert lock is None or not lock.needs_person, lock
        uncertain.recover_claimed(context, CLOCK)
        with store.read_transaction() as db:
            assert db.fetch_value("PRAGMA integrity_check") == "ok"
            rows = db.fetch_all("SELECT reference, state FROM messages")
        return {row["reference"] for row in rows if row["state"] in UNSENT} & sent
    finally:
        store.close()
