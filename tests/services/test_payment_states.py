"""Payments through the importer: a bag with states, which holds its payers, whatever the order of the files."""

import itertools
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from bot.model.digests import DigestKind
from bot.model.imports import FileView, PaymentCounts
from bot.services import digests
from bot.services.imports import payments
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import import_file
from tests.services.files import Debt, Paid, make_debts, write_lines, write_rows
from tests.services.harness import OPERATOR, UPLOADER, HarnessContext, ProcessKilled, open_context
from tests.services.steps import BY_SLACK, decide_reversed, import_list, import_paid, make_path

OLD = Paid(paid="20260601", booked="20260602", amount="15000")
"""Half of the default debt, paid so long ago that its payer is not held."""
OTHERS = make_debts(2)[1:]
_calls = itertools.count(3)


def judge(context: HarnessContext, debt: Debt | None = None) -> dict[str, int]:
    """Return why the person is excluded from a new list with this debt."""
    decide_reversed(context)
    listed = replace(debt or Debt(), calls=str(next(_calls)))
    return dict(import_list(context, [listed, *OTHERS]).target.counts.excluded)


def import_lines(context: HarnessContext, heading: str, *lines: str) -> FileView[PaymentCounts]:
    """Import a payment file with other columns."""
    path = write_lines(make_path(context), heading, lines)
    return import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK)


def test_equal_rows_of_one_file_are_two_payments(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    assert import_paid(context, [OLD, OLD]).counts.applied == 2
    assert judge(context) == {"paid": 1}
    assert import_paid(context, [OLD]).counts.repeated == 1
    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None)
    assert (seen.payments_count, seen.payments_yen) == (2, 30000)


def test_a_confirmed_notice_is_one_payment(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_paid(context, [replace(OLD, channel="コンビニ速報")])
    confirmed = import_paid(context, [replace(OLD, channel="コンビニ確報", booked="20260605")])
    assert (confirmed.counts.applied, confirmed.counts.repeated) == (0, 1)
    assert judge(context) == {}
    assert digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None).payments_yen == 15000


