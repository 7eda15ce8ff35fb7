"""The payments that the city has booked a week after the list, and their file.

Paid from 7 to 11 July, booked from 9 to 13 July: the city learns of every payment some days late.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from sandbox.city.plan import City
from sandbox.city.planting import Fate, Row
from sandbox.city.targets import table

HEADING = ("整理番号", "税目", "年度", "期別", "納付日", "収納日", "金額", "納付区分", "取消区分")
EXACT, SECOND, PARTIAL, REFUSED, UNKNOWN, AHEAD = 94, 6, 6, 1, 5, 2
"""messaged people who pay what they owe, of these again for a second instalment, in part, illegibly; payers whom the
list does not know; people in the list who pay an instalment ahead that it does not have"""
NOT_MESSAGED = {Fate.PROMISED: 7, Fate.NOT_MOBILE: 4, Fate.FLAGGED: 2, Fate.TOO_FEW_CALLS: 2, Fate.NOT_YET: 2}
QUICK = "コンビニ速報"
_CHANNELS = {QUICK: 52, "窓口": 20, "eLTAX": 20, "口座振替": 8}
_PAID = (date(2026, 7, 7), date(2026, 7, 8), date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 11))
_BOOKED = (date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 13))
_LAG = timedelta(days=2)


class Effect(StrEnum):
    """What is to become of a row of the payment file, by the codes of the stable face."""

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
    effect: Effect
    after_sms: bool = False

    @property
    def cells(self) -> list[str]:
        """Return one line of the file."""
        cancelled = "取消" if self.effect is Effect.REVERSAL else ""
        days = [f"{day:%Y%m%d}" for day in (self.paid_on, self.booked_on)]
        return [
            self.taxpayer,
            self.tax,
            f"R{self.year - 2018}",
            self.instalment,
            *days,
            self.yen,
            self.channel,
            cancelled,
        ]


def draw(city: City) -> list[Payment]:
    """Return the city's payments in the order of the file."""
    owed = _owed_by_person(city.rows, Fate.MESSAGED)
    payers = city.chance.sample(sorted(owed), EXACT + PARTIAL + REFUSED)
    exact = [_pay(city.chance, owed[taxpayer][0], after_sms=True) for taxpayer in payers[:EXACT]]
    several = [taxpayer for taxpayer in payers[:EXACT] if len(owed[taxpayer]) > 1][:SECOND]
    seconds = [_pay(city.chance, owed[taxpayer][1], after_sms=True) for taxpayer in several]
    others = [*_in_part(city, owed, payers), *_not_messaged(city, owed.keys()), *_by_strangers(city, exact)]
    once = [payment for payment in exact if payment.taxpayer not in several and payment.booked_on < _BOOKED[-1]]
    withdrawn = next(payment for payment in once if payment.channel == QUICK)
    twice = next(payment for payment in once if payment is not withdrawn)
    exact[exact.index(withdrawn)] = replace(withdrawn, after_sms=False)
    paid = sorted(
        [*exact, *seconds, *others], key=lambda payment: (payment.booked_on, payment.channel, payment.taxpayer)
    )
    # A quick notice is withdrawn (its payer has not paid after all), and one row comes twice.
    reversal = replace(withdrawn, booked_on=_BOOKED[-1], effect=Effect.REVERSAL, after_sms=False)
    return [*paid, reversal, replace(twice, effect=Effect.REPEATED)]


def write(payments: Sequence[Payment]) -> bytes:
    """Return the payment file: CP932, CRLF, no title, no total."""
    return table([HEADING, *(payment.cells for payment in payments)])


def _owed_by_person(rows: Sequence[Row], fate: Fate) -> dict[str, list[Row]]:
    owed: dict[str, list[Row]] = {}
    for row in rows:
        if row.fate is fate:
            owed.setdefault(row.person.taxpayer, []).append(row)
    return owed


def _in_part(city: City, owed: dict[str, list[Row]], payers: list[str]) -> list[Payment]:
    """Return half sums, and one sum that cannot be read."""
    some = [owed[taxpayer][0] for taxpayer in payers[EXACT : EXACT + PARTIAL]]
    halves = [replace(_pay(city.chance, row, after_sms=True), yen=str(row.unpaid // 2)) for row in some]
    illegible = _pay(city.chance, owed[payers[-1]][0])
    return [*halves, replace(illegible, yen="12,3A0", effect=Effect.BAD_AMOUNT)]


def _not_messaged(city: City, messaged: Collection[str]) -> list[Payment]:
    """Return payments of people in the list who were kept out of the campaign altogether."""
    payers = [row for fate, people in NOT_MESSAGED.items() for row in _some(city, fate, people, messaged)]
    ahead = [replace(_pay(city.chance, row), instalment="4") for row in _some(city, Fate.NOT_YET, AHEAD, messaged)]
    doubtful = [replace(payment, effect=Effect.DOUBTFUL) for payment in ahead]
    return [_pay(city.chance, row) for row in payers] + doubtful


def _some(city: City, fate: Fate, people: int, messaged: Collection[str]) -> list[Row]:
    owed = _owed_by_person(city.rows, fate)
    others = sorted(taxpayer for taxpayer in owed if taxpayer not in messaged)
    return [owed[taxpayer][0] for taxpayer in city.chance.sample(others, people)]


def _by_strangers(city: City, like: Sequence[Payment]) -> list[Payment]:
    """Return payments of people whom the list does not know."""
    return [
        replace(payment, taxpayer=city.registry.taxpayer(), effect=Effect.UNMATCHED, after_sms=False)
        for payment in city.chance.sample(like, UNKNOWN)
    ]


def _pay(chance: Random, row: Row, *, after_sms: bool = False) -> Payment:
    paid_on = chance.choice(_PAID)
    channel = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    booked_on = chance.choice([day for day in _BOOKED if day >= paid_on + _LAG])
    kind = row.kind
    return Payment(
        row.person.taxpayer,
        kind.tax,
        kind.year,
        kind.instalment,
        paid_on,
        booked_on,
        str(row.unpaid),
        channel,
        Effect.APPLIED,
        after_sms,
    )
