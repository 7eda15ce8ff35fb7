"""The facts that rules/eligibility judges: the data of a list about a taxpayer, and later data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from bot.rules.eligibility import EligibilityFacts, Instalment, NeededFacts
from bot.store import newer_lists, similar_ids, times
from bot.store.database import ReadDb, Row

# Both queries give the same columns, a row for each instalment. Views (migrations): calls_counted_now, contacts,
# exclusions_in_force, slip_payments, slips_paid_by_others. A payment of the whole year ('全', rules/importing/debts.py)
# counts for each instalment, and one of an instalment for a debt of the whole year; so does one whose slip a list has
# for the debt. Every payment that stands holds its payer from the later of paid and booked day, also one of another
# debt, and a refund; one of a slip holds the person whose slip it is, too. Of calls of several people who became one,
# the most of one count.

_OF_RECIPIENT = """
    -- `ids`: the taxpayer's, and those that differ only by hyphens or a branch number: they may be the same person.
    WITH ids AS MATERIALIZED (
        SELECT taxpayer_key AS key FROM recipients WHERE id = :recipient_id
        UNION SELECT s.other_key FROM recipients r JOIN similar_people s ON s.taxpayer_key = r.taxpayer_key
        WHERE r.id = :recipient_id
    )
    SELECT r.id, row.line, r.mobile, r.shared + (r.shared AND r.shared_decision IS 'send') AS shared, r.left_out, r.own,
        EXISTS (SELECT 1 FROM number_checks) AND EXISTS (
            -- A number that the city obtained after the check is somebody's whom the check does not know.
            SELECT 1 FROM number_checks n WHERE n.phone_key = r.phone_key AND n.result = 'other'
                AND (r.phone_obtained_on IS NULL OR r.phone_obtained_on <= n.checked_on)
        ) AS changed_owner,
        CASE WHEN :ages THEN r.phone_obtained_on END AS phone_obtained_on, r.letter_on, r.calls AS listed_calls,
        row.due_on, row.demanded_on, row.arrears, row.fiscal_year, row.excluded IS 'duplicate_row' AS repeated,
        row.excluded IS NOT NULL AS row_left_out,
        row.amount,
        EXISTS (
            -- the same taxpayer on this list and on later ones
            SELECT 1 FROM recipients o JOIN target_lists l ON l.id = o.list_id
            WHERE o.taxpayer_key IN (SELECT key FROM ids) AND o.list_id >= r.list_id
                AND (l.state = 'ready' OR l.id = r.list_id) AND o.promised
        )
            OR EXISTS (
                SELECT 1 FROM unread_rows u WHERE u.taxpayer_key IN (SELECT key FROM ids)
                    AND (u.list_id >= r.list_id AND u.promised OR u.quiet_until >= DATE(:now, '+9 hours'))
            )
            OR EXISTS (
                SELECT 1 FROM promises p WHERE p.taxpayer_key IN (SELECT key FROM ids)
                    AND (p.state = 'open' OR p.state <> 'cancelled' AND p.promised_on >= DATE(:now, '+9 hours'))
            )
            OR EXISTS (
                SELECT 1 FROM calls c
                WHERE c.taxpayer_key IN (SELECT key FROM ids) AND c.quiet_until >= DATE(:now, '+9 hours')
            ) AS promise_open,
        (
            SELECT MIN(p.promised_on) FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open'
                AND NOT EXISTS (  -- whoever has paid since gets no reminder
                    SELECT 1 FROM payments_in_force k
                    WHERE k.taxpayer_key IN (SELECT key FROM ids) AND k.paid_on >= p.made_on
                )
        ) AS next_promise_on,
        EXISTS (
            SELECT 1 FROM recipients o JOIN target_lists l ON l.id = o.list_id
            WHERE o.taxpayer_key IN (SELECT key FROM ids) AND o.list_id >= r.list_id
                AND (l.state = 'ready' OR l.id = r.list_id) AND o.flagged
        )
            OR EXISTS (
                SELECT 1 FROM unread_rows u
                WHERE u.taxpayer_key IN (SELECT key FROM ids) AND u.list_id >= r.list_id AND u.flagged
            )
            OR EXISTS (SELECT 1 FROM exclusions_in_force e WHERE e.taxpayer_key IN (SELECT key FROM ids)) AS flagged,
        EXISTS (SELECT 1 FROM suppressions s WHERE s.key = r.phone_key AND s.kind = 'phone' AND s.ended_at IS NULL)
            OR EXISTS (
                SELECT 1 FROM suppressions s
                WHERE s.key IN (SELECT key FROM ids) AND s.kind = 'taxpayer' AND s.ended_at IS NULL
            ) AS suppressed,
        (
            SELECT TOTAL(n) FILTER (WHERE old_key IS NULL) + COALESCE(MAX(n) FILTER (WHERE old_key IS NOT NULL), 0)
            FROM (
                SELECT c.old_key, COUNT(*) AS n FROM calls_counted_now c WHERE c.taxpayer_key = r.taxpayer_key
                    AND c.called_on >= (SELECT MIN(d.due_on) FROM list_rows d WHERE d.recipient_id = r.id)
                GROUP BY c.old_key
            )
        ) AS known_calls,
        (
            SELECT TOTAL(n) FILTER (WHERE old_key IS NULL) + COALESCE(MAX(n) FILTER (WHERE old_key IS NOT NULL), 0)
            FROM (
                SELECT c.old_key, COUNT(*) AS n FROM calls_counted_now c WHERE c.taxpayer_key = r.taxpayer_key
                    AND c.called_on > COALESCE(
                        r.last_called_on,
                        (SELECT DATE(l.created_at, '+9 hours') FROM target_lists l WHERE l.id = r.list_id)
                    )
                GROUP BY c.old_key
            )
        ) AS later_calls,
        (
            SELECT COALESCE(SUM(p.amount), 0) FROM counted_payments p
            WHERE p.taxpayer_key IN (SELECT key FROM ids) AND p.taken_back_by IS NULL AND (
                p.tax = row.tax AND p.year = row.year
                    AND (p.instalment = row.instalment OR '全' IN (p.instalment, row.instalment) OR p.instalment IN (
                        -- a month: that of the due date, which a weekend or New Year may have moved into the next one
                        LTRIM(STRFTIME('%m月', row.due_on), '0'), LTRIM(STRFTIME('%m月', row.due_on, '-5 days'), '0')
                    ))
                OR EXISTS (
                    SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                        AND s.tax = row.tax AND s.year = row.year AND s.instalment = row.instalment
                )
            )
        ) AS paid_yen,
        (
            -- what lists name (this one and later ones) and what payment files say
            SELECT MAX(day) FROM (
                SELECT o.last_paid_on AS day FROM recipients o JOIN target_lists l ON l.id = o.list_id
                WHERE o.taxpayer_key IN (SELECT key FROM ids) AND o.list_id >= r.list_id
                    AND (l.state = 'ready' OR l.id = r.list_id)
                UNION ALL SELECT MAX(p.paid_on, p.booked_on) FROM counted_payments p
                WHERE p.taxpayer_key IN (SELECT key FROM ids) AND p.taken_back_by IS NULL
                UNION ALL SELECT MAX(u.last_paid_on) FROM unread_rows u
                WHERE u.taxpayer_key IN (SELECT key FROM ids) AND (u.list_id IS NULL OR u.list_id >= r.list_id)
                UNION ALL SELECT MAX(s.day) FROM slips_paid_by_others s
                WHERE (SELECT 1 FROM payment_slips LIMIT 1) AND s.taxpayer_key IN (SELECT key FROM ids)
            )
        ) AS last_paid_on,
        (SELECT MAX(c.claimed_at) FROM contacts c WHERE c.taxpayer_key IN (SELECT key FROM ids)) AS to_person,
        (SELECT MAX(c.claimed_at) FROM contacts c WHERE c.phone_key = r.phone_key) AS to_phone,
        (SELECT MAX(l.claimed_at) FROM lost_contacts l WHERE l.phone_key = r.phone_key) AS to_phone_lost,
        (
            SELECT COUNT(*) FROM contacts c
            WHERE (c.taxpayer_key = r.taxpayer_key OR c.phone_key = r.phone_key) AND c.claimed_at > :month_ago
        ) + (
            SELECT COUNT(*) FROM lost_contacts l WHERE l.phone_key = r.phone_key AND l.claimed_at > :month_ago
        ) AS contacts,
        EXISTS (SELECT 1 FROM target_lists l WHERE l.id > r.list_id AND l.state = 'ready') AS has_newer_list
    FROM recipients r JOIN list_rows row ON row.recipient_id = r.id
    WHERE r.id = :recipient_id
