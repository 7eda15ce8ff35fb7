"""Payment files: each row counts once, reversals cancel, promises are kept or broken."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.model.campaigns import Intent
from bot.model.digests import DigestKind
from bot.model.errors import BadInput
from bot.model.imports import PaymentCounts
from bot.rules.eligibility import JudgementBasis, judge_rows
from bot.rules.importing.record_layouts import read_layout
from bot.services import digests
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import get_file_view, import_file
from bot.store import eligibility_facts
from tests.services.files import CallRow, Debt, Paid, make_debts, write_lines, write_rows
from tests.services.harness import OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import (
    BY_SLACK,
    count_promises,
    decide_reversed,
    import_call_results,
    import_list,
    import_paid,
    make_path,
    send_all,
    start_campaign,
)

KEPT, BROKEN = {"made": 1, "kept": 1, "broken": 0}, {"made": 1, "kept": 0, "broken": 1}
OPEN = {"made": 1, "kept": 0, "broken": 0}


def test_every_row_is_counted_once_under_its_result(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    context.clock.advance(days=1)
    known = [Paid(channel="コンビニ速報"), Paid(channel="コンビニ確報"), Paid(taxpayer="1002", instalment="9")]
    others = [Paid(taxpayer="9999"), Paid(amount="x"), Paid(paid="20260231", booked="x"), Paid(taxpayer="")]
    card = import_paid(context, [*known, Paid(booked="20260708", channel="コンビニ", reversal="1"), *others])
    counts = card.counts
    assert (counts.applied, counts.repeated, counts.doubtful, counts.unmatched, counts.reversals) == (1, 1, 1, 1, 1)
    assert counts.rejected == {"bad_amount": 1, "bad_date": 1, "missing_taxpayer_id": 1}
    assert counts.rows == 8
    assert card.as_of == date(2026, 7, 8)
    assert get_file_view(PaymentCounts, context, OPERATOR, card.file_id).counts == counts


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_payment_of_a_file_without_paid_days_is_that_of_a_file_that_has_them(
    context: HarnessContext, order: tuple[int, ...]
) -> None:
    import_list(context, make_debts(1))
    heading = "宛名番号,税目,年度,期別,{}金額"
    booked = (heading.format("収納日,"), "1001,固定資産税,令和8,1,20260706,30000")
    early = (heading.format("納付日,収納日,"), "1001,固定資産税,令和8,1,20260703,20260706,30000")
    same_day = (heading.format("納付日,収納日,"), "1001,固定資産税,令和8,1,20260706,20260706,30000")
    files = [booked, early, same_day]
    for at in order:
        path = write_lines(context.store.path.with_name(f"{at}.csv"), files[at][0], [files[at][1]])
        import_file(context, UPLOADER, PAYMENTS, path, name="x", source=BY_SLACK)
    days = context.column("SELECT paid_on FROM payments_in_force ORDER BY paid_on")
    assert days == ["2026-07-03", "2026-07-06"]


@pytest.mark.fault("S7")
def test_the_same_file_twice_doubles_nothing(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    rows = [Paid(), Paid(taxpayer="1002")]
    import_paid(context, rows)
    again = import_paid(context, rows)
    assert (again.counts.applied, again.counts.repeated) == (0, 2)
    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None)
    assert (seen.payments_count, seen.payments_yen) == (2, 60000)


def test_who_the_bank_debited_is_not_messaged(context: HarnessContext, tmp_path: Path) -> None:
    city = 'base = "zengin_transfer"\nversion = 1\ntexts = { 5 = "0012345678" }\n'
    layout = read_layout(city + '[columns]\n"宛名番号" = { start = 92, length = 10 }')
    with_layout = context.with_settings(record_layouts=(layout,))
    path = tmp_path / "result.dat"
    records = [
        "1910" + "0012345678".ljust(50) + "0703",
        *(f"2{'':79}{30_000:010}0{payer:010}{'':10}{result}" for payer, result in ((1001, 0), (1002, 1))),
    ]
    path.write_text("".join(f"{record:120}" for record in [*records, "8000002", "9"]), "ascii")
    card = import_file(with_layout, UPLOADER, PAYMENTS, path, name="x", source=BY_SLACK)
    assert (card.counts.rows, card.as_of) == (1, date(2026, 7, 3))
    assert "tax" in card.counts.missing
    assert import_list(with_layout, make_debts(2)).target.counts.excluded == {"recent_payment": 1}


def test_a_payer_is_found_although_a_spreadsheet_removed_leading_zeros(context: HarnessContext) -> None:
    import_list(context, [Debt(taxpayer="0001001")])
    assert import_paid(context, [Paid(taxpayer="1001", tax="固定", year="R8", instalment="第１期")]).counts.applied == 1


def test_a_reversal_makes_the_debt_unpaid_again(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_paid(context, [Paid(paid="20260601", booked="20260602")])
    assert import_list(context, [Debt(calls="3"), *make_debts(2)[1:]]).target.counts.excluded == {"paid": 1}
    import_paid(context, [Paid(paid="20260601", booked="20260706", reversal="1")])
    decide_reversed(context)
    assert import_list(context, [Debt(calls="4"), *make_debts(2)[1:]]).target.counts.excluded == {}


@pytest.mark.fault("S7")
def test_two_payments_in_part_pay_a_debt_and_one_does_not(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_paid(context, [Paid(amount="10000", paid="20260601", booked="20260602")])
    assert import_list(context, [Debt(calls="3")]).target.counts.excluded == {}
    import_paid(context, [Paid(amount="20000", paid="20260602", booked="20260603")])
    assert import_list(context, [Debt(calls="4")]).target.counts.excluded == {"paid": 1}


@pytest.mark.parametrize(
    ("owed", "paid", "excluded"),
    [
        ("1", "全期", {"paid": 1}),
        ("2", "前納", {"paid": 1}),
        ("全期", "全", {"paid": 1}),
        ("全期", "1", {"paid": 1}),
        ("1", "2", {}),
    ],
)
def test_a_payment_of_the_whole_year_pays_each_instalment(
    context: HarnessContext, owed: str, paid: str, excluded: dict[str, int]
) -> None:
    debts = [replace(debt, instalment=owed) for debt in make_debts(1)]
    import_list(context, debts)
    card = import_paid(context, [Paid(instalment=paid, paid="20260601", booked="20260605")])
    assert card.counts.applied == len(excluded)
    assert import_list(context, debts, again=True).target.counts.excluded == excluded


def test_the_as_of_day_is_the_newest_booking_or_the_given_day(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    booked = [Paid(booked="20260706"), Paid(booked="20260703", amount="1")]
    assert import_paid(context, booked).as_of == date(2026, 7, 6)
    assert import_paid(context, [Paid(amount="2")], as_of=date(2026, 7, 5)).as_of == date(2026, 7, 5)
    assert import_paid(context, [Paid(booked="", paid="20260701", amount="3")]).as_of == date(2026, 7, 1)
    assert import_paid(context, [Paid(amount="x")]).as_of is None


def test_a_payment_in_time_keeps_a_promise_and_a_later_one_does_not(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.10"), *make_debts(2, promise="R8.7.10")[1:]])
    context.clock.advance(days=6)
    in_time = Paid(paid="20260710", booked="20260712")
    import_paid(context, [in_time, replace(in_time, taxpayer="1002", paid="20260711")])
    assert count_promises(context) == {"made": 2, "kept": 1, "broken": 0}


@pytest.mark.parametrize(
    ("debts", "rows", "kept"),
    [
        ([Debt()], [Paid(amount="1")], 0),
        ([Debt()], [Paid(tax="軽自動車税")], 0),
        ([Debt()], [Paid(instalment="2")], 0),
        ([Debt()], [Paid(amount="29999")], 0),
        ([Debt()], [Paid(amount="29999"), Paid(amount="1")], 1),
        ([Debt()], [Paid(amount="29999", paid="20260601"), Paid(amount="1")], 1),
        ([Debt()], [Paid(paid="20260601"), Paid(tax="軽自動車税")], 0),
        ([Debt()], [Paid(amount="29999"), Paid(amount="1", paid="20260711")], 0),
        ([Debt(), Debt(instalment="2")], [Paid()], 0),
        ([Debt(), Debt(instalment="2")], [Paid(), Paid(instalment="2")], 1),
        ([Debt(), Debt(instalment="2", due="R8.7.31")], [Paid()], 1),
        ([Debt(), Debt(instalment="2")], [Paid(instalment="全", amount="60000")], 1),
        ([Debt(instalment="全")], [Paid()], 1),
    ],
)
def test_a_promise_is_kept_only_if_all_that_was_listed_and_due_is_paid(
    context: HarnessContext, debts: list[Debt], rows: list[Paid], kept: int
) -> None:
    import_list(context, [replace(debt, promise="R8.7.10") for debt in debts])
    context.clock.advance(days=6)
    import_paid(context, [row if row.paid != Paid().paid else replace(row, paid="20260708") for row in rows])
    assert count_promises(context) == {"made": 1, "kept": kept, "broken": 0}


@pytest.mark.parametrize(
    ("paid", "states"),
    [
        ([Paid(paid="20260709", booked="20260710", tax="軽自動車税", amount="1")], ["open", "kept"]),
        ([Paid(paid="20260711", booked="20260712")], ["open", "broken"]),
        ([Paid(paid="20260701", booked="20260702")], ["open", "broken"]),
        ([Paid("1002", paid="20260709", booked="20260710")], ["open", "broken"]),
        ([Paid(paid="20260709", booked="20260710"), Paid(paid="20260709", reversal="1")], ["open", "broken"]),
    ],
    ids=["paid something", "paid late", "paid before", "another paid", "reversed"],
)
def test_a_promise_of_somebody_on_no_list_is_kept_by_any_payment_once_data_of_its_day_have_come(
    context: HarnessContext, paid: list[Paid], states: list[str]
) -> None:
    import_call_results(context, CallRow(at="2026/7/6 10:00", result="納付約束", promised="2026/7/10"))
    context.clock.advance(days=7)
    import_paid(context, paid)
    found = [context.value("SELECT state FROM promises")]
    context.clock.advance(days=14)
    import_paid(context, [Paid("9999", paid="20260724", booked="20260724")])
    assert [*found, context.value("SELECT state FROM promises")] == states


def test_a_newer_list_with_another_debt_does_not_open_a_kept_promise(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.10")])
    context.clock.advance(days=4)
    import_paid(context, [Paid(paid="20260708", booked="20260709")])
    import_list(context, [Debt(instalment="2", calls="3")])
    import_paid(context, [Paid("9999", booked="20260710")])
    assert count_promises(context) == KEPT


def test_a_debt_of_a_list_after_the_promise_does_not_belong_to_it(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.10")])
    context.clock.advance(days=4)
    import_list(context, [Debt(promise="R8.7.10"), Debt(instalment="2")])
    import_paid(context, [Paid(paid="20260708", booked="20260709")])
    assert count_promises(context) == KEPT


@pytest.mark.parametrize(("days", "excluded"), [(24, {"promise_open": 1}), (25, {})])
def test_until_its_day_a_promise_holds_its_person_whatever_was_paid(
    context: HarnessContext, days: int, excluded: dict[str, int]
) -> None:
    import_list(context, [Debt(promise="R8.7.31")])
    context.clock.advance(days=2)
    import_paid(context, [Paid(paid="20260708", booked="20260709")])
    assert count_promises(context) == KEPT
    context.clock.advance(days=days - 2)
    rest = [Debt(instalment="2", calls="3"), *make_debts(2)[1:]]
    assert import_list(context, rest).target.counts.excluded == excluded


@pytest.mark.parametrize(("paid", "reason"), [("20260706", None), ("20260707", "no_promise")])
def test_who_has_paid_a_part_since_the_promise_gets_no_reminder_of_it(
    context: HarnessContext, paid: str, reason: str | None
) -> None:
    import_list(context, [Debt(promise="R8.7.31")])
    import_paid(context, [Paid(amount="1", paid=paid, booked=paid)])
    context.clock.advance(days=22)
    with context.store.read_transaction() as db:
        facts = eligibility_facts.get_facts(db, 1, context.clock.now())
    now = context.clock.now()
    basis = JudgementBasis(context.settings.policy, frozenset(), Intent.PROMISE_NEAR, now.date(), now)
    assert facts.has_open_promise
    assert list(judge_rows(facts, basis).values()) == [reason]


def test_a_promise_is_broken_once_the_data_reaches_its_day_and_the_lag(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.10")])
    context.clock.advance(days=30)
    import_paid(context, [Paid(taxpayer="9999")], as_of=date(2026, 7, 23))
    assert count_promises(context) == OPEN
    import_paid(context, [Paid(taxpayer="9999", amount="1")], as_of=date(2026, 7, 24))
    assert count_promises(context) == BROKEN
    by_day = [digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 8, day)) for day in (5, 6, 7)]
    assert [seen.promises_broken for seen in by_day] == [0, 1, 0]


@pytest.mark.parametrize("slip", [Paid(booked="20260708"), Paid(paid="20260708"), Paid(paid="20620706", booked="")])
def test_a_payment_of_a_day_to_come_is_a_fault_and_no_as_of_day(context: HarnessContext, slip: Paid) -> None:
    import_list(context, [Debt(promise="R8.7.20")])
    card = import_paid(context, [slip, Paid(taxpayer="9999", booked="20260707")])
    assert (card.counts.rejected, card.as_of) == ({"bad_date": 1}, date(2026, 7, 7))
    assert [problem.line for problem in card.problems] == [2]
    assert count_promises(context) == OPEN
    assert import_list(context, [Debt(calls="3")]).target.counts.excluded == {"recent_payment": 1}


@pytest.mark.parametrize(
    ("row", "code", "holds"),
    [
        *((Paid(amount=cell), "bad_amount", True) for cell in ("+12000", "12千円", "▲12,000", "", "0", "12000 円 500")),
        *((Paid(paid=cell, booked=""), "bad_date", True) for cell in ("8.11.25", "11/25", "081125", "窓口", "7月6日")),
        (Paid(paid="", booked="", reversal="1"), "bad_date", True),
        (Paid(paid="20260501", amount="**********", booked=""), "bad_amount", True),
        (Paid(paid="", booked="", amount=""), "bad_date", False),
    ],
    ids=str,
)
def test_whoever_paid_by_a_rejected_row_is_held_as_after_any_payment(
    context: HarnessContext, row: Paid, code: str, *, holds: bool
) -> None:
    start_campaign(context, 2)
    counts = import_paid(context, [row]).counts
    assert (counts.rejected, counts.held_rows) == ({code: 1}, 1 if row.paid or row.amount else 0)
    assert send_all(context) == (1 if holds else 2)
    assert context.reasons() == ["recent_payment" if holds else None, None]


_EARLY = {"paid": "20260601", "booked": "20260602"}
"""Longer ago than a payment holds its payer whatever it pays."""
_WHILE_IT_WAITS: dict[str, tuple[list[list[Paid]], str | None]] = {
    "in full": ([[Paid()]], "paid"),
    "in full, long ago": ([[Paid(**_EARLY)]], "paid"),
    "too much, long ago": ([[Paid(amount="30001", **_EARLY)]], "paid"),
    "in part, now": ([[Paid(amount="1")]], "recent_payment"),
    "in part, long ago": ([[Paid(amount="29999", **_EARLY)]], None),
    "in two parts, of two files": ([[Paid(amount="15000", **_EARLY)], [Paid(amount="15000", paid="20260603")]], "paid"),
    "a half twice, of one file twice": ([[Paid(amount="15000", **_EARLY)]] * 2, None),
    "another instalment, now": ([[Paid(instalment="9")]], "recent_payment"),
    "another instalment, long ago": ([[Paid(instalment="9", **_EARLY)]], None),
    "the amount of somebody else": ([[Paid(taxpayer="9999")]], None),
}


@pytest.mark.fault("S6", "S7")
@pytest.mark.parametrize(("files", "held"), _WHILE_IT_WAITS.values(), ids=_WHILE_IT_WAITS)
def test_whoever_paid_between_approval_and_claim_is_held_by_exact_keys(
    context: HarnessContext, files: list[list[Paid]], held: str | None
) -> None:
    start_campaign(context, 2)
    for rows in files:
        import_paid(context, rows)
    assert send_all(context) == (1 if held else 2)
    assert context.reasons() == [held, None]


def test_an_as_of_day_to_come_is_refused(context: HarnessContext) -> None:
    with pytest.raises(BadInput, match="as_of_to_come"):
        import_paid(context, [Paid()], as_of=date(2026, 7, 8))
    assert import_paid(context, [Paid()], as_of=date(2026, 7, 7)).as_of == date(2026, 7, 7)


@pytest.mark.parametrize("taken", [0, 1])
def test_a_promise_one_of_whose_payments_was_reversed_is_open_again(context: HarnessContext, taken: int) -> None:
    import_list(context, [Debt(promise="R8.7.20")])
    context.clock.advance(days=3)
    halves = [Paid(amount="15000", paid="20260708", booked="20260709"), Paid(amount="15000", paid="20260709")]
    import_paid(context, halves)
    assert count_promises(context) == KEPT
    import_paid(context, [replace(halves[taken], booked="20260710", reversal="1")])
    assert count_promises(context) == OPEN
    context.clock.advance(days=16)
    decide_reversed(context)
    assert import_list(context, [Debt(calls="3")]).target.counts.excluded == {"promise_open": 1}


def test_a_promise_is_not_broken_while_an_expected_channel_has_no_data_of_its_day(context: HarnessContext) -> None:
    desk = context.with_policy(
        payment_channels_expected=("銀行", "コンビニ"), payment_channel_lags=(("銀行", 2), ("コンビニ", 3))
    )
    import_list(desk, [Debt(promise="R8.7.8")])
    desk.clock.advance(days=7)
    import_paid(desk, [Paid("9999", paid="20260713", booked="20260714")])
    assert count_promises(desk) == OPEN
    import_paid(desk, [Paid("9999", paid="20260709", booked="20260710", channel="コンビニ")])
    assert count_promises(desk) == OPEN
    import_call_results(desk, CallRow("9998", at="2026/7/13 10:00"))
    assert count_promises(desk) == OPEN
    import_paid(desk, [Paid("9999", paid="20260712", booked="20260713", channel="コンビニ")])
    assert count_promises(desk) == BROKEN


def test_each_channel_has_its_own_as_of_day(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    other, older = Paid(channel="eLTAX", booked="20260703"), Paid(channel="銀行", booked="20260706", amount="1")
    import_paid(context, [Paid(), other, older])
    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None)
    assert seen.as_of_by_channel == {"eLTAX": date(2026, 7, 3), "銀行": date(2026, 7, 7)}
    assert seen.as_of == date(2026, 7, 7)


def test_a_payment_file_is_stored_with_its_uploader(context: HarnessContext, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "x.csv", Paid, [Paid()])
    import_file(context, UPLOADER, PAYMENTS, path, name="7月", source=BY_SLACK)
    card = get_file_view(PaymentCounts, context, OPERATOR, 1)
    assert (card.name, card.person) == ("7月", "U_UPLOADER")
    assert {entry[0] for entry in context.list_audited()} == {"U_UPLOADER"}


@pytest.mark.parametrize(
    ("month", "due", "excluded"),
    [
        ("5月", "R8.5.31", "paid"),
        ("05月分", "R8.6.1", "paid"),
        ("6月", "R8.6.1", "paid"),
        ("4月", "R8.5.4", "paid"),
        ("12月", "R8.1.4", "paid"),
        ("4月", "R8.5.31", "recent_payment"),
        ("6月", "R8.5.31", "recent_payment"),
    ],
)
def test_an_instalment_that_a_file_names_by_its_month_is_that_which_is_due_then(
    context: HarnessContext, month: str, due: str, excluded: str
) -> None:
    """A day that a weekend or New Year moved into the next month may be meant by either."""
    import_list(context, [Debt(due=due)])
    card = import_paid(context, [Paid(instalment=month)])
    assert (card.counts.applied, card.counts.doubtful) == ((1, 0) if excluded == "paid" else (0, 1))
    assert import_list(context, [Debt(due=due)], again=True).target.counts.excluded == {excluded: 1}


@pytest.mark.parametrize("year", ["会計年度", "調定年度", "会計所属年度", "年度"])
def test_a_year_of_accounts_is_the_year_of_the_debt_if_a_file_has_no_other(context: HarnessContext, year: str) -> None:
    import_list(context, [Debt()], without=["year"])
    path = make_path(context)
    heading = f"宛名番号,税目,{year},期別,納付日,金額"
    write_lines(path, heading, ["1001,固定資産税　本税,令和8,1,20260601,30000"])
    card = import_file(context, UPLOADER, PAYMENTS, path, source=BY_SLACK)
    assert card.counts.applied == 1
