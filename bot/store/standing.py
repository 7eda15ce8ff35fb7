"""The facts that rules/eligibility judges: what a list says of a taxpayer, and what has become known since."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.rules.eligibility import Instalment, Standing
from bot.store import exclusions, suppressions, times
from bot.store.calls import COUNTS
from bot.store.database import Db, Row
from bot.store.payments import STANDS

_CONTACT = """
    m.claimed_at IS NOT NULL AND m.reason IS NOT 'rejected_by_provider'
    AND m.campaign_id NOT IN (SELECT id FROM campaigns WHERE provider = 'dry_run')
"""
"""A message counts as a contact from its claim on, whatever became of it, unless the provider refused it, or it was a
dry run that reached nobody: one that is on its way, or in doubt, may be read at any moment."""

_NEWER = """
    FROM recipients o JOIN target_lists l ON l.id = o.list_id
    WHERE o.taxpayer_key = r.taxpayer_key AND o.list_id >= r.list_id AND (l.state = 'ready' OR l.id = r.list_id)
"""
"""The same taxpayer `o` on this list and on those that came after it."""

_COUNTED = f"SELECT COUNT(*) FROM calls c WHERE c.taxpayer_key = r.taxpayer_key AND {COUNTS}"
"""The calls to a recipient's taxpayer that counted: by the city's files, beside the number that a list names."""

_FACTS = f"""
    SELECT r.id, r.mobile, r.shared, r.own, r.phone_obtained_on, r.letter_on, r.calls AS listed_calls,
        row.line, row.due_on, row.demanded_on, row.amount, row.arrears, row.fiscal_year,
        row.excluded IS 'duplicate_row' AS repeated,
        EXISTS (SELECT 1 {_NEWER} AND o.promised) OR EXISTS (
            SELECT 1 FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open'
        ) OR EXISTS (
            SELECT 1 FROM calls c WHERE c.taxpayer_key = r.taxpayer_key AND c.quiet_until >= DATE(:now, '+9 hours')
        ) AS promise_open,
        (
            SELECT MIN(p.promised_on) FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open'
        ) AS next_promise_on,
        EXISTS (SELECT 1 {_NEWER} AND o.flagged) OR {exclusions.IN_FORCE} AS flagged,
        {suppressions.IN_FORCE} AS suppressed,
        (
            {_COUNTED} AND c.called_on >= (SELECT MIN(d.due_on) FROM list_rows d WHERE d.recipient_id = r.id)
        ) AS known_calls,
        (
            {_COUNTED} AND c.called_on > COALESCE(
                r.last_called_on, (SELECT DATE(l.created_at, '+9 hours') FROM target_lists l WHERE l.id = r.list_id)
            )
        ) AS later_calls,
        (
            SELECT COALESCE(SUM(CASE WHEN p.reversal THEN -p.amount ELSE p.amount END), 0) FROM payments p
            WHERE p.taxpayer_key = r.taxpayer_key AND p.tax = row.tax AND p.year = row.year
                AND p.instalment = row.instalment
        ) AS paid_yen,
        (SELECT MAX(p.paid_on) FROM payments p WHERE p.taxpayer_key = r.taxpayer_key AND {STANDS}) AS last_paid_on,
        (SELECT MAX(claimed_at) FROM messages m WHERE m.taxpayer_key = r.taxpayer_key AND {_CONTACT}) AS to_person,
        (SELECT MAX(claimed_at) FROM messages m WHERE m.phone_key = r.phone_key AND {_CONTACT}) AS to_phone,
        (
            SELECT COUNT(*) FROM messages m
            WHERE (m.taxpayer_key = r.taxpayer_key OR m.phone_key = r.phone_key) AND m.claimed_at > :month_ago
                AND {_CONTACT}
        ) AS contacts
    FROM recipients r JOIN list_rows row ON row.recipient_id = r.id
"""


def of_list(db: Db, list_id: int, now: datetime) -> Iterator[Standing]:
    """Every taxpayer of a list, in the order of the file."""
    rows = db.each(
        f"{_FACTS} WHERE r.list_id = :list_id ORDER BY r.id, row.line",
        list_id=list_id,
        month_ago=_month_before(now),
        now=times.text(now),
    )
    for _, group in groupby(rows, key=lambda row: int(row["id"])):
        yield _standing(list(group))


def of_recipient(db: Db, recipient_id: int, now: datetime) -> Standing:
    """One taxpayer, as known at this moment."""
    rows = db.all(
        f"{_FACTS} WHERE r.id = :recipient_id ORDER BY row.line",
        recipient_id=recipient_id,
        month_ago=_month_before(now),
        now=times.text(now),
    )
    return _standing(rows)


def _month_before(now: datetime) -> str:
    return times.text(now - timedelta(days=30))


def _standing(rows: list[Row]) -> Standing:
    first = rows[0]
    contact = max((stamp for stamp in (first["to_person"], first["to_phone"]) if stamp is not None), default=None)
    return Standing(
        recipient_id=first["id"],
        mobile=bool(first["mobile"]),
        shared=bool(first["shared"]),
        suppressed=bool(first["suppressed"]),
        flagged=bool(first["flagged"]),
        calls=_calls(first),
        promise_open=bool(first["promise_open"]),
        promised_on=times.maybe_date(first["next_promise_on"]),
        last_paid_on=times.maybe_date(first["last_paid_on"]),
        own=bool(first["own"]),
        phone_obtained_on=times.maybe_date(first["phone_obtained_on"]),
        letter_on=times.maybe_date(first["letter_on"]),
        last_contact_at=times.maybe_moment(contact),
        contacts_in_30_days=first["contacts"],
        instalments=tuple(_instalment(row) for row in rows),
    )


def _calls(row: Row) -> int | None:
    """The calls that counted: since the oldest of the debts fell due, by the city's own files; or as the list has it,
    and those on later days. Whichever is more: the one may not know of what stands in the other."""
    listed, known = row["listed_calls"], int(row["known_calls"])
    if listed is None:
        return known or None
    return max(known, int(listed) + int(row["later_calls"]))


def _instalment(row: Row) -> Instalment:
    return Instalment(
        line=row["line"],
        due_on=date.fromisoformat(row["due_on"]),
        demanded_on=times.maybe_date(row["demanded_on"]),
        amount=row["amount"],
        arrears=None if row["arrears"] is None else bool(row["arrears"]),
        fiscal_year=row["fiscal_year"],
        repeated=bool(row["repeated"]),
        paid_yen=row["paid_yen"],
    )
