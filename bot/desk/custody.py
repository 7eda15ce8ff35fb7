"""Who answers for a list: adopting one that came without a person, and confirming what was left out of it."""

from bot.desk.act import Deed, act
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.rules.errors import Conflict, NotFound
from bot.rules.lists import TargetList
from bot.store import custody, lists


def adopt(tools: Tools, actor: Actor, list_id: int) -> None:
    """Become the one who brought a list that came without a person. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.LIST_ADOPT, f"list:{list_id}") as deed:
        target = _found(deed, list_id)
        if not custody.adopt(deed.db, list_id, actor.user):
            raise Conflict("list_adopted", who=target.uploader or "-")
        deed.note(source=target.source)
        deed.tell("list", list_id)


def confirm(tools: Tools, actor: Actor, list_id: int, seen: str) -> None:
    """Say that what was left out and repaired is right, as it was seen. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.LIST_CONFIRM, f"list:{list_id}") as deed:
        target = _found(deed, list_id)
        if target.confirmed is not None:
            raise Conflict("list_confirmed", who=target.confirmed.by)
        _keep(deed, actor, target, seen)
        deed.note(mark=seen)


def confirmed_with(deed: Deed, actor: Actor, list_id: int, seen: str | None) -> None:
    """See to it that a list is confirmed before it is used; `seen` is what the question before the button said.

    Raises NotFound, NotAllowed, Conflict.
    """
    target = _found(deed, list_id)
    if target.confirmed is not None:
        return
    if not seen:
        raise Conflict("list_not_confirmed", list=str(list_id))
    deed.also(Action.LIST_CONFIRM, f"list:{list_id}", mark=seen)
    _keep(deed, actor, target, seen)


def tell(deed: Deed, list_id: int) -> None:
    """What is to be confirmed has changed, or was confirmed: the list's card says so, and its drafts' buttons."""
    deed.tell("list", list_id)
    for campaign_id in custody.drafts_of(deed.db, list_id):
        deed.tell("campaign", campaign_id)


def _found(deed: Deed, list_id: int) -> TargetList:
    target = lists.get(deed.db, list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def _keep(deed: Deed, actor: Actor, target: TargetList, seen: str) -> None:
    """What counts is what was drawn: a list whose counts have changed since is looked at once more."""
    if target.uploader is None:
        raise Conflict("list_not_adopted")
    if seen != target.mark:
        raise Conflict("changed_meanwhile")
    custody.confirm(deed.db, target.id, by=actor.user, mark=seen, at=deed.now)
    tell(deed, target.id)
