"""Imports call results: the whole file in one transaction, so the next claim sees all of it or none of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from bot.files.sealed_rows import SealedCall
from bot.model.access import Action
from bot.model.imports import FIRST_UNCLEAR, CallCounts, FileView
from bot.model.policy import Policy
from bot.model.posts import CALL_FILE_POST
from bot.model.reasons import FIRST_PROBLEMS, Problem, Rejected
from bot.model.suppressions import SuppressionReason
from bot.rules.importing.call_results import QUIET_RESULTS, SUPPRESSES_NUMBER, SUPPRESSES_PERSON, CallResult
from bot.rules.promises import find_latest_promise
from bot.services.context import JST
from bot.services.imports.old_ids import OldIds, load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.promises import settle_promises
from bot.services.unit_of_work import Change, Read, change
from bot.store import calls, imported_files, lists, promises, suppressions, times, unread_rows

_MIDNIGHT = clock_time()


def _import_rows(job: FileImport) -> FileView[CallCounts]:
    """Store the whole file in one transaction."""
    rows = job.read_rows()
    with change(job.context, job.actor, job.kind.action, "calls_file") as unit:
        file_id = job.begin_file(unit)
        job.finish_file(unit, file_id, _store_calls(job, unit, file_id, rows))
        return build_file_view(CallCounts, unit, file_id)


def _store_calls(job: FileImport, unit: Change, file_id: int, rows: Sequence[SealedCall]) -> ImportResult:
    checked = [_check_days(row, unit) for row in rows]
    bad = [Problem(row.number, row.rejected) for row in checked if row.rejected is not None]
    good = [row for row in checked if row.rejected is None]
    policy, ids = job.context.settings.policy, load_old_ids(unit.db)
    added = _add_calls(unit, file_id, good, policy, ids)
    new = [people[0] for people in added]
    unread = [_date_unread(row, unit.today) for row in checked if row.rejected is not None]
    of_people = [row for row in unread if row.taxpayer is not None]
    held = [one for row in of_people for one in _list_people(row, ids) if _hold_person(unit, file_id, one, policy)]
    of_numbers = [row for row in unread if _hold_number(unit, file_id, row, policy)]
    unread_rows.forget_known_calls(unit.db, file_id)
    called = [one for people in added for one in people] + held
    called += _list_equal_of_others(unit, good, ids)
    replaced = {row.number for row in checked if row.taxpayer in ids.meanings}
    suppressed = Counter(
        kind for row in called for kind in _apply_consequences(unit, file_id, row, is_replaced=row.number in replaced)
    )
    suppressed[suppressions.PHONE] += len(of_numbers)
    unclear = [row.number for row in new if row.unclear or _has_no_day(row)]
    counts = CallCounts(
        rows=len(rows),
        applied=len(new),
        repeated=len(good) - len(new),
        rejected=dict(Counter(problem.reason.value for problem in bad)),
        results=dict(Counter(row.result.value for row in new if row.result)),
        counted=sum(row.counted for row in new),
        promises=sum(row.promised_on is not None for row in new),
        waiting=sum(_is_quiet(row) for row in new),
        unclear=len(unclear),
        numbers=suppressed[suppressions.PHONE],
        people=suppressed[suppressions.TAXPAYER],
        hidden_rows=job.opened.hidden_rows,
        struck_rows=job.opened.struck_rows,
        held_rows=len({row.number for row in held + of_numbers}),
        old_ids=ids.count_rows(checked),
        unread_columns=job.list_unread_columns(),
    )
    newest = max((row.called_on for row in good if row.called_on), default=None)
    settle_promises(job.context, unit)
    return ImportResult(
        newest, counts, bad[:FIRST_PROBLEMS], unclear[:FIRST_UNCLEAR], facts={"results": counts.results}
    )


def _add_calls(
    unit: Change, file_id: int, rows: Sequence[SealedCall], policy: Policy, ids: OldIds
) -> list[list[SealedCall]]:
    """Add the calls that were not known; return each, for everybody whom its row may mean.

    A known one may come with a promised day for the first time.
    """
    new: list[list[SealedCall]] = []
    for row in rows:
        people, added = _list_people(row, ids), []
        facts = {
            "old_key": row.taxpayer if row.taxpayer in ids.meanings else None,
            "counted": int(row.counted and len(people) == 1),  # of two whom it may mean, it counts for neither
        }
        for one in people:
            if calls.add_call(unit.db, _make_row(file_id, one, policy) | facts):
                added.append(one)
            else:
                _add_promise(unit, one, renewed=False)
        if added:
            new.append(added)
    return new


def _list_equal_of_others(unit: Read, rows: Sequence[SealedCall], ids: OldIds) -> list[SealedCall]:
    """The calls of numbers under an old id that are stored as those of another who is the same person now.

    What such a call says is about a number of this one.
    """
    return [
        one
        for row in rows
        if row.taxpayer is not None and ids.is_old(row) and row.result in SUPPRESSES_NUMBER
        for one in _list_people(row, ids)
        if not calls.is_stored(unit.db, row.taxpayer, _make_call_key(one))
    ]


def _list_people(row: SealedCall, ids: OldIds) -> list[SealedCall]:
    """The call of everybody whom its id may mean."""
    assert row.taxpayer is not None
    return [row._replace(taxpayer=one) for one in ids.find_people(row.taxpayer)]


def _check_days(row: SealedCall, unit: Read) -> SealedCall:
    """Reject a row with a day in the future: it would override every correct row until that day.

    A promised day that is not believed counts as one that cannot be read.
    """
    is_future = row.called_on is not None and row.called_on > unit.today
    is_far = row.promised_on is not None and row.promised_on > find_latest_promise(unit.today)
    if is_far and not is_future and row.result in QUIET_RESULTS:
        return row._replace(promised_on=None, unclear=True)
    return row._replace(rejected=row.rejected or Rejected.BAD_DATE) if is_future or is_far else row


def _date_unread(row: SealedCall, today: date) -> SealedCall:
    """A rejected row with the day from which it holds its person: today where its own cannot be. A promise is open."""
    called_on = row.called_on if row.called_on is not None and row.called_on <= today else today
    is_far = row.promised_on is not None and row.promised_on > find_latest_promise(today)
    return row._replace(
        called_on=called_on, promised_on=None if is_far else row.promised_on, unclear=row.unclear or is_far
    )


def _hold_person(unit: Change, file_id: int, row: SealedCall, policy: Policy) -> bool:
    """Keep messages from the person of a rejected row; return whether it says something that does."""
    assert row.taxpayer is not None
    assert row.called_on is not None
    unknown_on = row.called_on if row.result is None else None
    if row.result is None or row.unclear or _is_quiet(row):
        quiet_until = row.called_on + timedelta(days=_count_quiet_days(row, policy))
        unread_rows.hold_after_call(unit.db, file_id, row.number, row.taxpayer, quiet_until, unknown_on)
        return True
    return row.promised_on is not None or row.result in SUPPRESSES_PERSON | SUPPRESSES_NUMBER


def _hold_number(unit: Change, file_id: int, row: SealedCall, policy: Policy) -> bool:
    """Suppress the number of a row without a readable id, as its person would be held; return whether it is new.

    Of a row below another person the number may be a third one's.
    """
    if row.phone is None or (row.taxpayer is not None and row.rejected is not Rejected.MISSING_TAXPAYER_ID):
        return False
    assert row.called_on is not None
    if row.result in SUPPRESSES_PERSON | SUPPRESSES_NUMBER:
        return _add_suppression(unit, file_id, row.result, suppressions.PHONE, row.phone)
    if row.result is not None and row.result not in QUIET_RESULTS and not row.unclear and row.promised_on is None:
        return False
    until = row.promised_on or row.called_on + timedelta(days=_count_quiet_days(row, policy))
    if until < unit.today:
        return False
    return _add_suppression(unit, file_id, SuppressionReason.CONSULTING, suppressions.PHONE, row.phone, until)


def _is_quiet(row: SealedCall) -> bool:
    return row.result in QUIET_RESULTS and row.promised_on is None


def _count_quiet_days(row: SealedCall, policy: Policy) -> int:
    """How many days a call without a promised day holds its person: a promise, or what cannot be read, longest."""
    is_said = row.result in QUIET_RESULTS and row.result is not CallResult.PROMISE
    return policy.payment_lag_days if is_said else max(policy.promise_default_days, policy.payment_lag_days)


def _has_no_day(row: SealedCall) -> bool:
    return row.result is CallResult.PROMISE and row.promised_on is None


def _make_row(file_id: int, row: SealedCall, policy: Policy) -> dict[str, object]:
    assert row.taxpayer is not None
    assert row.called_on is not None
    assert row.result is not None
    quiet_days = policy.promise_default_days if _has_no_day(row) else policy.payment_lag_days
    quiet_until: date | None = row.called_on + timedelta(days=quiet_days) if _is_quiet(row) else None
    return _make_call_key(row) | {
        "file_id": file_id,
        "line": row.number,
        "called_on": row.called_on.isoformat(),
        "counted": int(row.counted),
        "promised_on": times.format_optional_date(row.promised_on),
        "quiet_until": times.format_optional_date(quiet_until),
    }


def _make_call_key(row: SealedCall) -> dict[str, object]:
    """What is the same of a call in every file, but for a promised day."""
    assert row.called_on is not None
    assert row.result is not None
    return {
        "taxpayer_key": row.taxpayer,
        "phone_key": row.phone,
        "called_at": times.format_moment(datetime.combine(row.called_on, row.called_time or _MIDNIGHT, JST)),
        "result": row.result.value,
    }


def _apply_consequences(unit: Change, file_id: int, row: SealedCall, *, is_replaced: bool) -> list[str]:
    """Add the promise and the suppressions that a new result leads to; return the kinds of the suppressions.

    `is_replaced`: the row has an id that a renumbering replaced. The numbers of its person may be of another who became
    one with them: if it names none, all of them and the person are suppressed.
    """
    assert row.taxpayer is not None
    taxpayer = row.taxpayer
    _add_promise(unit, row, renewed=row.result in QUIET_RESULTS)
    if row.result in SUPPRESSES_PERSON:
        keys = [(suppressions.TAXPAYER, taxpayer)]
    elif row.result in SUPPRESSES_NUMBER:
        known = lists.list_all_numbers if is_replaced else lists.list_known_numbers
        numbers = [row.phone] if row.phone else known(unit.db, taxpayer)
        # It may be unclear which number was wrong. Any list could contain it again, so the person is suppressed too.
        keys = [(suppressions.PHONE, number) for number in numbers]
        if not keys or row.several or (is_replaced and not row.phone):
            keys.append((suppressions.TAXPAYER, taxpayer))
    else:
        keys = []
    assert row.result is not None or not keys
    return [kind for kind, key in keys if row.result and _add_suppression(unit, file_id, row.result, kind, key)]


def _add_promise(unit: Change, row: SealedCall, *, renewed: bool) -> None:
    """Add the promise of a call, if it has a day."""
    assert row.taxpayer is not None
    assert row.called_on is not None
    if row.promised_on is not None:
        promises.add_from_call(unit.db, row.taxpayer, row.promised_on, row.called_on, unit.today, renewed=renewed)


def _add_suppression(
    unit: Change,
    file_id: int,
    reason: CallResult | SuppressionReason,
    kind: str,
    key: bytes,
    until: date | None = None,
) -> bool:
    source = f"{imported_files.CALLS}:{file_id}"
    return suppressions.add_suppression(
        unit.db, kind, key, reason=reason.value, source=source, by=None, now=unit.now, until=until
    )


CALLS = FileKind(CallCounts.kind, Action.CALLS_IMPORT, _import_rows, frozenset({"choice"}), CALL_FILE_POST, CallCounts)
