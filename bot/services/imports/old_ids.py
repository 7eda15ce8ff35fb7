"""Ids that a renumbering replaced and that still come in files (docs/decisions/0032)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.files.sealed_rows import SealedCall, SealedExclusion, SealedPayment
from bot.rules.renumbering import find_meanings
from bot.store import renumbering
from bot.store.database import ReadDb


@dataclass(frozen=True, slots=True)
class OldIds:
    """The people whom each old id may mean now. `newest`: as of which renumbering."""

    meanings: Mapping[bytes, tuple[bytes, ...]]
    newest: int = 0

    def find_people(self, taxpayer: bytes) -> tuple[bytes, ...]:
        """Everybody whom an id of a file may mean: for an id that nobody has lost, this one alone."""
        return self.meanings.get(taxpayer, (taxpayer,))

    def is_old(self, row: SealedCall | SealedExclusion | SealedPayment) -> bool:
        """Whether a row of a file has an old id."""
        return row.taxpayer in self.meanings

    def count_rows(self, rows: Iterable[SealedCall | SealedExclusion | SealedPayment]) -> int:
        """Count the rows of a file that have an old id."""
        return sum(map(self.is_old, rows))


NO_OLD_IDS = OldIds({})


def load_old_ids(db: ReadDb, loaded: OldIds = NO_OLD_IDS) -> OldIds:
    """Load the ids that renumberings replaced; what is loaded already is returned if no renumbering came since."""
    newest = renumbering.find_newest_pair(db)
    return loaded if newest == loaded.newest else OldIds(find_meanings(renumbering.list_steps(db)), newest)
