"""Payment files: each row counts once, reversals undo, promises are kept or broken."""

from datetime import date
from pathlib import Path

import pytest

from bot.model.errors import FileRefused, NotAllowed, NotFound
from bot.services.imports import payments
from bot.services.imports.pipeline import Source
from bot.store import payments as stored
from tests.desk.files import Debt, Paid, payment_file, people
from tests.desk.office import OPERATOR, UPLOADER, Office
from tests.desk.steps import imported, paid

BY_SLACK = Source("slack", UPLOADER.user)


def promised(office: Office) -> list[object]:
    return office.column("SELECT state FROM promises ORDER BY promised_on")


def test_every_row_counts_once_under_what_became_of_it(office: Office) -> None:
    imported(office, people(2))
    card = paid(
        office,
        [
            Paid(),
            Paid(),
            Paid(taxpayer="1002", instalment="9"),
            Paid(taxpayer="9999"),
            Paid(booked="20260708", reversal="1"),
            Paid(amount="x"),
            Paid(paid="20260231"),
            Paid(taxpayer=""),
        ],
    )
    counts = card.counts
    assert (counts.applied, counts.repeated, counts.doubtful, counts.unmatched, counts.reversals) == (1, 1, 1, 1, 1)
    assert counts.rejected == {"bad_amount": 1, "bad_date": 1, "missing_taxpayer_id": 1}
    assert counts.rows == 8
    assert card.as_of == date(2026, 7, 8)
    assert payments.get_payment_file_view(office, OPERATOR, card.file_id).counts == counts


def test_the_same_file_twice_doubles_nothing(office: Office) -> None:
    imported(office, people(2))
    rows = [Paid(), Paid(taxpayer="1002")]
    paid(office, rows)
    again = paid(office, rows)
    assert (again.counts.applied, again.counts.repeated) == (0, 2)
    assert office.value("SELECT COUNT(*) FROM payments") == 2
    assert office.value("SELECT SUM(amount) FROM payments") == 60000


def test_a_spreadsheet_that_ate_the_zeros_in_front_still_finds_the_payer(office: Office) -> None:
    imported(office, [Debt(taxpayer="0001001")])
    assert paid(office, [Paid(taxpayer="1001", tax="固定", year="R8", instalment="第１期")]).counts.applied == 1


def test_a_reversal_makes_the_debt_unpaid_again(office: Office) -> None:
    imported(office, [Debt()])
    paid(office, [Paid(paid="20260601", booked="20260602")])
    assert imported(office, [Debt(calls="3"), *people(2)[1:]]).target.counts.excluded == {"paid": 1}
    paid(office, [Paid(paid="20260601", booked="20260706", reversal="1")])
    assert imported(office, [Debt(calls="4"), *people(2)[1:]]).target.counts.excluded == {}


def test_two_payments_in_part_pay_a_debt_and_one_does_not(office: Office) -> None:
    imported(office, [Debt()])
    paid(office, [Paid(amount="10000", paid="20260601", booked="20260602")])
    assert imported(office, [Debt(calls="3")]).target.counts.excluded == {}
    paid(office, [Paid(amount="20000", paid="20260602", booked="20260603")])
    assert imported(office, [Debt(calls="4")]).target.counts.excluded == {"paid": 1}


def test_the_as_of_day_is_the_newest_booked_one_or_the_one_that_is_given(office: Office) -> None:
    imported(office, [Debt()])
    assert paid(office, [Paid(booked="20260706"), Paid(booked="20260703", amount="1")]).as_of == date(2026, 7, 6)
    assert paid(office, [Paid(amount="2")], as_of=date(2026, 7, 5)).as_of == date(2026, 7, 5)
    assert paid(office, [Paid(booked="", paid="20260701", amount="3")]).as_of == date(2026, 7, 1)
    assert paid(office, [Paid(amount="x")]).as_of is None


def test_a_payment_in_time_keeps_a_promise_and_a_later_one_does_not(office: Office) -> None:
    imported(office, [Debt(promise="R8.7.10"), *people(2, promise="R8.7.10")[1:]])
    office.clock.advance(days=6)
    paid(
        office,
        [Paid(paid="20260710", booked="20260712"), Paid(taxpayer="1002", paid="20260711", booked="20260712")],
    )
    assert sorted(map(str, promised(office))) == ["kept", "open"]


def test_a_promise_is_broken_once_the_data_reach_its_day_and_the_lag(office: Office) -> None:
    imported(office, [Debt(promise="R8.7.10")])
    office.clock.advance(days=30)
    paid(office, [Paid(taxpayer="9999")], as_of=date(2026, 7, 23))
    assert promised(office) == ["open"]
    paid(office, [Paid(taxpayer="9999", amount="1")], as_of=date(2026, 7, 24))
    assert promised(office) == ["broken"]
    assert office.value("SELECT settled_on FROM promises") == "2026-08-06"


@pytest.mark.parametrize("slip", [Paid(taxpayer="9999", booked="20620706"), None])
def test_a_slip_in_a_date_breaks_no_promise_whose_day_has_not_come(office: Office, slip: Paid | None) -> None:
    imported(office, [Debt(promise="R8.7.20")])
    paid(office, [slip or Paid(taxpayer="9999")], as_of=None if slip else date(2062, 7, 6))
    assert promised(office) == ["open"]


def test_a_promise_whose_payment_was_taken_back_is_open_again(office: Office) -> None:
    imported(office, [Debt(promise="R8.7.20")])
    office.clock.advance(days=3)
    paid(office, [Paid(amount="5000", paid="20260708", booked="20260709")])
    assert promised(office) == ["kept"]
    paid(office, [Paid(amount="5000", paid="20260708", booked="20260710", reversal="1")])
    assert promised(office) == ["open"]
    assert imported(office, [Debt(calls="3")]).target.counts.excluded == {"promise_open": 1}


def test_who_may_not_import_and_what_is_no_file_leave_nothing(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        payments.import_payments(office, OPERATOR, tmp_path / "x", name="x", source=BY_SLACK, as_of=None)
    (tmp_path / "letter.csv").write_bytes(b"a,b\r\n1,2\r\n")
    with pytest.raises(FileRefused):
        payments.import_payments(office, UPLOADER, tmp_path / "letter.csv", name="x", source=BY_SLACK, as_of=None)
    assert office.value("SELECT COUNT(*) FROM payment_files") == 0
    with pytest.raises(NotFound):
        payments.get_payment_file_view(office, UPLOADER, 1)


def test_each_channel_is_known_up_to_its_own_day(office: Office) -> None:
    imported(office, [Debt()])
    paid(
        office, [Paid(), Paid(channel="eLTAX", booked="20260703"), Paid(channel="銀行", booked="20260706", amount="1")]
    )
    with office.store.reading() as db:
        assert stored.find_newest_days(db, date(2026, 7, 7)) == {"eLTAX": date(2026, 7, 3), "銀行": date(2026, 7, 7)}
        assert stored.find_newest_day(db) == date(2026, 7, 7)


def test_a_payment_file_is_kept_under_the_name_of_who_brought_it(office: Office, tmp_path: Path) -> None:
    path = payment_file(tmp_path / "x.csv", [Paid()])
    payments.import_payments(office, UPLOADER, path, name="7月", source=BY_SLACK, as_of=None)
    card = payments.get_payment_file_view(office, OPERATOR, 1)
    assert (card.name, card.person) == ("7月", "U_UPLOADER")
    assert {entry[0] for entry in office.audited()} == {"U_UPLOADER"}
