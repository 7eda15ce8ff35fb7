"""A state machine of operators, corrections, calls, payments, reversals, new ids and campaigns, in any order.

Beside the services there is a plain model: per person and number, what was said and paid, and who said so. Nobody whom
the model holds is ever claimed. The model reads nothing from the database but the ids of suppressions to end and of
records to correct.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.model.call_backs import CallBackEntry, CallBackResult, CorrectionEntry, CorrectionReason
from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict, Refusal
from bot.model.suppressions import EndReason
from bot.rules.bank_days import find_bank_day
from bot.rules.call_backs import EFFECTS
from bot.rules.promises import check_promised_day
from bot.services import approvals, call_backs, campaigns, home, sending, suppressions
from bot.services.imports.targets import get_list_view
from bot.services.lists import confirm_list
from tests.services.files import CallRow, Debt, Paid
from tests.services.harness import AUTHOR, CHIEF, CLOCK, OPERATOR, UPLOADER, open_context
from tests.services.steps import (
    create_draft,
    decide_reversed,
    get_fingerprint,
    import_call_results,
    import_list,
    import_paid,
)
from tests.services.test_renumbering_property import renumber

R = CallBackResult
TAXES = {1: "固定資産税", 2: "市県民税"}
"""The tax of each list: a person of both has a debt of each."""
NUMBERS = {
    1: {"1001": "09012345601", "1002": "09012345602", "1003": "09012345603", "1004": "09012345604"},
    # On the newer list, 1003 has another number, 1001 is not, and 1005 has the number of 1001.
    2: {"1002": "09012345602", "1003": "09012345699", "1004": "09012345604", "1005": "09012345601"},
}
PEOPLE = sorted({person for numbers in NUMBERS.values() for person in numbers})
RECENT = 14
"""RECENT_PAYMENT_DAYS: so long after a payment nobody is messaged."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with both lists, copied for each run."""
    folder = tmp_path_factory.mktemp("template")
    context = open_context(folder)
    for number, tax in TAXES.items():
        import_list(context, [Debt(person, phone, tax=tax) for person, phone in NUMBERS[number].items()])
    context.store.close()
    return folder / "nofu.db"


Sources = dict[str, set[object]]
"""Why somebody, or a number, gets no message: for each reason who said so. A record of a call is its id."""
BY_PROGRAM = "a file or the city"


@dataclass
class Payment:
    """A payment for the debt of a list, and the import that brought it."""

    paid_on: date
    booked_on: date
    imported: int
    taken_back: bool = False


@dataclass
class Known:
    """What the model knows of a person."""

    promises: dict[date, int] = field(default_factory=dict)
    """promised days, each with the number of the step in which it was last promised"""
    promised_by: dict[date, set[object]] = field(default_factory=dict)
    """who said so, for each promised day"""
    quiet_until: date = date.min
    """the last day of a promise without a day in a file of calls"""
    suppressed: Sources = field(default_factory=dict)
    paid_said: int | None = None
    """the step in which the person said that they had paid"""
    payments: dict[int, list[Payment]] = field(default_factory=lambda: {1: [], 2: []})


