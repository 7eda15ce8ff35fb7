"""A file of new ids in the inbox folder is counted and waits there: a supervisor decides whether it is carried out.

What is carried out is the file whose counts the supervisor saw. If it was changed or moved since, nothing is.
"""

import logging
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from bot.files import inbox_folder
from bot.files.reader import compute_content_hash
from bot.model.access import Action, Actor
from bot.model.errors import Conflict, NotFound
from bot.model.imports import FileView
from bot.model.posts import RENUMBERING_POST
from bot.model.renumberings import RenumberingCounts, WaitingRenumbering, WaitingState
from bot.services import renumbering
from bot.services.context import ServiceContext
from bot.services.imports.pipeline import FileImport, FileKind, Source, import_file
from bot.services.mentions import find_supervisors
from bot.services.unit_of_work import Change, Read, change, read, require
from bot.store import waiting_renumberings as store
from bot.store.renumbering import count_rows_by_taxpayer

_log = logging.getLogger(__name__)
_NO_FILE = 0


def _wait(job: FileImport) -> FileView[RenumberingCounts]:
    """Count what the file would change, and ask a supervisor. Raises Conflict if it was carried out before."""
    found, _ = renumbering.read_moves(job)
    with change(job.context, job.actor, job.kind.action, "renumbering") as unit:
        renumbering.refuse_known_pairs(unit, found)
        counts = renumbering.count_changes(job, found, count_rows_by_taxpayer(unit.db))
        waiting_id = store.add_waiting(
            unit.db, name=job.name, content_hash=job.opened.content_hash, counts=asdict(counts), now=unit.now
        )
        unit.add_facts(waiting=waiting_id, content=job.opened.content_hash, rows=counts.rows, changed=counts.changed)
        unit.queue_post(RENUMBERING_POST, waiting_id)
    return FileView(_NO_FILE, job.name, None, None, counts)


def get_waiting(context: ServiceContext, actor: Actor, waiting_id: int) -> WaitingRenumbering:
    """Get a file that waits or was decided about, for its card. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        waiting = _require_known(unit, waiting_id)
        obstacle = find_obstacle(context, unit, waiting)
    return replace(waiting, mentioned=find_supervisors(context), obstacle=obstacle)


def find_obstacle(context: ServiceContext, unit: Read, waiting: WaitingRenumbering) -> Conflict | None:
    """Find why a file that waits cannot be carried out now: it is gone or was changed, or a campaign is under way."""
    if waiting.state is not WaitingState.WAITING:
        return None
    try:
        _find_file(context, waiting)
        renumbering.require_no_campaign(unit)
    except Conflict as refusal:
        return refusal
    return None


def apply_waiting(context: ServiceContext, actor: Actor, waiting_id: int, token: str) -> None:
    """Carry out the file that the user saw, or nothing of it. Raises NotAllowed, NotFound, Conflict, FileRefused."""
    subject = _name_subject(waiting_id)
    require(context, actor, Action.RENUMBERING_DECIDE, subject)
    with read(context, actor, Action.DESK_LOOK) as unit:
        waiting = _require_waiting(unit, waiting_id, token)
    path = _find_file(context, waiting)

    def carry_out(job: FileImport) -> FileView[RenumberingCounts]:
        def prepare(unit: Change) -> None:
            if not store.is_content(unit.db, waiting_id, job.opened.content_hash):
                raise Conflict("renumber_file_changed")
            _decide(unit, actor, waiting_id, token, WaitingState.APPLIED)

        return renumbering.carry_out(job, subject, prepare)

    kind = replace(WAITING_RENUMBERING, action=Action.RENUMBERING_DECIDE, import_rows=carry_out)
    import_file(context, actor, kind, path, name=waiting.name, source=Source("inbox", actor.user))
    _move_files(context, [path], inbox_folder.DONE)


def discard_waiting(context: ServiceContext, actor: Actor, waiting_id: int, token: str) -> None:
    """Decide that a file is not carried out; it is moved to `failed`. Raises NotAllowed, NotFound, Conflict."""
    with change(context, actor, Action.RENUMBERING_DECIDE, _name_subject(waiting_id)) as unit:
        waiting = _decide(unit, actor, waiting_id, token, WaitingState.DISCARDED)
    _move_files(context, _list_files(context, waiting), inbox_folder.FAILED)


def _decide(unit: Change, actor: Actor, waiting_id: int, token: str, state: WaitingState) -> WaitingRenumbering:
    waiting = _require_waiting(unit, waiting_id, token)
    store.decide(unit.db, waiting_id, state, by=actor.user, at=unit.now)
    unit.add_facts(decided=state.value)
    unit.queue_post(RENUMBERING_POST, waiting_id)
    return waiting


def _name_subject(waiting_id: int) -> str:
    return f"renumbering:{waiting_id}"


def _require_known(unit: Read, waiting_id: int) -> WaitingRenumbering:
    found = store.get_waiting(unit.db, waiting_id)
    if found is None:
        raise NotFound("renumbering_gone")
    return found


def _require_waiting(unit: Read, waiting_id: int, token: str) -> WaitingRenumbering:
    """Require that a file waits, and that it is the one that the user saw. Raises NotFound, Conflict."""
    found = _require_known(unit, waiting_id)
    if found.state is not WaitingState.WAITING:
        raise Conflict("renumbering_decided", who=found.decided_by or "-")
    if found.token != token:
        raise Conflict("changed_meanwhile")
    return found


def _find_file(context: ServiceContext, waiting: WaitingRenumbering) -> Path:
    """Find the file that was counted. Raises Conflict if it is gone or was changed."""
    files = _list_files(context, waiting)
    for path in files:
        if _compute_token(context, path) == waiting.token:
            return path
    raise Conflict("renumber_file_changed" if files else "renumber_file_gone")


def _list_files(context: ServiceContext, waiting: WaitingRenumbering) -> list[Path]:
    return inbox_folder.list_files(_get_folder(context), inbox_folder.WAITING, waiting.name)


def _compute_token(context: ServiceContext, path: Path) -> str | None:
    """Compute the token of a file as it is now; None if it cannot be read."""
    content_hash = compute_content_hash(path, vault=context.store.vault, limits=context.limits)
    return content_hash and store.make_token(content_hash)


def _get_folder(context: ServiceContext) -> Path:
    return context.settings.inbox / WAITING_RENUMBERING.code


def _move_files(context: ServiceContext, files: Iterable[Path], place: str) -> None:
    """Move decided files. The decision holds even if that fails: a pair of ids is carried out once."""
    for path in files:
        try:
            inbox_folder.move_waiting_file(_get_folder(context), path, place)
        except OSError as fault:
            _log.warning("inbox_not_moved", extra={"kind": WAITING_RENUMBERING.code, "code": type(fault).__name__})


WAITING_RENUMBERING = FileKind(
    RenumberingCounts.kind, Action.RENUMBERING_LOOK, _wait, counts=RenumberingCounts, waits=True
)
"""A file of the inbox folder."""
