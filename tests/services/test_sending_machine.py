"""A state machine of random events: what users, clock, provider, files and crashes do, in any order.

After each step it is checked against the provider's own list of what arrived: nobody is messaged twice, or after paying
or opting out, or without approval, or with another text; no message is lost; and every change has its audit entry.
"""

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.model.campaigns import CampaignState, Intent
from bot.model.drafts import Draft
from bot.model.errors import Conflict, NotAllowed
from bot.model.messages import MessageState
from bot.model.providers import Accepted, NoAnswer, NotSent, Outgoing, Refused, Uncertain
from bot.model.reasons import NotDelivered
from bot.model.uncertain import DoubtDecision, DoubtReason
from bot.rules.eligibility import NeededFacts
from bot.services import (
    approvals,
    audience,
    campaigns,
    drafts,
    home,
    receipts,
    sending,
    uncertain,
    uncertain_decisions,
    why,
)
from bot.services.claims import ClaimedMessage
from bot.store import audit, eligibility_facts
from bot.store.database import Row, Store
from tests.services.files import ExclusionRow, Paid, make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, DEPUTY, KEY, make_receipt, open_context
from tests.services.steps import create_draft, get_fingerprint, import_exclusions, import_list, import_paid, reject

PEOPLE = 6
NUMBERS = {f"0901234{5600 + n}": str(1000 + n) for n in range(1, PEOPLE + 1)}
ENDS = {"delivered", "undelivered", "unknown", "held", "cancelled"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two lists of the same people, copied for each run."""
    folder = tmp_path_factory.mktemp("template")
    context = open_context(folder)
    for amount in ("30000", "29000"):
        import_list(context, make_debts(PEOPLE, amount=amount))
    context.store.close()
    return folder / "nofu.db"


class SendingMachine(RuleBasedStateMachine):
    """The services, and a plain model of who has paid, what was approved and which requests are in flight."""

    template: Path

    @initialize(list_complete_seconds=st.sampled_from([None, 60]))
    def open(self, list_complete_seconds: int | None) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "nofu.db")
        self.context = open_context(self.folder)
        terms = replace(self.context.provider.terms, list_complete_seconds=list_complete_seconds)
        self.context.provider.terms = terms
        self.in_flight: list[ClaimedMessage] = []
        self.paid: set[str] = set()
        self.suppressed: set[str] = set()
        self.gone_too_late: set[str] = set()  # paid or suppressed while their request was in flight
        self.approved: set[int] = set()
        self.submit(1)
        self.approve()
        self.pass_time(5)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self._check_explanations()
            self.context.store.close()
            shutil.rmtree(self.folder)

    def _check_explanations(self) -> None:
        """Every judgement of a message is recorded, and replayed with the recorded result."""
        for row in self._rows("SELECT id, ref FROM messages"):
            found = why.explain_message(self.context, CHIEF, row["ref"]).judgements
            assert all(one.fits and one.replay is not None for one in found)

    # what users do

    @rule(list_id=st.sampled_from([1, 2]))
    def submit(self, list_id: int) -> None:
        if len(self.paid) < PEOPLE and not self._list_pending() and self._count_eligible(list_id):
            campaigns.submit_campaign(self.context, AUTHOR, create_draft(self.context, list_id))

    @rule()
    def approve(self) -> None:
        for campaign_id in self._list_pending():
            approvals.approve_campaign(self.context, CHIEF, campaign_id, get_fingerprint(self.context, campaign_id))
            self.approved.add(campaign_id)

    @rule()
    def approve_as_author(self) -> None:
        """An author who is a supervisor, too, must not approve."""
        author = replace(AUTHOR, roles=AUTHOR.roles | CHIEF.roles)
        for campaign_id in self._list_pending():
            with pytest.raises(NotAllowed):
                approvals.approve_campaign(
                    self.context, author, campaign_id, get_fingerprint(self.context, campaign_id)
                )

    @rule()
    def reject(self) -> None:
        for campaign_id in self._list_pending()[:1]:
            reject(self.context, DEPUTY, campaign_id, get_fingerprint(self.context, campaign_id))

    @rule()
    def pause(self) -> None:
        for campaign_id in self._list_running(CampaignState.SENDING):
            campaigns.pause_campaign(self.context, CHIEF, campaign_id)

    @rule()
    def resume(self) -> None:
        for campaign_id in self._list_running(CampaignState.PAUSED):
            campaigns.resume_campaign(self.context, CHIEF, campaign_id)

    @rule()
    def stop(self) -> None:
        for campaign_id in self._list_running(CampaignState.PAUSED)[-1:]:
            campaigns.stop_campaign(self.context, CHIEF, campaign_id)

    @rule(taxpayer=st.sampled_from(sorted(NUMBERS.values())[:3]))
    def pay(self, taxpayer: str) -> None:
        if taxpayer not in self.paid:
            import_paid(self.context, [Paid(taxpayer=taxpayer)])
            self.paid.add(taxpayer)
            self._note_late(taxpayer)

    @rule(taxpayer=st.sampled_from(sorted(NUMBERS.values())[-2:]))
    def suppress(self, taxpayer: str) -> None:
        if taxpayer not in self.suppressed:
            import_exclusions(self.context, ExclusionRow(taxpayer=taxpayer))
            self.suppressed.add(taxpayer)
            self._note_late(taxpayer)

    def _note_late(self, taxpayer: str) -> None:
        self.gone_too_late |= {taxpayer for claimed in self.in_flight if NUMBERS[claimed.outgoing.to] == taxpayer}

    # what the clock and the workers do

    @rule(minutes=st.sampled_from([1, 5]))
    def pass_time(self, minutes: int) -> None:
        self.context.clock.advance(minutes=minutes)
        if self.context.provider.terms.list_complete_seconds is not None:
            self.context.provider.hidden.clear()  # the provider's promise
        sending.start_due_campaigns(self.context, CLOCK)
        sending.finish_done_campaigns(self.context, CLOCK)
        campaigns.expire_due_campaigns(self.context, CLOCK)

    @rule(workers=st.integers(1, 4))
    def claim(self, workers: int) -> None:
        for _ in range(workers):
            claimed = sending.claim_message(self.context, CLOCK)
            if claimed is not None:
                self.in_flight.append(claimed)

    @rule(
        answers=st.lists(
            st.tuples(st.sampled_from([None, Refused("E1"), NotSent("connect"), Uncertain("timeout")]), st.booleans()),
            min_size=1,
            max_size=4,
        )
    )
    def send(self, answers: list[tuple[Refused | NotSent | Uncertain | None, bool]]) -> None:
        for result, arrives in answers:
            if not self.in_flight:
                self.claim(1)
            if self.in_flight:
                self._send_request(self.in_flight.pop(0), result, arrives)

    def _send_request(
        self, claimed: ClaimedMessage, result: Refused | NotSent | Uncertain | None, arrives: bool
    ) -> None:
        if result is not None:
            self.context.provider.results.append(result)
        if isinstance(result, Uncertain):
            self.context.provider.accepts_uncertain.append(arrives)
            self.context.provider.hidden.add(claimed.outgoing.reference)  # its list lags
        self._check_not_gone(claimed.outgoing)
        sending.record_result(self.context, CLOCK, claimed, self.context.provider.send(claimed.outgoing))

    @rule(arrives=st.booleans())
    def crash(self, arrives: bool) -> None:
        """The answers to all requests in flight are lost; every second request arrives."""
        for claimed in self.in_flight:
            if arrives:
                self.context.provider.results.append(Accepted("-"))
                self._check_not_gone(claimed.outgoing)
                self.context.provider.send(claimed.outgoing)
            arrives = not arrives
        lost = len(self.in_flight)
        self.in_flight.clear()
        self.context.store.close()
        self.context = replace(self.context, store=Store(self.folder / "nofu.db", KEY))
        assert uncertain.recover_claimed(self.context, CLOCK) == lost

    @rule(answered=st.booleans())
    def look_up(self, answered: bool) -> None:
        for message in uncertain.find_due(self.context, CLOCK):
            if not answered:
                self.context.provider.failed_look_ups.append(NoAnswer("timeout"))
            uncertain.look_up_message(self.context, CLOCK, self.context.provider, message)

    @rule()
    def treat_as_sent(self) -> None:
        self._decide(DoubtDecision.SENT, DoubtReason.NOT_TWICE)

    @rule()
    def send_again(self) -> None:
        """A supervisor decides at the moment when the provider's list begins to show the messages."""
        self._decide(DoubtDecision.AGAIN, DoubtReason.CONSOLE)

    def _decide(self, decision: DoubtDecision, reason: DoubtReason) -> None:
        for row in self._rows("SELECT DISTINCT campaign_id FROM messages WHERE state = 'uncertain'"):
            with suppress(Conflict):  # the provider was not asked about any of them, or all are decided
                campaign_id = int(row["campaign_id"])
                _, doubt = uncertain_decisions.check_decidable(self.context, CHIEF, campaign_id, decision)
                if decision is DoubtDecision.AGAIN:
                    self.context.provider.hidden.clear()
                uncertain_decisions.decide(self.context, CHIEF, campaign_id, decision, doubt.token, reason)

    @rule(
        number=st.integers(1, 12),
        state=st.sampled_from([MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.UNKNOWN]),
    )
    def receive(self, number: int, state: MessageState) -> None:
        reason = NotDelivered.OUT_OF_AREA if state is MessageState.UNDELIVERED else None
        receipts.record_receipts(self.context, CLOCK, [make_receipt(f"p{number}", state, reason)] * 2)

    # what is always true

    @invariant()
    def nobody_is_messaged_twice(self) -> None:
        """Neither a number nor a person, in any campaign: the gap between two messages is longer than a run."""
        arrived = Counter(message.to for message in self._list_arrived())
        assert not [number for number, times in arrived.items() if times > 1]

    @invariant()
    def only_what_was_approved_arrives(self) -> None:
        known = {row["reference"]: row for row in self._rows("SELECT * FROM messages")}
        for message in self._list_arrived():
            row = known[message.reference]
            assert row["campaign_id"] in self.approved
            assert f"受付番号{row['ref']} " in message.body
            assert audience.hash_text(message.body) == row["text_hash"]

    @invariant()
    def nothing_is_lost(self) -> None:
        """Each message is in one state, and as many are claimed as there are requests in flight."""
        messages = self._rows("SELECT campaign_id, state FROM messages")
        for row in self._rows("SELECT id, recipients, state FROM campaigns WHERE recipients IS NOT NULL"):
            states = [message["state"] for message in messages if message["campaign_id"] == row["id"]]
            assert len(states) == row["recipients"]
            if row["state"] in ("rejected", "expired", "withdrawn", "finished"):
                assert set(states) <= ENDS | {"accepted"}
        claimed = [message for message in messages if message["state"] == "claimed"]
        assert len(claimed) == (len(self.in_flight) if messages else 0)

    @invariant()
    def the_state_of_a_message_is_that_of_its_last_event(self) -> None:
        assert not self._rows(
            """
            SELECT m.id FROM messages m WHERE m.state <> COALESCE((
                SELECT e.state FROM message_events e WHERE e.message_id = m.id ORDER BY e.id DESC LIMIT 1
            ), 'queued')
            """
        )

    @invariant()
    def every_change_has_its_audit_entry_and_the_chain_is_unbroken(self) -> None:
        if not hasattr(self, "context"):
            return
        with self.context.store.read_transaction() as db:
            assert audit.find_first_broken(db) is None
        entries = Counter((entry["subject"], entry["action"]) for entry in self._rows(
            "SELECT subject, action FROM audit WHERE outcome = 'done'"))  # fmt: skip
        for row in self._rows("SELECT id, state FROM campaigns"):
            subject = f"campaign:{row['id']}"
            assert entries[subject, "campaign.approve"] == (row["id"] in self.approved)
            assert entries[subject, "campaign.stop"] == (row["state"] == "stopped")
            assert entries[subject, "campaign.finish"] == (row["state"] == "finished")

    @invariant()
    def a_person_has_the_same_facts_in_a_list_and_alone(self) -> None:
        if not hasattr(self, "context"):
            return
        now = self.context.clock.now()
        with self.context.store.read_transaction() as db:
            for row in db.fetch_all("SELECT id FROM target_lists WHERE state = 'ready'"):
                for person in eligibility_facts.list_people(db, row["id"], now, NeededFacts(sums=True, ages=True)):
                    assert eligibility_facts.make_facts(person) == eligibility_facts.get_facts(
                        db, person.recipient_id, now
                    )

    @invariant()
    def a_message_that_arrived_is_never_queued_again(self) -> None:
        state = {row["reference"]: row["state"] for row in self._rows("SELECT reference, state FROM messages")}
        for message in self._list_arrived():
            assert state[message.reference] in ENDS | {"accepted", "uncertain"}

    def _check_not_gone(self, message: Outgoing) -> None:
        """A person who had paid or opted out before the claim is not messaged."""
        taxpayer = NUMBERS[message.to]
        assert taxpayer not in self.paid | self.suppressed or taxpayer in self.gone_too_late

    def _list_arrived(self) -> list[Outgoing]:
        return self.context.provider.arrived if hasattr(self, "context") else []

    def _list_pending(self) -> list[int]:
        return [view.campaign.id for view in home.get_home(self.context, CHIEF).to_decide]

    def _list_running(self, state: CampaignState) -> list[int]:
        seen = home.get_home(self.context, CHIEF)
        return [view.campaign.id for view in (*seen.under_way, *seen.to_resume) if view.campaign.state is state]

    def _count_eligible(self, list_id: int) -> int:
        return drafts.preview_draft(self.context, AUTHOR, Draft(list_id, Intent.CALL_BACK, "", None)).recipients

    def _rows(self, sql: str) -> list[Row]:
        """Rows of the database; none before it is open, since invariants are checked then too."""
        if not hasattr(self, "context"):
            return []
        with self.context.store.read_transaction() as db:
            return db.fetch_all(sql)


@pytest.mark.property
def test_in_any_order_nobody_is_messaged_twice_or_wrongly_and_nothing_is_lost(template: Path) -> None:
    SendingMachine.template = template
    run_state_machine_as_test(
        SendingMachine,
        settings=settings(max_examples=40, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
