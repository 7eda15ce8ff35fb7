"""Which heading is which column: what a person says is remembered for the layout, and holds for its next file.

A layout is known by its headings (rules/columns, `fingerprint`). What is said for one file alone (`--columns`) is not
remembered, and goes before what is.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from bot.desk.act import Deed, act
from bot.desk.tools import Tools
from bot.files.reader import Limits, Opened
from bot.rules.access import Action, Actor
from bot.rules.errors import FileRefused, NotFound
from bot.store import presets
from bot.vault import Vault

Row = TypeVar("Row")
Progress = Callable[[int], None]
"""Told how many rows were read so far, while a file is read."""

_POST = {"targets": "list", "payments": "payments"}


def nothing(rows: int) -> None:
    """Progress that nobody watches."""


class Open(Protocol[Row]):
    """What opens a sort of file: `open_targets`, `open_payments`."""

    def __call__(
        self, path: Path, *, vault: Vault, limits: Limits, columns: Mapping[str, str] | None = None
    ) -> AbstractContextManager[Opened[Row]]:
        """Open it."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which heading is which column (code → heading). `remember`: for this layout, beside what is remembered of it."""

    columns: Mapping[str, str] = field(default_factory=dict)
    remember: bool = False


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: its layout, and the headings that are taken for a column because somebody said so."""

    layout: str
    assigned: Mapping[str, str]


@contextmanager
def reading(
    tools: Tools, kind: str, opens: Open[Row], path: Path, choice: Choice
) -> Iterator[tuple[Opened[Row], Reading]]:
    """Open a file as its layout's preset and the choice say. Raises FileRefused, as the opening does."""

    def opened(columns: Mapping[str, str]) -> AbstractContextManager[Opened[Row]]:
        return opens(path, vault=tools.store.vault, limits=tools.limits, columns=columns)

    if choice.columns and not choice.remember:
        with opened(choice.columns) as found:
            yield found, Reading(found.layout, choice.columns)
        return
    with ExitStack() as stack:
        first, refusal = None, None
        try:
            first = stack.enter_context(opened({}))
            layout = first.layout
        except FileRefused as fault:
            refusal = fault
            layout = str(fault.facts.get("layout", ""))
        assigned = _assigned(tools, kind, layout, choice)
        if assigned:
            stack.close()
            # A second child: few files have a preset, and whose layout it is shows only when one has been opened.
            first = stack.enter_context(opened(assigned))
        if first is None:
            raise refusal or FileRefused()
        yield first, Reading(layout, assigned)


def keep(deed: Deed, actor: Actor, kind: str, choice: Choice, read: Reading) -> None:
    """Remember a choice that has proved itself, if it is to be remembered; part of the act that takes the file in."""
    if choice.remember and choice.columns:
        presets.keep(deed.db, kind, read.layout, read.assigned, by=actor.user, now=deed.now)
        deed.note(preset=read.layout, columns=",".join(sorted(read.assigned)))


def holds(deed: Deed, kind: str, file_id: int) -> bool:
    """Whether there is a preset for the layout of a list or a payment file."""
    layout = presets.layout_of(deed.db, kind, file_id)
    return layout is not None and presets.find(deed.db, kind, layout) is not None


def forget(tools: Tools, actor: Actor, kind: str, file_id: int) -> None:
    """Forget the preset by which a list or a payment file was read. Raises NotFound when there is none any more."""
    with act(tools, actor, Action.PRESET_FORGET, f"{_POST[kind]}:{file_id}") as deed:
        layout = presets.layout_of(deed.db, kind, file_id)
        if layout is None or not presets.forget(deed.db, kind, layout):
            raise NotFound("preset_gone")
        deed.note(preset=layout)
        deed.tell(_POST[kind], file_id)


def _assigned(tools: Tools, kind: str, layout: str, choice: Choice) -> dict[str, str]:
    with tools.store.reading() as db:
        preset = presets.find(db, kind, layout) if layout else None
    return {**(preset or {}), **choice.columns}
