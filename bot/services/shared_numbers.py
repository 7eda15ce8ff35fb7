"""Phone numbers shared by several people of a list. A user decides: none or one gets a message, or as a file says.

A decision overrides no other reason: everyone is judged again, at once and before sending. A decision is refused while
a submitted campaign uses the list.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.files.sealed_rows import SealedDecision
from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, FileRefused, NotFound
from bot.model.lists import ListView, SharedChoice, SharedDecision
from bot.rules import eligibility, shared_numbers
from bot.rules.shared_numbers import NumberDecision, NumberHolder
from bot.services import audience, lists
from bot.services.context import ServiceContext
from bot.services.imports import targets
from bot.services.imports.old_ids import load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind
from bot.services.unit_of_work import Change, Read, change
from bot.store import eligibility_facts
from bot.store import lists as stored
from bot.store import shared_numbers as store


def leave_out_all(context: ServiceContext, actor: Actor, list_id: int) -> None:
    """Message nobody who shares a number. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.LIST_DECIDE, f"list:{list_id}") as unit:
        shared = _require_shared(unit, list_id)
        _store_decision(
            context,
            unit,
            actor,
            list_id,
            SharedDecision.LEAVE,
            dict.fromkeys((one.recipient_id for one in shared), SharedChoice.LEAVE),
        )


def choose_one_each(context: ServiceContext, actor: Actor, list_id: int) -> None:
    """Choose one person for each number, in the order of the file. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.LIST_DECIDE, f"list:{list_id}") as unit:
        holders = _judge_holders(context, unit, list_id, _require_shared(unit, list_id))
        chosen = shared_numbers.choose_one_each(holders)
        marks = {
            one.recipient_id: SharedChoice.SEND if one.recipient_id in chosen else SharedChoice.LEAVE for one in holders
        }
        _store_decision(context, unit, actor, list_id, SharedDecision.ONE, marks)


def _import_rows(job: FileImport) -> ListView:
    """Apply a decision file to the list that it names. Raises FileRefused with the wrong rows, and Conflict."""
    rows = job.read_rows()
    list_id = _find_list(rows)
    with change(job.context, job.actor, job.kind.action, f"list:{list_id}") as unit:
        _refuse_old_ids(unit, rows)
        shared = _require_shared(unit, list_id)
        _refuse_if_overtaken(job, unit, list_id)
        holders = {(one.taxpayer_key, one.phone_key): one.recipient_id for one in shared}
        marks = shared_numbers.match_decisions(map(_make_decision, rows), holders)
        unit.add_facts(content=job.opened.content_hash, how=job.source.how)
        _store_decision(job.context, unit, job.actor, list_id, SharedDecision.FILE, marks)
    return targets.get_list_view(job.context, job.actor, list_id)


def _refuse_old_ids(unit: Read, rows: list[SealedDecision]) -> None:
    """Refuse ids that a renumbering replaced: the message could go to somebody else. Raises FileRefused."""
    ids = load_old_ids(unit.db)
    if old := [row.number for row in rows if row.taxpayer in ids.meanings]:
        raise FileRefused("decisions_unread", rows=shared_numbers.format_lines(old))


def _refuse_if_overtaken(job: FileImport, unit: Read, list_id: int) -> None:
    """Refuse a file whose import a crash interrupted, if another decision was made since it came. Raises Conflict."""
    made = store.count_shared(unit.db, list_id)
    if job.source.came_at is None or made is None or made.at is None or made.at < job.source.came_at:
        return
    if (made.by, made.decision) != (job.actor.user, SharedDecision.FILE):  # else the file's own, from before the crash
        raise Conflict("decisions_overtaken", list=str(list_id))


def _find_list(rows: list[SealedDecision]) -> int:
    """Return the id of the list, which all rows must name. Raises FileRefused."""
    if bad := [row.number for row in rows if row.rejected is not None]:
        raise FileRefused("decisions_unread", rows=shared_numbers.format_lines(bad))
    found = {row.list_id for row in rows}
    if not found:
        raise FileRefused("decisions_empty")
    if len(found) > 1:
        raise FileRefused("decisions_of_several_lists", lists=", ".join(map(str, sorted(found)[:5])))
    return found.pop()


def _make_decision(row: SealedDecision) -> NumberDecision[bytes, bytes]:
    assert row.taxpayer is not None
    assert row.phone is not None
    return NumberDecision(row.number, row.taxpayer, row.phone, row.mark)


def _require_shared(unit: Read, list_id: int) -> list[store.SharedNumberRow]:
    """Return the shared numbers of a list that may still change. Raises NotFound, Conflict."""
    if stored.get_list(unit.db, list_id) is None:
        raise NotFound("list_gone")
    shared = store.list_shared(unit.db, list_id)
    if not shared:
        raise Conflict("nothing_shared", list=str(list_id))
    in_use = store.find_campaign_in_use(unit.db, list_id)
    if in_use is not None:
        raise Conflict("shared_in_use", campaign=str(in_use))
    return shared


def _judge_holders(
    context: ServiceContext, unit: Read, list_id: int, shared: list[store.SharedNumberRow]
) -> list[NumberHolder[bytes]]:
    """Judge the people who share numbers, in the order of the file, each as if the number were not shared."""
    basis = audience.make_basis(context, unit, stored.get_columns(unit.db, list_id), Intent.CALL_BACK)
    numbers: dict[int, set[bytes]] = {}
    for one in shared:
        numbers.setdefault(one.recipient_id, set()).add(one.phone_key)
    holders = []
    for recipient_id, keys in numbers.items():
        person = replace(
            eligibility_facts.get_facts(unit.db, recipient_id, unit.now), has_shared_number=False, household=()
        )
        is_eligible = eligibility.is_eligible(eligibility.judge_rows(person, basis))
        blocks_numbers = eligibility.find_household_reason(person, basis) is not None
        holders.append(
            NumberHolder(recipient_id, frozenset(keys), is_eligible=is_eligible, blocks_numbers=blocks_numbers)
        )
    return holders


def _store_decision(
    context: ServiceContext,
    unit: Change,
    actor: Actor,
    list_id: int,
    how: SharedDecision,
    marks: Mapping[int, SharedChoice],
) -> None:
    """Store the decision, judge and count the whole list again, and queue its posts."""
    lists.queue_lapse_post(unit, list_id)
    store.store_decisions(unit.db, list_id, how, marks, by=actor.user, at=unit.now)
    stored.clear_reasons(unit.db, list_id)
    audience.judge_and_store(context, unit, list_id)
    counts = stored.recount_list(unit.db, list_id)
    unit.add_facts(decided=how.value, sent=list(marks.values()).count(SharedChoice.SEND), recipients=counts.recipients)
    lists.queue_list_posts(unit, list_id)


DECISIONS = FileKind("decisions", Action.LIST_DECIDE, _import_rows)
