"""The inbox folder: a file that lies there complete is imported like any other, and moved away with a report.

Nobody has brought such a file: a list made of it waits to be adopted (desk/custody). One process and one thread look
into the inbox, one file at a time; what a crash has left in `taken` comes first, and is known again by its content.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.desk import calls, exclusions, lists, payments, shared
from bot.desk.act import act, look
from bot.desk.intake import Source
from bot.desk.tools import JST, Tools
from bot.files import inbox
from bot.logs import reference
from bot.rules.access import Action, Actor
from bot.rules.cards import Arrival, InboxFailure, Taken
from bot.rules.errors import FileRefused, NotFound, Refusal
from bot.store import inbox_failures

_log = logging.getLogger(__name__)
_WAIT = 60.0
"""Seconds until a file that could not be taken up is tried again."""


class Verb(Protocol):
    """What imports a kind of file."""

    def __call__(self, tools: Tools, actor: Actor, path: Path, *, name: str, source: Source) -> Taken:
        """Import it. Raises FileRefused, Conflict."""
        ...


VERBS: Mapping[str, Verb] = {
    "exclusions": partial(exclusions.import_exclusions, as_of=None),
    "calls": calls.import_calls,
    "payments": partial(payments.import_payments, as_of=None),
    "targets": lists.import_targets,
    "decisions": shared.import_decisions,
}
"""For each folder of the inbox: by which verb its files are imported. What is known of people comes before the lists
that are judged by it."""

Draw = Callable[[Arrival], str]
"""Draws the report that is laid beside a file."""


class InboxFolder:
    """What is remembered between two looks: which files have stopped changing, and which could not be moved on."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._patience = {kind: inbox.Patience() for kind in VERBS}
        self._unmoved: dict[Path, Arrival] = {}
        self._unusable: str | None = None

    def take_next(self, tools: Tools, actor: Actor, moment: float) -> None:
        """Import one file, if one is complete at this moment (monotonic seconds: a copy takes real time)."""
        try:
            found = next(filter(None, (self._next(tools, kind, moment) for kind in VERBS)), None)
        except OSError as fault:
            self._say(type(fault).__name__)
            return
        self._say(None)
        for path, arrival in list(self._unmoved.items()):
            self._finish(tools, path, arrival)
        if found is not None:
            kind, path, retried = found
            self._finish(tools, path, _arrived(tools, actor, kind, path, Source("inbox", None, retried=retried)))

    def _next(self, tools: Tools, kind: str, moment: float) -> tuple[str, Path, bool] | None:
        """The next file of a kind, taken up, and whether a crash interrupted it before. Raises OSError."""
        folder, patience = tools.inbox / kind, self._patience[kind]
        inbox.make(folder)
        left = [path for path in inbox.interrupted(folder) if path not in self._unmoved]
        if left:
            return kind, left[0], True
        stamp = tools.clock.now().astimezone(JST).strftime("%Y%m%d-%H%M%S")
        for name in patience.settled(inbox.waiting(folder), moment):
            try:
                path = inbox.take(folder, name, stamp)
            except OSError as fault:
                _log.warning("inbox_not_taken", extra={"kind": kind, "code": type(fault).__name__})
                patience.again(name, moment + _WAIT)
                continue
            if path is not None:
                return kind, path, False
            patience.again(name, moment)
        return None

    def _finish(self, tools: Tools, path: Path, arrival: Arrival) -> None:
        """Move a file on. One that cannot be moved is not imported again: only its move is tried."""
        try:
            inbox.finish(tools.inbox / arrival.kind, path, well=arrival.well, report=self._drawn(arrival))
        except FileNotFoundError:
            self._unmoved.pop(path, None)  # somebody has moved it by hand
        except OSError as fault:
            if path not in self._unmoved:
                _log.error("inbox_not_moved", extra={"kind": arrival.kind, "code": type(fault).__name__})
            self._unmoved[path] = arrival
        else:
            self._unmoved.pop(path, None)

    def _drawn(self, arrival: Arrival) -> str:
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


def failure(tools: Tools, actor: Actor, failure_id: int) -> InboxFailure:
    """A file of the inbox that could not be taken in, as its post shows it. Raises NotFound."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        found = inbox_failures.get(deed.db, failure_id)
    if found is None:
        raise NotFound("file_gone")
    return found


def _arrived(tools: Tools, actor: Actor, kind: str, path: Path, source: Source) -> Arrival:
    """Import a file that was taken up, and say what became of it."""
    name, at = inbox.plain(path), tools.clock.now()
    try:
        if inbox.is_link(path):
            raise FileRefused("inbox_link")
        return Arrival(kind, name, at, VERBS[kind](tools, actor, path, name=name, source=source))
    except Refusal as fault:
        refusal = fault
    except Exception as error:  # noqa: BLE001 - one file that breaks us must not keep all the others waiting
        number = reference()
        _log.error("inbox_failed", extra={"kind": kind, "reference": number}, exc_info=error)
        refusal = FileRefused("inbox_broke", reference=number)
    arrival = Arrival(kind, name, at, refusal=refusal)
    if not arrival.well:
        _tell(tools, actor, path, arrival, refusal)
    return arrival


def _tell(tools: Tools, actor: Actor, path: Path, arrival: Arrival, refusal: Refusal) -> None:
    """Tell the desk of a file that was refused; once, also when a crash lets it be refused again.

    A name that tells why people are left out is not told; by the moment before it, the file is found.
    """
    shown = exclusions.shown_name(arrival.name) if arrival.kind == "exclusions" else arrival.name
    with act(tools, actor, Action.INBOX_REFUSE, f"inbox:{arrival.kind}") as deed:
        failure_id = inbox_failures.add(
            deed.db,
            kind=arrival.kind,
            name=path.name.removesuffix(arrival.name) + shown,
            code=refusal.code,
            facts=refusal.facts,
            now=deed.now,
        )
        deed.note(failure=failure_id, code=refusal.code)
        deed.tell("inbox_failed", failure_id)
