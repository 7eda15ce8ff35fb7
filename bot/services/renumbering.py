"""Renumbering: people get the new ids of a file of old and new ones, with everything that is stored of them.

It is tried first, and then carried out in one transaction, or not at all (docs/decisions/0032).
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.files.sealed_rows import SealedRenumbering
from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, FileRefused
from bot.model.imports import FileView
from bot.model.renumberings import RenumberingCounts
from bot.rules.eligibility import EligibilityFacts
from bot.rules.payments import count_payments
from bot.rules.renumbering import Renumberings, find_merged, is_loosened, keep_in_force, read_renumberings
from bot.rules.shared_numbers import format_lines
from bot.services import audience
from bot.services.context import ServiceContext
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice, Progress, ignore_progress
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, Source, build_file_view, import_file
from bot.services.lists import queue_lapse_post, queue_list_posts
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import eligibility_facts, lists, merged_people, payments, renumbering, similar_ids, times
from bot.store.database import allow_renumbering
from bot.store.renumbering import Move

_log = logging.getLogger(__name__)
_NO_FILE = 0
_Stored = Mapping[str, Mapping[bytes, int]]
"""How many rows there are of each taxpayer, for each kind of thing that is stored."""
_FactsBefore = Mapping[tuple[int, bytes], list[EligibilityFacts]]
"""What was known in a list about the people who share a new id."""


def preview_renumbering(
    context: ServiceContext,
    actor: Actor,
    path: Path,
    choice: ColumnChoice = NO_CHOICE,
    progress: Progress = ignore_progress,
) -> FileView[RenumberingCounts]:
    """Count what a file of old and new ids would change.

    Raises NotAllowed, FileRefused, and Conflict for a file that was carried out before.
    """
    return import_file(
        context, actor, RENUMBERING, path, source=Source("terminal", None), choice=choice, progress=progress
    )


def find_obstacle(context: ServiceContext, actor: Actor) -> Conflict | None:
    """Find what would refuse every renumbering now, such as a campaign under way; None if nothing would."""
    with read(context, actor, Action.RENUMBERING_LOOK) as unit:
        try:
            require_no_campaign(unit)
        except Conflict as obstacle:
            return obstacle
    return None


def apply_renumbering(
    context: ServiceContext,
    actor: Actor,
    path: Path,
    choice: ColumnChoice = NO_CHOICE,
    progress: Progress = ignore_progress,
) -> FileView[RenumberingCounts]:
    """Give people the new ids of a file. Raises NotAllowed, FileRefused, Conflict; then nothing has changed."""
    return import_file(
        context, actor, RENUMBERING_APPLIED, path, source=Source("terminal", None), choice=choice, progress=progress
    )


def _preview(job: FileImport) -> FileView[RenumberingCounts]:
    found, _ = read_moves(job)
    with read(job.context, job.actor, job.kind.action) as unit:
        refuse_known_pairs(unit, found)
        counts = count_changes(job, found, renumbering.count_rows_by_taxpayer(unit.db))
    return FileView(_NO_FILE, job.name, None, None, counts)


def _apply(job: FileImport) -> FileView[RenumberingCounts]:
    return carry_out(job, "renumbering", lambda _unit: None)


def carry_out(job: FileImport, subject: str, prepare: Callable[[Change], None]) -> FileView[RenumberingCounts]:
    """Carry the renumbering of a file out. `prepare` runs first, in the same transaction, and may refuse it.

    Raises FileRefused, and Conflict while somebody could still be messaged under an old id.
    """
    found, boxes = read_moves(job)
    with change(job.context, job.actor, job.kind.action, subject) as unit:
        prepare(unit)
        require_no_campaign(unit)
        refuse_known_pairs(unit, found)
        pairs = _list_changes(found)
        stored = renumbering.count_rows_by_taxpayer(unit.db)
        counts = count_changes(job, found, stored)
        file_id = job.begin_file(unit)
        renumbering.add_pairs(unit.db, pairs.items(), file_id)
        similar_ids.follow_renumbering(unit.db, pairs)
        renumbering.stage_moves(unit.db, _make_moves(pairs, boxes, _list_known(stored)))
        left_out = _move_people(job.context, unit, file_id)
        renumbering.forget_moves(unit.db)
        facts = {"changed": counts.changed, "known": counts.known, "merged": counts.merged, "left_out": left_out}
        job.finish_file(unit, file_id, ImportResult(None, counts, facts=facts))
        return build_file_view(RenumberingCounts, unit, file_id)


def read_moves(job: FileImport) -> tuple[Renumberings[bytes], dict[bytes, bytes]]:
    """Read all rows together, and return the box of each new id, too.

    Raises FileRefused for any faulty row: a person left behind could become sendable.
    """
    rows: list[SealedRenumbering] = job.read_rows()
    if not rows:
        raise FileRefused("renumber_empty")
    if bad := [row.number for row in rows if row.rejected is not None]:
        raise FileRefused("renumber_unread", rows=format_lines(bad))
    found = read_renumberings(
        (row.number, row.taxpayer, row.new.key) for row in rows if row.taxpayer is not None and row.new is not None
    )
    if found.conflicts:
        raise FileRefused("renumber_conflict", rows=format_lines(found.conflicts))
    return found, {row.new.key: row.new.box for row in rows if row.new is not None}


def _list_changes(found: Renumberings[bytes]) -> dict[bytes, bytes]:
    return {old: new for old, new in found.moves.items() if old != new}


def _list_known(stored: _Stored) -> set[bytes]:
    """The people of whom anything is stored."""
    return set().union(*stored.values())


def count_changes(job: FileImport, found: Renumberings[bytes], stored: _Stored) -> RenumberingCounts:
    """Count what the file changes, from how many rows are stored of each taxpayer."""
    pairs, known = _list_changes(found), _list_known(stored)
    moved: dict[str, Any] = {
        name: sum(people[key] for key in people.keys() & pairs.keys()) for name, people in stored.items()
    }
    return RenumberingCounts(
        rows=len(found.moves) + found.repeated,
        rejected={},
        hidden_rows=job.opened.hidden_rows,
        struck_rows=job.opened.struck_rows,
        changed=len(pairs),
        unchanged=len(found.moves) - len(pairs),
        repeated=found.repeated,
        known=len(known & found.moves.keys()),
        merged=len(find_merged(pairs, known)),
        **moved,
    )


def require_no_campaign(unit: Read) -> None:
    """Require that no message can leave and no list is being imported. Raises Conflict.

    An approval is about people, by their ids: what was approved must not become a message to somebody else.
    """
    campaign = renumbering.find_campaign_under_way(unit.db)
    if campaign is not None:
        raise Conflict("renumber_campaigns_open", campaign=str(campaign))
    if renumbering.is_list_loading(unit.db):
        raise Conflict("renumber_list_loading")


def refuse_known_pairs(unit: Read, found: Renumberings[bytes]) -> None:
    """Refuse pairs that were carried out before: of A → B and B → C, the second time would move people twice.

    Raises Conflict.
    """
    if known := renumbering.list_known_pairs(unit.db, _list_changes(found).items()):
        raise Conflict("renumber_repeated", rows=format_lines(sorted(found.lines[old] for old in known)))


def _make_moves(pairs: Mapping[bytes, bytes], boxes: Mapping[bytes, bytes], known: set[bytes]) -> list[Move]:
    """Make the moves of all stored people whom the pairs name, also of those whom others join."""
    merged = find_merged(pairs, known)
    moving = [Move(old, pairs[old], boxes[pairs[old]], old in merged) for old in sorted(pairs.keys() & known)]
    return moving + [Move(one, one, None, merged=True) for one in sorted(merged - pairs.keys())]


def _move_people(context: ServiceContext, unit: Change, file_id: int) -> int:
    """Move everything that is stored, and judge the lists of merged people again. Return how many are left out."""
    db = unit.db
    before = _find_facts(unit)
    grounds, in_force = merged_people.list_exclusions(db), merged_people.list_payments_in_force(db)
    with allow_renumbering(db):
        unreadable = renumbering.encrypt_again(db)
        merged_people.join_people(db)
        merged_people.end_equal_suppressions(db, times.format_moment(unit.now))
        renumbering.move_rows(db)
        unreadable += renumbering.move_messages(db)
    if unreadable:
        _log.warning("boxes_unreadable", extra={"boxes": unreadable})
        unit.add_facts(unreadable=unreadable)
    merged_people.keep_exclusions(db, grounds, file_id)
    payments.replace_counted(
        db,
        {
            new: keep_in_force(count_payments(records), in_force.get(new, ()))
            for new, records in merged_people.list_payment_records(db)
        },
    )
    left_out = _leave_out_loosened(context, unit, before)
    for list_id in sorted({list_id for list_id, _ in before}):
        _judge_again(context, unit, list_id)
    return left_out


def _find_facts(unit: Read) -> _FactsBefore:
    """What is known of the people who become one, in each list that has them."""
    found = defaultdict(list)
    for one in merged_people.list_merged_recipients(unit.db):
        found[one.list_id, one.new].append(eligibility_facts.get_facts(unit.db, one.recipient_id, unit.now))
    return found


def _leave_out_loosened(context: ServiceContext, unit: Change, before: _FactsBefore) -> int:
    """Leave those out of a list whom merging would let in; return how many."""
    loosened, bases, shown = [], [], None
    for (list_id, new), parts in before.items():
        if list_id != shown:
            columns, shown = lists.get_columns(unit.db, list_id), list_id
            bases = [audience.make_basis(context, unit, columns, intent) for intent in Intent]
        recipient_id = merged_people.find_recipient(unit.db, list_id, new)
        if is_loosened(parts, eligibility_facts.get_facts(unit.db, recipient_id, unit.now), bases):
            loosened.append(recipient_id)
    merged_people.leave_out(unit.db, loosened)
    return len(loosened)


def _judge_again(context: ServiceContext, unit: Change, list_id: int) -> None:
    """Judge and count a list again. A user confirms it again, too: other people may get a message."""
    queue_lapse_post(unit, list_id)
    lists.clear_reasons(unit.db, list_id)
    audience.judge_and_store(context, unit, list_id)
    lists.recount_list(unit.db, list_id)
    lists.clear_confirmation(unit.db, list_id)
    queue_list_posts(unit, list_id)


RENUMBERING = FileKind(RenumberingCounts.kind, Action.RENUMBERING_LOOK, _preview, counts=RenumberingCounts)
"""The dry run. Not in FILE_KINDS: it is no file that an upload or the inbox folder imports at once."""

RENUMBERING_APPLIED = FileKind(RenumberingCounts.kind, Action.RENUMBERING_APPLY, _apply, counts=RenumberingCounts)
"""The renumbering itself."""
