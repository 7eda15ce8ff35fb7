"""The import pipeline: the same steps for every kind of file and every source (Slack, the inbox folder, a shell).

It checks the permission, opens the file with its column mapping, refuses data that the source must not contain, and
reports a 個人番号 as an incident. The kind's importer stores the rows. Each refusal is audited.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from bot.files.reader import OpenedFile
from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound
from bot.model.imports import Counts, FileCounts, FileView, ImportView, PaymentCounts, PersonalNumberView
from bot.model.posts import DESK_CHANNEL, PERSONAL_NUMBER_POST, PostKind
from bot.model.reasons import Problem
from bot.rules.importing.column_questions import build_question_after_import
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.heading_names import find_letters
from bot.rules.importing.kinds import FILE_FORMATS
from bot.services.context import JST, ServiceContext
from bot.services.imports import column_mappings
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice, Progress, ReadColumns, ignore_progress
from bot.services.mentions import find_incident_people
from bot.services.unit_of_work import Change, Read, read, require
from bot.store import audit, imported_files, posts, reversals, similar_ids

View = TypeVar("View", bound=ImportView)
PERSONAL_NUMBER = "personal_number"
STAMP = "%Y%m%d-%H%M%S"
"""The time before the name of a file, in Japan."""
_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
_SUBJECT = "file:"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file came from: `how` is slack, terminal or inbox; `person` is the user who sent it, if any.

    `reduced`: files with names, addresses or dates of birth are refused. `came_at`: when the file came, if it is read
    again, or if a crash may have interrupted its import; None if it comes now. `slack_file`: Slack's id of the file.
    """

    how: str
    person: str | None
    reduced: bool = False
    came_at: datetime | None = None
    slack_file: str | None = None


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file that is being imported: the request, and the opened file with its column mapping."""

    context: ServiceContext
    actor: Actor
    kind: "FileKind[Any]"
    path: Path
    name: str
    source: Source
    as_of: date | None
    again: bool
    choice: ColumnChoice
    progress: Progress
    opened: OpenedFile
    read_columns: ReadColumns

    def read_batches(self) -> Iterator[list[Any]]:
        """Read the rows in batches; when a batch has been processed, report how many rows there were so far."""
        rows = 0
        for batch in self.opened:
            yield batch
            rows += len(batch)
            self.progress(rows)

    def read_rows(self) -> list[Any]:
        """Read all rows, for a kind of file that is imported in one transaction."""
        return [row for batch in self.read_batches() for row in batch]

    def add_similar_ids(self, unit: Change) -> None:
        """Store which ids of the rows read so far differ only by hyphens or a branch number from other ids."""
        similar_ids.add_similar_ids(unit.db, self.opened.take_similar_ids())

    def list_unread_columns(self) -> list[str]:
        """List the letters of the columns that were not understood, if one of them may be a missing useful column."""
        question = build_question_after_import(self.kind.code, self.opened.columns, self.opened.unknown_headings)
        return [] if question is None else [find_letters(heading) or "" for heading in question.headings]

    def begin_file(self, unit: Change) -> int:
        """Add the file to the imported files; return its id."""
        return imported_files.begin_file(
            unit.db,
            self.kind.code,
            name=self.name,
            content_hash=self.opened.content_hash,
            source=self.source.how,
            slack_file=self.source.slack_file,
            uploader=self.source.person,
            now=unit.now,
        )

    def finish_file(self, unit: Change, file_id: int, result: "ImportResult") -> None:
        """Store the result of an import and the column mapping, and add the audit's facts.

        The post is queued, and those of earlier imports of the same file, which say that it was read again.
        """
        self.add_similar_ids(unit)
        imported_files.finish_file(
            unit.db,
            file_id,
            as_of=result.as_of,
            counts=asdict(result.counts),
            layout=self.read_columns.layout,
            columns=self.opened.columns,
            unknown=self.opened.unknown_headings,
            assigned=self.read_columns.assigned,
            problems=result.problems,
            unclear=result.unclear,
        )
        column_mappings.store_mapping(unit, self.actor, self.kind.code, self.choice, self.read_columns)
        facts = {"file": file_id, "content": self.opened.content_hash, "rows": result.counts.rows}
        unit.add_facts(**facts, **result.facts)
        if self.kind.post is not None:
            for imported in (*imported_files.list_earlier_readings(unit.db, file_id), file_id):
                unit.queue_post(self.kind.post, imported)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of importing a file. `as_of`: the last day of its data; `facts` are for the audit."""

    as_of: date | None
    counts: FileCounts
    problems: Sequence[Problem] = ()
    unclear: Sequence[int] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileKind(Generic[View]):
    """One kind of file, and its importer.

    `code` is its inbox folder, its `nofu import` command and its key in FILE_FORMATS. `import_rows` stores the rows
    and returns the view of the result. `takes` names the options of the shell command, as arguments of import_file or
    Source. `post` is the kind of the file's own card in Slack, if it has one, and `counts` what that card counts (None
    for a list). `waits`: a file of the inbox folder is only counted, and waits for a decision.
    """

    code: str
    action: Action
    import_rows: Callable[[FileImport], View]
    takes: frozenset[str] = frozenset()
    post: PostKind[int] | None = None
    counts: type[FileCounts] | None = None
    waits: bool = False

    @property
    def columns(self) -> FileColumns:
        """The columns of this kind."""
        return FILE_FORMATS[self.code].columns


