"""The payments that the city has booked a week after the list.

Paid from 7 to 11 July, booked from 9 to 13 July: the city learns of every payment some days late.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from sandbox.city.population import City, Result, Row

EXACT, SECOND, PARTIAL, REFUSED, UNKNOWN, AHEAD = 94, 6, 6, 1, 5, 2
"""How many messaged people pay all, how many of these a second instalment too, a part, an illegible sum; payers
who are not in the list; people in the list who pay an instalment in advance that is not in it."""
NOT_MESSAGED = {Result.PROMISED: 7, Result.NOT_MOBILE: 4, Result.FLAGGED: 2, Result.TOO_FEW_CALLS: 2, Result.NOT_YET: 2}
QUICK, CONFIRMED = "コンビニ速報", "コンビニ確報"
_CHANNELS = {QUICK: 52, "窓口": 20, "eLTAX": 20, "口座振替": 8}
_PAID = (date(2026, 7, 7), date(2026, 7, 8), date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 11))
_BOOKED = (date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 13))
_LAG = timedelta(days=2)


class PaymentResult(StrEnum):
    """The result expected of a row of the payment file at import."""

    APPLIED = "applied"
    REPEATED = "repeated"
    UNMATCHED = "unmatched"
    DOUBTFUL = "doubtful"
    REVERSAL = "reversals"
    BAD_AMOUNT = "bad_amount"


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the payment file. `yen` is the cell's text."""

    taxpayer: str
    tax: str
    year: int
    instalment: str
    paid_on: date
    booked_on: date
    yen: str
    channel: str
    result: PaymentResult
    after_sms: bool = False

    @property
    def cells(self) -> list[str]:
        """Return one line of the file."""
        cancelled = "取消" if self.result is PaymentResult.REVERSAL else ""
        debt = [self.taxpayer, self.tax, f"R{self.year - 2018}", self.instalment]
        return [*debt, f"{self.paid_on:%Y%m%d}", f"{self.booked_on:%Y%m%d}", self.yen, self.channel, cancelled]


def make_payments(city: City) -> list[Payment]:
    """Return the payments in the order of the file."""
    owed = _group_by_person(city.rows, Result.MESSAGED)
    payers = city.random.sample(sorted(owed), EXACT + PARTIAL + REFUSED)
    exact = [_pay(city.random, owed[taxpayer][0], after_sms=True) for taxpayer in payers[:EXACT]]
    several = [taxpayer for taxpayer in payers[:EXACT] if len(owed[taxpayer]) > 1][:SECOND]
    seconds = [_pay(city.random, owed[taxpayer][1], after_sms=True) for taxpayer in several]
    others = [
        *_pay_in_part(city, owed, payers),
        *_pay_without_message(city, owed.keys()),
        *_pay_as_unknown_people(city, exact),
    ]
    once = [payment for payment in exact if payment.taxpayer not in several and payment.booked_on < _BOOKED[-1]]
    withdrawn = next(payment for payment in once if payment.channel == QUICK)
    confirmed = next(payment for payment in once if payment.channel == QUICK and payment is not withdrawn)
    exact[exact.index(withdrawn)] = replace(withdrawn, after_sms=False)
    paid = sorted(
        [*exact, *seconds, *others], key=lambda payment: (payment.booked_on, payment.channel, payment.taxpayer)
    )
    # One quick notice is withdrawn, because its payer has not paid, and one is confirmed.
    reversal = replace(withdrawn, booked_on=_BOOKED[-1], result=PaymentResult.REVERSAL, after_sms=False)
    final = replace(confirmed, booked_on=_BOOKED[-1], channel=CONFIRMED, result=PaymentResult.REPEATED)
    return [*paid, reversal, final]


def _group_by_person(rows: Sequence[Row], result: Result) -> dict[str, list[Row]]:
    owed: dict[str, list[Row]] = {}
    for row in rows:
        if row.result is result:
            owed.setdefault(row.person.taxpayer, []).append(row)
    return owed


def _pay_in_part(city: City, owed: dict[str, list[Row]], payers: list[str]) -> list[Payment]:
    """Return payments of half the sum, and one with an illegible sum."""
    some = [owed[taxpayer][0] for taxpayer in payers[EXACT : EXACT + PARTIAL]]
    halves = [replace(_pay(city.random, row, after_sms=True), yen=str(row.unpaid // 2)) for row in some]
    illegible = _pay(city.random, owed[payers[-1]][0])
    return [*halves, replace(illegible, yen="12,3A0", result=PaymentResult.BAD_AMOUNT)]


def _pay_without_message(city: City, messaged: Collection[str]) -> list[Payment]:
    """Return payments of people in the list who get no message."""
    payers = [row for result, people in NOT_MESSAGED.items() for row in _choose(city, result, people, messaged)]
    ahead = [replace(_pay(city.random, row), instalment="4") for row in _choose(city, Result.NOT_YET, AHEAD, messaged)]
    doubtful = [replace(payment, result=PaymentResult.DOUBTFUL) for payment in ahead]
    return [_pay(city.random, row) for row in payers] + doubtful


def _choose(city: City, result: Result, people: int, messaged: Collection[str]) -> list[Row]:
    owed = _group_by_person(city.rows, result)
    others = sorted(taxpayer for taxpayer in owed if taxpayer not in messaged)
    return [owed[taxpayer][0] for taxpayer in city.random.sample(others, people)]


def _pay_as_unknown_people(city: City, like: Sequence[Payment]) -> list[Payment]:
    """Return payments of people who are not in the list."""
    return [
        replace(payment, taxpayer=city.people.make_taxpayer_id(), result=PaymentResult.UNMATCHED, after_sms=False)
        for payment in city.random.sample(like, UNKNOWN)
    ]


def _pay(random: Random, row: Row, *, after_sms: bool = False) -> Payment:
    paid_on = random.choice(_PAID)
    channel = random.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    booked_on = random.choice([day for day in _BOOKED if day >= paid_on + _LAG])
    owed = row.instalment
    debt = (row.person.taxpayer, owed.tax, owed.year, owed.number)
    return Payment(*debt, paid_on, booked_on, str(row.unpaid), channel, PaymentResult.APPLIED, after_sms)
