"""Import a payment file: each row counts once, whatever files it comes in, and at once for the next claim."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.desk import presets
from bot.desk.act import Deed, act, look
from bot.desk.intake import Source, refuse_sensitive, taking
from bot.desk.presets import NO_CHOICE, Choice, Progress, nothing
from bot.desk.tools import Tools
from bot.files.reader import open_payments
from bot.files.sealed import SealedPayment
from bot.rules.access import Action, Actor
from bot.rules.cards import PaymentsCard
from bot.rules.errors import NotFound
from bot.rules.lists import FIRST_PROBLEMS, Problem
from bot.rules.payments import Counts
from bot.store import payments, promises
from bot.store import presets as stored_presets


def import_payments(
    tools: Tools,
    actor: Actor,
    path: Path,
    *,
    name: str,
    source: Source,
    as_of: date | None,
    choice: Choice = NO_CHOICE,
    progress: Progress = nothing,
) -> PaymentsCard:
    """Take a payment file in; without `as_of`, its newest booked day holds. Raises FileRefused."""
    began = time.monotonic()
    tally: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    problems: list[Problem] = []
    newest: date | None = None
    with (
        taking(tools, actor, Action.PAYMENTS_IMPORT, source, "payments"),
        presets.reading(tools, "payments", open_payments, path, choice) as (opened, read),
    ):
        refuse_sensitive(source, opened.sensitive)
        file_id = _begin(tools, actor, name, source, opened.sha256)
        for batch in opened:
            bad = [Problem(row.number, row.rejected) for row in batch if row.rejected is not None]
            rejected.update(problem.reason.value for problem in bad)
            problems += bad[: FIRST_PROBLEMS - len(problems)]
            good = [row for row in batch if row.rejected is None]
            tally.update(_store(tools, actor, file_id, good))
            newest = max(
                [day for row in good if (day := row.booked_on or row.paid_on)] + ([newest] if newest else []),
                default=None,
            )
            progress(tally.total() + rejected.total())
    counts = Counts(
        rows=tally.total() + rejected.total(),
        applied=tally["applied"],
        repeated=tally["repeated"],
        unmatched=tally["unmatched"],
        doubtful=tally["doubtful"],
        reversals=tally["reversal"],
        rejected=dict(rejected),
    )
    with act(tools, actor, Action.PAYMENTS_IMPORT, f"payment_file:{file_id}") as deed:
        _finish(tools, deed, file_id, as_of or newest, counts)
        stored_presets.note_payments(deed.db, file_id, layout=read.layout, assigned=read.assigned, problems=problems)
        presets.keep(deed, actor, "payments", choice, read)
        shown = _card(deed, file_id)
    return replace(shown, seconds=round(time.monotonic() - began, 3))


def card(tools: Tools, actor: Actor, file_id: int) -> PaymentsCard:
    """A payment file as its post shows it. Raises NotFound."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        return _card(deed, file_id)


def _card(deed: Deed, file_id: int) -> PaymentsCard:
    found = payments.get_file(deed.db, file_id)
    if found is None:
        raise NotFound("file_gone")
    return replace(found, remembered=presets.holds(deed, "payments", file_id))


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


def _finish(tools: Tools, deed: Deed, file_id: int, as_of: date | None, counts: Counts) -> None:
    payments.finish_file(deed.db, file_id, as_of, counts)
    kept = promises.keep(deed.db, deed.today)
    broken = 0
    if as_of is not None:
        lag = timedelta(days=tools.policy.payment_lag_days)
        # A slip in one date must not break promises whose day has not come.
        broken = promises.break_up_to(deed.db, min(as_of, deed.today) - lag, deed.today)
    deed.note(rows=counts.rows, as_of=str(as_of), promises_kept=kept, promises_broken=broken)
    deed.tell("payments", file_id)