def test_a_notice_that_is_cancelled_and_made_again_leaves_one(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    notice = replace(OLD, amount="30000", channel="コンビニ速報")
    import_paid(context, [notice, replace(notice, channel="コンビニ速報取消"), notice])
    assert judge(context) == {"paid": 1}


def test_the_reversal_of_one_channel_leaves_the_payment_of_another(context: HarnessContext) -> None:
    paid = Paid(paid="20260601", booked="20260602")
    account = replace(paid, channel="口座振替")
    import_paid(
        context, [replace(paid, channel="コンビニ"), account, replace(account, booked="20260706", reversal="1")]
    )
    assert judge(context) == {"paid": 1}


@pytest.mark.parametrize("word", ["還付", "過誤納還付"])
@pytest.mark.parametrize("column", ["channel", "reversal"])
def test_a_refund_opens_no_debt_and_holds_its_payer(context: HarnessContext, word: str, column: str) -> None:
    import_paid(context, [Paid(paid="20260601", booked="20260602")])
    values: dict[str, Any] = {column: word}
    import_paid(context, [replace(Paid(paid="20260601", booked="20260701"), **values)])
    assert judge(context) == {"paid": 1}
    assert judge(context, Debt(instalment="2")) == {"recent_payment": 1}


def test_a_refund_keeps_no_promise(context: HarnessContext) -> None:
    import_list(context, [Debt(promise="R8.7.20")])
    import_paid(context, [Paid(paid="20260707", channel="還付")])
    context.clock.advance(days=15)
    assert judge(context) == {"promise_open": 1}


@pytest.mark.parametrize("values", [{"channel": "充当"}, {"reversal": "充当"}])
def test_an_appropriation_pays_its_debt(context: HarnessContext, values: dict[str, Any]) -> None:
    import_paid(context, [replace(Paid(paid="20260601", booked="20260602"), **values)])
    assert judge(context) == {"paid": 1}


@pytest.mark.parametrize(
    ("paid", "booked", "reason"),
    [
        ("20260601", "20260624", {"recent_payment": 1}),  # booked 13 days ago
        ("20260601", "20260623", {}),
        ("20260624", "20260601", {"recent_payment": 1}),
        ("20260601", "", {}),
    ],
)
def test_a_payer_is_held_from_the_later_of_paid_and_booked_day(
    context: HarnessContext, paid: str, booked: str, reason: dict[str, int]
) -> None:
    payment = Paid(paid=paid, booked=booked, tax="入湯税")
    assert import_paid(context, [payment]).counts.unmatched == 1  # before the person is on a list
    assert judge(context) == reason


def test_a_file_without_the_columns_of_a_debt_is_named_as_such_and_holds_its_payers(context: HarnessContext) -> None:
    card = import_lines(context, "宛名番号,納付日,金額", "1001,20260706,30000")
    assert list(card.counts.missing) == ["tax", "year", "instalment"]
    assert judge(context) == {"recent_payment": 1}
    assert list(import_paid(context, [Paid()]).counts.missing) == []


@pytest.mark.parametrize("heading", ["納付番号", "収納通番", "eL番号", "ｅＬ番号", "収納番号", "納付確認番号"])
def test_the_citys_id_tells_payments_apart(context: HarnessContext, heading: str) -> None:
    line = "1001,固定資産税,R8,1,20260601,20260602,15000,銀行"
    columns = f"宛名番号,税目,年度,期別,納付日,収納日,金額,納付区分,{heading}"
    import_lines(context, columns, f"{line},000123456789", f"{line},123456789")  # a spreadsheet removed the zeros
    assert judge(context) == {}
    import_lines(context, columns, f"{line},123456788")
    assert judge(context) == {"paid": 1}


def test_one_id_on_several_instalments_is_a_payment_of_each(context: HarnessContext) -> None:
    columns = "宛名番号,税目,年度,期別,納付日,金額,納付番号"
    lines = [f"1001,固定資産税,R8,{instalment},20260601,30000,77" for instalment in (1, 2)]
    assert import_lines(context, columns, *lines).counts.unmatched == 2
    assert judge(context, Debt(instalment="2")) == {"paid": 1}


@pytest.mark.parametrize(("listed", "paid"), [("00", "01"), ("1", "0"), ("全期", ""), ("", "第1期")])
def test_the_only_instalment_of_a_tax_is_paid_however_both_files_write_it(
    context: HarnessContext, listed: str, paid: str
) -> None:
    debt = Debt(tax="軽自動車税", instalment=listed)
    import_list(context, [debt])
    payment = replace(OLD, tax="軽自（種別割）", instalment=paid, amount="30000")
    assert import_paid(context, [payment]).counts.applied == 1
    assert judge(context, debt) == {"paid": 1}


def test_a_column_that_one_file_lacks_makes_no_payment_new(context: HarnessContext) -> None:
    import_list(context, [Debt()])
    import_paid(context, [OLD])
    short = "宛名番号,税目,年度,期別,納付日,金額"
    assert import_lines(context, short, "1001,固定資産税,R8,1,20260601,15000").counts.repeated == 1
    assert judge(context) == {}


def test_nothing_of_a_channels_cell_is_stored_or_shown(context: HarnessContext) -> None:
    secret = "集金人　山田太郎 30000円"
    import_list(context, [Debt()])
    import_paid(context, [replace(OLD, channel=secret), replace(OLD, channel="山田花子")])
    import_paid(context, [replace(OLD, channel=secret)])
    seen = digests.compute_figures(context, OPERATOR, DigestKind.DAILY, None)
    assert list(seen.as_of_by_channel) == ["その他"]
    assert (seen.payments_count, seen.payments_yen) == (2, 30000)
    with context.store.read_transaction() as db:
        stored = {row["channel"] for row in db.fetch_all("SELECT channel FROM payments")}
    assert len(stored) == 2
    assert all(re.fullmatch("その他#[0-9a-f]{32}", word) for word in stored)


def test_words_of_a_debt_that_are_not_known_are_sealed_and_still_match(context: HarnessContext) -> None:
    strange: dict[str, Any] = {"tax": "山田税", "year": "山田年", "instalment": "山田期"}
    import_list(context, [replace(Debt(), **strange)])
    import_paid(context, [replace(Paid(paid="20260601", booked="20260602"), **strange)])
    assert import_list(context, [replace(Debt(calls="3"), **strange), *OTHERS]).target.counts.excluded == {"paid": 1}
    with context.store.read_transaction() as db:
        rows = [
            tuple(row)
            for table in ("payments", "counted_payments", "list_rows")
            for row in db.fetch_all(f"SELECT tax, year, instalment FROM {table}")
        ]
    sealed = [row for row in rows if all(re.fullmatch("#[0-9a-f]{32}", word) for word in row)]
    assert (len(sealed), len(set(sealed)), len(rows)) == (4, 1, 5)


def test_the_tax_itself_pays_the_debt_and_a_late_charge_alone_holds_its_payer(context: HarnessContext) -> None:
    columns = "宛名番号,税目,年度,期別,納付日,収納額（合計）,収納額（本税）,収納額（延滞金）"
    import_lines(context, columns, "1001,固定資産税,R8,1,20260601,30000,29500,500")
    assert judge(context) == {}
    import_lines(context, columns, "1001,固定資産税,R8,1,20260706,800,0,800")
    assert judge(context) == {"recent_payment": 1}


def test_an_import_that_a_crash_interrupted_counts_nothing_twice(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [replace(OLD, taxpayer=str(1001 + n // 2)) for n in range(2_500)]
    path = write_rows(make_path(context), Paid, rows)
    whole, batches = payments._store_batch, itertools.count()

    def store_two(*values: Any) -> None:
        if next(batches) == 2:
            raise ProcessKilled
        whole(*values)

    monkeypatch.setattr(payments, "_store_batch", store_two)
    with pytest.raises(ProcessKilled):
        import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK)
    again = import_file(context, UPLOADER, PAYMENTS, path, name="消込", source=BY_SLACK).counts
    assert (again.repeated, again.unmatched) == (2_000, 500)
    assert sum_standing(context).total() == 2_500 * 15_000


def sum_standing(context: HarnessContext) -> Counter[tuple[bytes, str]]:
    """Return the yen that stand, by person and paid day."""
    with context.store.read_transaction() as db:
        rows = db.fetch_all("SELECT taxpayer_key, paid_on, SUM(amount) AS yen FROM payments_in_force GROUP BY 1, 2")
    key = context.store.vault.hash_value
    names = {key("taxpayer", name): name.encode() for name in ("1001", "1002")}
    found = Counter[tuple[bytes, str]]()
    for row in rows:
        found[names.get(row["taxpayer_key"], b""), row["paid_on"]] += row["yen"]
    return found


def make_bag(chance: random.Random) -> list[list[Paid]]:
    """Return overlapping files of two people's payments, notices and reversals."""
    known = [
        Paid(
            taxpayer=chance.choice(["1001", "1002"]),
            paid=chance.choice(["20260601", "20260605"]),
            booked=chance.choice(["20260606", "20260607", ""]),
            channel=chance.choice(["コンビニ速報", "コンビニ確報", "コンビニ", "口座振替", "", "集金人"]),
            amount=chance.choice(["1000", "1,000", "2000"]),
            reversal=chance.choice(["", "", "取消"]),
        )
        for _ in range(12)
    ]
    return [chance.choices(known, k=chance.randint(1, 8)) for _ in range(3)]


def import_bag(folder: Path, files: Sequence[Sequence[Paid]]) -> Counter[tuple[bytes, str]]:
    folder.mkdir()
    context = open_context(folder)
    for file in files:
        import_paid(context, file)
    found = sum_standing(context)
    context.store.close()
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_files_and_rows_and_a_second_import_change_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = make_bag(chance)
    in_order = import_bag(tmp_path / "sorted", [sorted(file, key=astuple) for file in sorted(files, key=str)])
    shuffled = [chance.sample(file, len(file)) for file in chance.sample(files, len(files))]
    assert import_bag(tmp_path / "shuffled", shuffled) == in_order
    assert import_bag(tmp_path / "twice", [*files, *shuffled]) == in_order
