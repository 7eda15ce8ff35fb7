"""Imports target lists. A list becomes visible only when all rows are stored, judged and counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, FileRefused, NotFound
from bot.model.lists import ListView, TargetList
from bot.model.posts import LIST_POST
from bot.model.reasons import FIRST_PROBLEMS, RowQuestion
from bot.rules.promises import find_latest_promise
from bot.services import audience
from bot.services.context import ServiceContext
from bot.services.imports import column_mappings, problem_files
from bot.services.imports.old_ids import load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind, Source
from bot.services.promises import find_broken_day
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import column_mappings as stored_mappings
from bot.store import list_import, lists, promises, shared_numbers


def _import_rows(job: FileImport) -> ListView:
    """Make a list from the file. Raises Conflict (`same_file`) for a known file, unless `again` is set.

    Raises FileRefused (`list_empty`) for a file without rows: its rows may have been lost.
    """
    context, opened = job.context, job.opened
    if not job.again:
        with read(context, job.actor, job.kind.action) as unit:
            _refuse_known_file(unit, opened.content_hash)
    with _begin_list(context, job.name, job.source, opened.content_hash, opened.columns) as list_id:
        with context.store.bulk_loading():
            if not _store_rows(job, list_id):
                raise FileRefused("list_empty")
        with context.store.transaction() as db:
            list_import.compare_rows(db, list_id)
            if opened.questions.get(RowQuestion.ARREARS_CODE):
                list_import.take_as_arrears(db, list_id)
        view = _finish_list(job, list_id)
    exports = problem_files.write_problem_files(
        context, job.actor, list_id, job.path, sha256=opened.sha256, chosen=job.read_columns.assigned
    )
    return replace(view, target=replace(view.target, exports=exports))


def _finish_list(job: FileImport, list_id: int) -> ListView:
    """Judge the list, count it, and make it visible."""
    opened, columns = job.opened, job.read_columns
    with change(job.context, job.actor, job.kind.action, f"list:{list_id}") as unit:
        if not job.again:
            # Only now can the same rows in another order or encoding be recognised, or a file imported meanwhile.
            _refuse_known_file(unit, opened.content_hash, opened.content_key)
        questions = dict(opened.questions)
        if far := list_import.hold_far_promises(unit.db, list_id, find_latest_promise(unit.today)):
            questions[RowQuestion.FAR_PROMISE] = far
        job.add_similar_ids(unit)
        _judge_list(job.context, unit, list_id)
        stored_mappings.store_list_layout(
            unit.db,
            list_id,
            layout=columns.layout,
            assigned=columns.assigned,
            unknown=opened.unknown_headings,
            questions=questions,
        )
        target = lists.finish_list(unit.db, list_id, content_key=opened.content_key, hidden_rows=opened.hidden_rows)
        unit.add_facts(content=opened.content_hash, rows=target.counts.rows, recipients=target.counts.recipients)
        column_mappings.store_mapping(unit, job.actor, job.kind.code, job.choice, columns)
        unit.queue_post(LIST_POST, list_id)
        return _build_view(job.context, unit, target)


def get_list_view(context: ServiceContext, actor: Actor, list_id: int) -> ListView:
    """Get a list, for its card. Raises NotFound."""
    with read(context, actor, Action.LIST_LOOK) as unit:
        target = lists.get_list(unit.db, list_id)
        if target is None:
            raise NotFound("list_gone")
        return replace(_build_view(context, unit, target), may_decide=actor.may(Action.LIST_DECIDE))


def _build_view(context: ServiceContext, unit: Read, target: TargetList) -> ListView:
    return ListView(
        target,
        audience.find_unjudged(context, unit, target.columns, Intent.CALL_BACK),
        problems=tuple(lists.list_problems(unit.db, target.id, FIRST_PROBLEMS)),
        remembered=column_mappings.has_mapping(unit, TARGETS.code, target.id),
        shared=shared_numbers.count_shared(unit.db, target.id),
        in_use=shared_numbers.find_campaign_in_use(unit.db, target.id),
        policy=context.settings.policy,
    )


def remove_unfinished_lists(context: ServiceContext) -> None:
    """At the start of the bot, delete the lists whose import was interrupted. They were never visible."""
    with context.store.transaction() as db:
        lists.abandon_old_lists(db, context.clock.now() - timedelta(hours=1))


@contextmanager
def _begin_list(
    context: ServiceContext, name: str, source: Source, content_hash: str, columns: frozenset[str]
) -> Iterator[int]:
    """Begin a list, and delete it after an error. It is not visible yet, so this is not audited."""
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


def _store_rows(job: FileImport, list_id: int) -> int:
    """Store all rows, in batches, and return how many there are.

    Other writers wait only briefly, and the child reads the next rows meanwhile.
    """
    context, rows, staged = job.context, 0, 0
    with context.store.read_transaction() as read_db:  # no renumbering is carried out while a list is being imported
        old_ids = load_old_ids(read_db)
    with context.store.staging() as db:
        list_import.create_staging(db)
        list_import.stage_old_ids(db, old_ids.meanings)
    for batch in job.read_batches():
        with context.store.staging() as db:
            list_import.stage_rows(db, batch)
        rows, staged = rows + len(batch), staged + len(batch)
        if staged >= list_import.BATCH_ROWS:
            with context.store.transaction() as db:
                list_import.load_staged_rows(db, list_id)
            staged = 0
    with context.store.transaction() as db:
        list_import.load_staged_rows(db, list_id)
    return rows


def _judge_list(context: ServiceContext, unit: Change, list_id: int) -> None:
    """Judge all recipients by the rules for calling back, and add the list's promises.

    It runs in the transaction that makes the list visible: a list that is abandoned must not leave a promise.
    """
    db = unit.db
    # The list still has the debt, so that it is data of today, too, where the settings expect none by channel.
    promises.add_from_list(db, list_id, unit.today, find_broken_day(context, unit, unit.today))
    audience.judge_and_store(context, unit, list_id)


TARGETS = FileKind(
    "targets", Action.LIST_IMPORT, _import_rows, frozenset({"again", "choice", "name", "person"}), LIST_POST
)
