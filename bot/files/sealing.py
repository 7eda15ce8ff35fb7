"""Rows on their way out of the files' process: a JSON list each, personal data sealed. `wire` reads them.

Many rows at a time: one call for a column of values takes half as long as a call for each value.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any, cast

from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_taxpayer
from bot.rules.importing.phones import Phone
from bot.rules.importing.target_rows import TARGET_FACTS, Target, TargetRow
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX, Vault

_KEY = 32
_BOOLS = ("false", "true")


def format_value(value: Any) -> str:
    """A fact of a row as it stands in a line: its JSON."""
    if type(value) is int:  # sums are the facts that differ from row to row; and this is their JSON
        return str(value)
    return json.dumps(value.isoformat() if isinstance(value, date | time) else value)


class RowSealer:
    """Seals rows whose facts have their `form`, and keeps the sum of what they mean.

    A target list needs its values later, so they are encrypted; of all other files only keyed hashes leave the process.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._sum = 0
        self._content = hashlib.blake2b(digest_size=_KEY, key=vault.find("content", ""))

    @property
    def content_key(self) -> str:
        """What the rows so far mean, whatever their order, encoding or spelling: a hash, in hexadecimal digits.

        The sum (modulo 2^256) of a keyed hash of each row: of its normalised values without name and repairs; of a
        rejected row, of its reason. Two files of one meaning have the same; who has no key learns nothing from it.
        """
        return f"{self._sum % (1 << 256):064x}"

    def targets(self, rows: Sequence[TargetRow]) -> list[str]:
        """Return the lines of rows of a target list: keys, each with its box, and facts."""
        good = [
            (row.taxpayer, row.phone, row.name) for row in rows if row.taxpayer is not None and row.phone is not None
        ]
        who = self._find_taxpayers({taxpayer for taxpayer, _, _ in good})
        whose = self._find_phones({phone for _, phone, _ in good})
        boxes = self._vault.boxes([(TAXPAYER_BOX + key, text) for text, key in who.items()])
        people = {text: (key + box).hex() for (text, key), box in zip(who.items(), boxes, strict=True)}
        numbers = iter(
            self._vault.boxes([(PHONE_BOX + who[taxpayer] + whose[phone], phone.digits) for taxpayer, phone, _ in good])
        )
        names = iter(self._vault.boxes([(NAME_BOX + who[taxpayer], name) for taxpayer, _, name in good if name]))
        lines = []
        for row in rows:
            number, rejected, corrected, taxpayer, phone, name = cast(tuple[Any, ...], row[:TARGET_FACTS])
            if taxpayer is None or phone is None:
                lines.append(self._format_rejected(number, rejected))
                continue
            person, key, facts = (
                people[taxpayer],
                whose[phone].hex(),
                ",".join(cast(tuple[str, ...], row[TARGET_FACTS:])),
            )
            self._add(f"{person[:64]}{key}{facts}")
            called = f'"{key}{next(numbers).hex()}",{_BOOLS[phone.mobile]}'
            box = f'"{next(names).hex()}"' if name else "null"
            lines.append(f'[{number},"{",".join(corrected)}","{person}",{called},{box},{facts}]')
        return lines

    def seal(self, rows: Sequence[Any]) -> list[str]:
        """Return the lines of rows of any kind of file."""
        return self.targets(rows) if isinstance(rows[0], Target) else self._people(rows, hasattr(rows[0], "phone"))

    def _people(self, rows: Sequence[Any], has_phone: bool) -> list[str]:
        """Return the lines of rows that name a person, and perhaps a number."""
        who = self._find_taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        phones = {row.phone for row in rows if row.phone is not None} if has_phone else set()
        whose = self._find_phones(phones)
        lines = []
        for row in rows:
            number, rejected, taxpayer, *facts = row
            if taxpayer is None:
                lines.append(self._format_rejected(number, rejected))
                continue
            if has_phone:
                facts[0] = f'"{whose[facts[0]].hex()}"' if facts[0] else "null"
            values = f'"{who[taxpayer].hex()}",{",".join(facts)}'
            self._add(values)
            lines.append(f"[{number},{values}]")
        return lines

    def _format_rejected(self, number: int, reason: Rejected | None) -> str:
        self._add(f"rejected {reason}")
        return f'[{number},"{reason}"]'

    def _add(self, meaning: str) -> None:
        digest = self._content.copy()
        digest.update(meaning.encode())
        self._sum += int.from_bytes(digest.digest())

    def _find_taxpayers(self, taxpayers: Collection[str]) -> dict[str, bytes]:
        texts = list(taxpayers)
        return dict(zip(texts, self._vault.hashes("taxpayer", list(map(normalise_taxpayer, texts))), strict=True))

    def _find_phones(self, phones: Collection[Phone]) -> dict[Phone, bytes]:
        found = list(phones)
        return dict(zip(found, self._vault.hashes("phone", [phone.digits for phone in found]), strict=True))
