"""Which heading is which column: what a person says is remembered for the layout, and holds for its next file.

A layout is known by its headings (rules/columns, `fingerprint`). What is said for one file alone (`--columns`) is not
remembered, and goes before what is.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.reader import OpenedFile, open_rows
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound
from bot.model.posts import PostKind
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change
from bot.store import column_mappings

Progress = Callable[[int], None]
"""Told how many rows were read so far, while a file is read."""


def ignore_progress(rows: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which heading is which column (code → heading). `remember`: for this layout, beside what is remembered of it."""

    columns: Mapping[str, str] = field(default_factory=dict)
    remember: bool = False


NO_CHOICE = ColumnChoice()


@dataclass(frozen=True, slots=True)
class ReadColumns:
    """How a file is read: its layout, and the headings that are taken for a column because somebody said so."""

    layout: str
    assigned: Mapping[str, str]


@contextmanager
def open_with_mapping(
    context: ServiceContext, kind: str, path: Path, choice: ColumnChoice
) -> Iterator[tuple[OpenedFile, ReadColumns]]:
    """Open a file with its layout's column mapping and the choice. Raises FileRefused, as the opening does."""

    def opened(columns: Mapping[str, str]) -> AbstractContextManager[OpenedFile]:
        return open_rows(
            kind,
            path,
            vault=context.store.vault,
            limits=context.limits,
            columns=columns,
            results=context.settings.call_results,
            answers=context.answers,
        )

    if choice.columns and not choice.remember:
        with opened(choice.columns) as found:
            yield found, ReadColumns(found.layout, choice.columns)
        return
    with ExitStack() as stack:
        first, refusal = None, None
        try:
            first = stack.enter_context(opened({}))
            layout = first.layout
        except FileRefused as fault:
            refusal = fault
            layout = str(fault.facts.get("layout", ""))
        assigned = _merge_assignments(context, kind, layout, choice)
        if assigned:
            stack.close()
            # A second child: few files have a preset, and whose layout it is shows only when one has been opened.
            first = stack.enter_context(opened(assigned))
        if first is None:
            raise refusal or FileRefused()
        yield first, ReadColumns(layout, assigned)


def store_mapping(unit: Change, actor: Actor, kind: str, choice: ColumnChoice, read: ReadColumns) -> None:
    """Remember a choice that has proved itself, if it is to be remembered; part of the act that takes the file in."""
    if choice.remember and choice.columns:
        column_mappings.store_mapping(unit.db, kind, read.layout, read.assigned, by=actor.user, now=unit.now)
        unit.add_facts(preset=read.layout, columns=",".join(sorted(read.assigned)))


def has_mapping(unit: Read, kind: str, file_id: int) -> bool:
    """Whether there is a preset for the layout of a list or a payment file."""
    layout = column_mappings.find_layout(unit.db, kind, file_id)
    return layout is not None and column_mappings.find_mapping(unit.db, kind, layout) is not None


def forget_mapping(context: ServiceContext, actor: Actor, kind: str, post: PostKind[int], file_id: int) -> None:
    """Delete the mapping by which a file was read. Raises NotFound when it no longer exists."""
    with change(context, actor, Action.PRESET_FORGET, f"{post.code}:{file_id}") as unit:
        layout = column_mappings.find_layout(unit.db, kind, file_id)
        if layout is None or not column_mappings.delete_mapping(unit.db, kind, layout):
            raise NotFound("preset_gone")
        unit.add_facts(preset=layout)
        unit.queue_post(post, file_id)


def _merge_assignments(context: ServiceContext, kind: str, layout: str, choice: ColumnChoice) -> dict[str, str]:
    with context.store.read_transaction() as db:
        preset = column_mappings.find_mapping(db, kind, layout) if layout else None
    return {**(preset or {}), **choice.columns}
