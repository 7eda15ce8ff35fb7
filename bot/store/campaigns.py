"""Campaigns: one text to one list, from draft to end. A change of state is one conditional UPDATE."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.model.campaigns import Campaign, CampaignState, Move, TemplateUse
from bot.rules.approvals import find_decision_refusal
from bot.rules.campaigns import MOVES
from bot.store import times
from bot.store.database import Db, ReadDb, Row

_SELECT = """
    SELECT c.*, t.body, l.name AS list_name, l.uploader, l.shared_decided_by AS decider
    FROM campaigns c JOIN target_lists l ON l.id = c.list_id
        JOIN campaign_texts t ON t.campaign_id = c.id AND t.language = 'ja'
"""


def add_campaign(
    db: Db,
    *,
    list_id: int,
    intent: str,
    body: str,
    not_before: datetime | None,
    author: str,
    now: datetime,
    template: TemplateUse,
    letter_on: date | None = None,
    rest_of: int | None = None,
    correction_of: int | None = None,
) -> int:
    """Add a draft with its Japanese text; return its id."""
    campaign_id = db.insert(
        """
        INSERT INTO campaigns (list_id, intent, not_before, state, author, created_at, rest_of, correction_of, template,
            template_version, template_changed, letter_on)
        VALUES (:list_id, :intent, :not_before, 'draft', :author, :now, :rest_of, :correction_of, :template,
            :template_version, :template_changed, :letter_on)
        """,
        list_id=list_id,
        intent=intent,
        not_before=None if not_before is None else times.format_moment(not_before),
        author=author,
        now=times.format_moment(now),
        rest_of=rest_of,
        correction_of=correction_of,
        **_text_values(template, letter_on),
    )
    db.execute(
        "INSERT INTO campaign_texts (campaign_id, language, body) VALUES (:id, 'ja', :body)", id=campaign_id, body=body
    )
    return campaign_id


def update_draft(
    db: Db,
    campaign_id: int,
    version: int,
    *,
    list_id: int,
    intent: str,
    body: str,
    not_before: datetime | None,
    editor: str,
    template: TemplateUse,
    letter_on: date | None,
) -> bool:
    """Change a draft, unless it has been changed since it had this version; return whether this call did."""
    changed = db.execute(
        """
        UPDATE campaigns SET list_id = :list_id, intent = :intent, not_before = :not_before, editor = :editor,
            version = version + 1, template = :template, template_version = :template_version,
            template_changed = :template_changed, letter_on = :letter_on
        WHERE id = :id AND state = 'draft' AND version = :version
        """,
        id=campaign_id,
        version=version,
        list_id=list_id,
        intent=intent,
        not_before=times.format_optional_moment(not_before),
        editor=editor,
        **_text_values(template, letter_on),
    )
    if changed:
        db.execute(
            "UPDATE campaign_texts SET body = :body WHERE campaign_id = :id AND language = 'ja'",
            id=campaign_id,
            body=body,
        )
    return changed == 1


def _text_values(template: TemplateUse, letter_on: date | None) -> dict[str, object]:
    return {
        "template": template.id,
        "template_version": template.version,
        "template_changed": template.is_changed,
        "letter_on": letter_on and letter_on.isoformat(),
    }


def get_campaign(db: ReadDb, campaign_id: int) -> Campaign | None:
    """Return a campaign; None if there is none."""
    row = db.fetch_one(f"{_SELECT} WHERE c.id = :id", id=campaign_id)
    return None if row is None else _make_campaign(row)


def list_in_states(db: ReadDb, *states: CampaignState) -> list[Campaign]:
    """Return the campaigns in any of these states, newest first."""
    sql = f"""
        {_SELECT} WHERE c.state IN (SELECT value FROM json_each(:states)) AND c.submission_of IS NULL ORDER BY c.id DESC
    """
    return [_make_campaign(row) for row in db.fetch_all(sql, states=json.dumps(states))]


def list_newest(db: ReadDb, limit: int) -> list[Campaign]:
    """Return the newest campaigns."""
    sql = f"{_SELECT} WHERE c.submission_of IS NULL ORDER BY c.id DESC LIMIT :limit"
    return [_make_campaign(row) for row in db.fetch_all(sql, limit=limit)]


def list_texts(db: ReadDb, campaign_id: int) -> dict[str, str]:
    """Return the texts of a campaign by language."""
    rows = db.fetch_all("SELECT language, body FROM campaign_texts WHERE campaign_id = :id", id=campaign_id)
    return {row["language"]: row["body"] for row in rows}


def move_campaign(db: Db, campaign_id: int, by: Move) -> bool:
    """Move a campaign if its state allows; return whether this call did."""
    sources, target = MOVES[by]
    changed = db.execute(
        "UPDATE campaigns SET state = :target WHERE id = :id AND state IN (SELECT value FROM json_each(:sources))",
        id=campaign_id,
        target=target.value,
        sources=json.dumps(list(sources)),
    )
    return changed == 1


def store_submission(
    db: Db,
    campaign_id: int,
    *,
    fingerprint: str,
    terms: str,
    messages_hash: str,
    recipients: int,
    units: int,
    yen: int,
    left_out: Mapping[str, int],
    provider: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store what was submitted, and until when it must be decided. Why it was sent back before is over."""
    db.execute(
        """
        UPDATE campaigns SET fingerprint = :fingerprint, terms = :terms, messages_hash = :messages_hash,
            recipients = :recipients, units = :units, yen = :yen, left_out = :left_out, provider = :provider,
            submitted_at = :now, expires_at = :expires_at, decided_by = NULL, decided_at = NULL, reason = NULL,
            note = NULL
        WHERE id = :id
        """,
        id=campaign_id,
        fingerprint=fingerprint,
        terms=terms,
        messages_hash=messages_hash,
        recipients=recipients,
        units=units,
        yen=yen,
        left_out=json.dumps(left_out),
        provider=provider,
        now=times.format_moment(now),
        expires_at=times.format_moment(expires_at),
    )


