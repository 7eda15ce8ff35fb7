"""Column mappings: which heading is which column. A user's answer is stored and used for the next file of the layout.

A layout is identified by its headings. A mapping for one file (`--columns`) is not stored and overrides the stored one.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.reader import OpenedFile, open_rows
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound
from bot.model.posts import PostKind
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Change, Read, change
from bot.store import column_mappings

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""


def ignore_progress(rows: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Headings by column code, from a user. `remember`: add them to the mapping that is stored for the layout."""

    columns: Mapping[str, str] = field(default_factory=dict)
    remember: bool = False


NO_CHOICE = ColumnChoice()


@dataclass(frozen=True, slots=True)
class ReadColumns:
    """How a file was read: its layout, and references to the headings that a user assigned to columns."""

    layout: str
    assigned: Mapping[str, str]


@contextmanager
def open_with_mapping(
    context: ServiceContext, kind: str, path: Path, choice: ColumnChoice
) -> Iterator[tuple[OpenedFile, ReadColumns]]:
    """Open a file with its layout's column mapping and the choice. Raises FileRefused."""

    def open_file(columns: Mapping[str, str]) -> AbstractContextManager[OpenedFile]:
        return open_rows(
            kind,
            path,
            vault=context.store.vault,
            limits=context.limits,
            columns=columns,
            tables=context.settings.code_tables,
            today=context.clock.now().astimezone(JST).date(),
            answers=context.answers,
        )

    if choice.columns and not choice.remember:
        with open_file(choice.columns) as opened:
            yield opened, ReadColumns(opened.layout, opened.assigned)
        return
    with ExitStack() as stack:
        file, refusal = None, None
        try:
            file = stack.enter_context(open_file({}))
            layout = file.layout
        except FileRefused as fault:
            refusal = fault
            layout = str(fault.facts.get("layout", ""))
        assigned = _merge_assignments(context, kind, layout, choice)
        if assigned:
            stack.close()
            # This needs a second child, but few files have a mapping, and the layout is known only after opening.
            file = stack.enter_context(open_file(assigned))
        if file is None:
            raise refusal or FileRefused()
        yield file, ReadColumns(layout, file.assigned)


def store_mapping(unit: Change, actor: Actor, kind: str, choice: ColumnChoice, read: ReadColumns) -> None:
    """Store a choice to be remembered, in the transaction that stores the file: then it is known to work."""
    if choice.remember and choice.columns:
        column_mappings.store_mapping(unit.db, kind, read.layout, read.assigned, by=actor.user, now=unit.now)
        unit.add_facts(preset=read.layout, columns=",".join(sorted(read.assigned)))


def has_mapping(unit: Read, kind: str, file_id: int) -> bool:
    """Whether a mapping is stored for the layout of a list or a payment file."""
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
        stored = column_mappings.find_mapping(db, kind, layout) if layout else None
    return {**(stored or {}), **choice.columns}
