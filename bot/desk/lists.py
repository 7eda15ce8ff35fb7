"""Import a target list: read, sealed, judged, counted; visible only when all of that is done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.desk import audience, judging, presets, problems
from bot.desk.act import Deed, act, look
from bot.desk.intake import Source, refuse_sensitive, taking
from bot.desk.presets import NO_CHOICE, Choice, Progress, nothing
from bot.desk.tools import Tools
from bot.files.reader import Opened, open_targets
from bot.files.wire import Line
from bot.rules.access import Action, Actor
from bot.rules.cards import ListCard
from bot.rules.errors import Conflict, NotFound
from bot.rules.lists import FIRST_PROBLEMS, TargetList
from bot.rules.templates import Intent
from bot.store import brought, list_rows, lists, promises, shared
from bot.store import presets as stored_presets


def import_targets(
    tools: Tools,
    actor: Actor,
    path: Path,
    *,
    name: str,
    source: Source,
    again: bool = False,
    choice: Choice = NO_CHOICE,
    progress: Progress = nothing,
) -> ListCard:
    """Make a list of a file. Raises FileRefused, and Conflict (`same_file`) unless it is wanted `again`."""
    began = time.monotonic()
    with (
        taking(tools, actor, Action.LIST_IMPORT, source, "targets"),
        presets.reading(tools, "targets", open_targets, path, choice) as (opened, read),
    ):
        refuse_sensitive(source, opened.sensitive)
        if not again:
            with look(tools, actor, Action.LIST_IMPORT) as deed:
                _not_seen_before(deed, opened.sha256)
        with _loading(tools, name, source, opened.sha256, opened.columns) as list_id:
            with tools.store.loading():
                _store(tools, opened, list_id, progress)
            with tools.store.transaction() as db:
                brought.compare(db, list_id)
            with act(tools, actor, Action.LIST_IMPORT, f"list:{list_id}") as deed:
                if not again:
                    # The same rows in another order or encoding show only now; so does what came in meanwhile.
                    _not_seen_before(deed, opened.sha256, opened.content_key)
                _judge(tools, deed, list_id)
                stored_presets.note_list(
                    deed.db,
                    list_id,
                    layout=read.layout,
                    assigned=read.assigned,
                    unknown=opened.unknown_headings,
                    unclear=opened.unclear_exclusions,
                )
                target = lists.finish(deed.db, list_id, content_key=opened.content_key, hidden_rows=opened.hidden_rows)
                deed.note(sha256=opened.sha256, rows=target.counts.rows, recipients=target.counts.recipients)
                presets.keep(deed, actor, "targets", choice, read)
                deed.tell("list", list_id)
                shown = _card(tools, deed, target)
    exports = problems.write(tools, actor, target.id, path, sha256=opened.sha256, chosen=read.assigned)
    shown = replace(shown, target=replace(target, exports=exports))
    return replace(shown, seconds=round(time.monotonic() - began, 3))


def card(tools: Tools, actor: Actor, list_id: int) -> ListCard:
    """A list as its card shows it. Raises NotFound."""
    with look(tools, actor, Action.LIST_LOOK) as deed:
        target = lists.get(deed.db, list_id)
        if target is None:
            raise NotFound("list_gone")
        return _card(tools, deed, target)


def _card(tools: Tools, deed: Deed, target: TargetList) -> ListCard:
    return ListCard(
        target,
        audience.unjudged(tools, deed, target.columns, Intent.CALL_BACK),
        problems=tuple(list_rows.problems(deed.db, target.id, FIRST_PROBLEMS)),
        remembered=presets.holds(deed, "targets", target.id),
        shared=shared.numbers(deed.db, target.id),
    )


def clear_unfinished(tools: Tools) -> None:
    """Lists whose reading was cut short were never visible; an hour later they go, and are imported anew."""
    with tools.store.transaction() as db:
        lists.abandon_old(db, tools.clock.now() - timedelta(hours=1))


@contextmanager
def _loading(tools: Tools, name: str, source: Source, sha256: str, columns: frozenset[str]) -> Iterator[int]:
    """A list that nobody sees yet: no act, for nothing that anybody relies on changes until it is finished."""
    with tools.store.transaction() as db:
        list_id = lists.begin(
            db,
            name=name,
            source=source.how,
            uploader=source.person,
            sha256=sha256,
            columns=columns,
            now=tools.clock.now(),
        )
    try:
        yield list_id
    except BaseException:
        with tools.store.transaction() as db:
            lists.abandon(db, list_id)
        raise


def _not_seen_before(deed: Deed, sha256: str, content_key: str | None = None) -> None:
    earlier = lists.same_file(deed.db, sha256, content_key)
    if earlier is not None:
        raise Conflict("same_file", list=str(earlier))


def _store(tools: Tools, opened: Opened[Line], list_id: int, progress: Progress) -> None:
    """Take all rows in, many at a time: other writers wait a moment only, and the next rows are read meanwhile."""
    with tools.store.aside() as db:
        brought.clear(db)
    rows = waiting = 0
    for batch in opened:
        with tools.store.aside() as db:
            brought.set_aside(db, batch)
        rows, waiting = rows + len(batch), waiting + len(batch)
        if waiting >= brought.AT_ONCE:
            with tools.store.transaction() as db:
                brought.take_in(db, list_id)
            waiting = 0
        progress(rows)
    with tools.store.transaction() as db:
        brought.take_in(db, list_id)


def _judge(tools: Tools, deed: Deed, list_id: int) -> None:
    """Judge everybody by the rules for calling back.

    It belongs to the act that makes the list visible: a promise must not hang on a list that may still be abandoned.
    """
    db = deed.db
    # A promise whose day and lag have passed was broken: the list still has the debt.
    lag = timedelta(days=tools.policy.payment_lag_days)
    promises.add_from_list(db, list_id, deed.today, deed.today - lag)
    judging.judge(tools, deed, list_id)
