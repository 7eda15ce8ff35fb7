"""Imports payment files. A payment counts once, even if several files have it, and takes effect at the next claim."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from bot.files.sealed_rows import SealedPayment
from bot.model.access import Action
from bot.model.errors import BadInput
from bot.model.imports import FileView, PaymentCounts
from bot.model.payments import CountedPayment
from bot.model.posts import CAMPAIGN_POST, PAYMENT_FILE_POST
from bot.model.reasons import FIRST_PROBLEMS, Problem, Rejected
from bot.rules.importing.cells import MAX_EXPORT_ROWS
from bot.rules.payments import count_payments
from bot.services.imports.old_ids import NO_OLD_IDS, OldIds, load_old_ids
from bot.services.imports.pipeline import FileImport, FileKind, ImportResult, build_file_view
from bot.services.imports.problem_files import UNUSED_ROWS, write_row_file
from bot.services.imports.reversals import follow_reversals
from bot.services.promises import settle_promises
from bot.services.unit_of_work import Change, change
from bot.store import payments, unread_rows

_DEBT = ("tax", "year", "instalment")
_FIRST_BOOKED_ORDINAL, _FIRST_ID_ORDINAL = 1 << 15, 1 << 16
"""Ordinals of rows without a paid day, and of those with a payment id, begin here. Those of other equal rows count from
1. So a row whose paid day is not known does not take the place of a payment that was paid and booked on one day."""


@dataclass(slots=True)
class _FileTally:
    """What is known of the rows of a file so far. `copies`: how often each row came, by its hash; `held`: rejected rows
    whose payer is known; `old_ids`: rows with an id that a renumbering replaced; `reversed_people`: who was suppressed,
    because a payment was taken back; `unused`: the lines of the rows that pay no listed debt, by code."""

    tally: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    newest: date | None = None
    copies: Counter[int] = field(default_factory=Counter)
    held: int = 0
    old_ids: int = 0
    reversed_people: set[bytes] = field(default_factory=set)
    unused: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ids: OldIds = NO_OLD_IDS

    def reject(self, bad: Sequence[Problem]) -> None:
        """Count unreadable rows."""
        self.rejected.update(problem.reason.value for problem in bad)
        self.problems += bad[: FIRST_PROBLEMS - len(self.problems)]
        for problem in bad:
            self.unused[problem.reason.value].append(problem.line)

    def choose_rows(self) -> dict[int, str]:
        """Choose the rows that are written for people (line → code): those of nobody on a list last, if too many."""
        codes = sorted(self.unused, key=lambda code: UNUSED_ROWS.index(code) if code in UNUSED_ROWS else -1)
        rows = ((line, code) for code in codes for line in self.unused[code])
        return dict(islice(rows, MAX_EXPORT_ROWS))

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.tally.total() + self.rejected.total()


def _import_rows(job: FileImport) -> FileView[PaymentCounts]:
    """Store the rows in batches, then settle promises. Without `as_of`, the newest day in the file is used.

    Raises BadInput for an `as_of` in the future.
    """
    found = _FileTally()
    with change(job.context, job.actor, job.kind.action, "payment_file") as unit:
        if job.as_of is not None and job.as_of > unit.today:
            raise BadInput("as_of_to_come", "as_of")
        file_id = job.begin_file(unit)
        unit.add_facts(file=file_id, content=job.opened.content_hash)
    for batch in job.read_batches():
        _store_batch(job, file_id, batch, found)
    counts = PaymentCounts(
        rows=found.rows,
        applied=found.tally["applied"],
        repeated=found.tally["repeated"],
        unmatched=found.tally["unmatched"],
        doubtful=found.tally["doubtful"],
        reversals=found.tally["reversal"],
        rejected=dict(found.rejected),
        hidden_rows=job.opened.hidden_rows,
        struck_rows=job.opened.struck_rows,
        held_rows=found.held,
        old_ids=found.old_ids,
        unread_columns=job.list_unread_columns(),
        reversed_people=len(found.reversed_people),
        missing=[column for column in _DEBT if column not in job.opened.columns],
    )
    with change(job.context, job.actor, job.kind.action, f"payment_file:{file_id}") as unit:
        as_of = job.as_of or found.newest
        facts = {"as_of": str(as_of), **settle_promises(job.context, unit, as_of)}
        job.finish_file(unit, file_id, ImportResult(as_of, counts, found.problems, facts=facts))
        view = build_file_view(PaymentCounts, unit, file_id)
    total = sum(len(lines) for lines in found.unused.values())
    return replace(view, exports=write_row_file(job, file_id, found.choose_rows(), total)) if total else view


def _store_batch(job: FileImport, file_id: int, rows: Sequence[SealedPayment], found: _FileTally) -> None:
    """Store one batch in a transaction: the next claim already sees it."""
    with change(job.context, job.actor, job.kind.action, f"payment_file:{file_id}") as unit:
        found.ids = load_old_ids(unit.db, found.ids)
        job.add_similar_ids(unit)
        checked = [_reject_old_reversal(_reject_future_payment(row, unit.today), found.ids) for row in rows]
        unread = [row for row in checked if row.rejected is not None]
        bad = [Problem(row.number, row.rejected) for row in unread if row.rejected is not None]
        held = _hold_payers(unit, file_id, unread, found.ids)
        good = [row for row in checked if row.rejected is None]
        added = [_add_payment(unit, _make_row(file_id, row, found.copies), found.ids) for row in good]
        known, reversed_people = _count_payers(
            unit, file_id, [row.id for people in added for row in people if row is not None]
        )
        results = [_name_result(people[0], known) for people in added]
        tally = Counter(results)
        unit.add_facts(**tally, reversed_people=len(reversed_people))
    found.reject(bad)
    found.held += held
    found.old_ids += found.ids.count_rows(rows)
    found.tally.update(tally)
    found.reversed_people |= reversed_people
    for row, result in zip(good, results, strict=True):
        if result in UNUSED_ROWS:
            found.unused[result].append(row.number)
    found.newest = max(
        (day for day in (found.newest, *(row.booked_on or row.paid_on for row in good)) if day), default=None
    )


def _reject_future_payment(row: SealedPayment, today: date) -> SealedPayment:
    """Reject a row with a day in the future: nobody has paid then, and it would hold its payer until that day."""
    is_future = any(day is not None and day > today for day in (row.paid_on, row.booked_on))
    return row._replace(rejected=row.rejected or Rejected.BAD_DATE) if is_future else row


def _reject_old_reversal(row: SealedPayment, ids: OldIds) -> SealedPayment:
    """Reject a reversal under an old id: it could take back another person's payment."""
    if row.rejected is None and row.reversal and row.taxpayer in ids.meanings:
        return row._replace(rejected=Rejected.RENUMBERED_ID)
    return row


