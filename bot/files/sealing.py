"""Turns rows into lines of JSON with encrypted or hashed personal data; sealed_rows decodes them.

Works on many rows at once: one call for all values takes half as long as a call for each value.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from bot.model.reasons import Rejected
from bot.rules.importing.cells import list_similar_ids, normalise_taxpayer
from bot.rules.importing.free_text import FreeText
from bot.rules.importing.phones import Phone
from bot.rules.importing.renumbering_rows import Renumbering, RenumberingRow
from bot.rules.importing.sent_rows import Sent, SentRow
from bot.rules.importing.stop_rows import Stop, StopRow
from bot.rules.importing.target_rows import TARGET_FACTS, UNREAD_FACTS, Target, TargetRow
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX, Vault

_HASH_BYTES, _TEXT_BYTES = 32, 16
_BOOLS = ("false", "true")


def format_value(value: Any) -> str:
    """Return a value of a row as JSON."""
    if type(value) is int:  # sums differ in nearly every row, and json.dumps is slower
        return str(value)
    return json.dumps(value.isoformat() if isinstance(value, date | time) else value)


def _format_keys(phones: Sequence[Phone], keys: Mapping[str, bytes]) -> str:
    """Return the keyed hashes of numbers as a text of JSON, which the store takes apart; null if there are none."""
    return json.dumps(json.dumps([keys[phone.digits].hex() for phone in phones])) if phones else "null"


def hash_heading(vault: Vault, heading: str) -> str:
    """Return the keyed hash of a heading, 16 hexadecimal digits."""
    return vault.hash_value("heading", heading).hex()[:16]


class RowSealer:
    """Seals rows whose facts were made by its `format_value`, and sums the hashes of their content.

    Values of a target list and new ids are needed later and are encrypted; all other values are hashed with a key.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._content_sum = 0
        self._similar: dict[tuple[str, str], bool] = {}
        self._content_hash = hashlib.blake2b(digest_size=_HASH_BYTES, key=vault.hash_value("content", ""))

    def format_value(self, value: Any) -> str:
        """Return a value of a row as JSON; free text as its keyed hash."""
        if type(value) is not FreeText:
            return format_value(value)
        digest = self._vault.hash_value("text", value.text)[:_TEXT_BYTES].hex()
        return json.dumps(f"{value.before}{digest}{value.after}")

    def hash_heading(self, heading: str) -> str:
        """Return the keyed hash of a heading, 16 hexadecimal digits."""
        return hash_heading(self._vault, heading)

    @property
    def content_key(self) -> str:
        """A hash of the rows so far, independent of order, encoding and spelling, in hexadecimal digits.

        The sum (modulo 2^256) of a keyed hash of each row: of its normalised values without name and corrections, or
        of a rejected row's reason. Without the key it reveals nothing.
        """
        return f"{self._content_sum % (1 << 256):064x}"

    def seal_targets(self, rows: Sequence[TargetRow]) -> list[str]:
        """Return the lines for rows of a target list: hashes, each with its encrypted value, and facts."""
        accepted: list[tuple[str, Phone, str | None]] = [row[3:6] for row in rows if row[1] is None]  # type: ignore[misc]
        keys = self._hash_taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        others_of = {phone.digits for row in rows if row.others for phone in row.others}
        phone_keys = self._hash_phones({row.phone.digits for row in rows if row.phone} | others_of)
        encrypt = self._vault.encrypt_values
        boxes = encrypt([(TAXPAYER_BOX + key, text) for text, key in keys.items()])
        people = {text: (key + box).hex() for (text, key), box in zip(keys.items(), boxes, strict=True)}
        numbers = iter(
            encrypt([(PHONE_BOX + keys[who] + phone_keys[phone[0]], phone[0]) for who, phone, _ in accepted])
        )
        names = iter(encrypt([(NAME_BOX + keys[taxpayer], name) for taxpayer, _, name in accepted if name]))
        lines = []
        row: Any
        for row in rows:
            number, rejected, corrected, taxpayer, phone, name, beside, slip = row[:TARGET_FACTS]
            if rejected is not None:
                lines.append(self._format_unread_target(row, keys, phone_keys))
                continue
            person, key, facts = people[taxpayer], phone_keys[phone[0]].hex(), ",".join(row[TARGET_FACTS:])
            others = _format_keys(beside, phone_keys) if beside else "null"
            added = f",{slip}" if slip is not None else ""
            self._add_content(f"{person[:64]}{key}{facts}{others if beside else ''}{added}")
            sealed_phone = f'"{key}{next(numbers).hex()}",{_BOOLS[phone[1]]}'
            name_box = f'"{next(names).hex()}"' if name else "null"
            lines.append(
                f'[{number},"{",".join(corrected)}","{person}",{sealed_phone},{name_box},{facts},{others}{added}]'
            )
        return lines

    def _format_unread_target(self, row: TargetRow, keys: Mapping[str, bytes], phone_keys: Mapping[str, bytes]) -> str:
        """Return the line for a rejected row: its reason, and the hashes and facts that keep messages from a person."""
        if row.taxpayer is None and row.phone is None:
            return self._format_rejected(row.number, row.rejected)
        phone = f'"{phone_keys[row.phone.digits].hex()}"' if row.phone else "null"
        person = f'"{keys[row.taxpayer].hex()}"' if row.taxpayer else phone  # of nobody known who has this number
        facts = ",".join(str(row[at]) for at in UNREAD_FACTS)
        others = _format_keys(row.others, phone_keys)
        values = f'"{row.rejected}",{person},{phone},{facts},{others}'
        self._add_content(values)
        return f"[{row.number},{values}]"

    def seal(self, rows: Sequence[Any]) -> list[str]:
        """Return the lines for rows of any kind of file."""
        if isinstance(rows[0], Renumbering):
            return self._seal_renumberings(rows)
        if isinstance(rows[0], Stop | Sent):
            return self._seal_numbers(rows)
        return self.seal_targets(rows) if isinstance(rows[0], Target) else self._seal_others(rows)

    def _seal_renumberings(self, rows: Sequence[RenumberingRow]) -> list[str]:
        """Return the lines for rows of old and new ids: hashes, of a new id also its encrypted value."""
        pairs = [(row.taxpayer, row.new) for row in rows if row.taxpayer is not None and row.new is not None]
        keys = self._hash_taxpayers({taxpayer for pair in pairs for taxpayer in pair})
        boxes = iter(self._vault.encrypt_values([(TAXPAYER_BOX + keys[new], new) for _, new in pairs]))
        lines = []
        for row in rows:
            if row.taxpayer is None or row.new is None:
                lines.append(self._format_rejected(row.number, row.rejected))
                continue
            old, new = keys[row.taxpayer].hex(), keys[row.new].hex()
            self._add_content(f"{old}{new}")
            lines.append(f'[{row.number},"{old}","{new}{next(boxes).hex()}"]')
        return lines

    def _seal_numbers(self, rows: Sequence[StopRow | SentRow]) -> list[str]:
        """Return the lines for rows of a number without a person: hashes and facts."""
        phone_keys = self._hash_phones({row.phone.digits for row in rows if row.phone is not None})
        lines = []
        for row in rows:
            if row.phone is None:
                lines.append(self._format_rejected(row.number, row.rejected))
                continue
            values = f'"{phone_keys[row.phone.digits].hex()}",{",".join(map(str, row[3:]))}'
            self._add_content(values)
            lines.append(f"[{row.number},{values}]")
        return lines

    def _seal_others(self, rows: Sequence[Any]) -> list[str]:
        """Return the lines for rows with a taxpayer or a phone number, or both."""
        has_phone = hasattr(rows[0], "phone")
        keys = self._hash_taxpayers({row.taxpayer for row in rows if row.taxpayer is not None})
        phones = {row.phone.digits for row in rows if row.phone is not None} if has_phone else set()
        phone_keys = self._hash_phones(phones)
        lines = []
        for row in rows:
            number, rejected, taxpayer, *facts = row
            if rejected is not None and taxpayer is None and not (has_phone and facts[0]):
                lines.append(self._format_rejected(number, rejected))
                continue
            if has_phone:
                facts[0] = f'"{phone_keys[facts[0].digits].hex()}"' if facts[0] else "null"
            reason = f'"{rejected}",' if rejected is not None else ""
            person = "null" if taxpayer is None else f'"{keys[taxpayer].hex()}"'
            values = f"{reason}{person},{','.join(facts)}"
            self._add_content(values)
            lines.append(f"[{number},{values}]")
        return lines

    def _format_rejected(self, number: int, reason: Rejected | None) -> str:
        self._add_content(f"rejected {reason}")
        return f'[{number},"{reason}"]'

    def _add_content(self, content: str) -> None:
        digest = self._content_hash.copy()
        digest.update(content.encode())
        self._content_sum += int.from_bytes(digest.digest())

    def take_similar_ids(self) -> list[tuple[str, str, bool]]:
        """Return the keys of ids with a hyphen that were sealed since the last call, each with that of a similar id.

        See `list_similar_ids`.
        """
        found = [(taxpayer, similar, is_branch) for (taxpayer, similar), is_branch in self._similar.items()]
        self._similar.clear()
        return found

    def _hash_taxpayers(self, taxpayers: Collection[str]) -> dict[str, bytes]:
        texts = list(taxpayers)
        keys = self._hash_ids(map(normalise_taxpayer, texts))
        if not all(map(str.isdecimal, texts)):  # most are: no id has a hyphen
            pairs = [(key, *one) for text, key in zip(texts, keys, strict=True) for one in list_similar_ids(text)]
            similar = self._hash_ids(other for _, other, _ in pairs)
            for (key, _, is_branch), other in zip(pairs, similar, strict=True):
                self._similar[key.hex(), other.hex()] = is_branch
        return dict(zip(texts, keys, strict=True))

    def _hash_ids(self, ids: Iterable[str]) -> list[bytes]:
        return self._vault.hash_values("taxpayer", list(ids))

    def _hash_phones(self, digits: Collection[str]) -> dict[str, bytes]:
        return dict(zip(digits, self._vault.hash_values("phone", list(digits)), strict=True))
