"""What the columns of a file are called: the names stand in headings.toml, the codes here."""

import tomllib
from enum import StrEnum
from importlib.resources import files


class Column(StrEnum):
    """A column by its meaning. The codes are a face: `--columns phone=電話`, and the refusals `no_phone_column`, …"""

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
    PROMISED_ON = "promised_on"
    EXCLUDED = "excluded"
    PAID_ON = "paid_on"
    BOOKED_ON = "booked_on"
    CHANNEL = "channel"
    REVERSAL = "reversal"
    CALLED_ON = "called_on"
    CALLED_TIME = "called_time"
    RESULT = "result"
    GROUND = "ground"
    AS_OF = "as_of_on"
    LIST = "list"
    DECISION = "decision"


_NAMES = tomllib.loads(files("bot.rules.importing").joinpath("headings.toml").read_text("utf-8"))


def _read_names(*sections: str) -> dict[Column, tuple[str, ...]]:
    """The names of columns out of sections of the data file."""
    return {Column(code): tuple(names) for section in sections for code, names in _NAMES[section].items()}


TARGETS = _read_names("who", "debt", "targets")
PAYMENTS = _read_names("who", "debt", "payments")
DECISIONS = _read_names("who", "decisions")
_CALLS, _EXCLUSIONS = _read_names("who", "calls"), _read_names("who", "exclusions")
DIALLED = frozenset(_CALLS[Column.PHONE])
"""Names of a column that says which number was called; the names of a target list say only which numbers there are."""
CALLS = _CALLS | {
    Column.PHONE: _CALLS[Column.PHONE] + TARGETS[Column.PHONE],
    Column.PROMISED_ON: TARGETS[Column.PROMISED_ON],
}
EXCLUSIONS = _EXCLUSIONS | {Column.EXCLUDED: TARGETS[Column.EXCLUDED] + _EXCLUSIONS[Column.EXCLUDED]}
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
}
"""The refusal for a column without which a file cannot be used (of those that its kind requires)."""

_SENSITIVE = {
    "name": ("氏名", "姓名", "名前", "フリガナ", "ふりがな", "カナ", "納税義務者名", "納税者名", "世帯主", "name"),
    "address": ("住所", "所在", "方書", "居所", "番地", "町名", "送付先", "本籍", "address"),
    "birth_date": ("生年月日", "誕生日", "年齢", "birth", "dob"),
    "sex": ("性別", "sex", "gender"),
    "postal_code": ("郵便番号", "〒", "postal", "postcode", "zip"),
}
"""What must not come through Slack where `SLACK_UPLOAD=reduced` holds."""

_PERSONAL_NUMBER = ("個人番号", "マイナンバー", "まいなんばー", "mynumber", "マイナ番号", "個人no", "personalnumber")
_NUMBER = ("番号", "コード", "no", "no.", "id", "code", "number")
_JUST_A_NUMBER = frozenset({*_NUMBER, "番号1", "番号2"})


def names_personal_number(key: str) -> bool:
    """Whether a heading (tidy) names the 個人番号, which no file may bring."""
    return any(sign in key.replace(" ", "") for sign in _PERSONAL_NUMBER)


def names_other_number(key: str) -> bool:
    """Whether a heading names some other number (通知書番号, 収納番号): twelve digits there are no 個人番号."""
    return key.endswith(_NUMBER) and key not in _JUST_A_NUMBER


def find_sensitive_kind(key: str) -> list[str]:
    """What of a person a column tells: name, address, birth_date, sex, postal_code."""
    return [
        code
        for code, signs in _SENSITIVE.items()
        if any(sign in key for sign in signs) and (code == "postal_code" or not names_other_number(key))
    ]
