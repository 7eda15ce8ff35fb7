"""Import a payment file: each row counts once, whatever files it comes in, and at once for the next claim."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from bot.desk.act import Deed, act, look
from bot.desk.intake import Source, refuse_sensitive, taking
from bot.desk.tools import Tools
from bot.files.reader import open_payments
from bot.files.sealed import SealedPayment
from bot.rules.access import Action, Actor
from bot.rules.cards import PaymentsCard
from bot.rules.errors import NotFound
from bot.rules.payments import Counts
from bot.store import payments, promises


def import_payments(
    tools: Tools, actor: Actor, path: Path, *, name: str, source: Source, as_of: date | None
) -> PaymentsCard:
    """Take a payment file in; without `as_of`, its newest booked day holds. Raises FileRefused."""
    began = time.monotonic()
    tally: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    newest: date | None = None
    with (
        taking(tools, actor, Action.PAYMENTS_IMPORT, source, "payments"),
        open_payments(path, vault=tools.store.vault, limits=tools.limits) as opened,
    ):
        refuse_sensitive(source, opened.sensitive)
        file_id = _begin(tools, actor, name, source, opened.sha256)
        for batch in opened:
            rejected.update(row.rejected.value for row in batch if row.rejected is not None)
            good = [row for row in batch if row.rejected is None]
            tally.update(_store(tools, actor, file_id, good))
            newest = max(
                [day for row in good if (day := row.booked_on or row.paid_on)] + ([newest] if newest else []),
                default=None,
            )
    counts = Counts(
        rows=tally.total() + rejected.total(),
        applied=tally["applied"],
        repeated=tally["repeated"],
        unmatched=tally["unmatched"],
        doubtful=tally["doubtful"],
        reversals=tally["reversal"],
        rejected=dict(rejected),
    )
    _finish(tools, actor, file_id, as_of or newest, counts)
    return PaymentsCard(file_id, name, source.person, as_of or newest, counts, round(time.monotonic() - began, 3))


def card(tools: Tools, actor: Actor, file_id: int) -> PaymentsCard:
    """A payment file as its post shows it. Raises NotFound."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        found = payments.get_file(deed.db, file_id)
    if found is None:
        raise NotFound("file_gone")
    name, person, as_of, counts = found
    return PaymentsCard(file_id, name, person, as_of, counts)


def _begin(tools: Tools, actor: Actor, name: str, source: Source, sha256: str) -> int:
    with act(tools, actor, Action.PAYMENTS_IMPORT, "payment_file") as deed:
        file_id = payments.begin_file(
            deed.db, name=name, sha256=sha256, source=source.how, uploader=source.person, now=deed.now
        )
        deed.note(file=file_id, sha256=sha256)
    return file_id


def _store(tools: Tools, actor: Actor, file_id: int, rows: Iterable[SealedPayment]) -> Counter[str]:
    """One batch, in force as soon as it is committed: the next claim already sees it."""
    with act(tools, actor, Action.PAYMENTS_IMPORT, f"payment_file:{file_id}") as deed:
        tally = Counter(_keep(deed, file_id, row) for row in rows)
        deed.note(**tally)
    return tally


def _keep(deed: Deed, file_id: int, row: SealedPayment) -> str:
    assert row.taxpayer is not None
    assert row.paid_on is not None
    matched = payments.match(deed.db, row.taxpayer.key, row.tax, row.year, row.instalment)
    kind = "reversal" if row.reversal else matched
    new = payments.add(
        deed.db,
        {
            "file_id": file_id,
            "line": row.number,
            "taxpayer_key": row.taxpayer.key,
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


def _finish(tools: Tools, actor: Actor, file_id: int, as_of: date | None, counts: Counts) -> None:
    with act(tools, actor, Action.PAYMENTS_IMPORT, f"payment_file:{file_id}") as deed:
        payments.finish_file(deed.db, file_id, as_of, counts)
        kept = promises.keep(deed.db, deed.today)
        broken = 0
        if as_of is not None:
            lag = timedelta(days=tools.policy.payment_lag_days)
            # A slip in one date must not break promises whose day has not come.
            broken = promises.break_up_to(deed.db, min(as_of, deed.today) - lag, deed.today)
        deed.note(rows=counts.rows, as_of=str(as_of), promises_kept=kept, promises_broken=broken)
        deed.tell("payments", file_id)
