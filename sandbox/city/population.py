"""The taxpayers of the sample city: how many of each kind, and their rows with the result expected of each."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from sandbox.city.debts import CARRIED_OVER, NOT_YET, OVERDUE, Instalment
from sandbox.city.people import NumberFormat, PeopleFactory, Person

SEED = 20260707
MESSAGED = 528
LANDLINES, VOIP = 61, 8
COUPLES = 8
PAID, NOT_OVERDUE, PROMISED, TOO_FEW_CALLS = 36, 46, 39, 32
DUPLICATES = 14
FAILING = {
    "80": 7, "81": 4, "82": 4, "83": 3, "84": 4, "85": 3, "86": 3, "87": 5, "88": 4, "89": 4, "90": 3, "91": 2, "92": 2,
}  # fmt: skip
"""How many of the messaged people have each ending of a number for which the carrier does not deliver."""
FLAGS = (
    *(["分納中"] * 12 + ["徴収猶予"] * 5 + ["担当者対応中"] * 5 + ["差押中"] * 3 + ["死亡"] * 3),
    *("審査請求中", "破産・受任", "支援措置", "○"),
)
NO_FLAGS = ("", "", "", "", "", "", "", "なし", "0", "転出")
"""Cells of the exclusion column for people who are not excluded; 転出 (moved away) is no exclusion."""
_PROMISES = (date(2026, 7, 7), *(date(2026, 7, day) for day in (10, 15, 17, 21, 24, 27, 31)), date(2026, 8, 7))

_CALL_DAYS = (22, 23, 24, 25, 26, 29, 30)
_SHARE_WITH_PAID, _SHARE_WITH_NOT_YET = 0.1, 0.1


class Result(StrEnum):
    """The result expected of a row at import: a code, in the order in which the import checks for them."""

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


REJECTED = frozenset({Result.MISSING_PHONE, Result.BAD_DATE})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `unpaid` is in yen; `called_on` is the day of the last call."""

    person: Person
    instalment: Instalment
    unpaid: int
    calls: int
    called_on: date | None
    promised_on: date | None
    result: Result