def store_decision(
    db: Db, campaign_id: int, *, by: str, at: datetime, reason: str | None = None, note: str | None = None
) -> None:
    """Store who decided, and the reason and a note if there are."""
    db.execute(
        "UPDATE campaigns SET decided_by = :by, decided_at = :at, reason = :reason, note = :note WHERE id = :id",
        id=campaign_id,
        by=by,
        at=times.format_moment(at),
        reason=reason,
        note=note,
    )


def set_reason(db: Db, campaign_id: int, reason: str | None) -> None:
    """Store why a campaign was paused, as a code, or None when it is resumed."""
    db.execute("UPDATE campaigns SET reason = :reason WHERE id = :id", id=campaign_id, reason=reason)


def set_start(db: Db, campaign_id: int, starts_at: datetime) -> None:
    """Set when a campaign is due to start."""
    db.execute("UPDATE campaigns SET starts_at = :at WHERE id = :id", id=campaign_id, at=times.format_moment(starts_at))


def set_started(db: Db, campaign_id: int, at: datetime) -> None:
    """Set when a campaign started."""
    db.execute("UPDATE campaigns SET started_at = :at WHERE id = :id", id=campaign_id, at=times.format_moment(at))


def set_end(db: Db, campaign_id: int, at: datetime) -> None:
    """Set when a campaign ended."""
    db.execute("UPDATE campaigns SET ended_at = :at WHERE id = :id", id=campaign_id, at=times.format_moment(at))


def set_batch(db: Db, campaign_id: int, batch: tuple[int, int] | None) -> None:
    """Set the first and the last id of the messages that go first; None: the others need not wait."""
    first, last = batch or (None, None)
    db.execute(
        "UPDATE campaigns SET batch_first = :first, batch_last = :last WHERE id = :id",
        id=campaign_id,
        first=first,
        last=last,
    )


def list_with_doubt(db: ReadDb) -> set[int]:
    """Return the campaigns with uncertain messages of which the supervisors were told."""
    return {row["id"] for row in db.fetch_all("SELECT id FROM campaigns WHERE doubt_at IS NOT NULL")}


def set_doubt(db: Db, campaign_id: int, at: datetime | None) -> None:
    """Store when the supervisors were told of uncertain messages, or None once none waits for a person."""
    db.execute("UPDATE campaigns SET doubt_at = :at WHERE id = :id", id=campaign_id, at=at and times.format_moment(at))


def add_approval(db: Db, campaign_id: int, by: str, fingerprint: str, at: datetime) -> bool:
    """Add and seal a user's approval of a fingerprint; False when it was given before, and still counts."""
    given_at = times.format_moment(at)
    added = (
        db.execute(
            """
            INSERT OR IGNORE INTO approvals (campaign_id, by, fingerprint, at, seal)
            VALUES (:id, :by, :fingerprint, :at, :seal)
            """,
            id=campaign_id,
            by=by,
            fingerprint=fingerprint,
            at=given_at,
            seal=make_approval_seal(db, campaign_id, by, fingerprint, given_at),
        )
        == 1
    )
    if added:
        return True
    renewed = db.execute(
        "DELETE FROM revoked_approvals WHERE campaign_id = :id AND by = :by AND fingerprint = :fingerprint",
        id=campaign_id,
        by=by,
        fingerprint=fingerprint,
    )
    return renewed == 1


