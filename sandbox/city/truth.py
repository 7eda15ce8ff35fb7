"""What the files must come to, counted from what was planted; no program judged them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from sandbox.city.debts import repairs
from sandbox.city.payments import Effect, Payment
from sandbox.city.people import REPAIRS
from sandbox.city.plan import FAILING
from sandbox.city.planting import REJECTED, Fate, Row


def write(rows: Sequence[Row], payments: Sequence[Payment]) -> bytes:
    """Return both files' truth as JSON, under the names of the stable face."""
    truth = {"targets": _targets(rows), "outcomes": _outcomes(rows), "payments": _payments(rows, payments)}
    return (json.dumps(truth, indent=2, ensure_ascii=False) + "\n").encode()


def _targets(rows: Sequence[Row]) -> dict[str, object]:
    fates = Counter(row.fate for row in rows)
    excluded = {fate: count for fate, count in fates.items() if fate not in REJECTED | {Fate.MESSAGED}}
    return {
        "rows": len(rows),
        "people": len({row.person.taxpayer for row in rows}),
        "recipients": len(_messaged(rows)),
        "accepted": fates[Fate.MESSAGED],
        "corrected": _sorted(code for row in rows if row.fate not in REJECTED for code in _repairs(row)),
        "excluded": dict(sorted(excluded.items())),
        "rejected": {fate: fates[fate] for fate in sorted(REJECTED)},
    }


def _outcomes(rows: Sequence[Row]) -> dict[str, int]:
    """Count the recipients by the endings of their numbers: whether a message to them arrives."""
    endings = Counter(phone[-2:] for phone in _messaged(rows).values())
    failing = sum(endings[ending] for ending in FAILING if ending != "92")
    answered = len(_messaged(rows)) - endings["92"]
    return {"delivered": answered - failing, "undelivered": failing, "never_answered": endings["92"]}


def _payments(rows: Sequence[Row], payments: Sequence[Payment]) -> dict[str, object]:
    """Count the rows by what becomes of them, and as payers after an SMS only people whom it reached."""
    effects = Counter(payment.effect for payment in payments)
    reached = {taxpayer for taxpayer, phone in _messaged(rows).items() if phone[-2:] not in FAILING}
    return {
        "rows": len(payments),
        **{effect: effects[effect] for effect in Effect if effect is not Effect.BAD_AMOUNT},
        "rejected": {Effect.BAD_AMOUNT: effects[Effect.BAD_AMOUNT]},
        "as_of": max(payment.booked_on for payment in payments).isoformat(),
        "paid_after_sms": len({payment.taxpayer for payment in payments if payment.after_sms} & reached),
    }


def _messaged(rows: Sequence[Row]) -> dict[str, str]:
    """Return the recipients with their numbers."""
    return {row.person.taxpayer: row.person.phone for row in rows if row.fate is Fate.MESSAGED}


def _repairs(row: Row) -> frozenset[str]:
    codes = repairs(row.unpaid, row.kind.system)
    return codes | {row.person.writing} if row.person.writing in REPAIRS else codes


def _sorted(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, codes)).items()))