def _add_payment(unit: Change, row: dict[str, object], ids: OldIds) -> list[payments.StoredRow | None]:
    """Add a row for everybody whom its id may mean."""
    key = row["taxpayer_key"]
    assert isinstance(key, bytes)
    is_old = int(key in ids.meanings)
    return [payments.add_row(unit.db, {**row, "taxpayer_key": one, "old_id": is_old}) for one in ids.find_people(key)]


def _hold_payers(unit: Change, file_id: int, unread: Sequence[SealedPayment], ids: OldIds) -> int:
    """Hold everybody who paid by a rejected row as of today, and return how many rows did.

    The row may be all of a debt, so that there must be time to correct it, however old it is.
    """
    held = [row for row in unread if row.taxpayer is not None]
    for row in held:
        assert row.taxpayer is not None
        for one in ids.find_people(row.taxpayer):
            unread_rows.hold_after_payment(unit.db, file_id, row.number, one, unit.today)
    return len(held)


def _count_payers(unit: Change, file_id: int, added: Sequence[int]) -> tuple[set[int], set[bytes]]:
    """Count the payments of everybody with new rows.

    Returns the rows by which a payment is known, and the people whose payment was taken back and who are suppressed.
    """
    if not added:
        return set(), set()
    counted = {key: count_payments(rows) for key, rows in payments.list_records(unit.db, file_id, added[0])}
    reversed_people = follow_reversals(unit, file_id, counted)
    payments.replace_counted(unit.db, counted)
    _record_in_flight(unit, file_id, counted, added[0])
    return {payment.known_by for found in counted.values() for payment in found}, reversed_people


def _record_in_flight(
    unit: Change, file_id: int, counted: Mapping[bytes, Sequence[CountedPayment]], first_id: int
) -> None:
    """Record which messages are under way to somebody whose payment is known from now on."""
    payers = {
        key
        for key, found in counted.items()
        if any(one.known_by >= first_id and one.taken_back_by is None and one.amount for one in found)
    }
    for campaign_id in payments.record_paid_in_flight(unit.db, file_id, payers):
        unit.queue_post(CAMPAIGN_POST, campaign_id)


def _name_result(row: payments.StoredRow | None, counted_rows: set[int]) -> str:
    """Return the count of a row. A row that only confirms a payment (確報) is repeated."""
    if row is None or (row.matched != "reversal" and row.id not in counted_rows):
        return "repeated"
    return row.matched


def _make_row(file_id: int, row: SealedPayment, copies: Counter[int]) -> dict[str, object]:
    assert row.taxpayer is not None
    paid_on = row.paid_on or row.booked_on
    assert paid_on is not None
    facts = {
        "taxpayer_key": row.taxpayer,
        "tax": row.tax,
        "year": row.year,
        "instalment": row.instalment,
        "paid_on": paid_on.isoformat(),
        "booked_on": row.booked_on.isoformat() if row.booked_on else "",
        "amount": row.amount,
        "channel": row.channel,
        "reversal": int(row.reversal),
    }
    if isinstance(row.payment_id, bytes):
        ordinal = _FIRST_ID_ORDINAL + int.from_bytes(row.payment_id[:6])
    else:
        mark = hash(tuple(facts.values()))
        copies[mark] += 1
        ordinal = copies[mark] + (_FIRST_BOOKED_ORDINAL if row.paid_on is None else 0)
    return {
        "file_id": file_id,
        "line": row.number,
        "payment_id": row.payment_id,
        "slip": row.slip,
        "ordinal": ordinal,
        "day_unknown": int(row.paid_on is None),
        **facts,
    }


PAYMENTS = FileKind(
    PaymentCounts.kind,
    Action.PAYMENTS_IMPORT,
    _import_rows,
    frozenset({"as_of", "choice"}),
    PAYMENT_FILE_POST,
    PaymentCounts,
)
