"""Import a target list: read, sealed, judged, counted; visible only when all of that is done."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.desk import audience, presets
from bot.desk.act import Deed, act, look
from bot.desk.intake import Source, refuse_sensitive, taking
from bot.desk.presets import NO_CHOICE, Choice, Progress, nothing
from bot.desk.tools import Tools
from bot.files.reader import open_targets
from bot.files.sealed import SealedPhone, SealedRow
from bot.rules import eligibility
from bot.rules.access import Action, Actor
from bot.rules.cards import ListCard
from bot.rules.errors import Conflict, NotFound
from bot.rules.lists import FIRST_PROBLEMS, TargetList
from bot.rules.templates import Intent
from bot.store import list_rows, lists, promises, standing
from bot.store import presets as stored_presets
from bot.store.times import maybe_text
from bot.vault import Sealed


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
            rows = 0
            for batch in opened:
                _store(tools, list_id, batch)
                rows += len(batch)
                progress(rows)
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


def _store(tools: Tools, list_id: int, batch: Sequence[SealedRow]) -> None:
    persons = [(row, row.taxpayer, row.phone) for row in batch]
    known = [(row, who, phone) for row, who, phone in persons if who is not None and phone is not None]
    with tools.store.transaction() as db:
        lists.add_people(db, (_person(list_id, row, who) for row, who, _ in known))
        lists.add_phones(db, (_phone(list_id, row, who, phone) for row, who, phone in known))
        lists.add_rows(db, (_debt(list_id, row) for row in batch))


def _judge(tools: Tools, deed: Deed, list_id: int) -> None:
    """Choose the numbers, find copies and shared numbers, and judge everybody by the rules for calling back.

    It belongs to the act that makes the list visible: a promise must not hang on a list that may still be abandoned.
    """
    db = deed.db
    lists.choose_phones(db, list_id)
    lists.mark_shared(db, list_id)
    lists.mark_repeated(db, list_id)
    # A promise whose day and lag have passed was broken: the list still has the debt.
    lag = timedelta(days=tools.policy.payment_lag_days)
    promises.add_from_list(db, list_id, deed.today, deed.today - lag)
    ground = audience.basis(tools, deed, lists.columns(db, list_id), Intent.CALL_BACK)
    reasons = [
        (line, reason)
        for person in standing.of_list(db, list_id, deed.now)
        for line, reason in eligibility.judge(person, ground).items()
        if reason is not None
    ]
    lists.note_reasons(db, list_id, reasons)


def _person(list_id: int, row: SealedRow, taxpayer: Sealed) -> dict[str, object]:
    return {
        "list_id": list_id,
        "taxpayer_key": taxpayer.key,
        "taxpayer_box": taxpayer.box,
        "name_box": row.name,
        "flagged": int(row.flagged),
        "calls": row.calls,
        "promised": int(row.promised and row.promised_on is None),
        "promised_on": maybe_text(row.promised_on),
        "last_called_on": maybe_text(row.last_called_on),
        "letter_on": maybe_text(row.letter_on),
    }


def _phone(list_id: int, row: SealedRow, taxpayer: Sealed, phone: SealedPhone) -> dict[str, object]:
    return {
        "list_id": list_id,
        "taxpayer_key": taxpayer.key,
        "phone_key": phone.key,
        "phone_box": phone.box,
        "mask": phone.mask,
        "mobile": int(phone.mobile),
        "own": int(row.own),
        "obtained_on": maybe_text(row.phone_obtained_on),
        "line": row.number,
    }


def _debt(list_id: int, row: SealedRow) -> dict[str, object]:
    return {
        "list_id": list_id,
        "taxpayer_key": None if row.taxpayer is None else row.taxpayer.key,
        "line": row.number,
        "rejected": row.rejected,
        "corrected": ",".join(row.corrected),
        "tax": row.tax,
        "year": row.year,
        "instalment": row.instalment,
        "due_on": maybe_text(row.due_on),
        "demanded_on": maybe_text(row.demanded_on),
        "amount": row.amount,
        "arrears": None if row.arrears is None else int(row.arrears),
        "fiscal_year": row.fiscal_year,
    }