def import_file(
    context: ServiceContext,
    actor: Actor,
    kind: FileKind[View],
    path: Path,
    *,
    name: str | None = None,
    source: Source,
    as_of: date | None = None,
    again: bool = False,
    choice: ColumnChoice = NO_CHOICE,
    progress: Progress = ignore_progress,
) -> View:
    """Import one file; the view's seconds are those of the whole import.

    `name`: as users see it. None for a file that did not come through Slack: its own name may hold a person's name or
    why people are excluded, so it is shown by its kind and time. `as_of`: the last day of its data, where the file does
    not say. `again`: also if the same file was imported before.
    Raises NotAllowed, FileRefused, BadInput, and Conflict (`same_file`, or what the kind's importer raises).
    """
    began = time.monotonic()
    with (
        _guard_import(context, actor, kind, source),
        column_mappings.open_with_mapping(context, kind.code, path, choice) as (opened, read_columns),
    ):
        if source.reduced and opened.sensitive:
            raise FileRefused("upload_has_names")
        if name is None:
            name = make_neutral_name(kind.code, path, context.clock.now())
        view = kind.import_rows(
            FileImport(context, actor, kind, path, name, source, as_of, again, choice, progress, opened, read_columns)
        )
    return replace(view, seconds=round(time.monotonic() - began, 3))


def make_neutral_name(kind: str, path: Path, came_at: datetime) -> str:
    """Make the name by which users see a file: when it came (in Japan), its kind, and the suffix of a known format."""
    suffix = path.suffix.lower() if path.suffix.lower() in _SUFFIXES else ""
    return f"{came_at.astimezone(JST):{STAMP}}-{kind}{suffix}"


@contextmanager
def _guard_import(context: ServiceContext, actor: Actor, kind: FileKind[Any], source: Source) -> Iterator[None]:
    """Check the permission before anything is read, and audit each refusal of the file."""
    require(context, actor, kind.action)
    try:
        yield
    except FileRefused as found:
        # This refusal comes before any other: the user need not correct a file that is refused anyway.
        is_hopeless = source.reduced and found.facts.get("sensitive")
        refusal = FileRefused("upload_has_names") if is_hopeless else found
        _record_refusal(context, actor, kind, source, refusal.code)
        raise refusal from found


def get_personal_number(context: ServiceContext, actor: Actor, entry_id: int) -> PersonalNumberView:
    """Get a refused file with a 個人番号, by the audit entry of its refusal. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        entry = audit.get_entry(unit.db, entry_id)
    if entry is None or entry.outcome != PERSONAL_NUMBER:
        raise NotFound("incident_gone")
    person = entry.facts.get("person")
    return PersonalNumberView(
        at=entry.at,
        kind=entry.subject.removeprefix(_SUBJECT),
        how=str(entry.facts["how"]),
        person=None if person is None else str(person),
        mentioned=find_incident_people(context),
    )


def get_file_view(counts: type[Counts], context: ServiceContext, actor: Actor, file_id: int) -> FileView[Counts]:
    """Get an imported file of the kind with these counts, for its post. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return build_file_view(counts, unit, file_id)


def build_file_view(counts: type[Counts], unit: Read, file_id: int) -> FileView[Counts]:
    """Build the view of an imported file of the kind with these counts. Raises NotFound."""
    file = imported_files.get_file(unit.db, counts.kind, file_id)
    if file is None:
        raise NotFound("file_gone")
    is_read_again = imported_files.is_read_again(unit.db, file, counts.kind)
    question = build_question_after_import(counts.kind, file.columns, file.unknown)
    return FileView(
        file_id=file_id,
        name=file.name,
        person=file.uploader,
        as_of=file.as_of,
        counts=counts(**file.counts),
        problems=file.problems,
        unclear_lines=file.unclear,
        assigned=file.assigned,
        remembered=column_mappings.has_mapping(unit, counts.kind, file_id),
        is_read_again=is_read_again,
        may_assign=question is not None and not is_read_again,
        exports=file.exports,
        reversed_people=len(reversals.list_reversed(unit.db)) if counts is PaymentCounts else 0,
    )


def _record_refusal(context: ServiceContext, actor: Actor, kind: FileKind[Any], source: Source, code: str) -> None:
    facts = {"how": source.how, "person": source.person}
    now, subject = context.clock.now(), f"{_SUBJECT}{kind.code}"
    with context.store.transaction() as db:
        entry = audit.append_entry(db, now, actor.user, kind.action.value, subject, code, facts)
        if code == PERSONAL_NUMBER:  # 番号法: its use outside the law's purposes is reported; nothing is stored
            posts.queue_post(db, PERSONAL_NUMBER_POST, entry, DESK_CHANNEL)
    if code == PERSONAL_NUMBER:
        context.wake()
