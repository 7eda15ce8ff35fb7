"""The guards in the claim: each keeps a message back that must not leave, and the other messages go on."""

from collections.abc import Callable
from dataclasses import replace

import pysqlite3
import pytest

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.providers import KEPT_BACK, Accepted, NotSent, Refused, SendResult, Uncertain
from bot.services import campaign_views, campaigns, claims, sending
from bot.store import message_queue, messages, uncertain_messages
from tests.services import steps
from tests.services.files import Debt, make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext

CHANGED = {
    "number": "UPDATE messages SET phone_key = zeroblob(32) WHERE id = 2",
    "taxpayer": "UPDATE messages SET taxpayer_key = zeroblob(32) WHERE id = 2",
    "person to judge": "UPDATE messages SET recipient_id = 3 WHERE id = 2",
    "reference in the text": "UPDATE messages SET ref = ref || '0' WHERE id = 2",
    "reference at the provider": "UPDATE messages SET reference = 'x' WHERE id = 2",
    "text": "UPDATE messages SET text_hash = (SELECT text_hash FROM messages WHERE id = 1) WHERE id = 2",
    "provider": "UPDATE messages SET provider = 'dry_run' WHERE id = 2",
    "debts": "UPDATE messages SET debts = '[1]' WHERE id = 2",
    "seal of another": "UPDATE messages SET seal = (SELECT seal FROM messages WHERE id = 1) WHERE id = 2",
    "no seal": "UPDATE messages SET seal = NULL WHERE id = 2",
}
BOXES = {
    "damaged": "UPDATE message_phones SET phone_box = zeroblob(40) WHERE message_id = 2",
    "too short": "UPDATE message_phones SET phone_box = x'00' WHERE message_id = 2",
    "of another": "UPDATE message_phones SET phone_box = (SELECT phone_box FROM message_phones WHERE message_id = 1) "
    "WHERE message_id = 2",
    "missing": "DELETE FROM message_phones WHERE message_id = 2",
}


def alter(context: HarnessContext, sql: str) -> None:
    """Change the file as something other than nofu would."""
    for trigger in ("message_phones_no_update", "message_phones_no_delete", "message_phones_same_facts"):
        context.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    context.execute(sql)


def claim_together(context: HarnessContext, number: int, skipped: set[int]) -> list[int | None]:
    """Claim in one transaction; return the ids."""
    requests = [sending.StepRequest(None, claims=True)] * number
    outcomes = sending.take_steps(context, CLOCK, requests, skipped)
    return [outcome.claimed.message_id if outcome.claimed else None for outcome in outcomes]


def send_waiting(context: HarnessContext) -> list[str]:
    """Send what may be sent; return the numbers that got a message."""
    steps.send_all(context)
    return steps.list_receivers(context)


@pytest.mark.fault("A7")
@pytest.mark.parametrize("sql", [*CHANGED.values(), *BOXES.values()], ids=[*CHANGED, *BOXES])
def test_a_message_that_is_not_the_approved_one_is_held_and_the_others_are_sent(
    context: HarnessContext, sql: str
) -> None:
    campaign_id = steps.start_campaign(context, 3)
    alter(context, sql)
    assert send_waiting(context) == ["09012345601", "09012345603"]
    assert (context.states()[1], context.reasons()[1]) == ("held", "seal_broken")
    assert context.list_events("seal") == [(campaign_id, "seal.alert")]
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING


def test_people_are_told_once_of_all_such_messages_of_a_campaign(context: HarnessContext) -> None:
    first, second = steps.start_campaign(context, 3), steps.start_campaign(context, 1)
    alter(context, "UPDATE messages SET seal = NULL")
    assert send_waiting(context) == []
    assert context.reasons() == ["seal_broken"] * 4
    assert sorted(context.list_events("seal")) == [(first, "seal.alert"), (second, "seal.alert")]
    assert [entry for entry in context.list_audited() if entry[1] == "seal.alert"] == [
        ("clock", "seal.alert", "done")
    ] * 2


