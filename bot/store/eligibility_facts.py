"""The facts that rules/eligibility judges: what a list says of a taxpayer, and what has become known since."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from bot.rules.eligibility import EligibilityFacts, Instalment, NeededFacts
from bot.store import exclusions, suppressions, times
from bot.store.calls import CALL_COUNTS
from bot.store.database import ReadDb, Row
from bot.store.payments import PAYMENT_STANDS

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

_COUNTED = f"SELECT COUNT(*) FROM calls c WHERE c.taxpayer_key = r.taxpayer_key AND {CALL_COUNTS}"
"""The calls to a recipient's taxpayer that counted: by the city's files, beside the number that a list names."""

_LISTED = """
    r.id, row.line, r.mobile, r.shared + (r.shared AND r.shared_decision IS 'send') AS shared, r.own,
    CASE WHEN :ages THEN r.phone_obtained_on END AS phone_obtained_on,
    r.letter_on, r.calls AS listed_calls, row.due_on, row.demanded_on, row.arrears, row.fiscal_year,
    row.excluded IS 'duplicate_row' AS repeated
"""
"""What the list says, beside sums, promises and flags."""

_KNOWN = {
    "amount": ("CASE WHEN row.amount > 0 AND NOT :sums THEN 1 ELSE row.amount END", "row.amount"),
    "promise_open": (
        "r.promised",
        f"""
        EXISTS (SELECT 1 {_NEWER} AND o.promised) OR EXISTS (
            SELECT 1 FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open'
        ) OR EXISTS (
            SELECT 1 FROM calls c WHERE c.taxpayer_key = r.taxpayer_key AND c.quiet_until >= DATE(:now, '+9 hours')
        )
        """,
    ),
    "next_promise_on": (
        "NULL",
        """
        (SELECT MIN(p.promised_on) FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open')
        """,
    ),
    "flagged": (
        "r.flagged",
        f"EXISTS (SELECT 1 {_NEWER} AND o.flagged) OR {exclusions.EXCLUSION_HOLDS}",
    ),
    "suppressed": ("0", suppressions.IS_SUPPRESSED),
    "known_calls": (
        "0", f"({_COUNTED} AND c.called_on >= (SELECT MIN(d.due_on) FROM list_rows d WHERE d.recipient_id = r.id))"
    ),
    "later_calls": (
        "0",
        f"""
        ({_COUNTED} AND c.called_on > COALESCE(
            r.last_called_on, (SELECT DATE(l.created_at, '+9 hours') FROM target_lists l WHERE l.id = r.list_id)
        ))
        """,
    ),
    "paid_yen": (
        "0",
        """
        (
            SELECT COALESCE(SUM(CASE WHEN p.reversal THEN -p.amount ELSE p.amount END), 0) FROM payments p
            WHERE p.taxpayer_key = r.taxpayer_key AND p.tax = row.tax AND p.year = row.year
                AND p.instalment = row.instalment
        )
        """,
    ),
    "last_paid_on": (
        "NULL", f"(SELECT MAX(p.paid_on) FROM payments p WHERE p.taxpayer_key = r.taxpayer_key AND {PAYMENT_STANDS})"
    ),
    "to_person": (
        "NULL", f"(SELECT MAX(claimed_at) FROM messages m WHERE m.taxpayer_key = r.taxpayer_key AND {_CONTACT})"
    ),
    "to_phone": ("NULL", f"(SELECT MAX(claimed_at) FROM messages m WHERE m.phone_key = r.phone_key AND {_CONTACT})"),
    "contacts": (
        "0",
        f"""
        (
            SELECT COUNT(*) FROM messages m
            WHERE (m.taxpayer_key = r.taxpayer_key OR m.phone_key = r.phone_key) AND m.claimed_at > :month_ago
                AND {_CONTACT}
        )
        """,
    ),
}  # fmt: skip
"""What else is known: of a person of whom the list alone tells, and of one of whom there is more."""

_PLACES = {
    "payments": "k.taxpayer_key = r.taxpayer_key",
    "promises": "k.taxpayer_key = r.taxpayer_key",
    "calls": "k.taxpayer_key = r.taxpayer_key",
    "exclusions": "k.taxpayer_key = r.taxpayer_key",
    "messages": "(k.taxpayer_key = r.taxpayer_key OR k.phone_key = r.phone_key)",
    "suppressions": "k.key IN (r.taxpayer_key, r.phone_key) AND k.ended_at IS NULL",
    "recipients": "k.taxpayer_key = r.taxpayer_key AND k.list_id > :list_id",
}
"""Where there can be more. A table that is empty is not asked for each person."""

_RANGE = """
    r.id BETWEEN (SELECT MIN(id) FROM recipients WHERE list_id = :list_id)
        AND (SELECT MAX(id) FROM recipients WHERE list_id = :list_id) AND +r.list_id = :list_id
"""
"""The people of a list, in the order of the file: along the table itself, and not by an index of hashes."""

_OF_LIST = f"""
    WITH more AS MATERIALIZED (
        SELECT r.id FROM recipients r WHERE {_RANGE} AND ({
    " OR ".join(
        f"((SELECT 1 FROM {table} LIMIT 1) AND EXISTS (SELECT 1 FROM {table} k WHERE {theirs}))"
        for table, theirs in _PLACES.items()
    )
})
    )
    SELECT {_LISTED}, {
    ", ".join(
        f"CASE WHEN more.id IS NULL THEN {listed} ELSE {known} END AS {name}"
        for name, (listed, known) in _KNOWN.items()
    )
}
    FROM recipients r LEFT JOIN more ON more.id = r.id CROSS JOIN list_rows row ON row.recipient_id = r.id
    WHERE {_RANGE} ORDER BY r.id
"""
"""A person's few rows are sorted by us: told to, SQLite would sort all rows of the list."""

_OF_RECIPIENT = f"""
    SELECT {_LISTED}, {", ".join(f"{known} AS {name}" for name, (_, known) in _KNOWN.items())}
    FROM recipients r JOIN list_rows row ON row.recipient_id = r.id WHERE r.id = :recipient_id
"""

_OF_HOUSEHOLD = _OF_RECIPIENT.replace(
    "WHERE r.id = :recipient_id",
    """
    WHERE r.id <> :recipient_id AND r.list_id = (SELECT list_id FROM recipients WHERE id = :recipient_id) AND r.id IN (
        SELECT q.recipient_id FROM recipient_phones p JOIN recipient_phones q ON q.phone_key = p.phone_key
        WHERE p.recipient_id = :recipient_id AND p.mobile
    ) ORDER BY r.id
    """,
)
"""The others of the same list who have one of somebody's numbers."""

RawFacts = tuple[tuple[Any, ...], ...]
"""All that is known of a person, but for who it is, a row each: equal ones are judged alike."""


class Person(NamedTuple):
    """Somebody on a list, with the lines of the file in which they stand."""

    recipient_id: int
    lines: tuple[int, ...]
    facts: RawFacts

    @property
    def chosen(self) -> bool:
        """Whether they get the message of a number that others have, too: more is to be known than this."""
        return bool(self.facts[0][_NAMES.index("shared")] == _CHOSEN)


def list_people(db: ReadDb, list_id: int, now: datetime, matters: NeededFacts) -> Iterator[Person]:
    """Every taxpayer of a list, in the order of the file."""
    rows = db.stream_tuples(_OF_LIST, list_id=list_id, **_time_values(now), sums=matters.sums, ages=matters.ages)
    for recipient_id, group in groupby(rows, key=itemgetter(0)):
        yield _make_person(recipient_id, list(group))


def get_facts(db: ReadDb, recipient_id: int, now: datetime) -> EligibilityFacts:
    """One taxpayer, as known at this moment; with the others of the number whose message they were chosen for."""
    values = {"recipient_id": recipient_id, **_time_values(now), "sums": True, "ages": True}
    person = _make_person(recipient_id, list(db.stream_tuples(_OF_RECIPIENT, **values)))
    if not person.chosen:
        return make_facts(person)
    others = groupby(list(db.stream_tuples(_OF_HOUSEHOLD, **values)), key=itemgetter(0))
    return replace(
        make_facts(person), household=tuple(make_facts(_make_person(who, list(rows))) for who, rows in others)
    )


def make_facts(person: Person) -> EligibilityFacts:
    """What is known of somebody, as the rules see it."""
    rows = [dict(zip(_NAMES, facts, strict=True)) for facts in person.facts]
    first = rows[0]
    contact = max((stamp for stamp in (first["to_person"], first["to_phone"]) if stamp is not None), default=None)
    return EligibilityFacts(
        recipient_id=person.recipient_id,
        is_mobile=bool(first["mobile"]),
        has_shared_number=bool(first["shared"]) and not person.chosen,
        is_suppressed=bool(first["suppressed"]),
        is_flagged=bool(first["flagged"]),
        counted_calls=_count_calls(first),
        has_open_promise=bool(first["promise_open"]),
        promised_on=times.parse_optional_date(first["next_promise_on"]),
        last_paid_on=times.parse_optional_date(first["last_paid_on"]),
        is_own_number=bool(first["own"]),
        phone_obtained_on=times.parse_optional_date(first["phone_obtained_on"]),
        letter_on=times.parse_optional_date(first["letter_on"]),
        last_contact_at=times.parse_optional_moment(contact),
        contacts_in_30_days=first["contacts"],
        instalments=tuple(_make_instalment(line, row) for line, row in zip(person.lines, rows, strict=True)),
    )


_WHO = 2
_CHOSEN = 2
_NAMES = (
    "mobile", "shared", "own", "phone_obtained_on", "letter_on", "listed_calls", "due_on", "demanded_on", "arrears",
    "fiscal_year", "repeated", *_KNOWN,
)  # fmt: skip
"""What the values of a row are, behind the recipient and the line."""


def _make_person(recipient_id: int, rows: list[tuple[Any, ...]]) -> Person:
    if len(rows) == 1:
        return Person(recipient_id, (rows[0][1],), (rows[0][_WHO:],))
    rows.sort(key=itemgetter(1))
    return Person(recipient_id, tuple([row[1] for row in rows]), tuple([row[_WHO:] for row in rows]))


def _time_values(now: datetime) -> dict[str, str]:
    return {"now": times.format_moment(now), "month_ago": times.format_moment(now - timedelta(days=30))}


def _count_calls(row: Row) -> int | None:
    """The calls that counted: since the oldest of the debts fell due, by the city's own files; or as the list has it,
    and those on later days. Whichever is more: the one may not know of what stands in the other."""
    listed, known = row["listed_calls"], int(row["known_calls"])
    if listed is None:
        return known or None
    return max(known, int(listed) + int(row["later_calls"]))


def _make_instalment(line: int, row: Row) -> Instalment:
    return Instalment(
        line=line,
        due_on=date.fromisoformat(row["due_on"]),
        demanded_on=times.parse_optional_date(row["demanded_on"]),
        amount=row["amount"],
        arrears=None if row["arrears"] is None else bool(row["arrears"]),
        fiscal_year=row["fiscal_year"],
        is_repeated=bool(row["repeated"]),
        paid_yen=row["paid_yen"],
    )
