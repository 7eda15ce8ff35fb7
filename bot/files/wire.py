"""How a row passes from the files' process to ours: a JSON list, personal data sealed. Both directions stand here.

JSON, because the reading process is not trusted: whatever it answers, nothing but plain values can come of it. (A
binary framing would save a tenth of the time; marshal and pickle can be made to harm who reads them.)
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date, time
from functools import lru_cache
from typing import Any, cast

from bot.files.sealed import SealedCall, SealedExclusion, SealedPayment, SealedPhone, SealedRow
from bot.rules.call_results import CallResult
from bot.rules.call_rows import Call, CallRow
from bot.rules.cells import taxpayer_key
from bot.rules.exclusion_grounds import Ground
from bot.rules.exclusion_rows import Exclusion, ExclusionRow
from bot.rules.payment_rows import Payment, PaymentRow
from bot.rules.phones import Phone, mask
from bot.rules.reasons import Corrected, Rejected
from bot.rules.rows import Target, TargetRow
from bot.vault import Sealed, Vault

Line = list[Any]
"""One row, as JSON has it; a rejected row is only [number, reason]."""

_KEY = 32
_REMEMBERED = 4_096
_BOOLS = ("false", "true")


def form(value: Any) -> str:
    """A fact of a row as it stands in a line: its JSON."""
    return json.dumps(value.isoformat() if isinstance(value, date | time) else value)


class Sealer:
    """Seals rows whose facts have their `form`, and keeps the sum of what they mean.

    Within one file a taxpayer or a number that comes again is not sealed again: equal keys show anyway that they are
    equal. A name is sealed each time, since nobody shall see that two people have the same.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._sum = 0
        self._content = vault.find("content", "")
        self._taxpayer: Callable[[str], str] = lru_cache(_REMEMBERED)(self._seal_taxpayer)
        self._phone: Callable[[Phone], str] = lru_cache(_REMEMBERED)(self._seal_phone)

    @property
    def content_key(self) -> str:
        """What the rows so far mean, whatever their order, encoding or spelling: a hash, in hexadecimal digits.

        The sum (modulo 2^256) of a keyed hash of each row: of its normalised values without name and repairs; of a
        rejected row, of its reason. Two files of one meaning have the same; who has no key learns nothing from it.
        """
        return f"{self._sum % (1 << 256):064x}"

    def target(self, row: TargetRow) -> str:
        """The line of a row of a target list."""
        number, rejected, corrected, taxpayer, phone, name, *written = cast(tuple[Any, ...], row)
        if taxpayer is None or phone is None:
            return self._rejected(number, rejected)
        who, whose = self._taxpayer(taxpayer), self._phone(phone)
        facts = ",".join(written)
        self._add(f"{who[:64]}{whose[1:65]}{facts}")
        box = f'"{self._vault.box("name", name).hex()}"' if name else "null"
        return f'[{number},"{",".join(corrected)}","{who}",{whose},{box},{facts}]'

    def payment(self, row: PaymentRow) -> str:
        """The line of a row of a payment file."""
        number, rejected, taxpayer, *written = cast(tuple[Any, ...], row)
        if taxpayer is None:
            return self._rejected(number, rejected)
        who, facts = self._taxpayer(taxpayer), ",".join(written)
        self._add(f"{who[:64]}{facts}")
        return f'[{number},"{who}",{facts}]'

    def call(self, row: CallRow) -> str:
        """The line of a row of call results."""
        number, rejected, taxpayer, phone, *written = cast(tuple[Any, ...], row)
        if taxpayer is None:
            return self._rejected(number, rejected)
        who, facts = self._taxpayer(taxpayer), ",".join(written)
        whose = self._phone(phone) if phone else "null,null,null"
        self._add(f"{who[:64]}{whose[1:65]}{facts}")
        return f'[{number},"{who}",{whose},{facts}]'

    def exclusion(self, row: ExclusionRow) -> str:
        """The line of a row of an exclusion file."""
        number, rejected, taxpayer, *written = cast(tuple[Any, ...], row)
        if taxpayer is None:
            return self._rejected(number, rejected)
        who, facts = self._taxpayer(taxpayer), ",".join(written)
        self._add(f"{who[:64]}{facts}")
        return f'[{number},"{who}",{facts}]'

    def _rejected(self, number: int, reason: Rejected | None) -> str:
        self._add(f"rejected {reason}")
        return f'[{number},"{reason}"]'

    def _add(self, meaning: str) -> None:
        digest = hashlib.blake2b(meaning.encode(), digest_size=_KEY, key=self._content).digest()
        self._sum += int.from_bytes(digest)

    def _seal_taxpayer(self, taxpayer: str) -> str:
        return (self._vault.find("taxpayer", taxpayer_key(taxpayer)) + self._vault.box("taxpayer", taxpayer)).hex()

    def _seal_phone(self, phone: Phone) -> str:
        sealed = self._vault.seal("phone", phone.digits)
        return f'"{(sealed.key + sealed.box).hex()}","{mask(phone.digits)}",{_BOOLS[phone.mobile]}'