def test_a_box_with_another_number_is_not_sent_although_it_opens(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.start_campaign(context, 2)
    monkeypatch.setattr(type(context.store.vault), "decrypt", lambda *_: "09099999999")
    assert send_waiting(context) == []
    assert context.reasons() == ["seal_broken"] * 2


DAMAGED = {
    "text that is no text": "UPDATE messages SET ref = CAST(x'ff' AS TEXT) WHERE id = 2",
    "lines that are no lines": "UPDATE messages SET debts = '{' WHERE id = 2",
}


@pytest.mark.parametrize("sql", DAMAGED.values(), ids=DAMAGED)
def test_a_row_that_cannot_be_read_is_held_and_does_not_hold_up_the_others(context: HarnessContext, sql: str) -> None:
    campaign_id = steps.start_campaign(context, 3)
    alter(context, sql)
    skipped: set[int] = set()
    assert claim_together(context, 5, skipped) == [1, 3, None, None, None]
    assert (context.states(), skipped) == (["claimed", "held", "claimed"], set())
    assert context.reasons()[1] == "seal_broken"
    assert context.list_events("seal") == [(campaign_id, "seal.alert")]
    context.execute("UPDATE messages SET state = 'accepted' WHERE state = 'claimed'")
    sending.finish_done_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.FINISHED


@pytest.mark.parametrize("sql", DAMAGED.values(), ids=DAMAGED)
def test_a_row_that_can_be_neither_read_nor_held_is_told_of_and_does_not_hold_up_the_others(
    context: HarnessContext, sql: str, caplog: pytest.LogCaptureFixture
) -> None:
    campaign_id = steps.start_campaign(context, 3)
    alter(context, sql)
    alter(
        context,
        "CREATE TRIGGER damage BEFORE UPDATE ON messages WHEN OLD.id = 2 BEGIN SELECT RAISE(ABORT, 'damaged'); END",
    )
    skipped: set[int] = set()
    assert claim_together(context, 5, skipped) == [1, 3, None, None, None]
    assert (context.states(), skipped) == (["claimed", "queued", "claimed"], {2})
    assert context.list_events("seal") == [(campaign_id, "seal.alert")]
    assert claim_together(context, 1, skipped) == [None]
    assert [record.message for record in caplog.records].count("message_damaged") == 1


def test_a_fault_of_the_whole_database_skips_nobody(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.start_campaign(context, 2)
    skipped: set[int] = set()
    with monkeypatch.context() as patched:
        patched.setattr("bot.store.messages.times.format_moment", lambda _: 1 / 0)
        patched.setattr("bot.store.audit.append_entry", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            claim_together(context, 1, skipped)
    assert (skipped, context.states()) == (set(), ["queued"] * 2)
    assert len(send_waiting(context)) == 2


def change_index(context: HarnessContext, before: str, after: str) -> None:
    """Change the condition of the index of queued messages, without building the index again."""
    connection = pysqlite3.connect(context.store.path, isolation_level=None)
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2) WHERE name = 'messages_queue'", (before, after)
    )
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute(f"PRAGMA schema_version={version + 1}")
    connection.close()


@pytest.mark.fault("A4")
def test_an_index_that_names_sent_messages_as_queued_sends_nobody_twice(context: HarnessContext) -> None:
    steps.start_campaign(context, 4)
    change_index(context, "'queued'", "'nothing'")
    for _ in range(3):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    change_index(context, "'nothing'", "'queued'")
    assert context.states() == ["accepted"] * 3 + ["queued"]
    named = "SELECT COUNT(*) FROM messages INDEXED BY messages_queue WHERE campaign_id = 1 AND state = 'queued'"
    assert context.value(named) == 4, "the index is damaged"
    for _ in range(5):
        steps.send_all(context)
    assert steps.list_receivers(context) == [f"0901234560{n}" for n in range(1, 5)]
    assert context.states() == ["accepted"] * 4


def test_a_claim_that_changed_no_row_is_no_claim(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.start_campaign(context, 2)
    list_next = message_queue.list_next
    monkeypatch.setattr(message_queue, "list_next", lambda *arguments: [(1, 1), *list_next(*arguments)])
    first = steps.claim(context)
    assert first.message_id == 1
    get_queued = message_queue.get_queued
    monkeypatch.setattr(message_queue, "get_queued", lambda db, _: get_queued(db, 2))
    monkeypatch.setattr(message_queue, "claim", lambda *_: False)
    assert sending.claim_message(context, CLOCK) is None
    assert context.events() == ["claimed"]


UNAPPROVED = {
    "no approval": "DELETE FROM approvals",
    "an approval of something else": "UPDATE approvals SET fingerprint = 'x'",
    "an approval of the author": "UPDATE approvals SET by = 'U_AUTHOR'",
    "an approval of somebody else": "UPDATE approvals SET by = 'U_OTHER'",
    "an approval of another moment": "UPDATE approvals SET at = '2026-07-01T00:00:00.000000Z'",
    "an approval without a seal": "UPDATE approvals SET seal = NULL",
    "another fingerprint": "UPDATE campaigns SET fingerprint = 'x'",
    "more recipients than one may approve": "UPDATE campaigns SET recipients = 3001",
}


@pytest.mark.parametrize("sql", UNAPPROVED.values(), ids=UNAPPROVED)
def test_a_campaign_that_is_not_approved_as_it_is_pauses(context: HarnessContext, sql: str) -> None:
    campaign_id = steps.start_campaign(context, 2)
    for verb in ("update", "delete"):
        context.execute(f"DROP TRIGGER approvals_no_{verb}")
    context.execute(sql)
    assert send_waiting(context) == []
    paused = steps.get_campaign(context, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, PauseReason.NOT_APPROVED)
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]


def test_an_approval_that_was_copied_from_another_campaign_sends_nothing(context: HarnessContext) -> None:
    approved = steps.start_campaign(context, 2)
    forged = steps.submit(
        context, steps.import_list(context, [Debt("1003", "090-1234-5603"), Debt("1004", "090-1234-5604")]).target.id
    )
    context.execute(
        """
        INSERT INTO approvals SELECT f.id, a.by, f.fingerprint, a.at, a.seal FROM approvals a JOIN campaigns f
        WHERE a.campaign_id = :approved AND f.id = :forged
        """,
        approved=approved,
        forged=forged,
    )
    context.execute("UPDATE campaigns SET state = 'sending' WHERE id = :forged", forged=forged)
    assert send_waiting(context) == ["09012345601", "09012345602"]
    paused = steps.get_campaign(context, forged)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, PauseReason.NOT_APPROVED)
    assert campaign_views.get_campaign_view(context, CHIEF, forged).approvals == 0