"""

_OF_LIST = """
    -- `more`: the recipients of whom more is known than the list says. An empty table is not searched for each person.
    WITH more AS MATERIALIZED (
        SELECT r.id FROM recipients r
        WHERE r.id BETWEEN :first AND :last AND +r.list_id = :list_id AND (
            (SELECT 1 FROM payments LIMIT 1)
                AND EXISTS (SELECT 1 FROM payments k WHERE k.taxpayer_key = r.taxpayer_key)
            OR (SELECT 1 FROM promises LIMIT 1)
                AND EXISTS (SELECT 1 FROM promises k WHERE k.taxpayer_key = r.taxpayer_key)
            OR (SELECT 1 FROM calls LIMIT 1)
                AND EXISTS (SELECT 1 FROM calls k WHERE k.taxpayer_key = r.taxpayer_key)
            OR (SELECT 1 FROM exclusions LIMIT 1)
                AND EXISTS (SELECT 1 FROM exclusions k WHERE k.taxpayer_key = r.taxpayer_key)
            OR (SELECT 1 FROM messages LIMIT 1) AND EXISTS (
                SELECT 1 FROM messages k WHERE k.person_key = r.taxpayer_key OR k.phone_key = r.phone_key
            )
            OR (SELECT 1 FROM lost_contacts LIMIT 1)
                AND EXISTS (SELECT 1 FROM lost_contacts k WHERE k.phone_key = r.phone_key)
            OR (SELECT 1 FROM suppressions LIMIT 1) AND EXISTS (
                SELECT 1 FROM suppressions k WHERE k.key IN (r.taxpayer_key, r.phone_key) AND k.ended_at IS NULL
            )
            OR (SELECT 1 FROM unread_rows LIMIT 1)
                AND EXISTS (SELECT 1 FROM unread_rows k WHERE k.taxpayer_key = r.taxpayer_key)
            OR (SELECT 1 FROM payment_slips LIMIT 1) AND (SELECT 1 FROM slip_numbers LIMIT 1)
                AND EXISTS (SELECT 1 FROM slips_paid_by_others k WHERE k.taxpayer_key = r.taxpayer_key)
            OR EXISTS (SELECT 1 FROM recipients k WHERE k.taxpayer_key = r.taxpayer_key AND k.list_id > :list_id)
        )
    )
    SELECT r.id, row.line, r.mobile, r.shared + (r.shared AND r.shared_decision IS 'send') AS shared, r.left_out, r.own,
        EXISTS (SELECT 1 FROM number_checks) AND EXISTS (
            -- A number that the city obtained after the check is somebody's whom the check does not know.
            SELECT 1 FROM number_checks n WHERE n.phone_key = r.phone_key AND n.result = 'other'
                AND (r.phone_obtained_on IS NULL OR r.phone_obtained_on <= n.checked_on)
        ) AS changed_owner,
        CASE WHEN :ages THEN r.phone_obtained_on END AS phone_obtained_on, r.letter_on, r.calls AS listed_calls,
        row.due_on, row.demanded_on, row.arrears, row.fiscal_year, row.excluded IS 'duplicate_row' AS repeated,
        row.excluded IS NOT NULL AS row_left_out,
        CASE WHEN more.id IS NULL AND row.amount > 0 AND NOT :sums THEN 1 ELSE row.amount END AS amount,
        CASE WHEN more.id IS NULL THEN r.promised ELSE
            EXISTS (
                SELECT 1 FROM recipients o JOIN target_lists l ON l.id = o.list_id
                WHERE o.taxpayer_key = r.taxpayer_key AND o.list_id >= r.list_id
                    AND (l.state = 'ready' OR l.id = r.list_id) AND o.promised
            )
                OR EXISTS (
                    SELECT 1 FROM unread_rows u WHERE u.taxpayer_key = r.taxpayer_key
                        AND (u.list_id >= r.list_id AND u.promised OR u.quiet_until >= DATE(:now, '+9 hours'))
                )
                OR EXISTS (
                    SELECT 1 FROM promises p WHERE p.taxpayer_key = r.taxpayer_key
                        AND (p.state = 'open' OR p.state <> 'cancelled' AND p.promised_on >= DATE(:now, '+9 hours'))
                )
                OR EXISTS (
                    SELECT 1 FROM calls c
                    WHERE c.taxpayer_key = r.taxpayer_key AND c.quiet_until >= DATE(:now, '+9 hours')
                )
        END AS promise_open,
        CASE WHEN more.id IS NOT NULL THEN (
            SELECT MIN(p.promised_on) FROM promises p WHERE p.taxpayer_key = r.taxpayer_key AND p.state = 'open'
                AND NOT EXISTS (  -- whoever has paid since gets no reminder
                    SELECT 1 FROM payments_in_force k WHERE k.taxpayer_key = r.taxpayer_key AND k.paid_on >= p.made_on
                )
        ) END AS next_promise_on,
        CASE WHEN more.id IS NULL THEN r.flagged ELSE
            EXISTS (
                SELECT 1 FROM recipients o JOIN target_lists l ON l.id = o.list_id
                WHERE o.taxpayer_key = r.taxpayer_key AND o.list_id >= r.list_id
                    AND (l.state = 'ready' OR l.id = r.list_id) AND o.flagged
            )
                OR EXISTS (
                    SELECT 1 FROM unread_rows u
                    WHERE u.taxpayer_key = r.taxpayer_key AND u.list_id >= r.list_id AND u.flagged
                )
                OR EXISTS (SELECT 1 FROM exclusions_in_force e WHERE e.taxpayer_key = r.taxpayer_key)
        END AS flagged,
        CASE WHEN more.id IS NULL THEN 0 ELSE
            EXISTS (SELECT 1 FROM suppressions s WHERE s.key = r.phone_key AND s.kind = 'phone' AND s.ended_at IS NULL)
                OR EXISTS (
                    SELECT 1 FROM suppressions s
                    WHERE s.key = r.taxpayer_key AND s.kind = 'taxpayer' AND s.ended_at IS NULL
                )
        END AS suppressed,
        CASE WHEN more.id IS NULL THEN 0 ELSE (
            SELECT TOTAL(n) FILTER (WHERE old_key IS NULL) + COALESCE(MAX(n) FILTER (WHERE old_key IS NOT NULL), 0)
            FROM (
                SELECT c.old_key, COUNT(*) AS n FROM calls_counted_now c WHERE c.taxpayer_key = r.taxpayer_key
                    AND c.called_on >= (SELECT MIN(d.due_on) FROM list_rows d WHERE d.recipient_id = r.id)
                GROUP BY c.old_key
            )
        ) END AS known_calls,
        CASE WHEN more.id IS NULL THEN 0 ELSE (
            SELECT TOTAL(n) FILTER (WHERE old_key IS NULL) + COALESCE(MAX(n) FILTER (WHERE old_key IS NOT NULL), 0)
            FROM (
                SELECT c.old_key, COUNT(*) AS n FROM calls_counted_now c WHERE c.taxpayer_key = r.taxpayer_key
                    AND c.called_on > COALESCE(
                        r.last_called_on,
                        (SELECT DATE(l.created_at, '+9 hours') FROM target_lists l WHERE l.id = r.list_id)
                    )
                GROUP BY c.old_key
            )
        ) END AS later_calls,
        CASE WHEN more.id IS NULL THEN 0 ELSE (
            SELECT COALESCE(SUM(p.amount), 0) FROM counted_payments p
            WHERE p.taxpayer_key = r.taxpayer_key AND p.taken_back_by IS NULL AND (
                p.tax = row.tax AND p.year = row.year
                    AND (p.instalment = row.instalment OR '全' IN (p.instalment, row.instalment) OR p.instalment IN (
                        -- a month: that of the due date, which a weekend or New Year may have moved into the next one
                        LTRIM(STRFTIME('%m月', row.due_on), '0'), LTRIM(STRFTIME('%m月', row.due_on, '-5 days'), '0')
                    ))
                OR EXISTS (
                    SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                        AND s.tax = row.tax AND s.year = row.year AND s.instalment = row.instalment
                )
            )
        ) END AS paid_yen,
        CASE WHEN more.id IS NULL THEN r.last_paid_on ELSE (
            SELECT MAX(day) FROM (
                SELECT o.last_paid_on AS day FROM recipients o JOIN target_lists l ON l.id = o.list_id
                WHERE o.taxpayer_key = r.taxpayer_key AND o.list_id >= r.list_id
                    AND (l.state = 'ready' OR l.id = r.list_id)
                UNION ALL SELECT MAX(p.paid_on, p.booked_on) FROM counted_payments p
                WHERE p.taxpayer_key = r.taxpayer_key AND p.taken_back_by IS NULL
                UNION ALL SELECT MAX(u.last_paid_on) FROM unread_rows u
                WHERE u.taxpayer_key = r.taxpayer_key AND (u.list_id IS NULL OR u.list_id >= r.list_id)
                UNION ALL SELECT MAX(s.day) FROM slips_paid_by_others s
                WHERE (SELECT 1 FROM payment_slips LIMIT 1) AND s.taxpayer_key = r.taxpayer_key
            )
        ) END AS last_paid_on,
        CASE WHEN more.id IS NOT NULL THEN (
            SELECT MAX(c.claimed_at) FROM contacts c WHERE c.taxpayer_key = r.taxpayer_key
        ) END AS to_person,
        CASE WHEN more.id IS NOT NULL THEN (
            SELECT MAX(c.claimed_at) FROM contacts c WHERE c.phone_key = r.phone_key
        ) END AS to_phone,
        CASE WHEN more.id IS NOT NULL THEN (
            SELECT MAX(l.claimed_at) FROM lost_contacts l WHERE l.phone_key = r.phone_key
        ) END AS to_phone_lost,
        CASE WHEN more.id IS NULL THEN 0 ELSE (
            SELECT COUNT(*) FROM contacts c
            WHERE (c.taxpayer_key = r.taxpayer_key OR c.phone_key = r.phone_key) AND c.claimed_at > :month_ago
        ) + (
            SELECT COUNT(*) FROM lost_contacts l WHERE l.phone_key = r.phone_key AND l.claimed_at > :month_ago
        ) END AS contacts,
        0 AS has_newer_list  -- `list_people` asks for all people at once
    -- A range scan by primary key (file order). The leading + keeps SQLite from using the index of hashes instead.
    FROM recipients r LEFT JOIN more ON more.id = r.id CROSS JOIN list_rows row ON row.recipient_id = r.id
    WHERE r.id BETWEEN :first AND :last AND +r.list_id = :list_id ORDER BY r.id
