"""The inbox folder: imports the files in it, and moves each to another folder with a report.

Such a file has no user: a list made from it waits until a user adopts it. One thread of one process imports one
file at a time. Files in `taken`, which a crash interrupted, come first; their content shows what was stored already.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.files import inbox_folder
from bot.logs import make_reference
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound, Refusal
from bot.model.imports import InboxFailure, InboxResult
from bot.model.posts import INBOX_FAILURE_POST
from bot.services.context import JST, ServiceContext
from bot.services.imports.kinds import list_inbox_kinds
from bot.services.imports.pipeline import STAMP, Source, import_file, make_neutral_name
from bot.services.mentions import find_inbox_people
from bot.services.unit_of_work import change, read
from bot.store import imported_files

_log = logging.getLogger(__name__)
_WAIT = 60.0
"""Seconds until a file that could not be taken is tried again."""


ReportWriter = Callable[[InboxResult], str]
"""Writes the text of the report that is stored next to a file."""


class InboxFolder:
    """Imports the files of the folder; knows which have stopped changing, and which could not be moved on."""

    def __init__(self, write_report: ReportWriter) -> None:
        self._write_report = write_report
        self._trackers = {kind: inbox_folder.StabilityTracker() for kind in list_inbox_kinds()}
        self._unmoved: dict[Path, InboxResult] = {}
        self._unusable: str | None = None

    def take_next(self, context: ServiceContext, actor: Actor, moment: float) -> None:
        """Import one file, if one has stopped changing. `moment`: monotonic seconds, since a copy takes real time."""
        try:
            found = next(filter(None, (self._take_file(context, kind, moment) for kind in list_inbox_kinds())), None)
        except OSError as fault:
            self._log_usable(type(fault).__name__)
            return
        self._log_usable(None)
        for path, result in list(self._unmoved.items()):
            self._finish(context, path, result)
        if found is not None:
            kind, path, came_at = found
            result = _import_file(context, actor, kind, path, Source("inbox", None, came_at=came_at))
            self._finish(context, path, result)

    def _take_file(self, context: ServiceContext, kind: str, moment: float) -> tuple[str, Path, datetime | None] | None:
        """Take the next file of a kind; return also when it came, if a crash interrupted it. Raises OSError."""
        folder, tracker = context.settings.inbox / kind, self._trackers[kind]
        inbox_folder.make_folders(folder)
        interrupted = [path for path in inbox_folder.list_interrupted(folder) if path not in self._unmoved]
        if interrupted:
            return kind, interrupted[0], _find_arrival(interrupted[0], context.clock.now())
        stamp = context.clock.now().astimezone(JST).strftime(STAMP)
        for name in tracker.find_stable(inbox_folder.list_waiting(folder), moment):
            try:
                path = inbox_folder.take_file(folder, name, stamp)
            except OSError as fault:
                _log.warning("inbox_not_taken", extra={"kind": kind, "code": type(fault).__name__})
                tracker.restart(name, moment + _WAIT)
                continue
            if path is not None:
                return kind, path, None
            tracker.restart(name, moment)
        return None

    def _finish(self, context: ServiceContext, path: Path, result: InboxResult) -> None:
        """Move an imported file, with its report. If that fails, only the move is tried again, not the import."""
        try:
            inbox_folder.finish_file(
                context.settings.inbox / result.kind, path, place=_find_place(result), report=self._build_report(result)
            )
        except FileNotFoundError:
            self._unmoved.pop(path, None)  # a user has moved it
        except OSError as fault:
            if path not in self._unmoved:
                _log.error("inbox_not_moved", extra={"kind": result.kind, "code": type(fault).__name__})
            self._unmoved[path] = result
        else:
            self._unmoved.pop(path, None)

    def _build_report(self, result: InboxResult) -> str:
        """Build the report; blank after an error, since a file that stays would be imported again."""
        try:
            return self._write_report(result)
        except Exception:  # noqa: BLE001 - any error in the report
            _log.exception("inbox_not_reported", extra={"kind": result.kind})
            return ""

    def _log_usable(self, fault: str | None) -> None:
        """Log once that the inbox cannot be used, and once that it can be used again."""
        if fault != self._unusable:
            self._unusable = fault
            _log.log(
                logging.ERROR if fault else logging.INFO,
                "inbox_unusable" if fault else "inbox_usable",
                extra={"code": fault} if fault else {},
            )


def get_failure(context: ServiceContext, actor: Actor, failure_id: int) -> InboxFailure:
    """Get a file that could not be imported, for its post. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = imported_files.get_failure(unit.db, failure_id)
    if found is None:
        raise NotFound("file_gone")
    return replace(found, mentioned=find_inbox_people(context))


def _find_place(result: InboxResult) -> str:
    """Return the folder to which a file is moved."""
    if not result.is_ok:
        return inbox_folder.FAILED
    return inbox_folder.WAITING if list_inbox_kinds()[result.kind].waits else inbox_folder.DONE


def _find_arrival(path: Path, now: datetime) -> datetime:
    """Return when a file in `taken` came: the time before its name, else when it was last written."""
    try:
        came_at = datetime.strptime(path.name[:15], STAMP).replace(tzinfo=JST)
    except ValueError:
        came_at = datetime.fromtimestamp(path.lstat().st_mtime, JST)
    return min(came_at, now)


def _import_file(context: ServiceContext, actor: Actor, kind: str, path: Path, source: Source) -> InboxResult:
    """Import a file in `taken`; return its result."""
    name, at = inbox_folder.get_original_name(path), context.clock.now()
    try:
        if inbox_folder.is_link(path):
            raise FileRefused("inbox_link")
        shown = make_neutral_name(kind, path, _find_arrival(path, at))
        view = import_file(context, actor, list_inbox_kinds()[kind], path, name=shown, source=source)
        return InboxResult(kind, name, at, view)
    except Refusal as fault:
        refusal = fault
    except Exception as error:  # noqa: BLE001 - one file with an unexpected error must not stop the others
        number = make_reference()
        _log.error("inbox_failed", extra={"kind": kind, "reference": number}, exc_info=error)
        refusal = FileRefused("inbox_broke", reference=number)
    result = InboxResult(kind, name, at, refusal=refusal)
    if not result.is_ok:
        _queue_failure_post(context, actor, path, result, refusal)
    return result


def _queue_failure_post(
    context: ServiceContext, actor: Actor, path: Path, result: InboxResult, refusal: Refusal
) -> None:
    """Queue a post about a refused file; only one, even if a crash causes a second refusal.

    The file's own name and its headings are not shown; the time before the name identifies the file in `failed`.
    """
    with change(context, actor, Action.INBOX_REFUSE, f"inbox:{result.kind}") as unit:
        failure_id = imported_files.add_failure(
            unit.db,
            kind=result.kind,
            name=make_neutral_name(result.kind, path, _find_arrival(path, unit.now)),
            code=refusal.code,
            facts={name: fact for name, fact in refusal.facts.items() if name != "headings"},
            now=unit.now,
        )
        unit.add_facts(failure=failure_id, code=refusal.code)
        unit.queue_post(INBOX_FAILURE_POST, failure_id)
