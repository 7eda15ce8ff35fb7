"""Why somebody was, or was not, messaged: replayed from what was recorded, rule by rule, and judged now."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import NotAllowed, NotFound
from bot.model.messages import MessageState
from bot.model.person_records import RecordKind
from bot.model.providers import NotSent
from bot.model.reasons import Excluded, Held
from bot.rules import eligibility
from bot.rules.eligibility import EligibilityFacts, JudgementBasis
from bot.rules.eligibility.replay import JudgedAt, Judgement, RuleAnswer, RuleResult
from bot.rules.message_text.refs import make_ref
from bot.services import integrity, sending, why
from tests.services import steps
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts
from tests.services.harness import CHIEF, CLOCK, OPERATOR, UPLOADER, HarnessContext, open_context
from tests.services.test_integrity import damage_by_hand, start

PEOPLE = 4


def explain(context: HarnessContext, number: int = 1) -> tuple[Judgement, ...]:
    ref = str(context.value("SELECT ref FROM messages WHERE id = :id", id=number))
    return why.explain_message(context, CHIEF, ref).judgements


def find_rule(judgement: Judgement, rule: Excluded) -> RuleResult:
    assert judgement.replay is not None
    return next(one for one in judgement.replay.rules if one.rule is rule)


def test_a_sent_message_is_explained_by_the_facts_of_then_and_of_now(context: HarnessContext) -> None:
    steps.start_and_send(context)
    context.clock.advance(days=3)
    steps.import_paid(context, [Paid(amount="10000")])
    submitted, claimed, now = explain(context)
    assert [one.step for one in (submitted, claimed, now)] == [JudgedAt.SUBMITTED, JudgedAt.CLAIMED, JudgedAt.NOW]
    for one in (submitted, claimed):
        assert one.replay is not None
        assert (one.replay.reason, one.fits) == (None, True)
    assert find_rule(claimed, Excluded.TOO_FEW_CALLS).evidence == {"calls": 2, "minimum": 2}
    assert now.replay is not None
    assert now.replay.reason is Excluded.RECENT_PAYMENT
    assert find_rule(now, Excluded.CONTACTED_RECENTLY).answer is RuleAnswer.EXCLUDES
    assert find_rule(claimed, Excluded.RECENT_PAYMENT).answer is RuleAnswer.PASSES


def test_a_held_message_is_explained_by_what_the_claim_saw_although_it_is_over_now(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_exclusions(context, ExclusionRow())
    steps.send_all(context)
    context.clock.advance(days=1)
    steps.import_exclusions(context, ExclusionRow(flag="0", as_of="20260708"))
    _, held, now = explain(context)
    assert (held.step, held.recorded) == (JudgedAt.HELD, Held.EXCLUDED_FLAG)
    assert find_rule(held, Excluded.EXCLUDED_FLAG).answer is RuleAnswer.EXCLUDES
    assert find_rule(now, Excluded.EXCLUDED_FLAG).answer is RuleAnswer.PASSES


def test_a_member_of_the_household_who_has_promised_is_named_as_the_reason(context: HarnessContext) -> None:
    steps.start_campaign(context)
    later = steps.import_list(context, [Debt(taxpayer="2002"), Debt(taxpayer="2003", phone="090-1234-9999")])
    assert later.target.counts.accepted
    steps.import_call_results(context, CallRow(taxpayer="2002", result="約束", promised="2026/7/20"))
    steps.send_all(context)
    _, held, _ = explain(context)
    assert held.recorded is Held.PROMISE_OPEN
    assert find_rule(held, Excluded.PROMISE_OPEN).answer is RuleAnswer.EXCLUDES_NUMBER
    assert held.fits


def test_what_the_tables_have_on_the_person_stands_below_with_its_days(context: HarnessContext) -> None:
    steps.start_and_send(context)
    context.clock.advance(days=1)
    steps.import_call_results(context, CallRow(result="約束", promised="2026/7/20"))
    steps.import_exclusions(context, ExclusionRow(), as_of=date(2026, 7, 8))
    paid = Paid(paid="20260601", booked="20260602")
    steps.import_paid(context, [paid, replace(paid, reversal="1", booked="20260703")])
    ref = str(context.value("SELECT ref FROM messages"))
    records = why.explain_message(context, CHIEF, ref).records
    assert [(one.kind, one.day, one.code) for one in records] == [
        (RecordKind.PROMISE, date(2026, 7, 20), "open"),  # made on the day of the call
        (RecordKind.MESSAGE, None, "accepted"),
        (RecordKind.CALL, date(2026, 7, 6), "promise"),
        (RecordKind.EXCLUSION, date(2026, 7, 8), None),
        (RecordKind.PAYMENT, date(2026, 6, 1), None),
        (RecordKind.SUPPRESSION, None, "payment_reversed"),
    ]
    assert [one.kind for one in records if one.ended is not None] == [RecordKind.PAYMENT]


def test_the_settings_of_then_are_those_of_the_explanation(context: HarnessContext) -> None:
    steps.start_and_send(context)
    _, claimed, now = explain(context.with_policy(min_calls=3))
    assert find_rule(claimed, Excluded.TOO_FEW_CALLS).evidence["minimum"] == 2
    assert find_rule(now, Excluded.TOO_FEW_CALLS).answer is RuleAnswer.EXCLUDES


def test_a_message_that_was_held_before_it_was_judged_says_so(context: HarnessContext) -> None:
    steps.start_campaign(context)
    context.clock.advance(days=20)
    context.clock.set(context.clock.now().replace(hour=10))
    steps.send_all(context)
    _, held, _ = explain(context)
    assert (held.recorded, held.replay) == (Held.OUTSIDE_VALIDITY, None)


def test_a_message_of_an_older_version_says_that_its_facts_were_not_recorded(context: HarnessContext) -> None:
    steps.start_and_send(context)
    damage_by_hand(
        context,
        "DROP TRIGGER submission_facts_no_delete",
        "DELETE FROM submission_facts",
        "DROP TRIGGER message_events_no_update",
        "UPDATE message_events SET facts = NULL, basis_id = NULL",
    )
    submitted, claimed, now = explain(context)
    assert submitted.replay is claimed.replay is None
    assert now.replay is not None


def test_each_look_is_audited_and_only_supervisors_and_the_shell_may_look(context: HarnessContext) -> None:
    steps.start_and_send(context)
    explain(context)
    assert context.list_audited()[-1] == (CHIEF.user, "person.why", "done")
    assert context.audit_entries()[-1].subject == "message:1"
    ref = str(context.value("SELECT ref FROM messages"))
    for actor in (OPERATOR, UPLOADER):
        with pytest.raises(NotAllowed):
            why.explain_message(context, actor, ref)
        assert context.list_audited()[-1] == (actor.user, "person.why", "not_allowed")
    assert why.explain_message(context, CLOCK, ref).state is MessageState.ACCEPTED


def test_a_mistyped_and_an_unknown_reference_are_told_apart(context: HarnessContext) -> None:
    steps.start_and_send(context)
    ref = str(context.value("SELECT ref FROM messages"))
    wrong = ref[:-1] + str((int(ref[-1]) + 1) % 10)
    for text, code in ((wrong, "ref_mistyped"), ("", "ref_mistyped"), (make_ref(24), "ref_unknown")):
        with pytest.raises(NotFound) as refused:
            why.explain_message(context, CHIEF, text)
        assert refused.value.code == code
    wide = ref.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert why.explain_message(context, CHIEF, f"受付番号 {wide}").ref == ref


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TRIGGER message_events_no_update", "UPDATE message_events SET facts = replace(facts, '30000', '29999')"),
        ("DROP TRIGGER message_events_no_update", "UPDATE message_events SET facts = NULL, basis_id = NULL"),
        ("DROP TRIGGER submission_facts_no_update", "UPDATE submission_facts SET facts = '{}'"),
        ("DROP TRIGGER submission_facts_no_delete", "DELETE FROM submission_facts"),
        ("DROP TRIGGER judgement_bases_no_update", "UPDATE judgement_bases SET content = replace(content, ':2', ':3')"),
    ],
)
def test_changed_facts_do_not_fit_to_the_audit_any_more(context: HarnessContext, statements: tuple[str, ...]) -> None:
    steps.start_and_send(context)
    process = start(context)
    assert integrity.verify_file(process, CLOCK)
    damage_by_hand(context, *statements)
    assert integrity.verify_audit(context, CLOCK).first_broken is not None
    assert not integrity.verify_file(process, CLOCK)


def test_a_message_whose_claim_fails_does_not_keep_the_others_from_their_basis(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first claim of a transaction stores the basis, and is undone with it."""
    steps.start_campaign(context, 2)
    judge, first = eligibility.judge_rows, context.value("SELECT recipient_id FROM messages WHERE id = 1")

    def fail_at_first(facts: EligibilityFacts, basis: JudgementBasis) -> object:
        if facts.recipient_id == first:
            raise ValueError("a damaged row")
        return judge(facts, basis)

    monkeypatch.setattr(eligibility, "judge_rows", fail_at_first)
    steps.send_all(context.with_policy(recent_payment_days=15))  # a basis that is not stored yet
    assert context.states() == ["held", "accepted"]


