"""Earlier submissions of a campaign that became a draft again.

Each person and each number has one message in a campaign (two UNIQUE constraints), and no message is ever deleted. So
the cancelled messages of an earlier submission move to a row of their own in `campaigns`, with what was submitted. Its
id is negative, since people do not see it as a campaign, and its state is withdrawn, from which nothing is sent.
"""

from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb
from bot.store.message_seals import COLUMNS, Approved, make_seals


def set_aside(db: Db, campaign_id: int, now: datetime) -> bool:
    """Keep the submission of a draft as an earlier one, and make the draft one that was never submitted.

    False, and nothing is done, if a message of it is not cancelled, or may have left.
    """
    if _has_other_messages(db, campaign_id):
        return False
    kept = _add_row(db, campaign_id, now)
    _move_messages(db, campaign_id, kept)
    db.execute(
        """
        UPDATE campaigns SET submitted_at = NULL, fingerprint = NULL, terms = NULL, messages_hash = NULL,
            recipients = NULL, units = NULL, yen = NULL, left_out = NULL, provider = NULL, expires_at = NULL,
            starts_at = NULL
        WHERE id = :id AND state = 'draft'
        """,
        id=campaign_id,
    )
    return True


def count_earlier(db: ReadDb, campaign_id: int) -> int:
    """Count the earlier submissions of a campaign."""
    return int(db.fetch_value("SELECT COUNT(*) FROM campaigns WHERE submission_of = :id", id=campaign_id))


def list_places(db: ReadDb, campaign_id: int) -> list[int]:
    """Return the ids of the rows of `campaigns` that have the messages of each submission, in their order."""
    rows = db.fetch_all("SELECT id FROM campaigns WHERE submission_of = :id ORDER BY id DESC", id=campaign_id)
    return [*(row["id"] for row in rows), campaign_id]


def _has_other_messages(db: ReadDb, campaign_id: int) -> bool:
    return (
        db.fetch_value(
            """
            SELECT 1 FROM messages WHERE campaign_id = :id
                AND (state <> 'cancelled' OR claimed_at IS NOT NULL OR attempts > 0 OR provider_id IS NOT NULL)
            LIMIT 1
            """,
            id=campaign_id,
        )
        is not None
    )


def _add_row(db: Db, campaign_id: int, now: datetime) -> int:
    """Add the row of an earlier submission; return its id."""
    kept = int(db.fetch_value("SELECT MIN(0, MIN(id)) - 1 FROM campaigns"))
    db.execute(
        """
        INSERT INTO campaigns (id, list_id, intent, not_before, state, author, editor, version, created_at,
            submitted_at, fingerprint, terms, messages_hash, recipients, units, yen, left_out, provider, expires_at,
            template, template_version, template_changed, letter_on, ended_at, submission_of)
        SELECT :kept, list_id, intent, not_before, 'draft', author, editor, version, created_at,
            submitted_at, fingerprint, terms, messages_hash, recipients, units, yen, left_out, provider, expires_at,
            template, template_version, template_changed, letter_on, :now, id
        FROM campaigns WHERE id = :id
        """,
        kept=kept,
        id=campaign_id,
        now=times.format_moment(now),
    )
    db.execute(
        """
        INSERT INTO campaign_texts (campaign_id, language, body)
        SELECT :kept, language, body FROM campaign_texts WHERE campaign_id = :id
        """,
        kept=kept,
        id=campaign_id,
    )
    db.execute("UPDATE campaigns SET state = 'withdrawn' WHERE id = :kept", kept=kept)
    return kept


def _move_messages(db: Db, campaign_id: int, kept: int) -> None:
    """Move the messages of a campaign; a seal that verifies is made anew, because it includes the campaign."""
    rows = list(
        db.stream_tuples(f"SELECT m.seal, {COLUMNS} FROM messages m WHERE m.campaign_id = :id", id=campaign_id)[1]
    )
    before = [Approved(*row[1:]) for row in rows]
    made = make_seals(db.vault, before)
    after = make_seals(db.vault, (message._replace(campaign_id=kept) for message in before))
    db.load_tuples(
        "UPDATE messages SET campaign_id = ?2, seal = ?3 WHERE id = ?1",
        (
            (message.id, kept, new if row[0] == old else row[0])
            for row, message, old, new in zip(rows, before, made, after, strict=True)
        ),
    )
