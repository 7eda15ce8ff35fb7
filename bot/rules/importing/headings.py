"""Columns and their headings: the codes of columns; headings.toml has the known headings."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path


class Column(StrEnum):
    """A column. Users see the codes (`--columns phone=電話`), so they must not change."""

    TAXPAYER = "taxpayer"
    PHONE = "phone"
    PHONE_OBTAINED_ON = "phone_obtained_on"
    RELATION = "relation"
    LETTER_ON = "letter_on"
    NAME = "name"
    LANGUAGE = "language"
    TAX = "tax"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    ARREARS = "arrears"
    INSTALMENT = "instalment"
    DUE_ON = "due_on"
    DEMANDED_ON = "demanded_on"
    AMOUNT = "amount"
    CALLS = "calls"
    LAST_CALLED_ON = "last_called_on"
    LAST_PAID_ON = "last_paid_on"
    PROMISED_ON = "promised_on"
    EXCLUDED = "excluded"
    PAID_ON = "paid_on"
    BOOKED_ON = "booked_on"
    CHANNEL = "channel"
    REVERSAL = "reversal"
    STAGE = "stage"
    LATE_CHARGE = "late_charge"
    DEMAND_FEE = "demand_fee"
    PAYMENT_ID = "payment_id"
    SLIP_NUMBER = "slip_number"
    CALLED_ON = "called_on"
    CALLED_TIME = "called_time"
    RESULT = "result"
    GROUND = "ground"
    AS_OF = "as_of_on"
    LIST = "list"
    DECISION = "decision"
    NEW_TAXPAYER = "new_taxpayer"
    STOPPED = "stopped"
    SENT_ON = "sent_on"
    SENT_TIME = "sent_time"
    REFERENCE = "reference"
    SUPPRESSION = "suppression"
    UNTIL = "until"


_NAMES = tomllib.loads(Path(__file__).with_name("headings.toml").read_text("utf-8"))


def _read_names(*sections: str) -> dict[Column, tuple[str, ...]]:
    """The headings of columns from sections of headings.toml."""
    return {Column(code): tuple(names) for section in sections for code, names in _NAMES[section].items()}


TARGETS = _read_names("who", "debt", "slips", "targets")
_CALLS, _EXCLUSIONS = _read_names("who", "calls"), _read_names("who", "exclusions")
TARGETS |= {
    Column.EXCLUDED: TARGETS[Column.EXCLUDED] + _EXCLUSIONS[Column.EXCLUDED],
    Column.GROUND: _EXCLUSIONS[Column.GROUND],
}
SLIP_NUMBERS = TARGETS[Column.SLIP_NUMBER]
"""Headings of the number that is printed on a slip (納付書), the preferred one first."""
PAYMENTS = _read_names("who", "debt", "slips", "payments")
_IDS = PAYMENTS[Column.PAYMENT_ID]
PAYMENTS |= {
    # the other headings are those of a payment's id, too (rules/importing/slip_numbers.py)
    Column.SLIP_NUMBER: tuple(name for name in SLIP_NUMBERS if name not in _IDS)
}
PAYMENTS |= {
    # a unit in brackets must not hide the brackets that say what the sum is: 収納額(延滞金)(円)
    column: tuple(f"{name}{unit}" for name in PAYMENTS[column] for unit in ("", "(円)"))
    for column in (Column.AMOUNT, Column.LATE_CHARGE, Column.DEMAND_FEE)
}
DECISIONS = _read_names("who", "decisions")
RENUMBERINGS = _read_names("renumberings")
STOPS = _read_names("stops")
SENT = _read_names("sent")
SUPPRESSIONS = _read_names("who", "suppressions")
DIALLED = frozenset(_CALLS[Column.PHONE])
"""Headings of the called number; other headings of phone numbers do not say which number was called."""
CALLS = _CALLS | {
    Column.PHONE: _CALLS[Column.PHONE] + TARGETS[Column.PHONE],
    Column.PROMISED_ON: TARGETS[Column.PROMISED_ON],
}
EXCLUSIONS = _EXCLUSIONS | {Column.EXCLUDED: TARGETS[Column.EXCLUDED] + _read_names("marks")[Column.EXCLUDED]}
REQUIRED: dict[Column, str] = {
    Column.TAXPAYER: "no_taxpayer_column",
    Column.PHONE: "no_phone_column",
    Column.DUE_ON: "no_due_column",
    Column.PAID_ON: "no_paid_column",
    Column.AMOUNT: "no_amount_column",
    Column.CALLED_ON: "no_called_column",
    Column.RESULT: "no_result_column",
    Column.EXCLUDED: "no_excluded_column",
    Column.LIST: "no_list_column",
    Column.DECISION: "no_decision_column",
    Column.NEW_TAXPAYER: "no_new_taxpayer_column",
    Column.SENT_ON: "no_sent_on_column",
    Column.SUPPRESSION: "no_suppression_column",
}
"""The refusal if a required column is missing."""

_SENSITIVE = {
    "name": ("氏名", "姓名", "名前", "フリガナ", "ふりがな", "カナ", "納税義務者名", "納税者名", "世帯主", "name"),
    "address": ("住所", "所在", "方書", "居所", "番地", "町名", "送付先", "本籍", "address"),
    "birth_date": ("生年月日", "誕生日", "年齢", "birth", "dob"),
    "sex": ("性別", "sex", "gender"),
    "postal_code": ("郵便番号", "〒", "postal", "postcode", "zip"),
}
"""Headings of personal data that a file from Slack must not contain if `SLACK_UPLOAD=reduced`."""

_BRACKETS_BEHIND = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)+$")
_OWN_KANA = re.compile(
    r"(?:納税義務者|納税者|本人|宛名)?(?:氏名|名称|名前)?[(|]?(?:カナ|フリガナ|ふりがな|かな)\)?(?:氏名|名称)?"
)
_PERSONAL_NUMBER = ("個人番号", "マイナンバー", "まいなんばー", "mynumber", "マイナ番号", "個人no", "personalnumber")
_NUMBER_NAMES = ("番号", "コード", "no", "no.", "id", "code", "number")
_SERIAL_NAMES = ("通番", "連番", "seq", "seqno", "シーケンス", "キー", "key", "serial")
_NUMBER_SUFFIXES = (*_NUMBER_NAMES, *_SERIAL_NAMES)
_BARE_NUMBER_NAMES = frozenset({*_NUMBER_NAMES, "番号1", "番号2"})
"""Names that do not say of what the number is."""


def names_personal_number(key: str) -> bool:
    """Whether a normalised heading names the 個人番号, which no file may contain."""
    return any(sign in key.replace(" ", "") for sign in _PERSONAL_NUMBER)


def names_other_number(key: str) -> bool:
    """Whether a heading names another number (通知書番号, 収納番号（12桁）), so that twelve digits are no 個人番号."""
    key = _BRACKETS_BEHIND.sub("", key)
    return key.endswith(_NUMBER_SUFFIXES) and key not in _BARE_NUMBER_NAMES


def is_own_kana(key: str) -> bool:
    """Whether a normalised heading is that of the person's own name in kana."""
    return _OWN_KANA.fullmatch(key) is not None


def find_sensitive_kind(key: str) -> list[str]:
    """The kinds of personal data in a column: name, address, birth_date, sex, postal_code."""
    return [
        code
        for code, signs in _SENSITIVE.items()
        if any(sign in key for sign in signs) and (code == "postal_code" or not names_other_number(key))
    ]