@contextmanager
def copy_started(template: Path) -> Iterator[HarnessContext]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder, "nofu.db"))
        context = open_context(Path(folder))
        steps.start_approved(context)
        yield context
        context.store.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an approved campaign to a list on which two people share a number."""
    context = open_context(tmp_path_factory.mktemp("template"))
    debts = [*make_debts(PEOPLE), Debt(taxpayer="1001", instalment="2", amount="5000", phone="090-1234-5601")]
    steps.submit_and_approve(context, steps.import_list(context, debts).target.id)
    steps.import_list(context, [Debt(taxpayer="3001", phone="090-1234-5602")])
    context.store.close()
    return context.store.path


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "part", "promise", "exclude", "admit", "call", "wait", "policy", "claim", "release"]),
        st.sampled_from(["1001", "1002", "1003", "1004", "3001"]),
    ),
    max_size=12,
)


def happen(context: HarnessContext, event: str, taxpayer: str) -> HarnessContext:
    """Let one thing happen; return the context with the settings that follow."""
    match event:
        case "pay":
            steps.import_paid(context, [Paid(taxpayer=taxpayer)])
        case "part":
            steps.import_paid(context, [Paid(taxpayer=taxpayer, amount="1000", paid="20260501", booked="20260502")])
        case "promise":
            steps.import_call_results(context, CallRow(taxpayer=taxpayer, result="約束", promised="2026/7/20"))
        case "call":
            steps.import_call_results(context, CallRow(taxpayer=taxpayer, result="拒否", at="2026/7/6 15:00"))
        case "exclude" | "admit":
            steps.import_exclusions(context, ExclusionRow(taxpayer=taxpayer, flag="1" if event == "exclude" else "0"))
        case "wait":
            context.clock.advance(minutes=10)
        case "policy":
            return context.with_policy(min_calls=3 if taxpayer == "1001" else 2, contact_gap_days=int(taxpayer[-1]))
        case _:
            claimed = sending.claim_message(context, CLOCK)
            if claimed is not None:
                result = NotSent("connect") if event == "release" else context.provider.send(claimed.outgoing)
                sending.record_result(context, CLOCK, claimed, result)
    return context


@given(events=EVENTS)
def test_the_replay_has_the_recorded_result_on_random_histories(template: Path, events: list[tuple[str, str]]) -> None:
    with copy_started(template) as context:
        for event, taxpayer in events:
            context = happen(context, event, taxpayer)
        steps.send_all(context)
        for number in range(1, context.count("messages") + 1):
            check_explanation(context, number)


def check_explanation(context: HarnessContext, number: int) -> None:
    """Check that each recorded step of a message has a replay, whose result is the one that was recorded."""
    *recorded, now = explain(context, number)
    events = context.column(
        "SELECT state FROM message_events WHERE message_id = :id AND state IN ('claimed', 'held') ORDER BY id",
        id=number,
    )
    assert [one.step for one in recorded] == ["submitted", *events]
    assert all(one.fits for one in recorded)
    assert [one.replay is not None for one in recorded] == [True] * len(recorded)
    reasons = context.column(
        "SELECT reason FROM message_events WHERE message_id = :id AND state = 'held' ORDER BY id", id=number
    )
    replayed = [one.replay.reason for one in recorded if one.step is JudgedAt.HELD and one.replay is not None]
    assert [eligibility.convert_to_held(one) for one in replayed if one is not None] == reasons
    assert now.replay is not None
