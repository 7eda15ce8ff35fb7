"""Import a target list: read, sealed, judged, counted; visible only when all of that is done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.files.reader import OpenedFile, open_targets
from bot.files.sealed_rows import SealedLine
from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, NotFound
from bot.model.imports import FIRST_PROBLEMS
from bot.model.lists import TargetList
from bot.model.posts import LIST_POST
from bot.model.views import ListView
from bot.services import audience
from bot.services.context import ServiceContext
from bot.services.imports import column_mappings, problem_files
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice, Progress, ignore_progress
from bot.services.imports.pipeline import Source, guard_import, refuse_sensitive_columns
from bot.services.unit_of_work import Change, Read, change
from bot.services.unit_of_work import read as unit_of_work_read
from bot.store import column_mappings as stored_presets
from bot.store import list_import, lists, promises, shared_numbers


def import_targets(
    context: ServiceContext,
    actor: Actor,
    path: Path,
    *,
    name: str,
    source: Source,
    again: bool = False,
    choice: ColumnChoice = NO_CHOICE,
    progress: Progress = ignore_progress,
) -> ListView:
    """Make a list of a file. Raises FileRefused, and Conflict (`same_file`) unless it is wanted `again`."""
    began = time.monotonic()
    with (
        guard_import(context, actor, Action.LIST_IMPORT, source, "targets"),
        column_mappings.open_with_mapping(context, "targets", open_targets, path, choice) as (opened, read),
    ):
        refuse_sensitive_columns(source, opened.sensitive)
        if not again:
            with unit_of_work_read(context, actor, Action.LIST_IMPORT) as unit:
                _refuse_known_file(unit, opened.content_hash)
        with _begin_list(context, name, source, opened.content_hash, opened.columns) as list_id:
            with context.store.bulk_loading():
                _store_rows(context, opened, list_id, progress)
            with context.store.transaction() as db:
                list_import.compare_rows(db, list_id)
            with change(context, actor, Action.LIST_IMPORT, f"list:{list_id}") as unit:
                if not again:
                    # The same rows in another order or encoding show only now; so does what came in meanwhile.
                    _refuse_known_file(unit, opened.content_hash, opened.content_key)
                _judge_list(context, unit, list_id)
                stored_presets.store_list_layout(
                    unit.db,
                    list_id,
                    layout=read.layout,
                    assigned=read.assigned,
                    unknown=opened.unknown_headings,
                    unclear=opened.unclear_exclusions,
                )
                target = lists.finish_list(
                    unit.db, list_id, content_key=opened.content_key, hidden_rows=opened.hidden_rows
                )
                unit.add_facts(
                    content=opened.content_hash, rows=target.counts.rows, recipients=target.counts.recipients
                )
                column_mappings.store_mapping(unit, actor, "targets", choice, read)
                unit.queue_post(LIST_POST, list_id)
                shown = _build_view(context, unit, target)
    exports = problem_files.write_problem_files(
        context, actor, target.id, path, sha256=opened.sha256, chosen=read.assigned
    )
    shown = replace(shown, target=replace(target, exports=exports))
    return replace(shown, seconds=round(time.monotonic() - began, 3))


def get_list_view(context: ServiceContext, actor: Actor, list_id: int) -> ListView:
    """A list as its card shows it. Raises NotFound."""
    with unit_of_work_read(context, actor, Action.LIST_LOOK) as unit:
        target = lists.get_list(unit.db, list_id)
        if target is None:
            raise NotFound("list_gone")
        return _build_view(context, unit, target)


def _build_view(context: ServiceContext, unit: Read, target: TargetList) -> ListView:
    return ListView(
        target,
        audience.find_unjudged(context, unit, target.columns, Intent.CALL_BACK),
        problems=tuple(lists.list_problems(unit.db, target.id, FIRST_PROBLEMS)),
        remembered=column_mappings.has_mapping(unit, "targets", target.id),
        shared=shared_numbers.count_shared(unit.db, target.id),
    )


def remove_unfinished_lists(context: ServiceContext) -> None:
    """Lists whose reading was cut short were never visible; an hour later they go, and are imported anew."""
    with context.store.transaction() as db:
        lists.abandon_old_lists(db, context.clock.now() - timedelta(hours=1))


@contextmanager
def _begin_list(
    context: ServiceContext, name: str, source: Source, content_hash: str, columns: frozenset[str]
) -> Iterator[int]:
    """A list that nobody sees yet: no act, for nothing that anybody relies on changes until it is finished."""
    with context.store.transaction() as db:
        list_id = lists.begin_list(
            db,
            name=name,
            source=source.how,
            uploader=source.person,
            content_hash=content_hash,
            columns=columns,
            now=context.clock.now(),
        )
    try:
        yield list_id
    except BaseException:
        with context.store.transaction() as db:
            lists.abandon_list(db, list_id)
        raise


def _refuse_known_file(unit: Read, content_hash: str, content_key: str | None = None) -> None:
    earlier = lists.find_same_file(unit.db, content_hash, content_key)
    if earlier is not None:
        raise Conflict("same_file", list=str(earlier))


def _store_rows(context: ServiceContext, opened: OpenedFile[SealedLine], list_id: int, progress: Progress) -> None:
    """Take all rows in, many at a time: other writers wait a moment only, and the next rows are read meanwhile."""
    with context.store.staging() as db:
        list_import.create_staging(db)
    rows = waiting = 0
    for batch in opened:
        with context.store.staging() as db:
            list_import.stage_rows(db, batch)
        rows, waiting = rows + len(batch), waiting + len(batch)
        if waiting >= list_import.BATCH_ROWS:
            with context.store.transaction() as db:
                list_import.load_staged_rows(db, list_id)
            waiting = 0
        progress(rows)
    with context.store.transaction() as db:
        list_import.load_staged_rows(db, list_id)


def _judge_list(context: ServiceContext, unit: Change, list_id: int) -> None:
    """Judge everybody by the rules for calling back.

    It belongs to the act that makes the list visible: a promise must not hang on a list that may still be abandoned.
    """
    db = unit.db
    # A promise whose day and lag have passed was broken: the list still has the debt.
    lag = timedelta(days=context.settings.policy.payment_lag_days)
    promises.add_from_list(db, list_id, unit.today, unit.today - lag)
    audience.judge_and_store(context, unit, list_id)
