"""The look-up of a person: what it shows, to whom, and what is audited of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.model.access import Actor, Role
from bot.model.errors import BadInput, NotAllowed, NotFound
from bot.model.messages import MessageState
from bot.model.people import PersonMatches, PersonQuery, PersonView, PromiseState
from bot.rules.message_text.refs import make_ref
from bot.services import campaigns, people, receipts, renumbering
from bot.services.context import JST
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts, write_lines
from tests.services.harness import CHIEF, CLOCK, OPERATOR, STRANGER, TUESDAY, UPLOADER, HarnessContext, make_receipt
from tests.services.steps import (
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_and_send,
    start_campaign,
    start_sending,
)

TODAY = TUESDAY.date()


def look(context: HarnessContext, number: int = 1, *, verified: bool = True, by: Actor = OPERATOR) -> PersonView:
    """Look up the person of the message with this number."""
    found = people.find_person(context, by, PersonQuery(make_ref(number), None, TODAY, verified))
    assert isinstance(found, PersonView)
    return found


def search(context: HarnessContext, digits: str, day: date = TODAY, by: Actor = OPERATOR) -> PersonMatches:
    found = people.find_person(context, by, PersonQuery(None, digits, day, is_verified=True))
    assert isinstance(found, PersonMatches)
    return found


def renumber(context: HarnessContext, *rows: str) -> None:
    """Carry a renumbering out, after the end of every campaign."""
    campaigns.stop_all(context, CHIEF)
    renumbering.apply_renumbering(context, CLOCK, write_lines(make_path(context), "旧宛名番号,新宛名番号", rows))


def send_again(context: HarnessContext, debts: list[Debt]) -> None:
    """Send another campaign, two weeks later."""
    context.clock.advance(days=14)
    start_sending(context, import_list(context, debts, again=True).target.id)
    send_all(context)


def test_a_person_has_the_messages_with_time_and_state(context: HarnessContext) -> None:
    start_and_send(context, 2)
    context.provider.pages = [[make_receipt("p1"), make_receipt("p2", MessageState.UNDELIVERED)]]
    context.clock.advance(minutes=5)
    receipts.collect_receipts(context, CLOCK, context.provider)
    (message,) = look(context, 1).messages
    assert (message.ref, message.campaign_id, message.state) == (make_ref(1), 1, MessageState.DELIVERED)
    assert message.sent_at == TUESDAY + timedelta(minutes=5)
    assert [one.state for one in look(context, 2).messages] == [MessageState.UNDELIVERED]


def test_an_unpaid_instalment_is_a_due_day_and_a_payment_takes_it_away(context: HarnessContext) -> None:
    import_list(context, [Debt(), Debt(instalment="2", due="R8.6.30", tax="市県民税")])
    start_campaign(context)
    assert look(context).due_days == [date(2026, 5, 31), date(2026, 6, 30)]
    assert look(context).data_day is None
    import_paid(context, [Paid()])
    view = look(context)
    assert (view.due_days, view.data_day) == ([date(2026, 6, 30)], date(2026, 7, 7))


def test_a_person_on_two_lists_has_the_messages_of_both(context: HarnessContext) -> None:
    start_and_send(context)
    send_again(context, make_debts(1, tax="市県民税"))
    for number in (1, 2):
        view = look(context, number)
        assert [one.ref for one in view.messages] == [make_ref(2), make_ref(1)]
        assert len(view.due_days) == 2


def test_only_the_newest_messages_are_listed_and_the_others_counted(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_MOST_MESSAGES", 1)
    start_and_send(context)
    send_again(context, make_debts(1))
    view = look(context)
    assert ([one.ref for one in view.messages], view.more_messages) == ([make_ref(2)], 1)


def test_after_a_renumbering_the_old_messages_are_the_persons_still(context: HarnessContext) -> None:
    start_and_send(context, 2)
    renumber(context, "1001,2001", "1002,2002")
    send_again(context, [Debt(taxpayer="2001")])
    assert [one.ref for one in look(context, 1).messages] == [make_ref(3), make_ref(1)]
    assert [one.ref for one in look(context, 3).messages] == [make_ref(3), make_ref(1)]
    assert [one.ref for one in look(context, 2).messages] == [make_ref(2)]


def test_two_people_who_become_one_have_the_messages_of_both(context: HarnessContext) -> None:
    start_and_send(context, 2)
    renumber(context, "1001,2001", "1002,2001")
    assert {one.ref for one in look(context, 1).messages} == {make_ref(1), make_ref(2)}
    assert {one.ref for one in look(context, 2).messages} == {make_ref(1), make_ref(2)}


def test_a_number_that_others_have_is_counted(context: HarnessContext) -> None:
    start_and_send(context, 2)
    assert look(context).others == 0
    import_list(context, [Debt(taxpayer="1005"), Debt(taxpayer="1006"), Debt(taxpayer="1001")])
    assert look(context).others == 2
    assert look(context, 2).others == 0


def test_a_person_with_two_numbers_is_found_by_the_one_that_got_the_message(context: HarnessContext) -> None:
    two = [Debt(phone="090-1234-5601", obtained="R8.1.1"), Debt(phone="090-9999-7777", obtained="R8.5.1")]
    start_sending(context, import_list(context, [two[0], replace(two[1], instalment="2")]).target.id)
    send_all(context)
    assert [one.ref for one in search(context, "7777").messages] == [make_ref(1)]
    with pytest.raises(NotFound) as caught:
        search(context, "5601")
    assert caught.value.code == "digits_unknown"


def test_promises_have_their_day_and_state(context: HarnessContext) -> None:
    start_and_send(context)
    import_call_results(context, CallRow(result="納付約束", promised="2026/7/10"))
    (promise,) = look(context).promises
    assert (promise.promised_on, promise.state) == (date(2026, 7, 10), PromiseState.OPEN)


def test_a_person_who_is_kept_back_is_shown_without_the_ground(context: HarnessContext) -> None:
    start_and_send(context, 3)
    assert not look(context).is_kept_back
    import_exclusions(context, ExclusionRow(reason="DV等支援措置"), as_of=TODAY)
    import_call_results(context, CallRow(taxpayer="1002", phone="090-1234-5602", result="番号違い"))
    assert [look(context, number).is_kept_back for number in (1, 2, 3)] == [True, True, False]
    assert "DV" not in repr(look(context))


def test_a_caller_who_is_not_verified_gets_the_message_only(context: HarnessContext) -> None:
    start_and_send(context)
    import_call_results(context, CallRow(result="納付約束", promised="2026/7/10"))
    view = look(context, verified=False)
    assert view == PersonView(look(context).message, is_verified=False)


def test_an_unknown_reference_is_refused_and_the_attempt_audited(context: HarnessContext) -> None:
    start_and_send(context)
    with pytest.raises(NotFound) as caught:
        look(context, 2)
    assert caught.value.code == "ref_unknown"
    assert context.list_audited()[-1] == (OPERATOR.user, "person.look", "ref_unknown")
    with pytest.raises(NotFound):
        people.get_person(context, OPERATOR, 2, is_verified=True)


def test_every_look_is_audited_with_the_message_and_whether_the_caller_was_verified(context: HarnessContext) -> None:
    start_and_send(context)
    look(context, verified=False)
    look(context)
    entries = [(one.subject, one.facts["verified"]) for one in context.audit_entries() if one.action == "person.look"]
    assert entries == [("message:1", False), ("message:1", True)]


@pytest.mark.parametrize("role", [None, Role.ADMIN])
def test_nobody_but_the_desk_may_look(context: HarnessContext, role: Role | None) -> None:
    start_and_send(context)
    by = STRANGER if role is None else Actor("U_ADMIN", frozenset({role}), "ja")
    with pytest.raises(NotAllowed):
        look(context, by=by)
    with pytest.raises(NotAllowed):
        search(context, "5601", by=by)
    assert (by.user, "person.look", "not_allowed") in context.list_audited()


@pytest.mark.parametrize("by", [OPERATOR, UPLOADER, CHIEF])
def test_operators_staff_and_supervisors_may_look(context: HarnessContext, by: Actor) -> None:
    start_and_send(context)
    assert look(context, by=by).messages


def test_digits_find_the_messages_of_their_day_only(context: HarnessContext) -> None:
    start_and_send(context, 3)
    found = search(context, "5602")
    assert ([one.ref for one in found.messages], found.more) == ([make_ref(2)], 0)
    with pytest.raises(NotFound):
        search(context, "5602", TODAY - timedelta(days=1))
    with pytest.raises(BadInput) as caught:
        search(context, "5602", TODAY + timedelta(days=1))
    assert caught.value.code == "day_to_come"


def test_the_day_of_a_message_is_the_day_in_japan(context: HarnessContext) -> None:
    """A message of 09:05 in Japan left on the same day by UTC, too; the bounds are those of the day in Japan."""
    start_and_send(context)
    context.execute("UPDATE messages SET claimed_at = '2026-07-06T15:00:00.000000Z'")
    context.execute(
        "INSERT INTO message_events (message_id, at, state) VALUES (1, '2026-07-06T15:00:00.000000Z', 'claimed')"
    )
    assert search(context, "5601", date(2026, 7, 7)).messages
    with pytest.raises(NotFound):
        search(context, "5601", date(2026, 7, 6))


def test_a_message_that_has_not_left_is_found_by_its_reference_only(context: HarnessContext) -> None:
    start_campaign(context)
    with pytest.raises(NotFound):
        search(context, "5601")
    assert look(context).message.sent_at is None


def test_all_matches_are_listed_up_to_a_limit_and_the_rest_counted(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "_MOST_MATCHES", 2)
    debts = [Debt(taxpayer=str(1000 + n), phone=f"0{n}0-1234-5601") for n in (6, 7, 8, 9)]
    start_sending(context, import_list(context, debts).target.id)
    send_all(context)
    found = search(context, "5601")
    assert (len(found.messages), found.more) == (2, 2)


def test_digits_are_refused_where_a_day_has_too_many_messages(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_and_send(context, 3)
    monkeypatch.setattr(people, "MOST_OPENED", 2)
    with pytest.raises(BadInput) as caught:
        search(context, "5601")
    assert caught.value.code == "too_many_on_day"


def test_digits_are_nowhere_after_a_search(context: HarnessContext, caplog: pytest.LogCaptureFixture) -> None:
    start_and_send(context)
    search(context, "5601")
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.subject, entry.facts) == ("person.search", "day:2026-07-07", {"matches": 1})
    assert b"5601" not in context.read_bytes()
    assert "5601" not in caplog.text


def test_a_damaged_number_does_not_stop_a_search(context: HarnessContext) -> None:
    start_and_send(context, 2)
    context.execute("DROP TRIGGER message_phones_no_update")
    context.execute("UPDATE message_phones SET phone_box = x'00' WHERE message_id = 1")
    assert [one.ref for one in search(context, "5602").messages] == [make_ref(2)]


def test_digits_without_a_day_are_looked_for_today_in_japan(context: HarnessContext) -> None:
    start_and_send(context)
    query = PersonQuery(None, "5601", None, is_verified=False)
    assert isinstance(people.find_person(context, OPERATOR, query), PersonMatches)
    context.clock.set(datetime(2026, 7, 8, 0, 30, tzinfo=JST))
    with pytest.raises(NotFound):
        people.find_person(context, OPERATOR, query)
