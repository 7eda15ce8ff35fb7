"""Rows on their way out of the files' process: a JSON list each, personal data sealed. `wire` reads them.

Many rows at a time: one call for a column of values takes half as long as a call for each value.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any, cast

from bot.model.reasons import Rejected
from bot.rules.importing.call_rows import CallRow
from bot.rules.importing.cells import normalise_taxpayer
from bot.rules.importing.decision_rows import DecisionRow
from bot.rules.importing.exclusion_rows import ExclusionRow
from bot.rules.importing.payment_rows import PaymentRow
from bot.rules.importing.phones import Phone, mask_phone
from bot.rules.importing.target_rows import TARGET_FACTS, TargetRow
from bot.vault import Vault

_KEY = 32
_BOOLS = ("false", "true")
_NO_PHONE = "null,null,null"


def format_value(value: Any) -> str:
    """A fact of a row as it stands in a line: its JSON."""
    if type(value) is int:  # sums are the facts that differ from row to row; and this is their JSON
        return str(value)
    return json.dumps(value.isoformat() if isinstance(value, date | time) else value)


class RowSealer:
    """Seals rows whose facts have their `form`, and keeps the sum of what they mean.

    Within one call a taxpayer or a number that comes again is not sealed again: equal keys show anyway that they are
    equal. A name is sealed each time, since nobody shall see that two people have the same.
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
        """The lines of rows of a target list."""
        who = self._taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        whose = self._phones({row.phone for row in rows if row.phone is not None})
        names = iter(self._vault.boxes("name", [row.name for row in rows if row.name]))
        lines = []
        for row in rows:
            number, rejected, corrected, taxpayer, phone, name = cast(tuple[Any, ...], row[:TARGET_FACTS])
            if taxpayer is None or phone is None:
                lines.append(self._rejected(number, rejected))
                continue
            person, called, facts = who[taxpayer], whose[phone], ",".join(cast(tuple[str, ...], row[TARGET_FACTS:]))
            self._add(f"{person[:64]}{called[1:65]}{facts}")
            box = f'"{next(names).hex()}"' if name else "null"
            lines.append(f'[{number},"{",".join(corrected)}","{person}",{called},{box},{facts}]')
        return lines

    def calls(self, rows: Sequence[CallRow] | Sequence[DecisionRow]) -> list[str]:
        """The lines of rows that name a person and perhaps a number: call results, decisions on shared numbers."""
        who = self._taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        whose = self._phones({row.phone for row in rows if row.phone is not None})
        lines = []
        for row in rows:
            number, rejected, taxpayer, phone, *written = cast(tuple[Any, ...], row)
            if taxpayer is None:
                lines.append(self._rejected(number, rejected))
                continue
            person, called, facts = who[taxpayer], whose[phone] if phone else _NO_PHONE, ",".join(written)
            self._add(f"{person[:64]}{called[1:65]}{facts}")
            lines.append(f'[{number},"{person}",{called},{facts}]')
        return lines

    def persons(self, rows: Sequence[PaymentRow] | Sequence[ExclusionRow]) -> list[str]:
        """The lines of rows that name a person and no number: payments, exclusions."""
        who = self._taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        lines = []
        for row in rows:
            number, rejected, taxpayer, *written = cast(tuple[Any, ...], row)
            if taxpayer is None:
                lines.append(self._rejected(number, rejected))
                continue
            person, facts = who[taxpayer], ",".join(written)
            self._add(f"{person[:64]}{facts}")
            lines.append(f'[{number},"{person}",{facts}]')
        return lines

    def _rejected(self, number: int, reason: Rejected | None) -> str:
        self._add(f"rejected {reason}")
        return f'[{number},"{reason}"]'

    def _add(self, meaning: str) -> None:
        digest = self._content.copy()
        digest.update(meaning.encode())
        self._sum += int.from_bytes(digest.digest())

    def _taxpayers(self, taxpayers: Collection[str]) -> dict[str, str]:
        texts = list(taxpayers)
        keys = self._vault.hashes("taxpayer", list(map(normalise_taxpayer, texts)))
        boxes = self._vault.boxes("taxpayer", texts)
        return {text: (key + box).hex() for text, key, box in zip(texts, keys, boxes, strict=True)}

    def _phones(self, phones: Collection[Phone]) -> dict[Phone, str]:
        texts = [phone.digits for phone in phones]
        keys, boxes = self._vault.hashes("phone", texts), self._vault.boxes("phone", texts)
        return {
            phone: f'"{(key + box).hex()}","{mask_phone(phone.digits)}",{_BOOLS[phone.mobile]}'
            for phone, key, box in zip(phones, keys, boxes, strict=True)
        }