class RowFactory:
    """Makes the rows of one taxpayer after the other."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def make_rows(self, person: Person, result: Result, promised_on: date | None = None) -> list[Row]:
        """Return the rows of a person with an expected result.

        Single rows of the person can be paid or not due yet; then the result that is checked first counts.
        """
        calls = (
            self._random.randint(0, 1) if result is Result.TOO_FEW_CALLS else self._random.choice((2, 2, 2, 3, 3, 4))
        )
        called_on = date(2026, 6, self._random.choice(_CALL_DAYS)) if calls else None
        return [
            Row(
                person=person,
                instalment=instalment,
                unpaid=self._make_sum(instalment) if own is not Result.PAID else 0,
                # The largest number of calls on a person's rows counts: the later rows may have fewer.
                calls=calls if index == 0 else self._random.randint(0, calls),
                called_on=called_on,
                promised_on=promised_on,
                result=_first(result, own),
            )
            for index, (instalment, own) in enumerate(self._make_instalments(result))
        ]

    def _make_instalments(self, result: Result) -> list[tuple[Instalment, Result]]:
        """Return instalments with the result that each would have alone."""
        if result is Result.NOT_YET:
            return [(instalment, Result.NOT_YET) for instalment in self._choose(NOT_YET, (75, 25))]
        if result is Result.PAID:
            return [(instalment, Result.PAID) for instalment in self._choose(OVERDUE, (70, 30))]
        if result is Result.ARREARS:
            return [(CARRIED_OVER, result), (OVERDUE[0], result), (OVERDUE[1], Result.PAID)]
        chosen: list[tuple[Instalment, Result]] = [(one, result) for one in self._choose(OVERDUE, (68, 26, 6))]
        if len(chosen) > 1 and self._random.random() < _SHARE_WITH_PAID:
            chosen[-1] = (chosen[-1][0], Result.PAID)
        if self._random.random() < _SHARE_WITH_NOT_YET:
            chosen.append((self._random.choice(NOT_YET), Result.NOT_YET))
        return chosen

    def _choose(self, among: tuple[Instalment, ...], weights: tuple[int, ...]) -> list[Instalment]:
        count = self._random.choices(range(1, len(weights) + 1), weights)[0]
        chosen = self._random.sample(among, count)
        return sorted(chosen, key=lambda instalment: (instalment.due_on, instalment.key))

    def _make_sum(self, instalment: Instalment) -> int:
        # Small sums are more frequent than large ones.
        span = (instalment.max_yen - instalment.min_yen) // instalment.step_yen
        return instalment.min_yen + instalment.step_yen * int(span * self._random.random() ** 2.2)


def _first(*results: Result) -> Result:
    return min(results, key=list(Result).index)


class City:
    """All rows of the list, in the order of the file."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # noqa: S311 - sample data; nothing secret is drawn
        self.people = PeopleFactory(self.random)
        self._factory = RowFactory(self.random)
        rows = [*self._make_messaged(), *self._make_unreachable(), *self._make_shared(), *self._make_excluded()]
        rows.sort(key=lambda row: row.person.taxpayer)
        self.rows = self._add_copies(self._add_faults(rows))

    def _make_messaged(self) -> list[Row]:
        endings = list(Counter(FAILING).elements())
        endings += [self._deliverable_ending() for _ in range(MESSAGED - len(endings))]
        return [row for ending in endings for row in self._make_rows(self.people.make_mobile(ending), Result.MESSAGED)]

    def _make_unreachable(self) -> list[Row]:
        numbers = [self.people.make_landline() for _ in range(LANDLINES)]
        numbers += [self.people.make_voip() for _ in range(VOIP)]
        people = [self.people.make_person(number, number_format=NumberFormat.HYPHENS) for number in numbers]
        return [row for person in people for row in self._factory.make_rows(person, Result.NOT_MOBILE)]

    def _make_shared(self) -> list[Row]:
        """Return the rows of couples and one family of three: the same number, in different formats."""
        rows: list[Row] = []
        for size in [2] * COUPLES + [3]:
            number = self.people.make_mobile(self._deliverable_ending())
            for number_format in (NumberFormat.HYPHENS, NumberFormat.ZERO_LOST, NumberFormat.DIGITS)[:size]:
                rows += self._factory.make_rows(
                    self.people.make_person(number, number_format=number_format), Result.SHARED
                )
        return rows

    def _make_excluded(self) -> list[Row]:
        rows = [row for flag in FLAGS for row in self._make_rows(self._mobile(), Result.FLAGGED, flag=flag)]
        for result, people in (
            (Result.PAID, PAID),
            (Result.NOT_YET, NOT_OVERDUE),
            (Result.TOO_FEW_CALLS, TOO_FEW_CALLS),
        ):
            rows += [row for _ in range(people) for row in self._make_rows(self._mobile(), result)]
        for index in range(PROMISED):
            person = self.people.make_person(self._mobile())
            rows += self._factory.make_rows(person, Result.PROMISED, _PROMISES[index % len(_PROMISES)])
        return rows + self._make_rows(self._mobile(), Result.ARREARS)

    def _make_rows(self, number: str, result: Result, flag: str | None = None) -> list[Row]:
        cell = self.random.choice(NO_FLAGS) if flag is None else flag
        return self._factory.make_rows(self.people.make_person(number, flag=cell), result)

    def _add_faults(self, rows: list[Row]) -> list[Row]:
        """Add the two rows that are rejected."""
        no_phone = Person(self.people.make_taxpayer_id(), "森　清", "", NumberFormat.DIGITS)
        bad_date = self.people.make_person(self._mobile(), number_format=NumberFormat.HYPHENS)
        for person, result in ((no_phone, Result.MISSING_PHONE), (bad_date, Result.BAD_DATE)):
            faulty = Row(person, OVERDUE[0], 18_400, 2, date(2026, 6, 24), None, result)
            rows.insert(self.random.randrange(len(rows)), faulty)
        return rows

    def _add_copies(self, rows: list[Row]) -> list[Row]:
        """Add exact copies of rows: half right after the first, half at the end, as in two joined exports."""
        copied = self.random.sample([row for row in rows if row.result is Result.MESSAGED], DUPLICATES)
        for index, row in enumerate(copied):
            at = rows.index(row) + 1 if index % 2 else len(rows)
            rows.insert(at, replace(row, result=Result.DUPLICATE))
        return rows

    def _mobile(self) -> str:
        return self.people.make_mobile(self._deliverable_ending())

    def _deliverable_ending(self) -> str:
        return f"{self.random.choice([*range(80), *range(93, 100)]):02d}"
