import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import sealed_rows, sealing
from bot.files.sealed_rows import SealedPayment
from bot.model.reasons import Corrected, Rejected
from bot.rules.importing import payment_rows, target_rows
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.payment_rows import PaymentRow
from bot.rules.importing.phones import Phone
from bot.rules.importing.target_rows import Target, TargetRow
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX, Vault
from tests.files import target_rows as files_target_rows
from tests.files.target_rows import SealedRow

VAULT = Vault.create()
DEBT: dict[str, Any] = {"number": 9, "tax": "国民健康保険税", "year": "2026", "instalment": "随", "amount": 5}
SEEN: dict[str, Any] = {
    "corrected": (Corrected.DATE_ERA, Corrected.AMOUNT_FORMATTED),
    "due_on": date(2026, 5, 31),
    "demanded_on": date(2026, 6, 1),
    "calls": 2,
    "promised": True,
    "promised_on": date(2026, 7, 1),
    "flagged": True,
    "arrears": False,
    "fiscal_year": 2026,
    "phone_obtained_on": date(2025, 1, 1),
    "own": False,
    "letter_on": date(2026, 7, 1),
    "language": "pt",
    "last_called_on": date(2026, 6, 30),
}
PHONE = Phone("09012345678", mobile=True)


def format_row(row: Any, facts: int) -> Any:
    return type(row)._make([*row[:facts], *map(sealing.format_value, row[facts:])])


def seal_target(row: TargetRow, sealer: sealing.RowSealer | None = None) -> str:
    (line,) = (sealer or sealing.RowSealer(VAULT)).seal_targets([format_row(row, target_rows.TARGET_FACTS)])
    return line


def seal_payment(row: PaymentRow) -> str:
    line: str
    (line,) = sealing.RowSealer(VAULT).seal([format_row(row, payment_rows.PAYMENT_FACTS)])
    return line


def seal_and_decode(row: TargetRow) -> SealedRow:
    return files_target_rows.decode_target(json.loads(seal_target(row)))


def get_content_key(*listed: TargetRow) -> str:
    sealer = sealing.RowSealer(VAULT)
    for row in listed:
        seal_target(row, sealer)
    return sealer.content_key


def test_all_values_of_a_target_row_are_kept_and_personal_ones_are_encrypted() -> None:
    row = TargetRow(**DEBT, **SEEN, taxpayer="0012345", phone=PHONE, name="山田")
    sealed = seal_and_decode(row)
    assert sealed.taxpayer
    assert sealed.phone
    assert sealed.name
    assert VAULT.decrypt(TAXPAYER_BOX + sealed.taxpayer.key, sealed.taxpayer.box) == "0012345"
    assert VAULT.decrypt(PHONE_BOX + sealed.taxpayer.key + sealed.phone.key, sealed.phone.box) == "09012345678"
    assert VAULT.decrypt(NAME_BOX + sealed.taxpayer.key, sealed.name) == "山田"
    assert sealed.phone.key == VAULT.hash_value("phone", "09012345678")
    assert sealed.phone.mobile
    assert sealed == SealedRow(**DEBT, **SEEN, taxpayer=sealed.taxpayer, phone=sealed.phone, name=sealed.name)
    assert not any(secret in seal_target(row) for secret in ("0012345", "12345678", "山田", "\\u5c71"))


def test_all_values_of_a_payment_are_kept_and_its_payer_is_a_keyed_hash() -> None:
    days: dict[str, Any] = {"paid_on": date(2026, 7, 8), "channel": "コンビニ速報", "reversal": True}
    sealed = sealed_rows.decode_row(
        FILE_FORMATS["payments"], json.loads(seal_payment(PaymentRow(**DEBT, **days, taxpayer="0007")))
    )
    assert sealed.taxpayer
    assert sealed == SealedPayment(**DEBT, **days, taxpayer=sealed.taxpayer)


def test_a_payment_matches_its_taxpayer_if_a_spreadsheet_removed_leading_zeros() -> None:
    row = seal_and_decode(TargetRow(1, taxpayer="0007", phone=PHONE))
    payment = sealed_rows.decode_row(FILE_FORMATS["payments"], json.loads(seal_payment(PaymentRow(1, taxpayer="7"))))
    assert row.taxpayer
    assert payment.taxpayer
    assert row.taxpayer.key == payment.taxpayer


def test_a_rejected_row_has_only_its_number_and_its_reason() -> None:
    assert seal_and_decode(TargetRow(4, Rejected.BAD_DATE)) == SealedRow(4, Rejected.BAD_DATE)
    refused = json.loads(seal_payment(PaymentRow(4, Rejected.BAD_DATE)))
    assert sealed_rows.decode_row(FILE_FORMATS["payments"], refused) == SealedPayment(4, Rejected.BAD_DATE)


def test_equal_names_are_encrypted_differently() -> None:
    equal = [
        format_row(TargetRow(at, taxpayer="1", phone=PHONE, name="山田"), target_rows.TARGET_FACTS) for at in (1, 2)
    ]
    first, second = (
        files_target_rows.decode_target(json.loads(line)) for line in sealing.RowSealer(VAULT).seal_targets(equal)
    )
    assert first.name != second.name
    assert first.taxpayer == second.taxpayer


ROWS = [TargetRow(at, taxpayer=str(at), phone=PHONE, tax="固定", amount=at) for at in range(1, 6)]


@given(st.permutations(ROWS))
def test_the_content_key_does_not_depend_on_the_order_of_the_rows(shuffled: list[TargetRow]) -> None:
    moved = [row._replace(number=at + 40) for at, row in enumerate(shuffled)]
    assert get_content_key(*moved) == get_content_key(*ROWS)


CHANGES: list[Callable[[TargetRow], TargetRow]] = [
    lambda row: row._replace(amount=999),
    lambda row: row._replace(taxpayer="999"),
    lambda row: row._replace(phone=Phone("08012345678", mobile=True)),
    lambda row: row._replace(promised_on=date(2026, 7, 1)),
    lambda row: Target(row.number, Rejected.BAD_DATE),
]


@pytest.mark.parametrize("change", CHANGES)
def test_one_changed_value_changes_the_content_key(change: Callable[[TargetRow], TargetRow]) -> None:
    assert get_content_key(*ROWS[1:], change(ROWS[0])) != get_content_key(*ROWS)


def test_an_added_or_repeated_row_changes_the_content_key() -> None:
    others = [[*ROWS, ROWS[0]], [*ROWS, ROWS[0], ROWS[0]], ROWS[1:]]
    assert len({get_content_key(*rows) for rows in (ROWS, *others)}) == 4


def test_spelling_does_not_change_the_content_key() -> None:
    eaten = [row._replace(corrected=(Corrected.PHONE_ZERO_RESTORED,)) for row in ROWS]
    zeros = [row._replace(taxpayer=f"000{row.taxpayer}") for row in ROWS]
    assert get_content_key(*ROWS) == get_content_key(*eaten) == get_content_key(*zeros)


def test_a_content_key_depends_on_the_secret_key() -> None:
    sealer = sealing.RowSealer(Vault.create())
    seal_target(ROWS[0], sealer)
    assert sealer.content_key != get_content_key(ROWS[0])


@given(st.text())
def test_a_look_up_hash_is_an_hmac(text: str) -> None:
    assert VAULT.hash_value("phone", text) == hmac.digest(VAULT.lookup, f"phone\0{text}".encode(), hashlib.sha256)
