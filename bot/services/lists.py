"""The responsible person of a list: adopting it, confirming what was left out of it, and replacing it."""

from bot.model.access import Action, Actor
from bot.model.errors import Conflict, NotFound
from bot.model.lists import LapseView, ReplacedListView, TargetList
from bot.model.posts import CAMPAIGN_POST, LAPSE_POST, LIST_POST, EventKey, Mentioned
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import audit, lists, posts


def adopt_list(context: ServiceContext, actor: Actor, list_id: int) -> None:
    """Make the actor the uploader of a list that has none. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.LIST_ADOPT, f"list:{list_id}") as unit:
        target = _require_list(unit, list_id)
        if not lists.adopt_list(unit.db, list_id, actor.user):
            raise Conflict("list_adopted", who=target.uploader or "-")
        unit.add_facts(source=target.source)
        unit.queue_post(LIST_POST, list_id)


def confirm_list(context: ServiceContext, actor: Actor, list_id: int, token: str) -> None:
    """Confirm excluded and corrected rows; `token` is that of the counts the user saw. Raises NotFound, Conflict."""
    with change(context, actor, Action.LIST_CONFIRM, f"list:{list_id}") as unit:
        target = _require_list(unit, list_id)
        if target.valid_confirmation is not None:
            raise Conflict("list_confirmed", who=target.valid_confirmation.by)
        _store_confirmation(unit, actor, target, token)
        unit.add_facts(mark=token)


def ensure_confirmed(unit: Change, actor: Actor, list_id: int, token: str | None) -> None:
    """Require that a list is confirmed, or confirm it by `token`. Raises NotFound, NotAllowed, Conflict."""
    target = _require_list(unit, list_id)
    if target.valid_confirmation is not None:
        return
    if not token:
        raise Conflict("list_not_confirmed", list=str(list_id))
    unit.audit_also(Action.LIST_CONFIRM, f"list:{list_id}", mark=token)
    _store_confirmation(unit, actor, target, token)


def queue_list_posts(unit: Change, list_id: int) -> None:
    """Update the cards of a list and of its drafts, after a change of what has to be confirmed."""
    unit.queue_post(LIST_POST, list_id)
    for campaign_id in lists.list_draft_ids(unit.db, list_id):
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def queue_lapse_post(unit: Change, list_id: int) -> None:
    """Tell the people of a list, unless they are the actor, that its confirmation lapses. Before the change of it."""
    target = _require_list(unit, list_id)
    confirmation = target.valid_confirmation
    if confirmation is not None and {target.uploader, confirmation.by} - {unit.user}:
        unit.queue_event_post(LAPSE_POST, list_id)


def get_lapse(context: ServiceContext, actor: Actor, key: EventKey) -> LapseView:
    """Return why a list must be confirmed again. Raises NotFound if it was confirmed before that was posted."""
    with read(context, actor, Action.LIST_LOOK) as unit:
        target, entry = _require_list(unit, key.subject), audit.get_entry(unit.db, key.entry)
        newest = audit.find_newest_done(unit.db, f"list:{target.id}", Action.LIST_CONFIRM.value)
        earlier = None if newest is None or newest > key.entry else audit.get_entry(unit.db, newest)
        if entry is None or not (earlier or posts.is_posted(unit.db, LAPSE_POST, key)):
            raise NotFound
        people = {target.uploader, earlier.actor} - {None, entry.actor} if earlier else set()
        card = posts.find_post(unit.db, LIST_POST, target.id)
    return LapseView(
        list_id=target.id,
        at=entry.at,
        who=entry.actor,
        action=entry.action,
        people=Mentioned(users=tuple(sorted(filter(None, people)))),
        is_open=earlier is not None,
        link=None if card is None else card.link,
    )


def _require_list(unit: Read, list_id: int) -> TargetList:
    target = lists.get_list(unit.db, list_id)
    if target is None:
        raise NotFound("list_gone")
    return target


def _store_confirmation(unit: Change, actor: Actor, target: TargetList, token: str) -> None:
    """Store a confirmation. Raises Conflict when the counts have changed since the user saw them."""
    if target.uploader is None:
        raise Conflict("list_not_adopted")
    if token != target.confirmation_token:
        raise Conflict("changed_meanwhile")
    lists.store_confirmation(unit.db, target.id, by=actor.user, mark=token, at=unit.now)
    unit.update_event_posts(LAPSE_POST, target.id)
    queue_list_posts(unit, target.id)


def replace_list(context: ServiceContext, actor: Actor, list_id: int, successor: int) -> None:
    """Replace a list by the one that was read again from its file. Raises Conflict if it is in use or deleted."""
    with change(context, actor, Action.LIST_REPLACE, f"list:{list_id}") as unit:
        if not lists.replace_list(unit.db, list_id, successor):
            raise Conflict("list_in_use", list=str(list_id))
        unit.add_facts(successor=successor)
        unit.queue_post(LIST_POST, list_id)


def find_replacement(context: ServiceContext, actor: Actor, list_id: int) -> ReplacedListView | None:
    """Return what the card of a replaced list shows; None for a list that was not replaced."""
    with read(context, actor, Action.LIST_LOOK) as unit:
        successor = lists.find_successor(unit.db, list_id)
    return None if successor is None else ReplacedListView(list_id, successor)