"""
"""Rows of one person are sorted in Python: SQLite would sort all rows of the list, in memory."""

RawFacts = tuple[tuple[Any, ...], ...]
"""All facts about a person except the identity, a tuple for each instalment. Equal facts are judged once."""

_WHO = 2
_CHOSEN = 2


class Person(NamedTuple):
    """A recipient of a list, with the lines of the file. `names` are the columns of `facts`.

    `chosen`: this person gets the message of a number that others share. `has_others`: the facts of other people with
    the number, or those known under a similar id, may be needed, too: see `get_facts`.
    """

    recipient_id: int
    lines: tuple[int, ...]
    facts: RawFacts
    names: tuple[str, ...]
    chosen: bool
    has_others: bool


def list_people(db: ReadDb, list_id: int, now: datetime, matters: NeededFacts) -> Iterator[Person]:
    """Yield every taxpayer of a list, in file order."""
    ends = db.fetch_one("SELECT MIN(id) AS first, MAX(id) AS last FROM recipients WHERE list_id = :id", id=list_id)
    assert ends is not None
    values = {**ends, "list_id": list_id, "sums": matters.sums, "ages": matters.ages, **_time_values(now)}
    people = _group_people(*db.stream_tuples(_OF_LIST, **values))
    alone = newer_lists.list_passed_on(db, list_id) | similar_ids.list_similar_people(db, list_id)
    return (one._replace(has_others=True) if one.recipient_id in alone else one for one in people)


def get_facts(db: ReadDb, recipient_id: int, now: datetime) -> EligibilityFacts:
    """Return the facts of one taxpayer, with those of others who read what the number gets (docs/decisions/0055).

    These are the people to whom a newer list gives the number; of a chosen one also those of the same list. With
    somebody whose row of a newer list was rejected the number is shared: what else that row says is not known.
    """
    person = _get_person(db, recipient_id, now)
    facts = make_facts(person)
    if not person.has_others:
        return facts
    others = newer_lists.list_newer_holders(db, recipient_id)
    if person.chosen:
        others.update(_list_sharing(db, recipient_id))
    return replace(
        facts,
        has_shared_number=facts.has_shared_number or None in others,
        household=tuple(
            make_facts(_get_person(db, one, now)) for one in sorted(one for one in others if one is not None)
        ),
    )


def _list_sharing(db: ReadDb, recipient_id: int) -> list[int]:
    rows = db.fetch_all(
        """
        SELECT r.id FROM recipient_phones p JOIN recipient_phones q ON q.phone_key = p.phone_key
            JOIN recipients r ON r.id = q.recipient_id
        WHERE p.recipient_id = :id AND p.mobile AND r.id <> :id
            AND r.list_id = (SELECT list_id FROM recipients WHERE id = :id)
        UNION SELECT u.recipient_id FROM recipient_phones p JOIN unused_phones u ON u.phone_key = p.phone_key
        WHERE p.recipient_id = :id AND p.mobile AND u.recipient_id <> :id
            AND u.list_id = (SELECT list_id FROM recipients WHERE id = :id)
        ORDER BY 1
        """,
        id=recipient_id,
    )
    return [row["id"] for row in rows]


def make_facts(person: Person) -> EligibilityFacts:
    """Make the facts of a person for the rules."""
    rows = [dict(zip(person.names, facts, strict=True)) for facts in person.facts]
    first = rows[0]
    stamps = (first["to_person"], first["to_phone"], first["to_phone_lost"])
    contact = max((stamp for stamp in stamps if stamp is not None), default=None)
    return EligibilityFacts(
        recipient_id=person.recipient_id,
        is_mobile=bool(first["mobile"]),
        has_shared_number=bool(first["shared"]) and not person.chosen,
        is_left_out=bool(first["left_out"]),
        is_suppressed=bool(first["suppressed"]),
        is_flagged=bool(first["flagged"]),
        counted_calls=_count_calls(first),
        has_open_promise=bool(first["promise_open"]),
        promised_on=times.parse_optional_date(first["next_promise_on"]),
        last_paid_on=times.parse_optional_date(first["last_paid_on"]),
        is_own_number=bool(first["own"]),
        changed_owner=bool(first["changed_owner"]),
        phone_obtained_on=times.parse_optional_date(first["phone_obtained_on"]),
        letter_on=times.parse_optional_date(first["letter_on"]),
        last_contact_at=times.parse_optional_moment(contact),
        contacts_in_30_days=first["contacts"],
        instalments=tuple(_make_instalment(line, row) for line, row in zip(person.lines, rows, strict=True)),
    )


def _get_person(db: ReadDb, recipient_id: int, now: datetime) -> Person:
    (person,) = _group_people(
        *db.stream_tuples(_OF_RECIPIENT, recipient_id=recipient_id, ages=True, **_time_values(now))
    )
    return person


def _group_people(names: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[Person]:
    shared, newer = names.index("shared"), names.index("has_newer_list")
    for recipient_id, group in groupby(rows, key=itemgetter(0)):
        own = sorted(group, key=itemgetter(1))
        facts = tuple([row[_WHO:] for row in own])
        chosen = own[0][shared] == _CHOSEN
        has_others = chosen or bool(own[0][newer])
        yield Person(recipient_id, tuple([row[1] for row in own]), facts, names[_WHO:], chosen, has_others)


def _time_values(now: datetime) -> dict[str, str]:
    return {"now": times.format_moment(now), "month_ago": times.format_moment(now - timedelta(days=30))}


def _count_calls(row: Row) -> int | None:
    """Count the calls that counted: those in the city's files since the oldest debt fell due, or the list's number and
    later calls. The larger is taken: each may lack calls that the other has."""
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
        is_left_out=bool(row["row_left_out"]),
    )
