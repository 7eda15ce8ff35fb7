"""Import a payment file: each row counts once, whatever files it comes in, and at once for the next claim."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

from bot.files.reader import open_payments
from bot.files.sealed_rows import SealedPayment
from bot.model.access import Action, Actor
from bot.model.errors import NotFound
from bot.model.imports import FIRST_PROBLEMS, PaymentCounts, Problem
from bot.model.posts import PAYMENT_FILE_POST
from bot.model.views import PaymentFileView
from bot.services.context import ServiceContext
from bot.services.imports import column_mappings
from bot.services.imports.column_mappings import NO_CHOICE, ColumnChoice, Progress, ignore_progress
from bot.services.imports.pipeline import Source, guard_import, refuse_sensitive_columns
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import imported_files, payments, promises


def import_payments(
    context: ServiceContext,
    actor: Actor,
    path: Path,
    *,
    name: str,
    source: Source,
    as_of: date | None,
    choice: ColumnChoice = NO_CHOICE,
    progress: Progress = ignore_progress,
) -> PaymentFileView:
    """Take a payment file in; without `as_of`, its newest booked day holds. Raises FileRefused."""
    began = time.monotonic()
    tally: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    problems: list[Problem] = []
    newest: date | None = None
    with (
        guard_import(context, actor, Action.PAYMENTS_IMPORT, source, "payments"),
        column_mappings.open_with_mapping(context, "payments", open_payments, path, choice) as (opened, read),
    ):
        refuse_sensitive_columns(source, opened.sensitive)
        file_id = _begin_file(context, actor, name, source, opened.content_hash)
        for batch in opened:
            bad = [Problem(row.number, row.rejected) for row in batch if row.rejected is not None]
            rejected.update(problem.reason.value for problem in bad)
            problems += bad[: FIRST_PROBLEMS - len(problems)]
            good = [row for row in batch if row.rejected is None]
            tally.update(_store_batch(context, actor, file_id, good))
            newest = max(
                [day for row in good if (day := row.booked_on or row.paid_on)] + ([newest] if newest else []),
                default=None,
            )
            progress(tally.total() + rejected.total())
    counts = PaymentCounts(
        rows=tally.total() + rejected.total(),
        applied=tally["applied"],
        repeated=tally["repeated"],
        unmatched=tally["unmatched"],
        doubtful=tally["doubtful"],
        reversals=tally["reversal"],
        rejected=dict(rejected),
    )
    with change(context, actor, Action.PAYMENTS_IMPORT, f"payment_file:{file_id}") as unit:
        day = as_of or newest
        imported_files.finish_file(
            unit.db,
            file_id,
            as_of=day,
            counts=asdict(counts),
            layout=read.layout,
            assigned=read.assigned,
            problems=problems,
        )
        _settle_promises(context, unit, file_id, day, counts)
        column_mappings.store_mapping(unit, actor, "payments", choice, read)
        shown = _build_view(unit, file_id)
    return replace(shown, seconds=round(time.monotonic() - began, 3))


def get_payment_file_view(context: ServiceContext, actor: Actor, file_id: int) -> PaymentFileView:
    """A payment file as its post shows it. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return _build_view(unit, file_id)


def _build_view(unit: Read, file_id: int) -> PaymentFileView:
    found = imported_files.get_file(unit.db, imported_files.PAYMENTS, file_id)
    if found is None:
        raise NotFound("file_gone")
    return PaymentFileView(
        file_id=file_id,
        name=found.name,
        person=found.uploader,
        as_of=found.as_of,
        counts=PaymentCounts(**found.counts),
        assigned=found.assigned,
        problems=found.problems,
        remembered=column_mappings.has_mapping(unit, "payments", file_id),
    )


def _begin_file(context: ServiceContext, actor: Actor, name: str, source: Source, content_hash: str) -> int:
    with change(context, actor, Action.PAYMENTS_IMPORT, "payment_file") as unit:
        file_id = imported_files.begin_file(
            unit.db,
            imported_files.PAYMENTS,
            name=name,
            content_hash=content_hash,
            source=source.how,
            uploader=source.person,
            now=unit.now,
        )
        unit.add_facts(file=file_id, content=content_hash)
    return file_id


def _store_batch(context: ServiceContext, actor: Actor, file_id: int, rows: Iterable[SealedPayment]) -> Counter[str]:
    """One batch, in force as soon as it is committed: the next claim already sees it."""
    with change(context, actor, Action.PAYMENTS_IMPORT, f"payment_file:{file_id}") as unit:
        tally = Counter(_store_row(unit, file_id, row) for row in rows)
        unit.add_facts(**tally)
    return tally


def _store_row(unit: Change, file_id: int, row: SealedPayment) -> str:
    assert row.taxpayer is not None
    assert row.paid_on is not None
    matched = payments.match_payment(unit.db, row.taxpayer, row.tax, row.year, row.instalment)
    kind = "reversal" if row.reversal else matched
    new = payments.add_payment(
        unit.db,
        {
            "file_id": file_id,
            "line": row.number,
            "taxpayer_key": row.taxpayer,
            "tax": row.tax,
            "year": row.year,
            "instalment": row.instalment,
            "paid_on": row.paid_on.isoformat(),
            "booked_on": (row.booked_on or row.paid_on).isoformat(),
            "amount": row.amount,
            "channel": row.channel,
            "reversal": int(row.reversal),
            "matched": kind,
        },
    )
    return kind if new else "repeated"


def _settle_promises(
    context: ServiceContext, unit: Change, file_id: int, as_of: date | None, counts: PaymentCounts
) -> None:
    kept = promises.mark_kept(unit.db, unit.today)
    broken = 0
    if as_of is not None:
        lag = timedelta(days=context.settings.policy.payment_lag_days)
        # A slip in one date must not break promises whose day has not come.
        broken = promises.mark_broken(unit.db, min(as_of, unit.today) - lag, unit.today)
    unit.add_facts(rows=counts.rows, as_of=str(as_of), promises_kept=kept, promises_broken=broken)
    unit.queue_post(PAYMENT_FILE_POST, file_id)
