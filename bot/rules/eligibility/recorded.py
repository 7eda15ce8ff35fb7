"""What a judgement was made from, as compact JSON: the facts about a person, and the basis.

It has days, counts, sums and marks, and no identity: neither a number, a name, a 宛名番号 nor the id of a recipient.
What has its usual value is left out. Equal values give equal texts.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from bot.model.campaigns import Intent
from bot.model.policy import Policy
from bot.rules.eligibility.facts import EligibilityFacts, Instalment, JudgementBasis

NOBODY = 0
"""The recipient of facts that were recorded."""
_USUAL: dict[str, Any] = {
    "is_mobile": True,
    "has_shared_number": False,
    "is_suppressed": False,
    "is_flagged": False,
    "counted_calls": None,
    "has_open_promise": False,
    "promised_on": None,
    "last_paid_on": None,
    "is_own_number": True,
    "phone_obtained_on": None,
    "letter_on": None,
    "last_contact_at": None,
    "contacts_in_30_days": 0,
    "is_left_out": False,
    "changed_owner": False,
}
_USUAL_OF_ROW: dict[str, Any] = {
    "demanded_on": None,
    "amount": None,
    "arrears": None,
    "fiscal_year": None,
    "is_repeated": False,
    "paid_yen": 0,
    "is_left_out": False,
}
_DAYS = frozenset({"promised_on", "last_paid_on", "phone_obtained_on", "letter_on", "due_on", "demanded_on"})
_MOMENTS = frozenset({"last_contact_at"})

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=lambda day: day.isoformat())
"""Made once: each claim uses it."""


def write_facts(facts: EligibilityFacts) -> str:
    """Write the facts of one person, with those of others who have the number."""
    return _ENCODER.encode(_describe(facts))


def read_facts(text: str) -> EligibilityFacts:
    """Read facts that were written; they name nobody (`NOBODY`). Raises ValueError, KeyError, TypeError."""
    return _read(json.loads(text))


def write_basis(basis: JudgementBasis) -> str:
    """Write the basis of a judgement but its moment, which is recorded beside it."""
    policy = asdict(basis.policy)
    return _ENCODER.encode({"intent": basis.intent.value, "columns": sorted(basis.columns), "policy": policy})


def read_basis(text: str, today: date, now: datetime) -> JudgementBasis:
    """Read a basis that was written. A setting that it does not know yet has its default, as it had then."""
    value = json.loads(text)
    known = {field.name for field in fields(Policy)}
    policy: dict[str, Any] = {name: _make_tuples(setting) for name, setting in value["policy"].items() if name in known}
    return JudgementBasis(Policy(**policy), frozenset(value["columns"]), Intent(value["intent"]), today, now)


def _make_tuples(setting: Any) -> Any:
    """Make tuples of lists, also of those in a list: JSON has no tuples."""
    return tuple(map(_make_tuples, setting)) if isinstance(setting, list) else setting


def _describe(facts: EligibilityFacts) -> dict[str, Any]:
    found = _leave_out_usual(facts, _USUAL)
    found["rows"] = [
        {"line": row.line, "due_on": row.due_on, **_leave_out_usual(row, _USUAL_OF_ROW)} for row in facts.instalments
    ]
    if facts.household:
        found["household"] = [_describe(other) for other in facts.household]
    return found


def _leave_out_usual(part: EligibilityFacts | Instalment, usual: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, ordinary in usual.items() if (value := getattr(part, name)) != ordinary}


def _read(value: Mapping[str, Any]) -> EligibilityFacts:
    return EligibilityFacts(
        recipient_id=NOBODY,
        instalments=tuple(
            Instalment(line=row["line"], due_on=date.fromisoformat(row["due_on"]), **_complete(row, _USUAL_OF_ROW))
            for row in value["rows"]
        ),
        household=tuple(_read(other) for other in value.get("household", ())),
        **_complete(value, _USUAL),
    )


def _complete(value: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _parse(name, value[name]) if name in value else ordinary for name, ordinary in usual.items()}


def _parse(name: str, value: Any) -> Any:
    if name in _DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name in _MOMENTS else value
