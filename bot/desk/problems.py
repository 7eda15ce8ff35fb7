"""The rows that need a person, written to a file in the original's layout: what is wrong stands beside each.

It may hold names and numbers, so it goes to NOFU_EXPORTS, never to Slack. That it cannot be written fails no import.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.desk.act import act, look
from bot.desk.tools import Tools
from bot.files.exports import Cell, NotWritten, Wanted, Written, copy_rows, write_table
from bot.rules.access import Action, Actor
from bot.rules.exports import MOST_ROWS
from bot.rules.lists import Exports
from bot.rules.reasons import Excluded, Rejected
from bot.store import list_exports, shared
from bot.words import Words

_log = logging.getLogger(__name__)
_COLUMNS = ("group", "line", "list", "taxpayer", "phone")
_SEND, _LEAVE = "○", "×"
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
        held = shared.held(deed.db, list_id)
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
    exports = Exports(written.names, written.rows, of, _write_shared(tools, list_id, held))
    with act(tools, actor, Action.LIST_EXPORT, f"list:{list_id}") as deed:
        list_exports.note(deed.db, list_id, exports)
        deed.note(files=len(written.names) + (exports.shared is not None), rows=written.rows, shared=len(held))
        deed.tell("list", list_id)
    return exports


def _write_shared(tools: Tools, list_id: int, held: list[shared.Held]) -> str | None:
    """The file in which a person decides about shared numbers; its name, None where there is none."""
    if not held:
        return None
    words, named = tools.words, any(one.name_box for one in held)
    name = [words("shared.name")] if named else []
    heading: list[Cell] = [*(words(f"shared.{column}") for column in _COLUMNS), *name, words("shared.decision")]
    rows = [heading]
    for group, holders in enumerate(shared.groups(held), start=1):
        for one in holders:
            who: list[Cell] = [("taxpayer", one.taxpayer_box), ("phone", one.phone_box)]
            called: list[Cell] = [("name", one.name_box) if one.name_box else ""] if named else []
            rows.append([str(group), str(one.line), str(list_id), *who, *called, ""])
    choices = {len(rows[0]) - 1: [_SEND, _LEAVE]}
    stem = f"list-{list_id}-shared"
    try:
        written = write_table(
            tools.exports, stem, rows[: MOST_ROWS + 1], vault=tools.store.vault, limits=tools.limits, choices=choices
        )
    except NotWritten as fault:
        _log.warning("not_written", extra={"list": list_id, "cause": str(fault)})
        return None
    return written.names[0]


def sentences(words: Words) -> dict[str, str]:
    """What a person does now, by the code of a row that needs one."""
    return {code.value: words(f"problem.{code.value}") for code in _CODES}


def _heading(words: Words) -> tuple[str, str, str]:
    return words("problem.row"), words("problem.reason"), words("problem.code")
