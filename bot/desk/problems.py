"""The rows that need a person, written to a file in the original's layout: what is wrong stands beside each.

It may hold names and numbers, so it goes to NOFU_EXPORTS, never to Slack. That it cannot be written fails no import.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.desk.act import act, look
from bot.desk.tools import Tools
from bot.files.exports import NotWritten, Wanted, Written, copy_rows
from bot.rules.access import Action, Actor
from bot.rules.exports import MOST_ROWS
from bot.rules.lists import Exports
from bot.rules.reasons import Excluded, Rejected
from bot.store import list_exports
from bot.words import Words

_log = logging.getLogger(__name__)
_CODES = (
    Rejected.MISSING_TAXPAYER_ID,
    Rejected.MISSING_PHONE,
    Rejected.INVALID_PHONE,
    Rejected.BAD_DATE,
    Rejected.BAD_AMOUNT,
    Rejected.BAD_ROW,
    Excluded.SHARED_PHONE,
)


def write(
    tools: Tools, actor: Actor, list_id: int, path: Path, *, sha256: str, chosen: Mapping[str, str]
) -> Exports | None:
    """Write the problems of a list that was just made of a file; None where it has none."""
    with look(tools, actor, Action.LIST_LOOK) as deed:
        wanted = list_exports.problem_rows(deed.db, list_id, MOST_ROWS)
        of = list_exports.problems(deed.db, list_id)
    if not wanted:
        return None
    written = Written((), 0)
    try:
        written = copy_rows(
            tools.exports,
            f"list-{list_id}-problems",
            path,
            Wanted(wanted, sentences(tools.words), _heading(tools.words)),
            sha256=sha256,
            columns=chosen,
            limits=tools.limits,
        )
    except NotWritten as fault:
        _log.warning("not_written", extra={"list": list_id, "cause": str(fault)})
    exports = Exports(written.names, written.rows, of)
    with act(tools, actor, Action.LIST_EXPORT, f"list:{list_id}") as deed:
        list_exports.note(deed.db, list_id, exports)
        deed.note(files=len(written.names), rows=written.rows)
        deed.tell("list", list_id)
    return exports


def sentences(words: Words) -> dict[str, str]:
    """What a person does now, by the code of a row that needs one."""
    return {code.value: words(f"problem.{code.value}") for code in _CODES}


def _heading(words: Words) -> tuple[str, str, str]:
    return words("problem.row"), words("problem.reason"), words("problem.code")
