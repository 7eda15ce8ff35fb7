"""One taxpayer's rows, each planted with what is to become of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from sandbox.city.debts import CARRIED_OVER, NOT_YET, OVERDUE, Kind
from sandbox.city.people import Person

_CALL_DAYS = (22, 23, 24, 25, 26, 29, 30)
_SOME_PAID, _SOME_NOT_YET = 0.1, 0.1


class Fate(StrEnum):
    """What is to become of a row, by the codes of the stable face, in the order in which the reasons are tried."""

    MISSING_PHONE = "missing_phone"
    BAD_DATE = "bad_date"
    DUPLICATE = "duplicate_row"
    NOT_MOBILE = "not_mobile"
    SHARED = "shared_phone"
    FLAGGED = "excluded_flag"
    ARREARS = "has_arrears"
    NOT_YET = "not_yet_overdue"
    PAID = "paid"
    PROMISED = "promise_open"
    TOO_FEW_CALLS = "too_few_calls"
    MESSAGED = "messaged"


REJECTED = frozenset({Fate.MISSING_PHONE, Fate.BAD_DATE})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `unpaid` is in yen; `called_on` the last call's day."""

    person: Person
    kind: Kind
    unpaid: int
    calls: int
    called_on: date | None
    promised_on: date | None
    fate: Fate


class Planter:
    """Plants the rows of one taxpayer after the other."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def plant(self, person: Person, fate: Fate, promised_on: date | None = None) -> list[Row]:
        """Return the rows of somebody who, as a person, meets this fate.

        Single rows of the same person can be paid or not due yet; then the reason that is tried first counts.
        """
        calls = self._chance.randint(0, 1) if fate is Fate.TOO_FEW_CALLS else self._chance.choice((2, 2, 2, 3, 3, 4))
        called_on = date(2026, 6, self._chance.choice(_CALL_DAYS)) if calls else None
        return [
            Row(
                person=person,
                kind=kind,
                unpaid=self._yen(kind) if own is not Fate.PAID else 0,
                # The largest number on a person's rows is what counts: the later rows may show fewer calls.
                calls=calls if place == 0 else self._chance.randint(0, calls),
                called_on=called_on,
                promised_on=promised_on,
                fate=_first(fate, own),
            )
            for place, (kind, own) in enumerate(self._kinds(fate))
        ]

    def _kinds(self, fate: Fate) -> list[tuple[Kind, Fate]]:
        """Return instalments with what each alone would meet."""
        if fate is Fate.NOT_YET:
            return [(kind, Fate.NOT_YET) for kind in self._some(NOT_YET, (75, 25))]
        if fate is Fate.PAID:
            return [(kind, Fate.PAID) for kind in self._some(OVERDUE, (70, 30))]
        if fate is Fate.ARREARS:
            return [(CARRIED_OVER, fate), (OVERDUE[0], fate), (OVERDUE[1], Fate.PAID)]
        kinds: list[tuple[Kind, Fate]] = [(kind, fate) for kind in self._some(OVERDUE, (68, 26, 6))]
        if len(kinds) > 1 and self._chance.random() < _SOME_PAID:
            kinds[-1] = (kinds[-1][0], Fate.PAID)
        if self._chance.random() < _SOME_NOT_YET:
            kinds.append((self._chance.choice(NOT_YET), Fate.NOT_YET))
        return kinds

    def _some(self, among: tuple[Kind, ...], weights: tuple[int, ...]) -> list[Kind]:
        count = self._chance.choices(range(1, len(weights) + 1), weights)[0]
        chosen = self._chance.sample(among, count)
        return sorted(chosen, key=lambda kind: (kind.due_on, kind.key))

    def _yen(self, kind: Kind) -> int:
        # Small sums are more frequent than large ones.
        span = (kind.most - kind.least) // kind.step
        return kind.least + kind.step * int(span * self._chance.random() ** 2.2)


def _first(*fates: Fate) -> Fate:
    return min(fates, key=list(Fate).index)
