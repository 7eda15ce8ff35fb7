"""A list in the place of another that was made of the same file: read again, with its columns assigned."""

from bot.desk.act import act, look
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.rules.cards import ReplacedList
from bot.rules.errors import Conflict
from bot.store import replaced


def replace(tools: Tools, actor: Actor, list_id: int, successor: int) -> None:
    """Take a list away, since its file was read again. Raises Conflict when it is in use, or no longer there."""
    with act(tools, actor, Action.LIST_REPLACE, f"list:{list_id}") as deed:
        if not replaced.replace(deed.db, list_id, successor):
            raise Conflict("list_in_use", list=str(list_id))
        deed.note(successor=successor)
        deed.tell("list", list_id)


def of(tools: Tools, actor: Actor, list_id: int) -> ReplacedList | None:
    """What is to be shown in the place of a list that was taken away so; None for all others."""
    with look(tools, actor, Action.LIST_LOOK) as deed:
        successor = replaced.successor(deed.db, list_id)
    return None if successor is None else ReplacedList(list_id, successor)
