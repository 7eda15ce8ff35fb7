"""The inbox folder: a file that lies there complete is imported like any other, and moved away with a report.

Nobody has brought such a file: a list made of it waits to be adopted (desk/custody). One process and one thread look
into the inbox, one file at a time; what a crash has left in `taken` comes first, and is known again by its content.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from bot.files import inbox_folder
from bot.logs import make_reference
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound, Refusal
from bot.model.posts import INBOX_FAILURE_POST
from bot.model.views import InboxFailure, InboxResult
from bot.services.context import JST, ServiceContext
from bot.services.imports.kinds import FILE_KINDS
from bot.services.imports.pipeline import Source, import_file
from bot.services.unit_of_work import change, read
from bot.store import imported_files

_log = logging.getLogger(__name__)
_WAIT = 60.0
"""Seconds until a file that could not be taken up is tried again."""


ReportWriter = Callable[[InboxResult], str]
"""Draws the report that is laid beside a file."""


class InboxFolder:
    """What is remembered between two looks: which files have stopped changing, and which could not be moved on."""

    def __init__(self, draw: ReportWriter) -> None:
        self._draw = draw
        self._trackers = {kind: inbox_folder.StabilityTracker() for kind in FILE_KINDS}
        self._unmoved: dict[Path, InboxResult] = {}
        self._unusable: str | None = None

    def take_next(self, context: ServiceContext, actor: Actor, moment: float) -> None:
        """Import one file, if one is complete at this moment (monotonic seconds: a copy takes real time)."""
        try:
            found = next(filter(None, (self._next(context, kind, moment) for kind in FILE_KINDS)), None)
        except OSError as fault:
            self._say(type(fault).__name__)
            return
        self._say(None)
        for path, arrival in list(self._unmoved.items()):
            self._finish(context, path, arrival)
        if found is not None:
            kind, path, retried = found
            self._finish(
                context, path, _import_file(context, actor, kind, path, Source("inbox", None, retried=retried))
            )

    def _next(self, context: ServiceContext, kind: str, moment: float) -> tuple[str, Path, bool] | None:
        """The next file of a kind, taken up, and whether a crash interrupted it before. Raises OSError."""
        folder, tracker = context.settings.inbox / kind, self._trackers[kind]
        inbox_folder.make_folders(folder)
        left = [path for path in inbox_folder.list_interrupted(folder) if path not in self._unmoved]
        if left:
            return kind, left[0], True
        stamp = context.clock.now().astimezone(JST).strftime("%Y%m%d-%H%M%S")
        for name in tracker.find_stable(inbox_folder.list_waiting(folder), moment):
            try:
                path = inbox_folder.take_file(folder, name, stamp)
            except OSError as fault:
                _log.warning("inbox_not_taken", extra={"kind": kind, "code": type(fault).__name__})
                tracker.restart(name, moment + _WAIT)
                continue
            if path is not None:
                return kind, path, False
            tracker.restart(name, moment)
        return None

    def _finish(self, context: ServiceContext, path: Path, arrival: InboxResult) -> None:
        """Move a file on. One that cannot be moved is not imported again: only its move is tried."""
        try:
            inbox_folder.finish_file(
                context.settings.inbox / arrival.kind, path, succeeded=arrival.is_ok, report=self._drawn(arrival)
            )
        except FileNotFoundError:
            self._unmoved.pop(path, None)  # somebody has moved it by hand
        except OSError as fault:
            if path not in self._unmoved:
                _log.error("inbox_not_moved", extra={"kind": arrival.kind, "code": type(fault).__name__})
            self._unmoved[path] = arrival
        else:
            self._unmoved.pop(path, None)

    def _drawn(self, arrival: InboxResult) -> str:
        """The report. Where none can be drawn, the file is put away all the same: else it would be imported anew."""
        try:
            return self._draw(arrival)
        except Exception:  # noqa: BLE001 - whatever keeps a report from being drawn
            _log.exception("inbox_not_reported", extra={"kind": arrival.kind})
            return ""

    def _say(self, fault: str | None) -> None:
        """Log that the inbox cannot be used, once, and that it can again."""
        if fault != self._unusable:
            self._unusable = fault
            _log.log(
                logging.ERROR if fault else logging.INFO,
                "inbox_unusable" if fault else "inbox_usable",
                extra={"code": fault} if fault else {},
            )


def get_failure(context: ServiceContext, actor: Actor, failure_id: int) -> InboxFailure:
    """A file of the inbox that could not be taken in, as its post shows it. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        found = imported_files.get_failure(unit.db, failure_id)
    if found is None:
        raise NotFound("file_gone")
    return found


def _import_file(context: ServiceContext, actor: Actor, kind: str, path: Path, source: Source) -> InboxResult:
    """Import a file that was taken up, and say what became of it."""
    name, at = inbox_folder.get_original_name(path), context.clock.now()
    try:
        if inbox_folder.is_link(path):
            raise FileRefused("inbox_link")
        return InboxResult(
            kind, name, at, import_file(context, actor, FILE_KINDS[kind], path, name=name, source=source)
        )
    except Refusal as fault:
        refusal = fault
    except Exception as error:  # noqa: BLE001 - one file that breaks us must not keep all the others waiting
        number = make_reference()
        _log.error("inbox_failed", extra={"kind": kind, "reference": number}, exc_info=error)
        refusal = FileRefused("inbox_broke", reference=number)
    arrival = InboxResult(kind, name, at, refusal=refusal)
    if not arrival.is_ok:
        _queue_failure_post(context, actor, path, arrival, refusal)
    return arrival


def _queue_failure_post(
    context: ServiceContext, actor: Actor, path: Path, arrival: InboxResult, refusal: Refusal
) -> None:
    """Tell the desk of a file that was refused; once, also when a crash lets it be refused again.

    A name that tells why people are left out is not told; by the moment before it, the file is found.
    """
    shown = FILE_KINDS[arrival.kind].safe_name(arrival.name)
    with change(context, actor, Action.INBOX_REFUSE, f"inbox:{arrival.kind}") as unit:
        failure_id = imported_files.add_failure(
            unit.db,
            kind=arrival.kind,
            name=path.name.removesuffix(arrival.name) + shown,
            code=refusal.code,
            facts=refusal.facts,
            now=unit.now,
        )
        unit.add_facts(failure=failure_id, code=refusal.code)
        unit.queue_post(INBOX_FAILURE_POST, failure_id)