def revoke_approval(db: Db, campaign_id: int, by: str, fingerprint: str, at: datetime) -> None:
    """Let an approval not count any more, since its user has lost the role; they can give it anew."""
    db.execute(
        """
        INSERT OR IGNORE INTO revoked_approvals (campaign_id, by, fingerprint, at) VALUES (:id, :by, :fingerprint, :at)
        """,
        id=campaign_id,
        by=by,
        fingerprint=fingerprint,
        at=times.format_moment(at),
    )


def make_approval_seal(db: ReadDb, campaign_id: int, by: str, fingerprint: str, at: str) -> bytes:
    """Make the seal of an approval: a keyed hash over it as it is stored."""
    return db.vault.hash_value("approval", "\0".join((str(campaign_id), by, fingerprint, at)))


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, and when."""

    by: str
    at: datetime


def list_approvals(db: ReadDb, campaign_id: int, fingerprint: str) -> list[Approval]:
    """Return the approvals of a fingerprint, oldest first, without revoked ones and those with a seal that is wrong."""
    rows = db.fetch_all(
        """
        SELECT a.by, a.at, a.seal FROM approvals a WHERE a.campaign_id = :id AND a.fingerprint = :fingerprint
            AND NOT EXISTS (
                SELECT 1 FROM revoked_approvals r
                WHERE r.campaign_id = a.campaign_id AND r.by = a.by AND r.fingerprint = a.fingerprint
            )
        ORDER BY a.at, a.by
        """,
        id=campaign_id,
        fingerprint=fingerprint,
    )
    return [
        Approval(row["by"], times.parse_moment(row["at"]))
        for row in rows
        if row["seal"] == make_approval_seal(db, campaign_id, row["by"], fingerprint, row["at"])
    ]


def count_approvals(db: ReadDb, campaign: Campaign) -> int:
    """Count the approvals of what a campaign stands for, without those whose seal does not verify.

    Nor those of people who may not decide on it, whatever is stored.
    """
    given = list_approvals(db, campaign.id, campaign.fingerprint or "")
    return sum(find_decision_refusal(approval.by, campaign) is None for approval in given)


def _make_campaign(row: Row) -> Campaign:
    moments = ("not_before", "submitted_at", "expires_at", "decided_at", "starts_at", "started_at", "ended_at")
    plain = ("id", "list_id", "list_name", "uploader", "decider", "intent", "body", "author", "fingerprint")
    others = ("recipients", "units", "yen", "provider", "decided_by", "reason", "note")
    values: dict[str, Any] = {name: row[name] for name in (*plain, *others)}
    values |= {name: times.parse_optional_moment(row[name]) for name in moments}
    left_out: dict[str, int] = json.loads(row["left_out"] or "{}")
    state = CampaignState(row["state"])
    batch = None if row["batch_last"] is None else (row["batch_first"], row["batch_last"])
    created_at = times.parse_moment(row["created_at"])
    values |= {name: row[name] for name in ("rest_of", "correction_of", "editor", "version", "terms", "messages_hash")}
    values["letter_on"] = times.parse_optional_date(row["letter_on"])
    if row["template"] is not None:
        use = TemplateUse(row["template"], row["template_version"], bool(row["template_changed"]))
        values["template"] = use
    return Campaign(**values, left_out=left_out, state=state, created_at=created_at, batch=batch)


def list_texts_in_use(db: ReadDb, since: datetime) -> list[tuple[str, str]]:
    """Return the texts of the campaigns that were approved and did not end before a moment, the newest first.

    Each with its intent. Not those of a dry run: nobody got them.
    """
    rows = db.fetch_all(
        """
        SELECT c.intent, t.body FROM campaigns c JOIN campaign_texts t ON t.campaign_id = c.id
        WHERE c.state IN ('approved', 'sending', 'paused', 'finished', 'stopped') AND c.provider <> 'dry_run'
            AND (c.ended_at IS NULL OR c.ended_at >= :since)
        ORDER BY c.id DESC, t.language
        """,
        since=times.format_moment(since),
    )
    return [(row["intent"], row["body"]) for row in rows]
