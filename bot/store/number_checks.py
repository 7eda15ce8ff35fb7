"""Checks whether a number has another holder since a day: those that wait, and what the provider said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bot.model.campaigns import NumberChecks
from bot.model.providers import Holder
from bot.store import times
from bot.store.database import Db, ReadDb
from bot.vault import PHONE_BOX, WrongKey


class Candidate(NamedTuple):
    """A person whose number may be checked. `since`: the city has had the number from this day on."""

    recipient_id: int
    phone_key: bytes
    since: date


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A number to ask the provider about."""

    check_id: int
    number: str = field(repr=False)
    since: date


def list_candidates(db: ReadDb, list_id: int, *, old_on: date, checked_after: date) -> Iterator[Candidate]:
    """Yield the people of a list with a number that is old (the oldest first), then those with one never reached.

    Old: 番号取得日 is not after `old_on`. Numbers with an answer after `checked_after` are left out.
    """
    rows = db.stream(
        """
        SELECT r.id, r.phone_key, COALESCE(r.phone_obtained_on, (
            SELECT DATE(MIN(l.created_at), '+9 hours') FROM recipients o JOIN target_lists l ON l.id = o.list_id
            WHERE o.taxpayer_key = r.taxpayer_key AND o.phone_key = r.phone_key
        )) AS since
        FROM recipients r
        WHERE r.list_id = :list_id AND r.mobile
            AND (r.phone_obtained_on <= :old_on OR (
                EXISTS (
                    -- 'other': some providers do not tell apart that a number is not in use
                    SELECT 1 FROM messages m WHERE m.phone_key = r.phone_key AND (
                        m.state = 'unknown' OR m.state = 'undelivered' AND m.reason IN ('invalid_number', 'other')
                    )
                )
                AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.phone_key = r.phone_key AND m.state = 'delivered')
            ))
            AND NOT EXISTS (
                SELECT 1 FROM number_checks n
                WHERE n.phone_key = r.phone_key AND n.result IS NOT NULL AND n.checked_on > :checked_after
            )
        ORDER BY COALESCE(r.phone_obtained_on > :old_on, 1), r.phone_obtained_on, r.id
        """,
        list_id=list_id,
        old_on=old_on.isoformat(),
        checked_after=checked_after.isoformat(),
    )
    for row in rows:
        yield Candidate(row["id"], row["phone_key"], date.fromisoformat(row["since"]))


def add_waiting(db: Db, campaign_id: int, chosen: Iterable[tuple[bytes, date]]) -> None:
    """Add numbers to ask about, each with the day since which its holder may have changed."""
    db.execute_many(
        "INSERT INTO number_checks (campaign_id, phone_key, reference_on) VALUES (:campaign, :phone, :since)",
        [{"campaign": campaign_id, "phone": phone, "since": since.isoformat()} for phone, since in chosen],
    )


def list_waiting_drafts(db: ReadDb) -> list[int]:
    """Return the drafts of which numbers wait to be asked about."""
    rows = db.fetch_all(
        """
        SELECT DISTINCT n.campaign_id FROM number_checks n JOIN campaigns c ON c.id = n.campaign_id
        WHERE n.checked_on IS NULL AND c.state = 'draft' ORDER BY n.campaign_id
        """
    )
    return [row["campaign_id"] for row in rows]


def take_waiting(db: Db, campaign_id: int, most: int, today: date) -> list[NumberQuestion]:
    """Mark some numbers as asked and decrypt them, for the provider only. One that cannot be decrypted is dropped."""
    rows = db.fetch_all(
        """
        SELECT n.id, n.phone_key, n.reference_on, c.list_id
        FROM number_checks n JOIN campaigns c ON c.id = n.campaign_id
        WHERE n.campaign_id = :campaign AND n.checked_on IS NULL ORDER BY n.id LIMIT :most
        """,
        campaign=campaign_id,
        most=most,
    )
    questions = []
    for row in rows:
        number = _open_number(db, row["list_id"], row["phone_key"])
        if number is None:
            db.execute("DELETE FROM number_checks WHERE id = :id", id=row["id"])
            continue
        db.execute("UPDATE number_checks SET checked_on = :today WHERE id = :id", today=today.isoformat(), id=row["id"])
        questions.append(NumberQuestion(row["id"], number, date.fromisoformat(row["reference_on"])))
    return questions


def set_result(db: Db, check_id: int, result: Holder) -> None:
    """Store what the provider said about a number."""
    db.execute("UPDATE number_checks SET result = :result WHERE id = :id", result=result.value, id=check_id)


def drop_waiting(db: Db, campaign_id: int) -> int:
    """Drop the numbers of a campaign that were not asked about yet; return how many."""
    return db.execute("DELETE FROM number_checks WHERE campaign_id = :id AND checked_on IS NULL", id=campaign_id)


def count_checks(db: ReadDb, campaign_id: int, most: int) -> NumberChecks:
    """Count the checks of a campaign, for which `most` may be made."""
    row = db.fetch_one(
        """
        SELECT COUNT(checked_on) AS asked, TOTAL(result = 'other') AS other, COUNT(*) AS rows, MAX(checked_on) AS last,
            TOTAL(checked_on IS NOT NULL AND result IS NULL OR result = 'unknown') AS unanswered
        FROM number_checks WHERE campaign_id = :id
        """,
        id=campaign_id,
    )
    assert row is not None
    return NumberChecks(
        asked=row["asked"],
        other=int(row["other"]),
        unanswered=int(row["unanswered"]),
        waiting=row["rows"] - row["asked"],
        asked_on=times.parse_optional_date(row["last"]),
        left=max(0, most - row["rows"]),
    )


def _open_number(db: ReadDb, list_id: int, phone_key: bytes) -> str | None:
    row = db.fetch_one(
        """
        SELECT p.phone_box, r.taxpayer_key FROM recipient_phones p JOIN recipients r ON r.id = p.recipient_id
        WHERE p.phone_key = :phone AND r.list_id = :list_id ORDER BY r.id LIMIT 1
        """,
        phone=phone_key,
        list_id=list_id,
    )
    if row is None:
        return None
    try:
        return db.vault.decrypt(PHONE_BOX + row["taxpayer_key"] + phone_key, row["phone_box"])
    except WrongKey:
        return None
