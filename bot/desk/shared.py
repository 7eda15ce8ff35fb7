"""Numbers that several people of a list have: all left out, one message a number, or as a file says that comes back.

Nothing is decided by itself, and a decision lets nobody through whom any other reason keeps out: all are judged anew,
at once and at the moment of sending. Of a campaign that was submitted nothing changes: it is taken back first.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.desk import audience, custody, judging, lists
from bot.desk.act import Deed, act
from bot.desk.intake import Source, refuse_sensitive, taking
from bot.desk.tools import Tools
from bot.files.reader import open_decisions
from bot.files.sealed import SealedDecision
from bot.rules import eligibility, shared
from bot.rules.access import Action, Actor
from bot.rules.cards import ListCard
from bot.rules.errors import Conflict, FileRefused, NotFound
from bot.rules.shared import Holder, How, Mark, Marked
from bot.rules.templates import Intent
from bot.store import lists as stored
from bot.store import shared as store
from bot.store import standing


def leave_out(tools: Tools, actor: Actor, list_id: int) -> None:
    """Message nobody who shares a number. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.LIST_DECIDE, f"list:{list_id}") as deed:
        held = _held(deed, list_id)
        _decide(tools, deed, actor, list_id, How.LEAVE, dict.fromkeys((one.recipient_id for one in held), Mark.LEAVE))


def one_each(tools: Tools, actor: Actor, list_id: int) -> None:
    """One message a number, to the first of the file who may get one. Raises NotFound, NotAllowed, Conflict."""
    with act(tools, actor, Action.LIST_DECIDE, f"list:{list_id}") as deed:
        holders = _holders(tools, deed, list_id, _held(deed, list_id))
        chosen = shared.one_each(holders)
        marks = {one.recipient_id: Mark.SEND if one.recipient_id in chosen else Mark.LEAVE for one in holders}
        _decide(tools, deed, actor, list_id, How.ONE, marks)


def import_decisions(tools: Tools, actor: Actor, path: Path, *, name: str, source: Source) -> ListCard:  # noqa: ARG001
    """Do as a file says that came back; it names its list. Raises FileRefused with the rows at fault, and Conflict."""
    with (
        taking(tools, actor, Action.LIST_DECIDE, source, "decisions"),
        open_decisions(path, vault=tools.store.vault, limits=tools.limits) as opened,
    ):
        refuse_sensitive(source, opened.sensitive)
        rows = [row for batch in opened for row in batch]
        list_id = _list_of(rows)
        with act(tools, actor, Action.LIST_DECIDE, f"list:{list_id}") as deed:
            held = _held(deed, list_id)
            holders = {(one.taxpayer_key, one.phone_key): one.recipient_id for one in held}
            marks = shared.by_file(map(_marked, rows), holders)
            deed.note(sha256=opened.sha256, how=source.how)
            _decide(tools, deed, actor, list_id, How.FILE, marks)
    return lists.card(tools, actor, list_id)


def _list_of(rows: list[SealedDecision]) -> int:
    """The one list that all rows name. Raises FileRefused."""
    if bad := [row.number for row in rows if row.rejected is not None]:
        raise FileRefused("decisions_unread", rows=shared.named(bad))
    found = {row.list_id for row in rows}
    if not found:
        raise FileRefused("decisions_empty")
    if len(found) > 1:
        raise FileRefused("decisions_of_several_lists", lists=", ".join(map(str, sorted(found)[:5])))
    return found.pop()


def _marked(row: SealedDecision) -> Marked[bytes, bytes]:
    assert row.taxpayer is not None
    assert row.phone is not None
    return Marked(row.number, row.taxpayer.key, row.phone.key, row.mark)


def _held(deed: Deed, list_id: int) -> list[store.Held]:
    """Who shares a number of a list that may still change. Raises NotFound, Conflict."""
    if stored.get(deed.db, list_id) is None:
        raise NotFound("list_gone")
    held = store.held(deed.db, list_id)
    if not held:
        raise Conflict("nothing_shared", list=str(list_id))
    in_use = store.campaign_in_use(deed.db, list_id)
    if in_use is not None:
        raise Conflict("shared_in_use", campaign=str(in_use))
    return held


def _holders(tools: Tools, deed: Deed, list_id: int, held: list[store.Held]) -> list[Holder[bytes]]:
    """Those who share numbers, in the order of the file, each judged as if the number were theirs alone."""
    ground = audience.basis(tools, deed, stored.columns(deed.db, list_id), Intent.CALL_BACK)
    numbers: dict[int, set[bytes]] = {}
    for one in held:
        numbers.setdefault(one.recipient_id, set()).add(one.phone_key)
    holders = []
    for recipient_id, keys in numbers.items():
        person = replace(standing.of_recipient(deed.db, recipient_id, deed.now), shared=False, household=())
        fits = eligibility.eligible(eligibility.judge(person, ground))
        closes = eligibility.closed(person, ground) is not None
        holders.append(Holder(recipient_id, frozenset(keys), fits=fits, closes=closes))
    return holders


def _decide(tools: Tools, deed: Deed, actor: Actor, list_id: int, how: How, marks: Mapping[int, Mark]) -> None:
    """Write it down, judge the whole list anew, and count it; it has to be confirmed again."""
    store.decide(deed.db, list_id, how, marks, by=actor.user, at=deed.now)
    stored.forget_reasons(deed.db, list_id)
    judging.judge(tools, deed, list_id)
    counts = stored.recount(deed.db, list_id)
    deed.note(decided=how.value, sent=list(marks.values()).count(Mark.SEND), recipients=counts.recipients)
    custody.tell(deed, list_id)
