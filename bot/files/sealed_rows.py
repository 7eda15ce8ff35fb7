"""The rows that the reading process returns: phones, names and taxpayers are hashed with a key, or encrypted."""

from typing import Any

from bot.model.reasons import Rejected
from bot.rules.importing.call_rows import Call
from bot.rules.importing.decision_rows import Decision
from bot.rules.importing.exclusion_rows import Exclusion
from bot.rules.importing.kinds import FileFormat
from bot.rules.importing.payment_rows import Payment
from bot.rules.importing.renumbering_rows import Renumbering, SealedTaxpayer
from bot.rules.importing.sent_rows import Sent
from bot.rules.importing.stop_rows import Stop
from bot.rules.importing.suppression_rows import Suppressed

SealedPayment = Payment[bytes]
"""A row of a payment file."""

SealedCall = Call[bytes, bytes]
"""A row of a day's call results."""

SealedExclusion = Exclusion[bytes, bytes]
"""A row of an exclusion file."""

SealedRenumbering = Renumbering[bytes, SealedTaxpayer]
"""A row of old and new ids; the new one is encrypted, too, because the store takes it over."""

SealedDecision = Decision[bytes, bytes]
"""A row of a file of decisions on shared numbers."""

SealedStop = Stop[bytes]
"""A row of a provider's list of numbers that want no messages."""

SealedSuppressed = Suppressed[bytes, bytes]
"""A row of a file of suppressions."""

SealedSent = Sent[bytes]
"""A row of a provider's list of what was sent."""

SealedLine = list[Any]
"""One row as JSON; a rejected row is [number, reason], or has its reason before what it says of a known person. The
store takes rows of a target list in this form."""


_REASONS = frozenset(reason.value for reason in Rejected)


def decode_row(file_format: FileFormat, line: SealedLine) -> Any:
    """Decode a line of the reading process into a row. Lines of a target list are returned unchanged."""
    decoders = file_format.decoders
    if not decoders:
        return line
    if len(line) == 2:
        return file_format.row(line[0], Rejected(line[1]))
    is_rejected = line[1] in _REASONS
    keys, values = line[1 + is_rejected : -len(decoders)], line[-len(decoders) :]
    return file_format.row(
        line[0],
        Rejected(line[1]) if is_rejected else None,
        *[None if key is None else bytes.fromhex(key) for key in keys],
        *[decode(value) for decode, value in zip(decoders, values, strict=True)],
    )