PUT_BACK = "UPDATE messages SET state = 'queued', claimed_at = NULL, accepted_at = NULL, provider_id = NULL"
AS_NEVER_CLAIMED = f"{PUT_BACK}, attempts = 0, ended_at = NULL, look_up_at = NULL WHERE id = 1"


def take(context: HarnessContext) -> None:
    steps.send_all(context)


def take_and_report(context: HarnessContext) -> None:
    """The steps of the message are gone, and its receipt is not."""
    steps.send_all(context)
    context.execute(
        """
        INSERT INTO receipts (message_id, provider_id, state, raw, seen_at)
        SELECT id, provider_id, 'delivered', '{}', accepted_at FROM messages WHERE id = 1
        """
    )
    context.execute("DROP TRIGGER message_events_no_delete")
    context.execute("DELETE FROM message_events WHERE message_id = 1")


def lose_the_answer(context: HarnessContext) -> None:
    claimed = steps.claim(context)
    context.provider.send(claimed.outgoing)
    sending.record_result(context, CLOCK, claimed, Uncertain("timeout"))


@pytest.mark.fault("A7")
@pytest.mark.parametrize("sql", [AS_NEVER_CLAIMED, f"{PUT_BACK} WHERE id = 1"], ids=["never claimed", "claimed once"])
@pytest.mark.parametrize("play", [take, take_and_report, lose_the_answer])
def test_a_sent_message_that_something_put_back_into_the_queue_is_held(
    context: HarnessContext, play: Callable[[HarnessContext], None], sql: str
) -> None:
    context = context.with_policy(contact_gap_days=0, contact_max_30_days=9)
    campaign_id = steps.start_campaign(context, 2)
    play(context)
    context.execute("UPDATE campaigns SET state = 'sending'")
    context.execute(sql)
    assert send_waiting(context) == ["09012345601", "09012345602"]
    assert (context.states(), context.reasons()[0]) == (["held", "accepted"], "seal_broken")
    assert context.list_events("seal") == [(campaign_id, "seal.alert")]


