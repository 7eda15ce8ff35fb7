import json
from datetime import date

from bot.files import wire
from bot.files.sealed import SealedPayment, SealedRow
from bot.rules.payment_rows import PaymentRow
from bot.rules.phones import Phone
from bot.rules.reasons import Corrected, Rejected
from bot.rules.rows import TargetRow
from bot.vault import Vault

VAULT = Vault.fresh()
DEBT = {"number": 9, "tax": "国民健康保険税", "year": "2026", "instalment": "随", "amount": 5}
SEEN = {
    "corrected": (Corrected.DATE_ERA,),
    "due_on": date(2026, 5, 31),
    "demanded_on": date(2026, 6, 1),
    "calls": 2,
    "promised": True,
    "promised_on": date(2026, 7, 1),
    "flagged": True,
    "arrears": False,
    "fiscal_year": 2026,
    "phone_obtained_on": date(2025, 1, 1),
}


def test_a_row_arrives_whole_and_its_person_only_sealed() -> None:
    row = TargetRow(**DEBT, **SEEN, taxpayer="0007", phone=Phone("09012345678", mobile=True), name="山田")  # type: ignore[arg-type]
    text = json.dumps(wire.seal_target(row, VAULT))
    sealed = wire.target(json.loads(text))
    assert sealed.taxpayer
    assert sealed.phone
    assert sealed.name
    assert VAULT.open("taxpayer", sealed.taxpayer.box) == "0007"
    assert VAULT.open("phone", sealed.phone.box) == "09012345678"
    assert VAULT.open("name", sealed.name) == "山田"
    assert sealed.phone.key == VAULT.find("phone", "09012345678")
    assert (sealed.phone.mask, sealed.phone.mobile) == ("090-****-5678", True)
    assert sealed == SealedRow(
        **DEBT,  # type: ignore[arg-type]
        **SEEN,  # type: ignore[arg-type]
        taxpayer=sealed.taxpayer,
        phone=sealed.phone,
        name=sealed.name,
    )
    assert not any(secret in text for secret in ("0007", "12345678", "山田", "\\u5c71"))


def test_a_payment_arrives_whole_and_its_payer_only_sealed() -> None:
    days = {"paid_on": date(2026, 7, 8), "booked_on": None, "channel": "コンビニ速報", "reversal": True}
    sealed = wire.payment(json.loads(json.dumps(wire.seal_payment(PaymentRow(**DEBT, **days, taxpayer="0007"), VAULT))))  # type: ignore[arg-type]
    assert sealed.taxpayer
    assert sealed == SealedPayment(**DEBT, **days, taxpayer=sealed.taxpayer)  # type: ignore[arg-type]


def test_a_payment_finds_its_person_also_when_a_spreadsheet_ate_the_zeros() -> None:
    row = wire.target(wire.seal_target(TargetRow(number=1, taxpayer="0007"), VAULT))
    payment = wire.payment(wire.seal_payment(PaymentRow(number=1, taxpayer="7"), VAULT))
    assert row.taxpayer
    assert payment.taxpayer
    assert row.taxpayer.key == payment.taxpayer.key


def test_a_rejected_row_is_its_number_and_its_reason() -> None:
    refused = wire.seal_target(TargetRow(number=4, rejected=Rejected.BAD_DATE), VAULT)
    assert wire.target(refused) == SealedRow(number=4, rejected=Rejected.BAD_DATE)
    assert wire.payment(refused) == SealedPayment(number=4, rejected=Rejected.BAD_DATE)
