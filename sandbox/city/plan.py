"""How many taxpayers of each kind the city has, and all of their rows."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

from sandbox.city.debts import OVERDUE
from sandbox.city.people import Person, Registry, Writing
from sandbox.city.planting import Fate, Planter, Row

SEED = 20260707
MESSAGED = 528
LANDLINES, VOIP = 61, 8
COUPLES = 8
PAID, NOT_YET, PROMISED, TOO_FEW_CALLS = 36, 46, 39, 32
DUPLICATES = 14
FAILING = {
    "80": 7, "81": 4, "82": 4, "83": 3, "84": 4, "85": 3, "86": 3, "87": 5, "88": 4, "89": 4, "90": 3, "91": 2, "92": 2,
}  # fmt: skip
"""how many of the messaged people's numbers end so that the message does not arrive"""
FLAGS = (
    *(["分納中"] * 12 + ["徴収猶予"] * 5 + ["担当者対応中"] * 5 + ["差押中"] * 3 + ["死亡"] * 3),
    *("審査請求中", "破産・受任", "支援措置", "○"),
)
NO_FLAGS = ("", "", "", "", "", "", "", "なし", "0", "転出")
"""what stands in the exclusion column for people who are not excluded; 転出 (moved away) is no exclusion"""
_PROMISES = (date(2026, 7, 7), *(date(2026, 7, day) for day in (10, 15, 17, 21, 24, 27, 31)), date(2026, 8, 7))


class City:
    """Everybody in the list: `rows` in the order of the file."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance = Random(seed)  # noqa: S311 - sample data; nothing secret is drawn
        self.registry = Registry(self.chance)
        self._planter = Planter(self.chance)
        rows = [*self._messaged(), *self._unreachable(), *self._shared(), *self._kept_out()]
        rows.sort(key=lambda row: row.person.taxpayer)
        self.rows = self._with_copies(self._with_faults(rows))

    def _messaged(self) -> list[Row]:
        endings = list(Counter(FAILING).elements())
        endings += [self._arriving() for _ in range(MESSAGED - len(endings))]
        return [row for ending in endings for row in self._plant(self.registry.mobile(ending), Fate.MESSAGED)]

    def _unreachable(self) -> list[Row]:
        numbers = [self.registry.landline() for _ in range(LANDLINES)]
        numbers += [self.registry.voip() for _ in range(VOIP)]
        people = [self.registry.person(number, writing=Writing.HYPHENS) for number in numbers]
        return [row for person in people for row in self._planter.plant(person, Fate.NOT_MOBILE)]

    def _shared(self) -> list[Row]:
        """Return couples and one family of three: the same number, written differently."""
        rows: list[Row] = []
        for size in [2] * COUPLES + [3]:
            number = self.registry.mobile(self._arriving())
            for writing in (Writing.HYPHENS, Writing.ZERO_EATEN, Writing.DIGITS)[:size]:
                rows += self._planter.plant(self.registry.person(number, writing=writing), Fate.SHARED)
        return rows

    def _kept_out(self) -> list[Row]:
        rows = [row for flag in FLAGS for row in self._plant(self._mobile(), Fate.FLAGGED, excluded=flag)]
        for fate, people in ((Fate.PAID, PAID), (Fate.NOT_YET, NOT_YET), (Fate.TOO_FEW_CALLS, TOO_FEW_CALLS)):
            rows += [row for _ in range(people) for row in self._plant(self._mobile(), fate)]
        for place in range(PROMISED):
            person = self.registry.person(self._mobile())
            rows += self._planter.plant(person, Fate.PROMISED, _PROMISES[place % len(_PROMISES)])
        return rows + self._plant(self._mobile(), Fate.ARREARS)

    def _plant(self, number: str, fate: Fate, excluded: str | None = None) -> list[Row]:
        cell = self.chance.choice(NO_FLAGS) if excluded is None else excluded
        return self._planter.plant(self.registry.person(number, excluded=cell), fate)

    def _with_faults(self, rows: list[Row]) -> list[Row]:
        """Add the two rows that cannot be read."""
        nobody = Person(self.registry.taxpayer(), "森　清", "", Writing.DIGITS)
        someone = self.registry.person(self._mobile(), writing=Writing.HYPHENS)
        for person, fate in ((nobody, Fate.MISSING_PHONE), (someone, Fate.BAD_DATE)):
            faulty = Row(person, OVERDUE[0], 18_400, 2, date(2026, 6, 24), None, fate)
            rows.insert(self.chance.randrange(len(rows)), faulty)
        return rows

    def _with_copies(self, rows: list[Row]) -> list[Row]:
        """Add exact copies of rows: half right after the first, half at the end, as two exports put together do."""
        copied = self.chance.sample([row for row in rows if row.fate is Fate.MESSAGED], DUPLICATES)
        for place, row in enumerate(copied):
            at = rows.index(row) + 1 if place % 2 else len(rows)
            rows.insert(at, replace(row, fate=Fate.DUPLICATE))
        return rows

    def _mobile(self) -> str:
        return self.registry.mobile(self._arriving())

    def _arriving(self) -> str:
        return f"{self.chance.choice([*range(80), *range(93, 100)]):02d}"