def test_a_message_that_nofu_queued_again_is_claimed_again(context: HarnessContext) -> None:
    steps.start_campaign(context)
    for result in (NotSent(KEPT_BACK), Uncertain("timeout")):
        sending.record_result(context, CLOCK, steps.claim(context), result)
    with context.store.transaction() as db:
        assert uncertain_messages.queue_by_decision(db, 1, context.clock.now())
    assert len(send_waiting(context)) == 1
    assert context.events() == ["claimed", "queued", "claimed", "uncertain", "queued", "claimed", "accepted"]


@pytest.mark.parametrize("state", [one for one in CampaignState if one is not CampaignState.SENDING])
def test_only_of_a_campaign_that_is_sending_a_message_is_claimed_whatever_an_index_says(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch, state: CampaignState
) -> None:
    steps.start_campaign(context, 1)
    context.execute("UPDATE campaigns SET state = :state", state=state)
    monkeypatch.setattr(message_queue, "list_next", lambda *_: [(1, 1)])
    assert sending.claim_message(context, CLOCK) is None
    assert context.states() == ["queued"]


def test_ineligible_people_are_held_over_several_transactions_until_somebody_is_left(context: HarnessContext) -> None:
    steps.start_campaign(context, 70)
    context.execute("UPDATE messages SET seal = NULL WHERE id < 66")
    outcomes = sending.take_steps(context, CLOCK, [sending.StepRequest(None, claims=True)] * 2, set())
    assert outcomes == [sending.StepOutcome(again=True)] * 2
    assert steps.claim(context).message_id == 66


def pause(context: HarnessContext, campaign_id: int) -> None:
    campaigns.pause_campaign(context, CHIEF, campaign_id)


def stop(context: HarnessContext, campaign_id: int) -> None:
    campaigns.stop_campaign(context, CHIEF, campaign_id)


def set_mark(context: HarnessContext, _campaign_id: int) -> None:
    context.pause_mark.set()


def close_window(context: HarnessContext, _campaign_id: int) -> None:
    context.clock.advance(hours=12)


def recover(context: HarnessContext, _campaign_id: int) -> None:
    """Another process takes over, and marks what was claimed."""
    context.execute("UPDATE messages SET state = 'uncertain'")


def claim_again(context: HarnessContext, _campaign_id: int) -> None:
    """Another process takes over, finds that the message was not sent, and claims it."""
    with context.store.transaction() as db:
        messages.release_message(db, 1, "x", context.clock.now())
    steps.claim(context)


@pytest.mark.parametrize("change", [pause, stop, set_mark, close_window, recover, claim_again])
def test_what_has_happened_since_a_claim_keeps_its_message_back(
    context: HarnessContext, change: Callable[[HarnessContext, int], None]
) -> None:
    campaign_id = steps.start_campaign(context)
    claimed = steps.claim(context)
    assert claims.may_still_leave(context, CLOCK, claimed)
    change(context, campaign_id)
    assert not claims.may_still_leave(context, CLOCK, claimed)


