"""Suppressions: whom they keep messages from, how long they last, and what ends them."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.model.access import Action, Actor, Role
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound
from bot.model.imports import FileView, SuppressionCounts
from bot.model.reasons import Excluded
from bot.model.suppressions import (
    REASONS_BY_HAND,
    REASONS_OF_NUMBERS,
    REASONS_OF_THE_CITY,
    AddedSuppression,
    EndReason,
    RemainingHold,
    SuppressionReason,
)
from bot.rules.exporting.layouts import read_layout
from bot.rules.importing.call_results import SUPPRESSES_NUMBER, SUPPRESSES_PERSON
from bot.rules.message_text.refs import make_ref
from bot.services import suppression_files, suppressions
from bot.services.imports.pipeline import import_file
from bot.services.imports.stops import STOPS
from bot.services.imports.suppressions import SUPPRESSIONS
from bot.services.imports.targets import TARGETS
from bot.services.unit_of_work import change
from bot.store.database import allow_purge
from bot.vault import SUPPRESSION_NOTE_BOX
from tests.services.files import Debt, Paid, make_debts, write_lines
from tests.services.harness import (
    CHIEF,
    CLOCK,
    OPERATOR,
    STRANGER,
    TUESDAY,
    UPLOADER,
    HarnessContext,
    open_context,
)
from tests.services.steps import (
    BY_SLACK,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_and_send,
    start_campaign,
)
from tests.services.test_renumbering import renumber

TODAY = TUESDAY.date()


def suppress(
    context: HarnessContext,
    reason: SuppressionReason = SuppressionReason.CONSULTING,
    *,
    taxpayer: str | None = "1001",
    phone: str | None = "09012345601",
    **values: Any,
) -> int:
    """Suppress the first person of the usual list, or another."""
    vault = context.store.vault
    with change(context, OPERATOR, Action.SUPPRESSION_ADD, "-") as unit:
        return suppressions.suppress(
            unit,
            reason,
            phone=vault.hash_value("phone", phone) if phone else None,
            taxpayer=vault.hash_value("taxpayer", taxpayer) if taxpayer else None,
            source="slack",
            by=OPERATOR.user,
            **values,
        )


def list_in_force(context: HarnessContext) -> list[object]:
    """Return what is suppressed now, by kind and reason."""
    return context.column("SELECT kind || ' ' || reason FROM suppressions WHERE ended_at IS NULL ORDER BY 1")


@pytest.mark.fault("S8")
@pytest.mark.parametrize("reason", REASONS_BY_HAND)
def test_who_is_suppressed_while_a_campaign_runs_gets_no_message(
    context: HarnessContext, reason: SuppressionReason
) -> None:
    start_campaign(context, 2)
    suppress(context, reason)
    assert send_all(context) == 1
    assert context.reasons() == ["suppressed", None]


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [
        (SuppressionReason.WRONG_NUMBER, ["phone wrong_number"]),
        (SuppressionReason.CONSULTING, ["taxpayer consulting"]),
        (SuppressionReason.COMPLAINT, ["phone complaint", "taxpayer complaint"]),
    ],
)
def test_the_reason_decides_whether_the_number_or_the_person_is_suppressed(
    context: HarnessContext, reason: SuppressionReason, kinds: list[str]
) -> None:
    suppress(context, reason)
    assert list_in_force(context) == kinds


@pytest.mark.parametrize("reason", REASONS_BY_HAND)
def test_what_is_known_of_a_person_is_suppressed(context: HarnessContext, reason: SuppressionReason) -> None:
    assert suppress(context, reason, phone=None) == 1
    assert suppress(context, reason, taxpayer=None) == 1
    assert list_in_force(context) == [f"phone {reason}", f"taxpayer {reason}"]


@pytest.mark.parametrize(
    ("first", "second", "until"),
    [
        (None, TODAY, None),
        (TODAY, None, None),
        (TODAY, TODAY + timedelta(1), "2026-07-08"),
        (TODAY + timedelta(1), TODAY, "2026-07-08"),
    ],
)
def test_a_suppression_for_the_same_reason_lasts_until_the_later_day(
    context: HarnessContext, first: date | None, second: date | None, until: str | None
) -> None:
    suppress(context, until=first)
    suppress(context, until=second)
    assert context.value("SELECT MAX(until) FROM suppression_terms") == until
    assert context.count("suppressions") == 1


@pytest.mark.parametrize(
    ("reason", "until", "code"),
    [
        (SuppressionReason.CONSULTING, TODAY - timedelta(1), "suppression_end_past"),
        (SuppressionReason.WRONG_NUMBER, TODAY, "suppression_without_end"),
        (SuppressionReason.PAID_SAID, TODAY, "suppression_without_end"),
    ],
)
def test_a_last_day_is_refused_that_is_past_or_that_the_reason_has_not(
    context: HarnessContext, reason: SuppressionReason, until: date, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        suppress(context, reason, until=until)
    assert (refused.value.code, refused.value.field) == (code, "until")
    assert context.count("suppressions") == 0


@pytest.mark.parametrize(("days", "is_over"), [(0, False), (1, False), (2, True)])
def test_a_suppression_ends_after_its_last_day(context: HarnessContext, days: int, is_over: bool) -> None:
    suppress(context, until=TODAY + timedelta(1))
    context.clock.advance(days=days)
    suppressions.end_due(context, CLOCK)
    suppressions.end_due(context, CLOCK)
    assert list_in_force(context) == ([] if is_over else ["taxpayer consulting"])
    assert context.list_audited().count(("clock", "suppression.expire", "done")) == int(is_over)


SECOND = Debt(instalment="2", due="R8.6.1")


@pytest.mark.parametrize(
    ("debts", "paid", "is_over"),
    [
        ([Debt()], [Paid(paid="20260706", booked="20260708")], True),
        ([Debt()], [Paid(paid="20260601", booked="20260604")], True),
        ([Debt(), SECOND], [Paid(), Paid(instalment="2")], True),
        ([Debt(), SECOND], [Paid(instalment="全", amount="60000")], True),
        ([Debt(), SECOND], [Paid(paid="20260624", booked="20260624")], False),
        ([Debt()], [Paid(amount="29999")], False),
        ([Debt()], [Paid(amount="10000"), Paid(amount="20000")], True),
        ([Debt()], [Paid(tax="軽自動車税", amount="100")], False),
        ([Debt()], [Paid(instalment="9")], False),
        ([Debt()], [Paid("1002")], False),
        ([Debt("1003", "090-1234-5603")], [Paid()], False),
    ],
    ids=[
        *("paid", "paid long before", "both paid", "the whole year paid", "one of two paid before", "one yen missing"),
        *("two parts", "another tax", "another instalment", "of another", "on no list"),
    ],
)
def test_who_said_that_they_had_paid_is_suppressed_until_all_listed_debts_are_paid(
    context: HarnessContext, debts: list[Debt], paid: list[Paid], is_over: bool
) -> None:
    import_list(context, debts)
    import_paid(context, [Paid(paid="20260701", booked="20260703", instalment="8", amount="1")])  # known before
    context.clock.advance(minutes=1)
    suppress(context, SuppressionReason.PAID_SAID)
    suppressions.end_due(context, CLOCK)
    assert list_in_force(context) == ["taxpayer paid_said"]
    context.clock.advance(days=7)
    import_paid(context, paid)
    suppressions.end_due(context, CLOCK)
    assert list_in_force(context) == ([] if is_over else ["taxpayer paid_said"])


def test_only_a_payment_of_a_listed_debt_that_came_later_ends_it(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_paid(context, [Paid(paid="20260701", booked="20260703")])
    context.clock.advance(minutes=1)
    suppress(context, SuppressionReason.PAID_SAID)
    context.clock.advance(days=7)
    import_paid(context, [Paid(tax="軽自動車税", amount="100", booked="20260713")])
    suppressions.end_due(context, CLOCK)
    assert list_in_force(context) == ["taxpayer paid_said"]


@pytest.mark.parametrize(
    "other", [Debt(tax="市県民税"), Debt(amount="30001"), Debt(instalment="2", due="不明")], ids=str
)
def test_a_debt_of_another_list_that_is_unpaid_or_unreadable_keeps_it(context: HarnessContext, other: Debt) -> None:
    import_list(context, [Debt()])
    suppress(context, SuppressionReason.PAID_SAID)
    import_list(context, [other, *make_debts(3)[1:]])
    context.clock.advance(days=7)
    import_paid(context, [Paid()])
    suppressions.end_due(context, CLOCK)
    assert list_in_force(context) == ["taxpayer paid_said"]


def test_a_payment_that_was_taken_back_does_not_end_it(context: HarnessContext) -> None:
    import_list(context, make_debts(1))
    suppress(context, SuppressionReason.PAID_SAID)
    context.clock.advance(days=7)
    import_paid(context, [Paid(), Paid(reversal="1")])
    suppressions.end_due(context, CLOCK)
    assert "taxpayer paid_said" in list_in_force(context)


def test_a_person_ends_a_suppression_once_and_an_operator_does_not(context: HarnessContext) -> None:
    suppress(context)
    with pytest.raises(NotAllowed):
        suppressions.end_suppression(context, OPERATOR, 1, EndReason.SETTLED)
    suppressions.end_suppression(context, CHIEF, 1, EndReason.SETTLED, "窓口で確認")
    assert list_in_force(context) == []
    assert context.column("SELECT ended_by || ended_reason FROM suppressions") == ["U_CHIEFsettled"]
    with context.store.read_transaction() as db:
        box = db.fetch_value("SELECT note_box FROM suppression_notes WHERE of_end")
        assert db.vault.decrypt(SUPPRESSION_NOTE_BOX + b"1:1", box) == "窓口で確認"
    with pytest.raises(Conflict, match="suppression_ended"):
        suppressions.end_suppression(context, CHIEF, 1, EndReason.SETTLED)
    with pytest.raises(NotFound):
        suppressions.end_suppression(context, CHIEF, 2, EndReason.SETTLED)


def request(
    *,
    ref: str = "",
    taxpayer: str = "",
    phone: str = "",
    reason: SuppressionReason | None = SuppressionReason.COMPLAINT,
    until: date | None = None,
    note: str = "",
) -> tuple[Any, ...]:
    """Return what is typed into the form."""
    return (ref, taxpayer, phone, reason, until, note)


def add(context: HarnessContext, *, by: Actor = OPERATOR, **typed: Any) -> AddedSuppression:
    """Suppress by the form."""
    return suppressions.add_suppression(context, by, suppressions.read_request(context, *request(**typed)))


def get_ref(context: HarnessContext, message_id: int = 1) -> str:
    """Return the 受付番号 of a message."""
    return str(context.value("SELECT ref FROM messages WHERE id = :id", id=message_id))


def test_who_is_named_by_a_ref_is_suppressed_with_the_number(context: HarnessContext) -> None:
    start_campaign(context, 2)
    added = add(context, ref=get_ref(context), note="窓口で聞いた")
    assert (added.ref, added.people) == (get_ref(context), 1)
    assert list_in_force(context) == ["phone complaint", "taxpayer complaint"]
    assert context.list_audited()[-1] == ("U_OPERATOR", "suppression.add", "done")
    assert context.audit_entries()[-1].subject == "message:1"
    assert send_all(context) == 1


@pytest.mark.parametrize(("typed", "people"), [({"taxpayer": "001001"}, 1), ({"phone": "090-1234-5609"}, 0)])
def test_who_is_named_by_an_id_or_a_number_is_kept_as_a_keyed_hash(
    context: HarnessContext, typed: dict[str, Any], people: int
) -> None:
    import_list(context, make_debts(1))
    before = context.read_bytes()
    assert add(context, **typed).people == people
    (value,) = typed.values()
    for text in (value, value.replace("-", ""), value.lstrip("0")):
        assert context.read_bytes().count(text.encode()) == before.count(text.encode())
    assert get_excluded(context) == {"suppressed": 1}


def get_excluded(context: HarnessContext) -> dict[str, int]:
    """Return who is excluded of a list with the person and the number that the tests type."""
    debts = [Debt(phone="090-1234-5609")]
    return dict(import_list(context, debts, again=True, confirmed=False).target.counts.excluded)


@pytest.mark.parametrize("reason", REASONS_BY_HAND)
def test_who_types_an_id_and_a_number_means_both(context: HarnessContext, reason: SuppressionReason) -> None:
    """One of the two may be mistyped: whoever has the other one must get no message either."""
    add(context, taxpayer="999999", phone="090-1234-5609", reason=reason)
    assert list_in_force(context) == [f"phone {reason}", f"taxpayer {reason}"]
    assert get_excluded(context) == {"suppressed": 1}


FIRST_NUMBER, SECOND_NUMBER = "090-1234-5601", "090-1234-5609"


def import_two_numbers(context: HarnessContext, *people: tuple[str, str]) -> None:
    """Import a list of people 1001, 1002, … with two numbers each."""
    lines = [f"{1001 + at},{one},{two},固定資産税,R8,1,R8.5.31" for at, (one, two) in enumerate(people)]
    path = write_lines(make_path(context), "宛名番号,電話番号,電話番号2,税目,年度,期別,納期限", lines)
    import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK)


@pytest.mark.parametrize("reason", REASONS_BY_HAND)
def test_a_number_means_who_has_it_as_their_second_number_too(
    context: HarnessContext, reason: SuppressionReason
) -> None:
    import_two_numbers(context, (FIRST_NUMBER, SECOND_NUMBER), ("090-1234-5602", ""))
    added = add(context, phone=SECOND_NUMBER, reason=reason)
    is_of_number = reason in REASONS_OF_NUMBERS
    assert (added.people, added.of_people) == (1, not is_of_number)
    rest = [] if is_of_number else [f"taxpayer {reason}"]
    assert list_in_force(context) == [f"phone {reason}", *rest]
    counts = import_list(context, make_debts(2), confirmed=False).target.counts
    assert dict(counts.excluded) == ({} if is_of_number else {"suppressed": 1})


def test_a_number_of_two_people_means_both_unless_an_id_says_who(context: HarnessContext) -> None:
    import_two_numbers(context, (FIRST_NUMBER, ""), ("090-1234-5602", FIRST_NUMBER))
    assert add(context, phone=FIRST_NUMBER, reason=SuppressionReason.CONSULTING).people == 2
    assert list_in_force(context) == ["phone consulting", "taxpayer consulting", "taxpayer consulting"]
    assert add(context, phone=FIRST_NUMBER, taxpayer="1002").people == 1
    assert add(context, phone=SECOND_NUMBER, taxpayer="1001").people == 1
    assert add(context, phone=FIRST_NUMBER, taxpayer="9999", reason=SuppressionReason.CITY_ORDER).people == 2


def test_who_ends_the_suppression_of_a_second_number_learns_that_its_person_is_still_held(
    context: HarnessContext,
) -> None:
    import_two_numbers(context, (FIRST_NUMBER, SECOND_NUMBER))
    add(context, phone=SECOND_NUMBER)
    assert end(context).suppressions == [SuppressionReason.COMPLAINT]
    hold = end(context, 2)
    assert (hold.suppressions, hold.excluded, hold.is_listed) == ([], None, True)


def test_an_id_that_a_renumbering_replaced_means_the_person_who_has_another_now(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    renumber(context, "1001,2001")
    add(context, taxpayer="1001", reason=SuppressionReason.CONSULTING)
    assert dict(import_list(context, [Debt("2001"), Debt("1002", "090-1234-5602")]).target.counts.excluded) == {
        "suppressed": 1
    }


def test_the_same_reason_twice_is_refused_and_another_one_is_not(context: HarnessContext) -> None:
    add(context, taxpayer="1001")
    with pytest.raises(Conflict, match="suppression_known"):
        add(context, taxpayer="1001")
    add(context, taxpayer="1001", reason=SuppressionReason.CONSULTING)
    assert len(list_in_force(context)) == 2


def test_an_unknown_ref_or_a_reason_that_nobody_may_choose_is_refused(context: HarnessContext) -> None:
    with pytest.raises(NotFound, match="ref_unknown"):
        add(context, ref=make_ref(99))
    for reason in (None, *(set(SuppressionReason) - set(REASONS_BY_HAND))):
        with pytest.raises(BadInput, match="reason_missing"):
            add(context, taxpayer="1001", reason=reason)
    assert context.count("suppressions") == 0


@pytest.mark.parametrize("by", [STRANGER, Actor("U_ADMIN", frozenset({Role.ADMIN}), "ja")])
def test_only_who_speaks_with_people_may_suppress_or_look(context: HarnessContext, by: Actor) -> None:
    with pytest.raises(NotAllowed):
        add(context, taxpayer="1001", by=by)
    with pytest.raises(NotAllowed):
        suppressions.get_page(context, by)


def test_those_in_force_are_shown_by_reason_newest_first_page_by_page(context: HarnessContext) -> None:
    start_campaign(context, 1)
    for number in range(2, 13):
        suppress(context, taxpayer=f"10{number:02}", phone=None)
    add(context, ref=get_ref(context), reason=SuppressionReason.WRONG_NUMBER)
    suppressions.end_suppression(context, CHIEF, 1, EndReason.MISTAKE)
    page = suppressions.get_page(context, OPERATOR)
    assert page.counts == {SuppressionReason.CONSULTING: 10, SuppressionReason.WRONG_NUMBER: 1}
    assert (page.number, page.pages, page.may_end) == (1, 2, False)
    assert [line.ref for line in page.lines] == [get_ref(context), *[None] * 9]
    assert [line.suppression.id for line in page.lines] == list(range(12, 2, -1))
    last = suppressions.get_page(context, CHIEF, number=99)
    assert (last.number, [line.suppression.id for line in last.lines], last.may_end) == (2, [2], True)
    only = suppressions.get_page(context, CHIEF, SuppressionReason.WRONG_NUMBER)
    assert (only.pages, [line.suppression.reason for line in only.lines]) == (1, [SuppressionReason.WRONG_NUMBER])


@pytest.mark.parametrize("reason", sorted(REASONS_OF_THE_CITY))
def test_a_reason_of_the_city_is_chosen_only_by_who_may_end_it(
    context: HarnessContext, reason: SuppressionReason
) -> None:
    suppress(context, reason)
    suppress(context, SuppressionReason.CONSULTING)
    pages = [suppressions.get_page(context, by, reason) for by in (OPERATOR, CHIEF)]
    assert [(page.reason, len(page.lines)) for page in pages] == [(None, 2), (reason, 1)]


def test_the_form_that_ends_one_names_whose_it_is_if_they_were_messaged(context: HarnessContext) -> None:
    start_campaign(context, 2)
    add(context, ref=get_ref(context), reason=SuppressionReason.COMPLAINT)
    suppress(context, taxpayer="9999", phone=None)
    refs = [suppressions.check_endable(context, CHIEF, number).ref for number in (1, 2, 3)]
    assert refs == [get_ref(context), get_ref(context), None], "of the number, of the person, of somebody unknown"


def end(context: HarnessContext, suppression_id: int = 1) -> RemainingHold:
    return suppressions.end_suppression(context, CHIEF, suppression_id, EndReason.WISHED)


def test_who_ends_a_suppression_learns_what_still_holds_the_person(context: HarnessContext) -> None:
    suppress(context)
    assert not end(context).is_listed
    import_list(context, make_debts(1))
    suppress(context)
    suppress(context, SuppressionReason.WRONG_NUMBER)
    assert end(context, 2).suppressions == [SuppressionReason.WRONG_NUMBER]
    import_paid(context, [Paid()])
    hold = end(context, 3)
    assert (hold.suppressions, hold.excluded, hold.is_listed) == ([], Excluded.PAID, True)


@pytest.mark.parametrize("reason", [SuppressionReason.CONSULTING, SuppressionReason.WRONG_NUMBER])
def test_who_ends_the_last_one_learns_that_the_person_may_be_messaged(
    context: HarnessContext, reason: SuppressionReason
) -> None:
    import_list(context, make_debts(1))
    suppress(context, reason)
    hold = end(context)
    assert (hold.suppressions, hold.excluded, hold.is_listed) == ([], None, True)


def read_export(context: HarnessContext) -> list[list[str]]:
    """Return the rows of the newest file of suppressions, the heading first."""
    (name,) = suppression_files.write_suppressions(context, CHIEF).names
    return CalamineWorkbook.from_path(context.settings.exports / name).get_sheet_by_index(0).to_python()  # type: ignore[return-value]  # all are texts


def import_file_of(context: HarnessContext, path: Path) -> FileView[SuppressionCounts]:
    return import_file(context, UPLOADER, SUPPRESSIONS, path, source=BY_SLACK, again=True)


def test_an_export_is_imported_elsewhere_and_the_same_people_are_suppressed(
    context: HarnessContext, tmp_path: Path
) -> None:
    import_list(context, make_debts(4))
    suppress(context, until=TODAY + timedelta(30))
    suppress(context, SuppressionReason.COMPLAINT, taxpayer="1002", phone="09012345602")
    suppress(context, SuppressionReason.WRONG_NUMBER, taxpayer="1003", phone="09012345603")
    suppress(context, SuppressionReason.DECEASED, taxpayer="9999", phone=None)  # on no list: only its hash is left
    written = suppression_files.write_suppressions(context, CHIEF)
    assert (written.rows, written.unknown) == (4, 1)
    (tmp_path / "other").mkdir()
    other = open_context(tmp_path / "other")
    path = context.settings.exports / written.names[0]
    assert import_file_of(other, path).counts == SuppressionCounts(
        rows=4, suppressed=4, repeated=0, over=0, rejected={}, hidden_rows=0, unread_columns=[]
    )
    assert list_in_force(other) == [one for one in list_in_force(context) if one != "taxpayer deceased"]
    assert other.column("SELECT until FROM suppression_terms") == ["2026-08-06"]
    excluded = {"suppressed": 3}
    assert dict(import_list(other, make_debts(4)).target.counts.excluded) == excluded
    assert import_file_of(other, path).counts.repeated == 4
    other.store.close()


def test_the_file_names_reasons_in_words_and_has_the_numbers_of_messages_whose_list_is_gone(
    context: HarnessContext,
) -> None:
    start_and_send(context, 1)
    suppress(context, SuppressionReason.WRONG_NUMBER, until=None)
    with context.store.transaction() as db, allow_purge(db):
        db.execute("DELETE FROM recipient_phones")
    heading, row = read_export(context)
    assert heading[:4] == ["宛名番号", "電話番号", "理由コード", "理由"]
    assert row == ["", "09012345601", "wrong_number", "番号違い", "", "2026-07-07", "slack", "U_OPERATOR"]


OWN_STOPS = read_layout("""
    base = "stops"
    name = "provider"
    version = 2
    encoding = "utf-8"
    columns = [
      { heading = "msisdn", field = "phone" },
      { heading = "登録", field = "since", day = "YYYYMMDD" },
      { heading = "状態", text = "1" },
    ]
