"""The messages of a campaign whose outcome is known, with what a list of next steps needs of their people."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.messages import MessageState
from bot.store import times
from bot.store.database import ReadDb
from bot.vault import MESSAGE_PHONE_BOX, NAME_BOX, TAXPAYER_BOX

Box = tuple[bytes, bytes]
"""An encrypted value with its context, for a file for people."""


@dataclass(frozen=True, slots=True)
class FollowUpMessage:
    """A message that has left, its person's encrypted values (None: deleted), and what is known of its number.

    `debts`: the lines of the list that it is about; None: all. `is_wrong_number`: the number is suppressed because
    somebody who was called said that it is wrong. `is_person_suppressed`: the person is, whatever the number.
    """

    recipient_id: int
    ref: str
    state: MessageState
    reason: str | None
    left_at: datetime
    ended_at: datetime
    debts: tuple[int, ...] | None
    taxpayer: Box | None
    name: Box | None
    phone: Box | None
    is_wrong_number: bool
    is_person_suppressed: bool


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """A row of a list: which debt it is, and when it was due."""

    tax: str
    year: str
    instalment: str
    due_on: date


def list_ended(db: ReadDb, campaign_id: int, wrong_number: Collection[str]) -> dict[int, FollowUpMessage]:
    """Return the messages of a campaign that were delivered or were not, by recipient.

    `wrong_number`: the reasons of a suppression that say that the number is not the person's. Of two messages to
    people who have become one (docs/decisions/0032), the delivered one counts.
    """
    rows = db.fetch_all(
        """
        SELECT m.recipient_id, m.ref, m.state, m.reason, m.claimed_at, m.ended_at, m.debts,
            r.taxpayer_key AS person, i.taxpayer_box, i.name_box, m.taxpayer_key, m.phone_key, p.phone_box,
            EXISTS (
                SELECT 1 FROM suppressions s WHERE s.kind = 'phone' AND s.key = m.phone_key AND s.ended_at IS NULL
                    AND s.reason IN (SELECT value FROM json_each(:wrong_number))
            ) AS is_wrong,
            EXISTS (
                SELECT 1 FROM suppressions s
                WHERE s.kind = 'taxpayer' AND s.key = r.taxpayer_key AND s.ended_at IS NULL
            ) AS is_suppressed
        FROM messages m JOIN recipients r ON r.id = m.recipient_id
            LEFT JOIN recipient_identities i ON i.recipient_id = m.recipient_id
            LEFT JOIN message_phones p ON p.message_id = m.id
        WHERE m.campaign_id = :id AND m.state IN ('delivered', 'undelivered', 'unknown')
        ORDER BY m.state = 'delivered', m.id
        """,
        id=campaign_id,
        wrong_number=json.dumps(sorted(wrong_number)),
    )
    return {
        row["recipient_id"]: FollowUpMessage(
            recipient_id=row["recipient_id"],
            ref=row["ref"],
            state=MessageState(row["state"]),
            reason=row["reason"],
            left_at=times.parse_moment(row["claimed_at"]),
            ended_at=times.parse_moment(row["ended_at"]),
            debts=None if row["debts"] is None else tuple(json.loads(row["debts"])),
            taxpayer=_name_box(TAXPAYER_BOX, row["person"], row["taxpayer_box"]),
            name=_name_box(NAME_BOX, row["person"], row["name_box"]),
            phone=_name_box(MESSAGE_PHONE_BOX, row["taxpayer_key"] + row["phone_key"], row["phone_box"]),
            is_wrong_number=bool(row["is_wrong"]),
            is_person_suppressed=bool(row["is_suppressed"]),
        )
        for row in rows
    }


def list_debts(db: ReadDb, list_id: int, lines: Collection[int]) -> dict[int, OpenDebt]:
    """Return the debts in these lines of a list."""
    return {
        row["line"]: OpenDebt(row["tax"], row["year"], row["instalment"], date.fromisoformat(row["due_on"]))
        for row in db.stream(
            """
            SELECT line, tax, year, instalment, due_on FROM list_rows
            WHERE list_id = :id AND due_on IS NOT NULL AND line IN (SELECT value FROM json_each(:lines))
            """,
            id=list_id,
            lines=json.dumps(sorted(lines)),
        )
    }


def _name_box(context: bytes, key: bytes, box: bytes | None) -> Box | None:
    return None if box is None else (context + key, box)
