"""Everybody of a list judged by the rules for calling back: when it is made, and when something was decided of it."""

from bot.desk import audience
from bot.desk.act import Deed
from bot.desk.tools import Tools
from bot.rules.templates import Intent
from bot.store import lists


def judge(tools: Tools, deed: Deed, list_id: int) -> None:
    """Write down why each row is kept out, as of now."""
    ground = audience.basis(tools, deed, lists.columns(deed.db, list_id), Intent.CALL_BACK)
    reasons = [
        (line, reason)
        for person, verdict in audience.judged(deed, list_id, ground)
        for line, reason in zip(person.lines, verdict.rows)  # noqa: B905 - nobody kept out: no rows
        if reason is not None
    ]
    lists.note_reasons(deed.db, list_id, reasons)