def test_a_message_that_was_kept_back_is_queued_again_and_pauses_nothing(context: HarnessContext) -> None:
    campaign_id = steps.start_campaign(context)
    for _ in range(10):
        sending.record_result(context, CLOCK, steps.claim(context), NotSent(KEPT_BACK))
    assert (context.states(), context.reasons()) == (["queued"], [KEPT_BACK])
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING
    assert len(send_waiting(context)) == 1


def test_the_end_of_an_older_claim_does_not_release_the_newer_one(context: HarnessContext) -> None:
    steps.start_campaign(context)
    older = steps.claim(context)
    claim_again(context, 1)
    sending.record_result(context, CLOCK, older, NotSent("connect_error", answered=False))
    assert context.states() == ["claimed"]
    newer = replace(older, attempt=2)
    sending.record_result(context, CLOCK, newer, NotSent("connect_error", answered=False))
    assert context.states() == ["queued"]


def test_a_claim_is_a_contact_for_the_next_claim_of_the_same_transaction(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    steps.start_sending(context, steps.import_list(context, make_debts(2, amount="1")).target.id)
    assert claim_together(context, 4, set()) == [1, 2, None, None]
    assert context.reasons()[2:] == ["contacted_recently"] * 2


def test_results_are_recorded_before_the_claims_of_their_transaction(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    sent = sending.SentMessage(steps.claim(context), Accepted("p1"), pause=PauseReason.PROVIDER_UNREACHABLE)
    requests = [sending.StepRequest(None, claims=True), sending.StepRequest(sent, claims=True)]
    assert sending.take_steps(context, CLOCK, requests, set()) == [sending.StepOutcome()] * 2
    assert context.states() == ["accepted", "queued"]


def test_whose_result_cannot_be_recorded_claims_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 4)
    ids = ("\ud800", "p1", "p2")  # no text, so that SQLite cannot store the first
    requests = [
        sending.StepRequest(sending.SentMessage(claimed, Accepted(provider_id)), claims=True)
        for claimed, provider_id in zip([steps.claim(context) for _ in ids], ids, strict=True)
    ]
    first, second, third = sending.take_steps(context, CLOCK, requests, set())
    assert isinstance(first.fault, UnicodeEncodeError)
    assert first.claimed is None
    assert second.claimed is not None
    assert third.claimed is None
    assert context.states() == ["claimed", "accepted", "accepted", "claimed"]


@pytest.mark.parametrize("known", ["p1", "p9"])
@pytest.mark.parametrize("last", ["p2", "p3"])
def test_results_that_come_together_are_recorded_as_they_are_alone(
    context: HarnessContext, known: str, last: str
) -> None:
    steps.start_campaign(context, 7)
    sending.record_result(context, CLOCK, steps.claim(context), Accepted(known))
    results: list[SendResult] = [Accepted("p1"), Refused("E", opted_out=True), Accepted("p2"), NotSent("connect")]
    results.append(Accepted(last))
    claimed = [steps.claim(context) for _ in results]
    requests = [
        sending.StepRequest(sending.SentMessage(one, result), claims=False)
        for one, result in zip(claimed, results, strict=True)
    ]
    assert sending.take_steps(context, CLOCK, requests, set()) == [sending.StepOutcome()] * len(results)
    states = [
        *("accepted", "uncertain" if known == "p1" else "accepted", "undelivered", "accepted", "queued"),
        *("uncertain" if last == "p2" else "accepted", "queued"),
    ]
    assert context.states() == states
    newest = "SELECT MAX(id) FROM message_events GROUP BY message_id"
    events = context.column(f"SELECT state FROM message_events WHERE id IN ({newest}) ORDER BY message_id")
    assert events == states[:-1]
    assert context.column("SELECT subject FROM audit WHERE action = 'send.record'") == [
        f"message:{claimed[1].message_id}"
    ]
    assert (steps.get_campaign(context, 1).reason == PauseReason.SAME_ID) == ("uncertain" in states)
