"""Who answers for a list: adopting one that came without a person, and confirming what was left out of it."""

from bot.model.access import Action, Actor
from bot.model.errors import Conflict, NotFound
from bot.model.lists import TargetList
from bot.model.posts import CAMPAIGN_POST, LIST_POST
from bot.model.views import ReplacedListView
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import lists


def adopt_list(context: ServiceContext, actor: Actor, list_id: int) -> None:
    """Become the one who brought a list that came without a person. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.LIST_ADOPT, f"list:{list_id}") as unit:
        target = _require_list(unit, list_id)
        if not lists.adopt_list(unit.db, list_id, actor.user):
            raise Conflict("list_adopted", who=target.uploader or "-")
        unit.add_facts(source=target.source)
        unit.queue_post(LIST_POST, list_id)


def confirm_list(context: ServiceContext, actor: Actor, list_id: int, seen: str) -> None:
    """Say that what was left out and repaired is right, as it was seen. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.LIST_CONFIRM, f"list:{list_id}") as unit:
        target = _require_list(unit, list_id)
        if target.valid_confirmation is not None:
            raise Conflict("list_confirmed", who=target.valid_confirmation.by)
        _store_confirmation(unit, actor, target, seen)
        unit.add_facts(mark=seen)


def ensure_confirmed(unit: Change, actor: Actor, list_id: int, seen: str | None) -> None:
    """See to it that a list is confirmed before it is used; `seen` is what the question before the button said.

    Raises NotFound, NotAllowed, Conflict.
    """
    target = _require_list(unit, list_id)
    if target.valid_confirmation is not None:
        return
    if not seen:
        raise Conflict("list_not_confirmed", list=str(list_id))
    unit.audit_also(Action.LIST_CONFIRM, f"list:{list_id}", mark=seen)
    _store_confirmation(unit, actor, target, seen)


def queue_list_posts(unit: Change, list_id: int) -> None:
    """What is to be confirmed has changed, or was confirmed: the list's card says so, and its drafts' buttons."""
    unit.queue_post(LIST_POST, list_id)
    for campaign_id in lists.list_draft_ids(unit.db, list_id):
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _require_list(unit: Read, list_id: int) -> TargetList:
    target = lists.get_list(unit.db, list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def _store_confirmation(unit: Change, actor: Actor, target: TargetList, seen: str) -> None:
    """What counts is what was drawn: a list whose counts have changed since is looked at once more."""
    if target.uploader is None:
        raise Conflict("list_not_adopted")
    if seen != target.confirmation_token:
        raise Conflict("changed_meanwhile")
    lists.store_confirmation(unit.db, target.id, by=actor.user, mark=seen, at=unit.now)
    queue_list_posts(unit, target.id)


def replace_list(context: ServiceContext, actor: Actor, list_id: int, successor: int) -> None:
    """Take a list away, since its file was read again. Raises Conflict when it is in use, or no longer there."""
    with change(context, actor, Action.LIST_REPLACE, f"list:{list_id}") as unit:
        if not lists.replace_list(unit.db, list_id, successor):
            raise Conflict("list_in_use", list=str(list_id))
        unit.add_facts(successor=successor)
        unit.queue_post(LIST_POST, list_id)


def find_replacement(context: ServiceContext, actor: Actor, list_id: int) -> ReplacedListView | None:
    """What is to be shown in the place of a list that was taken away so; None for all others."""
    with read(context, actor, Action.LIST_LOOK) as unit:
        successor = lists.find_successor(unit.db, list_id)
    return None if successor is None else ReplacedListView(list_id, successor)