""")


def test_numbers_go_to_the_provider_in_the_citys_own_layout_and_come_back(
    context: HarnessContext, tmp_path: Path
) -> None:
    import_list(context, make_debts(4))
    suppress(context, SuppressionReason.COMPLAINT)
    suppress(context, SuppressionReason.WRONG_NUMBER)
    suppress(context, SuppressionReason.STOP_WISHED, taxpayer="1002", phone="09012345602")
    suppress(context, SuppressionReason.COMPLAINT, taxpayer="1003", phone="09012345603", until=TODAY)
    suppress(context, SuppressionReason.CONSULTING, taxpayer="1004", phone="09012345604")
    assert suppression_files.write_suppressions(context, CHIEF).stops is None, "no layout of the city's"
    context = context.with_settings(export_layouts=(OWN_STOPS,))
    written = suppression_files.write_suppressions(context, CHIEF)
    assert (written.stops, written.past) == (2, None)
    (name,) = [one for one in written.names if one.startswith("stops-")]
    path = context.settings.exports / name
    assert list(csv.reader(path.read_text("utf-8-sig").splitlines())) == [
        ["msisdn", "登録", "状態"],
        ["09012345601", "20260707", "1"],
        ["09012345602", "20260707", "1"],
    ]
    (tmp_path / "other").mkdir()
    other = open_context(tmp_path / "other")
    assert import_file(other, UPLOADER, STOPS, path, source=BY_SLACK).counts.stopped == 2
    assert dict(import_list(other, make_debts(4)).target.counts.excluded) == {"suppressed": 2}
    other.store.close()


def test_the_same_suppressions_are_not_written_twice(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    suppress(context)
    first = suppression_files.write_suppressions(context, CHIEF)
    again = suppression_files.write_suppressions(context, UPLOADER)
    assert again.past is not None
    assert (again.names, again.past.by) == (first.names, CHIEF.user)
    suppress(context, SuppressionReason.STOP_WISHED, taxpayer="1002")
    assert suppression_files.write_suppressions(context, UPLOADER).past is None


def test_nothing_to_write_is_refused_and_nobody_else_may_write(context: HarnessContext) -> None:
    with pytest.raises(Conflict, match="suppressions_none"):
        suppression_files.write_suppressions(context, CHIEF)
    suppress(context, taxpayer="9999", phone=None)
    with pytest.raises(Conflict, match="suppressions_none"):
        suppression_files.write_suppressions(context, CHIEF)
    with pytest.raises(NotAllowed):
        suppression_files.write_suppressions(context, OPERATOR)


@pytest.mark.parametrize(
    ("row", "in_force", "until"),
    [
        ("1001,,consulting,2026-07-31", ["taxpayer consulting"], ["2026-07-31"]),
        ("1001,,deceased,2026-07-31", ["taxpayer deceased"], []),
        ("1001,,,", ["taxpayer city_order"], []),
        ("1001,,苦情,来年", ["taxpayer city_order"], []),
        ("1001,090-12,complaint,", ["taxpayer complaint"], []),
        ("不明,９０１２３４５６０１,complaint,", ["phone complaint"], []),
        ("1001,090-1234-5601,complaint,", ["phone complaint", "taxpayer complaint"], []),
        ("1001,,consulting,2026-07-06", [], []),
        ("不明,,complaint,", [], []),
    ],
)
def test_a_row_that_may_mean_two_things_messages_nobody(
    context: HarnessContext, row: str, in_force: list[str], until: list[str]
) -> None:
    path = write_lines(make_path(context), "宛名番号,電話番号,理由コード,期限", [row], "utf-8")
    counts = import_file_of(context, path).counts
    assert list_in_force(context) == in_force
    assert context.column("SELECT until FROM suppression_terms") == until
    assert counts.rows == counts.suppressed + counts.over + sum(counts.rejected.values()) == 1


def test_every_result_of_a_call_that_suppresses_is_a_reason() -> None:
    assert {result.value for result in SUPPRESSES_NUMBER | SUPPRESSES_PERSON} <= {
        one.value for one in SuppressionReason
    }
