"""The kinds of files that can be imported, in the order of the inbox: lists come after the data that judges them."""

from typing import Any

from bot.services.imports.calls import CALLS
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind
from bot.services.imports.stops import STOPS
from bot.services.imports.suppressions import SUPPRESSIONS
from bot.services.imports.targets import TARGETS
from bot.services.shared_numbers import DECISIONS
from bot.services.waiting_renumberings import WAITING_RENUMBERING

FILE_KINDS: dict[str, FileKind[Any]] = {
    kind.code: kind for kind in (STOPS, SUPPRESSIONS, EXCLUSIONS, CALLS, PAYMENTS, TARGETS, DECISIONS)
}


def list_inbox_kinds() -> dict[str, FileKind[Any]]:
    """The kinds of files that the inbox folder takes, by the name of their folder: one more, whose files only wait."""
    return {**FILE_KINDS, WAITING_RENUMBERING.code: WAITING_RENUMBERING}
