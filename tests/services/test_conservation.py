"""Whatever happens in whatever order: nobody twice, nobody who paid, nothing lost (faults.md, I1 to I5)."""

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.model.campaigns import CampaignState, Draft, Intent, Move
from bot.model.messages import MessageState
from bot.model.providers import Accepted, NoAnswer, NotSent, Outgoing, Refused, Uncertain
from bot.model.reasons import NotDelivered
from bot.rules.eligibility import NeededFacts
from bot.services import approvals, campaigns, drafts, receipts, sending, uncertain
from bot.services.sending import ClaimedMessage
from bot.store import campaigns as stored
from bot.store import eligibility_facts
from bot.store.database import Store
from tests.services.files import Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, DEPUTY, KEY, make_receipt, open_context
from tests.services.steps import create_draft, get_fingerprint, import_list, import_paid

PEOPLE = 6
NUMBERS = {f"0901234{5600 + n}": str(1000 + n) for n in range(1, PEOPLE + 1)}
ENDS = {"delivered", "undelivered", "unknown", "held", "cancelled"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two lists of the same people, to be copied for each run."""
    folder = tmp_path_factory.mktemp("template")
    context = open_context(folder)
    for amount in ("30000", "29000"):
        import_list(context, make_debts(PEOPLE, amount=amount))
    context.store.close()
    return folder / "nofu.db"


class Desk(RuleBasedStateMachine):
    """The desk beside a plain model: who has paid, what was approved, what is in a worker's hands."""

    template: Path

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "nofu.db")
        self.context = open_context(self.folder)
        self.hands: list[ClaimedMessage] = []
        self.paid: set[str] = set()
        self.too_late: set[str] = set()  # paid while their request was under way
        self.approved: set[int] = set()
        self.submit(1)
        self.approve()
        self.pass_time(5)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.context.store.close()
            shutil.rmtree(self.folder)

    # what people do

    @rule(list_id=st.sampled_from([1, 2]))
    def submit(self, list_id: int) -> None:
        if len(self.paid) < PEOPLE and not self._of(CampaignState.PENDING) and self._free(list_id):
            campaigns.submit_campaign(self.context, AUTHOR, create_draft(self.context, list_id))

    @rule()
    def approve(self) -> None:
        for campaign_id in self._of(CampaignState.PENDING):
            approvals.approve_campaign(self.context, CHIEF, campaign_id, get_fingerprint(self.context, campaign_id))
            self.approved.add(campaign_id)

    @rule()
    def reject(self) -> None:
        for campaign_id in self._of(CampaignState.PENDING)[:1]:
            approvals.reject_campaign(self.context, DEPUTY, campaign_id, get_fingerprint(self.context, campaign_id))

    @rule(how=st.sampled_from([Move.PAUSE, Move.RESUME]))
    def pause(self, how: Move) -> None:
        running = self._of(CampaignState.SENDING, CampaignState.PAUSED)
        with self.context.store.transaction() as db:
            for campaign_id in running:
                stored.move_campaign(db, campaign_id, how)

    @rule(taxpayer=st.sampled_from(sorted(NUMBERS.values())[:3]))
    def pay(self, taxpayer: str) -> None:
        if taxpayer not in self.paid:
            import_paid(self.context, [Paid(taxpayer=taxpayer)])
            self.paid.add(taxpayer)
            self.too_late |= {taxpayer for claimed in self.hands if NUMBERS[claimed.outgoing.to] == taxpayer}

    # what the clock and the workers do

    @rule(minutes=st.sampled_from([1, 5]))
    def pass_time(self, minutes: int) -> None:
        self.context.clock.advance(minutes=minutes)
        sending.start_due_campaigns(self.context, CLOCK)
        sending.finish_done_campaigns(self.context, CLOCK)
        campaigns.expire_due_campaigns(self.context, CLOCK)

    @rule(workers=st.integers(1, 4))
    def claim(self, workers: int) -> None:
        for _ in range(workers):
            claimed = sending.claim_message(self.context, CLOCK)
            if claimed is not None:
                self.hands.append(claimed)

    @rule(
        answers=st.lists(
            st.tuples(st.sampled_from([None, Refused("E1"), NotSent("connect"), Uncertain("timeout")]), st.booleans()),
            min_size=1,
            max_size=4,
        )
    )
    def work(self, answers: list[tuple[Refused | NotSent | Uncertain | None, bool]]) -> None:
        for result, taken in answers:
            if not self.hands:
                self.claim(1)
            if self.hands:
                self._hand_over(self.hands.pop(0), result, taken)

    def _hand_over(self, claimed: ClaimedMessage, result: Refused | NotSent | Uncertain | None, taken: bool) -> None:
        if result is not None:
            self.context.provider.results.append(result)
        if isinstance(result, Uncertain):
            self.context.provider.swallowed.append(taken)
        self._about_to_send(claimed.outgoing)
        sending.record_result(self.context, CLOCK, claimed, self.context.provider.send(claimed.outgoing))

    @rule(left=st.booleans())
    def crash(self, left: bool) -> None:
        """Everything in the workers' hands is lost, some of it just after it left."""
        for claimed in self.hands:
            if left:
                self.context.provider.results.append(Accepted("-"))
                self._about_to_send(claimed.outgoing)
                self.context.provider.send(claimed.outgoing)
            left = not left
        lost = len(self.hands)
        self.hands.clear()
        self.context.store.close()
        self.context = replace(self.context, store=Store(self.folder / "nofu.db", KEY))
        assert uncertain.recover_claimed(self.context, CLOCK) == lost

    @rule(answered=st.booleans())
    def look_up(self, answered: bool) -> None:
        for message in uncertain.find_due(self.context, CLOCK):
            if not answered:
                self.context.provider.lost_look_ups.append(NoAnswer("timeout"))
            uncertain.look_up_message(self.context, CLOCK, self.context.provider, message)

    @rule(
        number=st.integers(1, 12),
        state=st.sampled_from([MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.UNKNOWN]),
    )
    def receive(self, number: int, state: MessageState) -> None:
        reason = NotDelivered.OUT_OF_AREA if state is MessageState.UNDELIVERED else None
        receipts.record_receipts(self.context, CLOCK, [make_receipt(f"p{number}", state, reason)] * 2)

    # what must hold at every moment

    @invariant()
    def nobody_is_messaged_twice(self) -> None:
        """I1, the gap being longer than a run: neither a number nor a person, whatever campaign it was."""
        arrived = Counter(message.to for message in self._arrived())
        assert not [number for number, times in arrived.items() if times > 1]

    @invariant()
    def only_what_was_approved_arrives(self) -> None:
        """I2."""
        if not hasattr(self, "office"):
            return
        with self.context.store.read_transaction() as db:
            known = {row["reference"]: row for row in db.fetch_all("SELECT * FROM messages")}
        for message in self._arrived():
            row = known[message.reference]
            assert row["campaign_id"] in self.approved
            assert f"受付番号{row['ref']} " in message.body

    @invariant()
    def nothing_is_lost(self) -> None:
        """I4: each message is in one state, and as many are in a worker's hands as are claimed."""
        if not hasattr(self, "office"):
            return
        with self.context.store.read_transaction() as db:
            for row in db.fetch_all("SELECT id, recipients, state FROM campaigns WHERE recipients IS NOT NULL"):
                counts = db.fetch_all(
                    "SELECT state, COUNT(*) AS n FROM messages WHERE campaign_id = :id GROUP BY state", id=row["id"]
                )
                assert sum(count["n"] for count in counts) == row["recipients"]
                if row["state"] in ("rejected", "expired", "withdrawn", "finished"):
                    assert {count["state"] for count in counts} <= ENDS | {"accepted"}
            assert db.fetch_value("SELECT COUNT(*) FROM messages WHERE state = 'claimed'") == len(self.hands)

    @invariant()
    def a_state_is_what_its_last_event_says(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.context.store.read_transaction() as db:
            assert not db.fetch_all(
                """
                SELECT m.id FROM messages m WHERE m.state <> COALESCE((
                    SELECT e.state FROM message_events e WHERE e.message_id = m.id ORDER BY e.id DESC LIMIT 1
                ), 'queued')
                """
            )

    @invariant()
    def a_person_stands_alike_among_the_list_and_alone(self) -> None:
        if not hasattr(self, "office"):
            return
        now = self.context.clock.now()
        with self.context.store.read_transaction() as db:
            for row in db.fetch_all("SELECT id FROM target_lists WHERE state = 'ready'"):
                for person in eligibility_facts.list_people(db, row["id"], now, NeededFacts(sums=True, ages=True)):
                    assert eligibility_facts.make_facts(person) == eligibility_facts.get_facts(
                        db, person.recipient_id, now
                    )

    @invariant()
    def what_the_provider_has_is_known_or_in_doubt(self) -> None:
        """I5: a message that arrived is never in the queue again."""
        if not hasattr(self, "office"):
            return
        with self.context.store.read_transaction() as db:
            state = {row["reference"]: row["state"] for row in db.fetch_all("SELECT reference, state FROM messages")}
        in_hands = {claimed.outgoing.reference for claimed in self.hands}
        for message in self._arrived():
            assert message.reference in in_hands or state[message.reference] in ENDS | {"accepted", "uncertain"}

    def _about_to_send(self, message: Outgoing) -> None:
        """I3: whoever had paid before the claim is not messaged."""
        taxpayer = NUMBERS[message.to]
        assert taxpayer not in self.paid or taxpayer in self.too_late

    def _arrived(self) -> list[Outgoing]:
        return self.context.provider.arrived if hasattr(self, "office") else []

    def _of(self, *states: CampaignState) -> list[int]:
        with self.context.store.read_transaction() as db:
            return [campaign.id for campaign in stored.list_in_states(db, *states)]

    def _free(self, list_id: int) -> int:
        return drafts.preview_draft(self.context, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None)).recipients


def test_whatever_happens_nobody_is_messaged_twice_or_after_paying_and_nothing_is_lost(template: Path) -> None:
    Desk.template = template
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