def target(line: Line) -> SealedRow:
    """The row that `Sealer.target` made."""
    if len(line) == 2:
        return Target(line[0], Rejected(line[1]))
    (
        number, corrected, taxpayer, phone, shown, mobile, name, tax, year, instalment, due_on, demanded_on, amount,
        calls, promised, promised_on, flagged, arrears, fiscal_year, phone_obtained_on, relation, language,
        last_called_on,
    ) = line  # fmt: skip
    return Target(
        number,
        None,
        _corrected(corrected),
        _sealed(taxpayer),
        _phone(phone, shown, mobile),
        bytes.fromhex(name) if name else None,
        tax,
        year,
        instalment,
        _day(due_on),
        _day(demanded_on),
        amount,
        calls,
        promised,
        _day(promised_on),
        flagged,
        arrears,
        fiscal_year,
        _day(phone_obtained_on),
        relation,
        language,
        _day(last_called_on),
    )


def payment(line: Line) -> SealedPayment:
    """The row that `Sealer.payment` made."""
    if len(line) == 2:
        return Payment(line[0], Rejected(line[1]))
    number, taxpayer, tax, year, instalment, paid_on, booked_on, amount, channel, reversal = line
    return Payment(
        number,
        None,
        _sealed(taxpayer),
        tax,
        year,
        instalment,
        _day(paid_on),
        _day(booked_on),
        amount,
        channel,
        reversal,
    )


def call(line: Line) -> SealedCall:
    """The row that `Sealer.call` made."""
    if len(line) == 2:
        return Call(line[0], Rejected(line[1]))
    number, taxpayer, phone, shown, mobile, called_on, called_time, result, promised_on, unclear = line
    return Call(
        number,
        None,
        _sealed(taxpayer),
        None if phone is None else _phone(phone, shown, mobile),
        _day(called_on),
        None if called_time is None else time.fromisoformat(called_time),
        CallResult(result),
        _day(promised_on),
        unclear,
    )


def exclusion(line: Line) -> SealedExclusion:
    """The row that `Sealer.exclusion` made."""
    if len(line) == 2:
        return Exclusion(line[0], Rejected(line[1]))
    number, taxpayer, as_of, ground = line
    return Exclusion(number, None, _sealed(taxpayer), _day(as_of), Ground(ground))


def _sealed(text: str) -> Sealed:
    both = bytes.fromhex(text)
    return Sealed(both[:_KEY], both[_KEY:])


def _phone(text: str, shown: str, mobile: bool) -> SealedPhone:
    both = bytes.fromhex(text)
    return SealedPhone(both[:_KEY], both[_KEY:], shown, mobile)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(maxsize=1024)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=64)
def _corrected(text: str) -> tuple[Corrected, ...]:
    return tuple(map(Corrected, text.split(","))) if text else ()
