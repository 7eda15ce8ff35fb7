"""Test messages of a draft: once a phone, outside of every figure, and required where the settings say so."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.files.pause_mark import Hold
from bot.model.campaigns import CampaignState
from bot.model.digests import DigestKind
from bot.model.draft_tests import DraftTests, WaiverReason
from bot.model.drafts import Draft
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.messages import MessageState
from bot.model.providers import Accepted, NoAnswer, NotSent, Outgoing, Receipt, Refused, SendResult, Uncertain
from bot.model.reasons import NotDelivered
from bot.services import (
    campaign_views,
    campaigns,
    digests,
    draft_tests,
    drafts,
    health,
    people,
    receipts,
    reconciling,
    why,
)
from bot.services.context import JST
from bot.settings.declared import require_setting
from bot.store import restored_messages
from scheduler import jobs
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import (
    AUTHOR,
    CHIEF,
    CLOCK,
    DEPUTY,
    OPERATOR,
    UPLOADER,
    HarnessContext,
    ProcessKilled,
    fail_with,
    make_receipt,
)

PHONES = ("07011110001", "08011110002", "09011110003")


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """A context with three test phones, and a draft to two people: campaign 1."""
    return prepare(context)


def prepare(context: HarnessContext, *, required: bool = True, phones: tuple[str, ...] = PHONES) -> HarnessContext:
    prepared = change_sms(context, test_phones=phones, test_send_required=required)
    steps.create_draft(prepared, steps.import_list(prepared, make_debts(2)).target.id)
    return prepared


def change_sms(context: HarnessContext, **values: object) -> HarnessContext:
    """Return the context with other settings of its provider."""
    sms = require_setting(context.settings.sms)
    return context.with_settings(sms=replace(sms, **values))  # type: ignore[arg-type]  # any field


def find_tests(context: HarnessContext) -> DraftTests:
    found = campaign_views.get_campaign_view(context, AUTHOR, 1).tests
    assert found is not None
    return found


def press(context: HarnessContext) -> None:
    draft_tests.request_tests(context, AUTHOR, 1, str(find_tests(context).run))


def run_job(context: HarnessContext) -> None:
    jobs.SendTests(lambda: None)(context)


def send(context: HarnessContext, *results: SendResult) -> None:
    """Press the button and let the job run."""
    context.provider.results.extend(results)
    press(context)
    run_job(context)


def deliver(context: HarnessContext, *ids: str) -> None:
    receipts.record_receipts(context, CLOCK, [make_receipt(one) for one in ids or ("p1", "p2", "p3")])


def states(context: HarnessContext) -> list[str]:
    return [str(state) for state in context.column("SELECT state FROM draft_tests ORDER BY id")]


def edit(context: HarnessContext, body: str) -> None:
    opened = drafts.open_draft(context, AUTHOR, 1)
    drafts.edit_draft(context, AUTHOR, opened.of, replace(opened.content, body=body))


def find_refusal(context: HarnessContext) -> str | None:
    obstacle = campaign_views.get_campaign_view(context, AUTHOR, 1).obstacle
    return None if obstacle is None else obstacle.code


def test_one_press_sends_the_text_once_to_each_phone_under_a_number_that_is_nobodys(desk: HarnessContext) -> None:
    send(desk)
    assert steps.list_receivers(desk) == list(PHONES)
    (text,) = {message.body for message in desk.provider.arrived}
    assert "0000" in text
    assert text == campaign_views.get_campaign_view(desk, AUTHOR, 1).sample
    assert desk.provider.arrived[0].give_up_at == datetime(2026, 7, 7, 20, tzinfo=JST)
    run_job(desk)
    assert len(desk.provider.arrived) == 3


def test_a_click_that_comes_twice_and_a_press_while_one_is_under_way_send_nothing_again(desk: HarnessContext) -> None:
    press(desk)
    for code, run in (("test_under_way", "0"), ("test_under_way", "1")):
        with pytest.raises(Conflict, match=code):
            draft_tests.request_tests(desk, UPLOADER, 1, run)
    run_job(desk)
    with pytest.raises(Conflict, match="test_under_way"):
        draft_tests.request_tests(desk, AUTHOR, 1, "1")
    deliver(desk, "p1", "p2")
    receipts.record_receipts(desk, CLOCK, [make_receipt("p3", MessageState.UNDELIVERED, NotDelivered.OUT_OF_AREA)])
    with pytest.raises(Conflict, match="test_pressed"):
        draft_tests.request_tests(desk, AUTHOR, 1, "0")
    assert len(desk.provider.arrived) == 3


def test_a_second_press_reaches_only_the_phones_that_have_not_got_the_text(desk: HarnessContext) -> None:
    send(desk, Accepted("p1"), Refused("400"))
    deliver(desk, "p1", "p2")
    assert states(desk) == ["delivered", "undelivered", "delivered"]
    send(desk)
    assert steps.list_receivers(desk) == [PHONES[0], PHONES[2], PHONES[1]]
    deliver(desk, "p3")
    tests = find_tests(desk)
    assert (tests.is_settled, tests.may_send, tests.total) == (True, False, 4)
    with pytest.raises(Conflict, match="test_arrived"):
        press(desk)


def refuses_submission(context: HarnessContext) -> None:
    assert find_refusal(context) == "test_missing"
    with pytest.raises(Conflict, match="test_missing"):
        campaigns.submit_campaign(context, AUTHOR, 1)


def test_nothing_is_submitted_before_the_text_has_arrived_on_every_phone(desk: HarnessContext) -> None:
    refuses_submission(desk)
    send(desk)
    refuses_submission(desk)
    deliver(desk, "p1", "p2")
    refuses_submission(desk)
    deliver(desk, "p3")
    assert find_refusal(desk) is None
    campaigns.submit_campaign(desk, AUTHOR, 1)
    assert find_tests(desk).arrived == 3, "the approver sees it, too"


def test_without_the_setting_a_test_is_possible_and_nobody_has_to_make_one(context: HarnessContext) -> None:
    desk = prepare(context, required=False)
    tests = find_tests(desk)
    assert (tests.may_send, tests.is_required, find_refusal(desk)) == (True, False, None)
    campaigns.submit_campaign(desk, AUTHOR, 1)


def test_a_changed_text_needs_a_new_test_and_the_old_text_is_not_sent_any_more(desk: HarnessContext) -> None:
    press(desk)
    body = steps.get_campaign(desk, 1).body
    edit(desk, f"{body}。")
    run_job(desk)
    assert (desk.provider.arrived, states(desk)) == ([], ["not_sent"] * 3)
    send(desk)
    deliver(desk)
    assert find_refusal(desk) is None
    edit(desk, f"{body}！")
    tests = find_tests(desk)
    assert (find_refusal(desk), tests.messages, tests.has_earlier_text) == ("test_missing", (), True)
    edit(desk, f"{body}。")
    assert find_refusal(desk) is None, "this text has arrived"


def test_only_staff_send_tests_and_only_of_a_draft(desk: HarnessContext) -> None:
    with pytest.raises(NotAllowed):
        draft_tests.request_tests(desk, OPERATOR, 1, "0")
    campaigns.withdraw_campaign(desk, AUTHOR, 1)
    with pytest.raises(Conflict, match="campaign_withdrawn"):
        draft_tests.request_tests(desk, AUTHOR, 1, "0")


@pytest.mark.parametrize(
    ("hour", "minute", "is_sent"), [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False), (23, 0, False)]
)
def test_tests_leave_between_8_and_20_on_any_day(desk: HarnessContext, hour: int, minute: int, is_sent: bool) -> None:
    desk.clock.set(datetime(2026, 7, 12, hour, minute, tzinfo=JST))  # a Sunday
    if is_sent:
        send(desk)
    else:
        with pytest.raises(Conflict, match="test_at_night"):
            press(desk)
    assert len(desk.provider.arrived) == 3 * is_sent


@pytest.mark.parametrize(("hold", "code"), [(Hold.BY_SHELL, "pause_mark"), (Hold.IN_SLACK, "all_paused")])
def test_while_all_sending_is_paused_nothing_leaves_and_what_waits_too_long_is_given_up(
    desk: HarnessContext, hold: Hold, code: str
) -> None:
    press(desk)
    desk.pause_mark.set(hold)
    before = len(desk.audit_entries())
    run_job(desk)
    assert (desk.provider.arrived, states(desk), len(desk.audit_entries())) == ([], ["waiting"] * 3, before)
    desk.clock.advance(minutes=10, seconds=1)
    run_job(desk)
    assert states(desk) == ["not_sent"] * 3
    with pytest.raises(Conflict, match=code):
        press(desk)
    desk.pause_mark.clear()
    run_job(desk)
    assert desk.provider.arrived == []


def test_a_locked_instance_sends_no_test(desk: HarnessContext) -> None:
    press(desk)
    desk.execute("UPDATE instance SET locked = 'restored', locked_at = '2026-07-07T00:00:00.000000Z'")
    run_job(desk)
    assert (desk.provider.arrived, states(desk)) == ([], ["waiting"] * 3)
    with pytest.raises(Conflict, match="test_under_way"):
        press(desk)


def test_a_pause_that_comes_after_the_claim_still_keeps_the_message_back(desk: HarnessContext) -> None:
    def ask_departure(message: Outgoing) -> SendResult:
        desk.pause_mark.set(Hold.BY_SHELL)
        assert message.departure is not None
        assert not message.departure.may_leave()
        return NotSent("kept_back")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(desk.provider, "send", ask_departure)
        press(desk)
        run_job(desk)
    assert states(desk) == ["not_sent", "waiting", "waiting"]


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Uncertain("read_timeout"), "uncertain"),
        (Refused("400"), "undelivered"),
        (Refused("403", opted_out=True), "undelivered"),
        (NotSent("http_429", retry_after=1.0), "not_sent"),
        (NotSent("http_401", stop=True), "not_sent"),
    ],
)
def test_no_program_repeats_a_test_and_none_pauses_or_suppresses_anything(
    desk: HarnessContext, result: SendResult, state: str
) -> None:
    running = steps.start_sending(change_sms(desk, test_send_required=False), 1)
    send(desk, result, result, result)
    assert states(desk) == [state] * 3
    for _ in range(3):
        desk.clock.advance(minutes=30)
        run_job(desk)
        jobs.look_up_uncertain(desk)
    assert (desk.provider.arrived, states(desk)) == ([], [state] * 3)
    assert desk.count("suppressions") == 0
    assert steps.get_campaign(desk, running).state is CampaignState.SENDING


def test_a_test_that_was_being_sent_when_the_process_was_killed_is_uncertain_and_never_sent_again(
    desk: HarnessContext,
) -> None:
    press(desk)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(desk.provider, "send", fail_with(ProcessKilled()))
        with pytest.raises(ProcessKilled):
            run_job(desk)
    assert states(desk) == ["claimed", "waiting", "waiting"]
    run_job(desk)
    assert states(desk) == ["uncertain", "accepted", "accepted"]
    assert steps.list_receivers(desk) == list(PHONES[1:])
    assert find_tests(desk).is_under_way


def test_the_database_refuses_to_send_a_test_twice(desk: HarnessContext) -> None:
    send(desk)
    for state in ("waiting", "claimed"):
        with pytest.raises(Exception, match="a test message is sent once"):
            desk.execute("UPDATE draft_tests SET state = :state", state=state)


def test_the_providers_list_settles_a_test_whose_answer_was_lost(desk: HarnessContext) -> None:
    desk.provider.accepts_uncertain.extend([True])
    send(desk, Uncertain("read_timeout"))
    lost = desk.provider.arrived[0].reference
    reports = [replace(make_receipt("p1"), reference=lost), make_receipt("p2"), make_receipt("p3")]
    desk.provider.pages = [reports]
    jobs.CollectReceipts()(desk)
    assert states(desk) == ["delivered"] * 3
    assert desk.count("stray_receipts") == 0


def test_receipts_of_tests_are_collected_while_one_is_open_and_after_73_hours_no_more(desk: HarnessContext) -> None:
    send(desk, Uncertain("read_timeout"))
    assert receipts.find_due_bands(desk, CLOCK, {}) == {0}
    desk.clock.advance(hours=73, seconds=1)
    jobs.CollectReceipts()(desk)
    assert states(desk) == ["uncertain", "unknown", "unknown"]
    assert receipts.find_due_bands(desk, CLOCK, {}) == frozenset()


@pytest.mark.parametrize(
    "report",
    [
        Receipt("x9", "nofu:test:00", MessageState.DELIVERED, None, 1, None, "done"),
        Receipt("x9", None, MessageState.DELIVERED, None, 1, None, "done", to=PHONES[0]),
    ],
)
def test_a_report_on_a_lost_test_is_no_stray_and_alarms_nobody(desk: HarnessContext, report: Receipt) -> None:
    send(desk, Uncertain("read_timeout"))
    desk.post_all()
    receipts.record_receipts(desk, CLOCK, [report])
    assert desk.count("stray_receipts") == 0
    assert desk.posts() == []
    (found,) = [one for one in health.run_checks(desk) if one.name == "receipts"]
    assert found.detail == "ok"


def test_a_report_on_an_unknown_id_to_another_number_is_still_a_stray(desk: HarnessContext) -> None:
    send(desk, Uncertain("read_timeout"))
    others = [
        Receipt("x8", None, MessageState.DELIVERED, None, 1, None, "done", to="09099998888"),
        Receipt("x9", None, MessageState.DELIVERED, None, 1, None, "done"),
    ]
    receipts.record_receipts(desk, CLOCK, others)
    assert desk.count("stray_receipts") == 2


def test_a_later_report_moves_a_test_only_forward(desk: HarnessContext) -> None:
    send(desk)
    for state, expected in (
        (MessageState.UNKNOWN, "unknown"),
        (MessageState.UNDELIVERED, "undelivered"),
        (MessageState.UNKNOWN, "undelivered"),
        (MessageState.DELIVERED, "delivered"),
        (MessageState.UNDELIVERED, "delivered"),
    ):
        receipts.record_receipts(desk, CLOCK, [make_receipt("p1", state)])
        assert states(desk)[0] == expected


def test_a_repeated_page_with_reports_on_tests_changes_nothing(
    desk: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desk)
    deliver(desk)
    monkeypatch.setattr(receipts, "change", fail_with(AssertionError("a change began")))
    deliver(desk)


def test_what_the_provider_has_of_tests_is_no_difference_and_nobody_is_contacted(desk: HarnessContext) -> None:
    send(desk)
    reports = [
        replace(make_receipt(f"p{number}"), reference=one.reference, to=one.to)
        for number, one in enumerate(desk.provider.arrived, start=1)
    ]
    desk.provider.pages = [[*reports, replace(make_receipt("p9"), reference="nofu:test:ffff", to="09000000009")]]
    found = reconciling.compare(desk, CLOCK)
    assert not isinstance(found, NoAnswer)
    assert found.is_equal
    assert (desk.count("lost_contacts"), desk.count("messages"), desk.count("message_events")) == (0, 0, 0)


def test_a_restored_database_sends_no_test_that_may_have_left(desk: HarnessContext) -> None:
    press(desk)
    with desk.store.transaction() as db:
        restored_messages.doubt_unsent(db, None, desk.clock.now())
    run_job(desk)
    assert (desk.provider.arrived, states(desk)) == ([], ["uncertain"] * 3)


def test_tests_are_in_no_figure_and_limit_nobody(desk: HarnessContext) -> None:
    number = make_debts(1)[0].phone.replace("-", "")
    desk = change_sms(desk, test_phones=(number,))
    send(desk)
    deliver(desk, "p1")
    figures = digests.compute_figures(desk, CLOCK, DigestKind.DAILY, None)
    assert (figures.sent, figures.delivered, figures.units_estimated) == (0, 0, 0)
    tests = find_tests(desk)
    assert (tests.total, tests.units, tests.yen) == (1, tests.units, -(-tests.units * 25 // 2))
    campaigns.submit_campaign(desk, AUTHOR, 1)
    assert steps.get_campaign(desk, 1).recipients == 2, "the phone's owner is on the list, and was not contacted"


def test_a_supervisor_who_did_not_write_the_draft_waives_the_test_of_this_text(desk: HarnessContext) -> None:
    text = find_tests(desk).text
    with pytest.raises(NotAllowed):
        draft_tests.waive_tests(desk, AUTHOR, 1, text, WaiverReason.PHONES, "")
    draft_tests.waive_tests(desk, CHIEF, 1, text, WaiverReason.PHONES, "修理中")
    said = find_tests(desk).statement
    assert said is not None
    assert (said.by, said.reason, said.note) == (CHIEF.user, WaiverReason.PHONES, "修理中")
    entry = desk.audit_entries()[-1]
    assert (entry.action, entry.facts["waived"]) == ("test.waive", "phones")
    assert find_refusal(desk) is None
    edit(desk, f"{steps.get_campaign(desk, 1).body}。")
    assert find_refusal(desk) == "test_missing"
    with pytest.raises(Conflict, match="test_text_changed"):
        draft_tests.check_waivable(desk, CHIEF, 1, text)


def test_who_edited_the_draft_last_does_not_waive_its_test(desk: HarnessContext) -> None:
    opened = drafts.open_draft(desk, CHIEF, 1)
    drafts.edit_draft(desk, CHIEF, opened.of, Draft(1, opened.content.intent, f"{opened.content.body}。", None))
    with pytest.raises(NotAllowed, match="own_test_waiver"):
        draft_tests.check_waivable(desk, CHIEF, 1, find_tests(desk).text)
    draft_tests.check_waivable(desk, DEPUTY, 1, find_tests(desk).text)


def test_without_receipts_a_person_says_that_it_arrived(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, reports_receipts=False)
    desk = prepare(context)
    text = find_tests(desk).text
    with pytest.raises(Conflict, match="test_not_everywhere"):
        draft_tests.confirm_arrival(desk, AUTHOR, 1, text)
    send(desk)
    assert (find_refusal(desk), find_tests(desk).needs_look) == ("test_not_seen", True)
    draft_tests.confirm_arrival(desk, AUTHOR, 1, text)
    campaigns.submit_campaign(desk, AUTHOR, 1)
    assert desk.list_audited()[-2] == (AUTHOR.user, "test.confirm", "done")


def test_a_dry_run_says_that_nothing_leaves_and_asks_nobody_to_look(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, name="dry_run", reports_receipts=False)
    desk = prepare(context)
    send(desk)
    tests = find_tests(desk)
    assert (tests.is_dry_run, tests.needs_look, find_refusal(desk)) == (True, False, None)


def test_without_phones_only_a_waiver_helps(context: HarnessContext) -> None:
    desk = prepare(context, phones=())
    assert (find_refusal(desk), find_tests(desk).may_send) == ("no_test_phones", False)
    with pytest.raises(Conflict, match="no_test_phones"):
        press(desk)
    draft_tests.waive_tests(desk, CHIEF, 1, find_tests(desk).text, WaiverReason.PHONES, "")
    assert find_refusal(desk) is None


def test_a_phone_that_is_added_or_removed_changes_what_is_missing(desk: HarnessContext) -> None:
    send(desk)
    deliver(desk, "p1", "p2")
    assert find_refusal(change_sms(desk, test_phones=PHONES[:2])) is None
    deliver(desk, "p3")
    more = change_sms(desk, test_phones=(*PHONES, "07011110009", "07011110009"))
    assert find_refusal(more) == "test_missing"
    send(more)
    assert steps.list_receivers(desk)[3:] == ["07011110009"]


def test_a_phone_that_is_removed_before_its_message_left_gets_none(desk: HarnessContext) -> None:
    press(desk)
    run_job(change_sms(desk, test_phones=PHONES[:1]))
    assert (steps.list_receivers(desk), states(desk)) == ([PHONES[0]], ["accepted", "not_sent", "not_sent"])


def test_an_id_that_another_message_has_is_not_believed(desk: HarnessContext) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(desk.provider, "send", lambda _: Accepted("same"))
        press(desk)
        run_job(desk)
    assert states(desk) == ["accepted", "uncertain", "uncertain"]


def test_no_number_is_in_the_database(desk: HarnessContext) -> None:
    send(desk)
    stored = desk.read_bytes()
    assert not [number for number in PHONES if number.encode() in stored]


@pytest.mark.parametrize("ref", ["0000", "00000"])
def test_whoever_looks_up_the_number_of_a_test_learns_that_it_is_nobodys(desk: HarnessContext, ref: str) -> None:
    with pytest.raises(NotFound, match="ref_of_test"):
        people.find_message(desk, OPERATOR, ref)
    with pytest.raises(NotFound, match="ref_of_test"):
        why.explain_message(desk, CHIEF, ref)
