"""Imports exclusion files: the people whom the city excludes, as of a day. One file is one transaction.

This process never gets the file's texts: the reading process replaces them by codes, sensitive ones by one code.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.files.sealed_rows import SealedExclusion
from bot.model.access import Action
from bot.model.errors import BadInput
from bot.model.imports import FIRST_UNCLEAR, ExclusionCounts, FileView
from bot.model.posts import EXCLUSION_FILE_POST
from bot.model.reasons import FIRST_PROBLEMS, Problem, Rejected
from bot.model.suppressions import SuppressionReason
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.services.context import JST
from bot.services.imports.old_ids import OldIds, load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.unit_of_work import Change, Read, change
from bot.store import exclusions, imported_files, suppressions


@dataclass(frozen=True, slots=True)
class _FileTimes:
    """The days of rows that have none: `day`, and `day_if_excluded` where the row excludes.

    `came_at`: the file came at this moment, before it is imported now; then a "no" lifts nothing that a file with other
    content (`content_hash`) has excluded since.
    """

    day: date
    day_if_excluded: date
    came_at: datetime | None
    content_hash: str


def _import_rows(job: FileImport) -> FileView[ExclusionCounts]:
    """Store the rows of a file. Raises BadInput for a day in the future."""
    rows = job.read_rows()
    with change(job.context, job.actor, job.kind.action, "exclusions_file") as unit:
        if job.as_of is not None and job.as_of > unit.today:
            raise BadInput("as_of_to_come", "as_of")
        times = _find_times(job, unit)
        file_id = job.begin_file(unit)
        result = _store_exclusions(unit, file_id, rows, times, job)
        job.finish_file(unit, file_id, result)
        return build_file_view(ExclusionCounts, unit, file_id)


def _find_times(job: FileImport, unit: Read) -> _FileTimes:
    """Find out when the file came. An old file that counted as today's would lift newer exclusions.

    Old are a file whose import a crash may have interrupted, and one whose bytes came on an earlier day. Whom such a
    file excludes is excluded as of today: in doubt, nobody is messaged.
    """
    content_hash = job.opened.content_hash
    if job.as_of is not None:
        return _FileTimes(job.as_of, job.as_of, job.source.came_at, content_hash)
    came_at = job.source.came_at
    first = imported_files.find_first_import(unit.db, job.kind.code, content_hash)
    if first is not None and first[0].astimezone(JST).date() != unit.today:
        came_at = min(came_at or first[0], first[0])
        return _FileTimes(first[1], unit.today, came_at, content_hash)
    return _FileTimes((came_at or unit.now).astimezone(JST).date(), unit.today, came_at, content_hash)


def _store_exclusions(
    unit: Change, file_id: int, rows: Sequence[SealedExclusion], times: _FileTimes, job: FileImport
) -> ImportResult:
    opened, ids = job.opened, load_old_ids(unit.db)
    checked = [_reject_old_no(_check_row(row, unit.today), ids) for row in rows]
    bad = [Problem(row.number, row.rejected) for row in checked if row.rejected is not None]
    held = [row for row in checked if _hold_number(unit, file_id, row)]
    good = [row for row in checked if row.rejected is None]
    excludes = [row for row in good if row.ground is not ExclusionGround.NONE]
    excluding = {_row_key(one, times) for row in excludes for one in _list_people(row, ids)}
    in_order = sorted(good, key=ids.is_old)  # an exclusion under an old id holds although a row of this file says "no"
    kinds = [(row, _store_people(unit, file_id, row, ids, excluding, times)) for row in in_order]
    of_unknown = [row.number for row, kind in kinds if kind == "excluded" and row.ground is ExclusionGround.UNKNOWN]
    unknown = sorted(of_unknown)
    tally = Counter(kind for _, kind in kinds)
    counts = ExclusionCounts(
        rows=len(rows),
        excluded=tally["excluded"],
        lifted=tally["lifted"],
        clear=tally["clear"],
        repeated=tally["repeated"],
        rejected=dict(Counter(problem.reason.value for problem in bad)),
        unknown=len(unknown),
        everyone=0 if "excluded" in opened.columns else len(good),
        hidden_rows=opened.hidden_rows,
        struck_rows=opened.struck_rows,
        held_rows=len(held),
        old_ids=ids.count_rows(rows),
        blank=sum(row.ground is ExclusionGround.UNSTATED for row in good),
        unread_columns=job.list_unread_columns(),
    )
    # A file whose rows are all rejected has no day. A file without rows says that nobody is excluded.
    newest = max((row.as_of or times.day for row in good), default=None if rows else times.day)
    return ImportResult(
        newest, counts, bad[:FIRST_PROBLEMS], unknown[:FIRST_UNCLEAR], facts={"excluded": counts.excluded}
    )


def _check_row(row: SealedExclusion, today: date) -> SealedExclusion:
    """Reject a row with a day in the future, which would override every row until then; but who is excluded, is now."""
    if row.as_of is None or row.as_of <= today:
        return row
    if row.ground is not ExclusionGround.NONE and (row.rejected is None or row.phone is not None):
        return row._replace(as_of=None)
    return SealedExclusion(row.number, Rejected.BAD_DATE)


def _hold_number(unit: Change, file_id: int, row: SealedExclusion) -> bool:
    """Suppress the number of a row that excludes somebody whose id cannot be read; return whether it has one."""
    if row.rejected is None or row.phone is None:
        return False
    is_dead = row.ground is ExclusionGround.DECEASED
    reason = SuppressionReason.DECEASED if is_dead else SuppressionReason.CITY_ORDER
    source = f"{imported_files.EXCLUSIONS}:{file_id}"
    suppressions.add_suppression(
        unit.db, suppressions.PHONE, row.phone, reason=reason.value, source=source, by=None, now=unit.now
    )
    return True


def _reject_old_no(row: SealedExclusion, ids: OldIds) -> SealedExclusion:
    """Reject a "no" under an old id: it may be about another person, or about one of several who are one now."""
    if row.rejected is None and row.ground is ExclusionGround.NONE and ids.is_old(row):
        return SealedExclusion(row.number, Rejected.RENUMBERED_ID)
    return row


def _list_people(row: SealedExclusion, ids: OldIds) -> list[SealedExclusion]:
    assert row.taxpayer is not None
    return [row._replace(taxpayer=one) for one in ids.find_people(row.taxpayer)]


def _row_key(row: SealedExclusion, times: _FileTimes) -> tuple[bytes, date]:
    assert row.taxpayer is not None
    return row.taxpayer, row.as_of or times.day


def _store_people(
    unit: Change,
    file_id: int,
    row: SealedExclusion,
    ids: OldIds,
    excluding: set[tuple[bytes, date]],
    times: _FileTimes,
) -> str:
    """Store a row for everybody whom its id may mean; return its outcome for the first of them."""
    people = _list_people(row, ids)
    if ids.is_old(row):
        people = [_outdate_no(unit, one, times) for one in people]
    first, *_ = [_store_row(unit, file_id, one, excluding, times) for one in people]
    return first


def _outdate_no(unit: Read, row: SealedExclusion, times: _FileTimes) -> SealedExclusion:
    """Let an exclusion under an old id hold from the newest known day on, so that only a later "no" ends it.

    A "no" that is known may be about another person, who became one with the excluded one.
    """
    assert row.taxpayer is not None
    newest = exclusions.find_newest_day(unit.db, row.taxpayer)
    day = row.as_of or times.day_if_excluded
    return row if newest is None else row._replace(as_of=max(newest, day))


def _store_row(
    unit: Change, file_id: int, row: SealedExclusion, excluding: set[tuple[bytes, date]], times: _FileTimes
) -> str:
    """Store a row; return its outcome. A "no" next to a row that excludes the same person on that day lifts nothing."""
    taxpayer, day = _row_key(row, times)
    excludes = row.ground is not ExclusionGround.NONE
    if excludes:
        day = row.as_of or times.day_if_excluded
    elif (taxpayer, day) in excluding or _was_excluded_meanwhile(unit, taxpayer, times):
        return "clear"
    before = exclusions.is_excluded(unit.db, taxpayer)
    known = exclusions.is_known(unit.db, taxpayer, day, row.ground.value)
    if excludes or not known:  # a known exclusion is stored too: an older file must not lift it afterwards
        exclusions.add_exclusion(
            unit.db,
            {
                "file_id": file_id,
                "line": row.number,
                "taxpayer_key": taxpayer,
                "as_of": day.isoformat(),
                "excluded": int(excludes),
                "ground": row.ground.value,
            },
        )
    if known:
        return "repeated"
    if excludes:
        return "excluded"
    return "lifted" if before and not exclusions.is_excluded(unit.db, taxpayer) else "clear"


def _was_excluded_meanwhile(unit: Read, taxpayer: bytes, times: _FileTimes) -> bool:
    return times.came_at is not None and exclusions.was_excluded_since(
        unit.db, taxpayer, times.came_at, times.content_hash
    )


EXCLUSIONS = FileKind(
    ExclusionCounts.kind,
    Action.EXCLUSIONS_IMPORT,
    _import_rows,
    frozenset({"as_of", "choice"}),
    EXCLUSION_FILE_POST,
    ExclusionCounts,
)
