"""Imports payment files. A row counts once, even if several files contain it, and takes effect at the next claim."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from bot.files.sealed_rows import SealedPayment
from bot.model.access import Action
from bot.model.imports import FIRST_PROBLEMS, PaymentCounts, Problem
from bot.model.posts import PAYMENT_FILE_POST
from bot.model.views import FileView
from bot.services.context import ServiceContext
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.unit_of_work import Change, change
from bot.store import payments, promises


def _import_rows(job: FileImport) -> FileView[PaymentCounts]:
    """Store the rows in batches, then settle promises. Without `as_of`, the newest day in the file is used."""
    tally: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    problems: list[Problem] = []
    newest: date | None = None
    with change(job.context, job.actor, job.kind.action, "payment_file") as unit:
        file_id = job.begin_file(unit)
        unit.add_facts(file=file_id, content=job.opened.content_hash)
    for batch in job.read_batches():
        bad = [Problem(row.number, row.rejected) for row in batch if row.rejected is not None]
        rejected.update(problem.reason.value for problem in bad)
        problems += bad[: FIRST_PROBLEMS - len(problems)]
        good = [row for row in batch if row.rejected is None]
        tally.update(_store_batch(job, file_id, good))
        newest = max((day for day in (newest, *(row.booked_on or row.paid_on for row in good)) if day), default=None)
    counts = PaymentCounts(
        rows=tally.total() + rejected.total(),
        applied=tally["applied"],
        repeated=tally["repeated"],
        unmatched=tally["unmatched"],
        doubtful=tally["doubtful"],
        reversals=tally["reversal"],
        rejected=dict(rejected),
        hidden_rows=job.opened.hidden_rows,
    )
    with change(job.context, job.actor, job.kind.action, f"payment_file:{file_id}") as unit:
        as_of = job.as_of or newest
        facts = _settle_promises(job.context, unit, as_of)
        job.finish_file(unit, file_id, ImportResult(as_of, counts, problems, facts=facts))
        return build_file_view(PaymentCounts, unit, file_id)


def _store_batch(job: FileImport, file_id: int, rows: Iterable[SealedPayment]) -> Counter[str]:
    """Store one batch in a transaction: the next claim already sees it."""
    with change(job.context, job.actor, job.kind.action, f"payment_file:{file_id}") as unit:
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


def _settle_promises(context: ServiceContext, unit: Change, as_of: date | None) -> dict[str, object]:
    """Mark promises as kept or broken; return the facts for the audit."""
    kept = promises.mark_kept(unit.db, unit.today)
    broken = 0
    if as_of is not None:
        lag = timedelta(days=context.settings.policy.payment_lag_days)
        # A wrong date in the future must not break promises whose day has not come.
        broken = promises.mark_broken(unit.db, min(as_of, unit.today) - lag, unit.today)
    return {"as_of": str(as_of), "promises_kept": kept, "promises_broken": broken}


PAYMENTS = FileKind(
    PaymentCounts.kind,
    Action.PAYMENTS_IMPORT,
    _import_rows,
    frozenset({"as_of", "choice"}),
    PAYMENT_FILE_POST,
    PaymentCounts,
)