class PhoneMachine(RuleBasedStateMachine):
    """The services, and the model."""

    template: Path
    claimed: ClassVar[int] = 0
    held: ClassVar[int] = 0

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "nofu.db")
        self.context = open_context(self.folder)
        self.people = {person: Known() for person in PEOPLE}
        self.numbers: dict[str, Sources] = {}
        self.ids = {person: person for person in PEOPLE}
        """the taxpayer id that each person has now"""
        self.records: dict[int, CallBackEntry] = {}
        self.corrected: set[object] = set()
        self.step = 0
        self.messages: list[tuple[int, str, str]] = []
        """the list, person and number of each message, in their order"""
        self.start(1)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            type(self).held += self.context.states().count("held")
            self.context.store.close()
            shutil.rmtree(self.folder)

    # campaigns

    @rule(list_id=st.sampled_from([1, 2]))
    def start(self, list_id: int) -> None:
        """Submit, approve and start a campaign; its people are in the order of the list."""
        try:
            draft = create_draft(self.context, list_id)
            campaigns.submit_campaign(self.context, AUTHOR, draft)
        except Refusal:  # nobody is eligible
            return
        approvals.approve_campaign(self.context, CHIEF, draft, get_fingerprint(self.context, draft))
        self.context.clock.advance(minutes=5)
        sending.start_due_campaigns(self.context, CLOCK)
        for phone in self._list_numbers(draft):
            person = next(one for one, number in NUMBERS[list_id].items() if number == phone)
            self.messages.append((list_id, person, phone))

    def _list_numbers(self, campaign_id: int) -> list[str]:
        vault = self.context.store.vault
        known = {vault.hash_value("phone", phone): phone for numbers in NUMBERS.values() for phone in numbers.values()}
        keys = self.context.column("SELECT phone_key FROM messages WHERE campaign_id = :id ORDER BY id", id=campaign_id)
        return [known[key] for key in keys]  # type: ignore[index]

    @rule(number=st.sampled_from([1, 1, 4]))
    def claim(self, number: int) -> None:
        for _ in range(number):
            claimed = sending.claim_message(self.context, CLOCK)
            if claimed is None:
                return
            type(self).claimed += 1
            list_id, person, phone = self.messages[claimed.message_id - 1]
            assert claimed.outgoing.to == phone
            assert self._find_hold(list_id, person, phone) is None
            sending.record_result(self.context, CLOCK, claimed, self.context.provider.send(claimed.outgoing))

    @rule()
    def resume(self) -> None:
        for view in home.get_home(self.context, CHIEF).to_resume:
            if view.campaign.state is CampaignState.PAUSED:
                campaigns.resume_campaign(self.context, CHIEF, view.campaign.id)

    @rule(days=st.sampled_from([0, 1, 6, 8, 14]))
    def pass_days(self, days: int) -> None:
        self.context.clock.advance(days=days)
        sending.finish_done_campaigns(self.context, CLOCK)
        campaigns.expire_due_campaigns(self.context, CLOCK)
        sending.start_due_campaigns(self.context, CLOCK)

    # operators

    @rule(
        choice=st.integers(0, 20),
        result=st.sampled_from(list(R)),
        verified=st.sampled_from([True, True, False]),
        days=st.integers(0, 20),
        by=st.sampled_from([OPERATOR, UPLOADER]),
        clicks=st.integers(1, 2),
    )
    def record(self, choice: int, result: R, verified: bool, days: int, by: object, clicks: int) -> None:
        number = self._choose_message(choice)
        today = self._today()
        day = today + timedelta(days=days) if result is R.PROMISE else None
        form = call_backs.prepare_form(self.context, by, number, result, is_verified=verified)  # type: ignore[arg-type]
        entry = CallBackEntry(number, verified, result, EFFECTS[result].details[0], day, "", form.seen)
        if EFFECTS[result].needs_person and not verified:
            with pytest.raises(Refusal):
                call_backs.record_call_back(self.context, by, entry)  # type: ignore[arg-type]
            return
        if day is not None:
            with suppress(Refusal):
                check_promised_day(day, today)
                self._record(entry, by, clicks)
            return
        self._record(entry, by, clicks)

    def _choose_message(self, choice: int) -> int:
        """Choose a message of whose person something is recorded, mostly one that waits: then it matters."""
        waiting = self.context.column("SELECT id FROM messages WHERE state = 'queued' ORDER BY id")
        ids = waiting if waiting and choice % 5 else range(1, len(self.messages) + 1)
        return int(str(list(ids)[choice % len(ids)]))

    def _record(self, entry: CallBackEntry, by: object, clicks: int) -> None:
        for _ in range(clicks):
            call_backs.record_call_back(self.context, by, entry)  # type: ignore[arg-type]
        record = int(str(self.context.value("SELECT MAX(id) FROM call_backs")))
        self.records[record] = entry
        self.step += 1
        _, person, _ = self.messages[entry.message_id - 1]
        if entry.promised_on is not None:
            self._promise(person, entry.promised_on, record)
        for sources in self._find_sources(entry):
            sources.setdefault(entry.result.value, set()).add(record)
        if entry.result is R.PAID_SAID:
            known = self.people[person]
            known.paid_said = self.step if known.paid_said is None else known.paid_said

    def _promise(self, person: str, day: date, source: object) -> None:
        known = self.people[person]
        known.promises[day] = self.step
        known.promised_by.setdefault(day, set()).add(source)

    def _find_sources(self, entry: CallBackEntry) -> list[Sources]:
        """Find what a record suppresses: the person, the number, or both."""
        _, person, phone = self.messages[entry.message_id - 1]
        of_person, of_number = self.people[person].suppressed, self.numbers.setdefault(phone, {})
        match entry.result:
            case R.WRONG_NUMBER:
                return [of_number]
            case R.STOP_WISHED | R.COMPLAINT:
                return [of_person, of_number]
            case R.PROMISE | R.CALLED_BACK:
                return []
            case _:
                return [of_person]

    @rule(choice=st.integers(0, 20), undoes=st.sampled_from([True, True, False]))
    def correct(self, choice: int, undoes: bool) -> None:
        """A record is taken back, mostly the newest; what it led to is undone only where nothing else says the same."""
        left = [one for one in self.records if one not in self.corrected]
        if not left:
            return
        record = left[-1 - choice % len(left)] if choice % 3 else left[-1]
        entry = self.records[record]
        self.corrected.add(record)
        reason = CorrectionReason.WRONG_RESULT
        _, outcome = call_backs.correct_call_back(
            self.context, UPLOADER, CorrectionEntry(entry.message_id, record, reason, undoes=undoes)
        )
        known = self.people[self.messages[entry.message_id - 1][1]]
        day = entry.promised_on
        said = [sources.get(entry.result.value, set()) for sources in self._find_sources(entry)]
        said += [] if day is None else [known.promised_by.get(day, set())]
        assert not outcome.is_undone or any(one <= self.corrected for one in said)
        if not undoes:
            return
        if day is not None and known.promised_by.get(day, set()) <= self.corrected:
            known.promises.pop(day, None)
            known.promised_by.pop(day, None)
        for sources in self._find_sources(entry):
            if sources.get(entry.result.value, set()) <= self.corrected:
                sources.pop(entry.result.value, None)
                if entry.result is R.PAID_SAID:
                    known.paid_said = None

    @rule(
        person=st.sampled_from(PEOPLE),
        result=st.sampled_from(["納付約束", "納付約束", "納付済", "死亡", "番号違い", "不在"]),
        days=st.integers(0, 20),
    )
    def import_call(self, person: str, result: str, days: int) -> None:
        """A file of calls of today; a promise may have a day. Nobody calls twice in a minute."""
        self.step += 1
        today, known = self._today(), self.people[person]
        day = today + timedelta(days=days) if result == "納付約束" and days > 4 else None
        phone = next(numbers[person] for numbers in NUMBERS.values() if person in numbers)
        at = f"{today} {8 + self.step // 60}:{self.step % 60:02}"
        row = CallRow(self.ids[person], phone, at, result, "" if day is None else day.isoformat())
        import_call_results(self.context, row)
        if day is not None:
            self._promise(person, day, BY_PROGRAM)
        elif result in ("納付約束", "納付済"):
            known.quiet_until = max(known.quiet_until, today + timedelta(days=RECENT))
        elif result == "死亡":
            known.suppressed.setdefault("deceased", set()).add(BY_PROGRAM)
        elif result == "番号違い":
            self.numbers.setdefault(phone, {}).setdefault("wrong_number", set()).add(BY_PROGRAM)

    @rule(choice=st.integers(0, 3), people=st.sets(st.sampled_from(PEOPLE), min_size=1))
    def renumber(self, choice: int, people: set[str]) -> None:
        """Some people get new taxpayer ids, once no campaign is under way: what was known of them still holds."""
        under_way = self.context.column("SELECT id FROM campaigns WHERE state IN ('approved', 'sending', 'paused')")
        if choice and under_way:
            return
        for campaign_id in under_way:
            campaigns.stop_campaign(self.context, CHIEF, int(str(campaign_id)))
        moves = {self.ids[person]: f"{int(self.ids[person]) + 1000}" for person in sorted(people)}
        renumber(self.context, moves)
        self.ids.update({person: moves[self.ids[person]] for person in people})
        for list_id in TAXES:
            with suppress(Refusal):
                card = get_list_view(self.context, UPLOADER, list_id)
                confirm_list(self.context, UPLOADER, list_id, card.target.confirmation_token)
        self.start(1)

    @rule()
    def decide_reversed(self) -> None:
        """Staff decide on everybody whose payment was taken back."""
        decide_reversed(self.context)
        for known in self.people.values():
            known.suppressed.pop("payment_reversed", None)

    @rule(result=st.sampled_from(list(R)))
    def call_before_their_turn(self, result: R) -> None:
        """Somebody calls whose message is the next: it is claimed or held at once."""
        waiting = self.context.column("SELECT id FROM messages WHERE state = 'queued' ORDER BY id LIMIT 1")
        if waiting:
            self._record_simply(int(str(waiting[0])), result)
            self.claim(1)

    def _record_simply(self, number: int, result: R) -> None:
        """Record what a confirmed caller said; a promise is for a bank day in a week."""
        seen = call_backs.prepare_form(self.context, OPERATOR, number, result, is_verified=True).seen
        promised = find_bank_day(self._today() + timedelta(days=7)) if result is R.PROMISE else None
        entry = CallBackEntry(number, True, result, EFFECTS[result].details[0], promised, "", seen)
        self._record(entry, OPERATOR, 1)

    @rule(
        result=st.sampled_from([R.PROMISE, R.PROMISE, *(one for one in R if one is not R.CALLED_BACK)]),
        by_file=st.booleans(),
    )
    def correct_before_their_turn(self, result: R, by_file: bool) -> None:
        """Of what was said of the next person, the newest record is taken back: what else says the same still holds."""
        waiting = self.context.column("SELECT id FROM messages WHERE state = 'queued' ORDER BY id LIMIT 1")
        if not waiting:
            return
        for _ in range(1 if by_file and result in (R.PROMISE, R.WRONG_NUMBER) else 2):
            self._record_simply(int(str(waiting[0])), result)
            self.context.clock.advance(seconds=1)
        person = self.messages[int(str(waiting[0])) - 1][1]
        if by_file and result is R.PROMISE:
            self.import_call(
                person, "納付約束", (find_bank_day(self._today() + timedelta(days=7)) - self._today()).days
            )
        elif by_file and result is R.WRONG_NUMBER:
            self.import_call(person, "番号違い", 0)
        self.correct(0, undoes=True)
        self.claim(1)

    @rule(choice=st.integers(0, 20))
    def record_with_an_old_form(self, choice: int) -> None:
        """A form that somebody opened before the others have recorded anything records nothing."""
        number = self._choose_message(choice)
        form = call_backs.prepare_form(self.context, OPERATOR, number, R.CALLED_BACK, is_verified=True)
        if form.seen:
            entry = CallBackEntry(number, True, R.CALLED_BACK, EFFECTS[R.CALLED_BACK].details[1], None, "", 0)
            with pytest.raises(Conflict):
                call_backs.record_call_back(self.context, CHIEF, entry)

    @rule(choice=st.integers(0, 20))
    def end_suppression(self, choice: int) -> None:
        """A person ends one suppression, of a number or of somebody."""
        with self.context.store.read_transaction() as db:
            rows = db.fetch_all("SELECT id, kind, key, reason FROM suppressions WHERE ended_at IS NULL ORDER BY id")
        if not rows:
            return
        row = rows[choice % len(rows)]
        suppressions.end_suppression(self.context, UPLOADER, row["id"], EndReason.SETTLED)
        vault = self.context.store.vault
        for phone, reasons in self.numbers.items():
            if row["kind"] == "phone" and vault.hash_value("phone", phone) == row["key"]:
                reasons.pop(row["reason"], None)
        for person, known in self.people.items():
            if row["kind"] == "taxpayer" and vault.hash_value("taxpayer", self.ids[person]) == row["key"]:
                known.suppressed.pop(row["reason"], None)
                if row["reason"] == "paid_said":
                    known.paid_said = None

    # payments

    @rule(person=st.sampled_from(PEOPLE), list_id=st.sampled_from([1, 2]))
    def pay(self, person: str, list_id: int) -> None:
        if person not in NUMBERS[list_id] or any(not one.taken_back for one in self.people[person].payments[list_id]):
            return
        self.step += 1
        today = self._today()
        payment = Payment(today - timedelta(days=1), today, self.step)
        self._import(person, list_id, payment, reversal="")
        known = self.people[person]
        known.payments[list_id].append(payment)
        if not any(payments and payments[-1].taken_back for payments in known.payments.values()):
            known.suppressed.pop("payment_reversed", None)  # everything that was taken back is paid again

    @rule(person=st.sampled_from(PEOPLE), list_id=st.sampled_from([1, 2]))
    def take_back(self, person: str, list_id: int) -> None:
        """The city takes a payment back, on a later day: only a person's decision lets anybody in."""
        for payment in self.people[person].payments[list_id]:
            if not payment.taken_back and payment.booked_on < self._today():
                self._import(person, list_id, payment, reversal="1")
                payment.taken_back = True
                self.people[person].suppressed["payment_reversed"] = {BY_PROGRAM}

    def _import(self, person: str, list_id: int, payment: Payment, reversal: str) -> None:
        booked = self._today() if reversal else payment.booked_on
        days = (payment.paid_on.strftime("%Y%m%d"), booked.strftime("%Y%m%d"))
        import_paid(
            self.context, [Paid(self.ids[person], TAXES[list_id], "令和8", "1", *days, "30000", "銀行", reversal)]
        )

    @rule()
    def end_what_is_due(self) -> None:
        suppressions.end_due(self.context, CLOCK)
        for person, known in self.people.items():
            in_force = {
                list_id: [one for one in known.payments[list_id] if not one.taken_back]
                for list_id, numbers in NUMBERS.items()
                if person in numbers
            }
            came_later = any(
                one.imported > known.paid_said
                for payments in in_force.values()
                for one in payments
                if known.paid_said is not None
            )
            if came_later and all(in_force.values()):
                known.paid_said = None
                known.suppressed.pop("paid_said", None)

    # the model

    def _today(self) -> date:
        return self.context.clock.now().date()

    def _list_payments(self, known: Known) -> list[Payment]:
        return [one for payments in known.payments.values() for one in payments]

    def _find_hold(self, list_id: int, person: str, phone: str) -> str | None:
        """Find why this message must not be claimed now; None: the model does not hold it."""
        if any(not one.taken_back for one in self.people[person].payments[list_id]):
            return "paid"
        # Whoever has the number on a newer list would read the message, too.
        readers = [person] + [one for one, number in NUMBERS[2].items() if list_id == 1 and number == phone]
        holds = [self._find_hold_of_person(self.people[one]) for one in readers]
        numbers = [f"number {reason}" for reason in self.numbers.get(phone, ())]
        return next((hold for hold in (*holds, *numbers) if hold is not None), None)

    def _find_hold_of_person(self, known: Known) -> str | None:
        today = self._today()
        for reason in known.suppressed:
            return reason
        if today <= known.quiet_until:
            return "quiet"
        for day, step in known.promises.items():
            if today <= day and not any(one.imported > step for one in self._list_payments(known)):
                return "promise"
        for one in self._list_payments(known):
            if not one.taken_back and one.booked_on > today - timedelta(days=RECENT):
                return "recent payment"
        return None


@pytest.mark.property
def test_whoever_promised_paid_complained_or_is_suppressed_is_never_claimed(template: Path) -> None:
    PhoneMachine.template = template
    PhoneMachine.claimed = PhoneMachine.held = 0
    run_state_machine_as_test(
        PhoneMachine,
        settings=settings(max_examples=80, stateful_step_count=40, suppress_health_check=list(HealthCheck)),
    )
    assert PhoneMachine.claimed > 10
    assert PhoneMachine.held > 10
