"""Incidents (誤送信), and the people whom their campaigns messaged. The rows of an open one cannot be deleted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.incidents import (
    AFFECTED_STATES,
    CORRECTED_STATES,
    AffectedFiles,
    CloseReason,
    Deadline,
    Evidence,
    Incident,
    IncidentKind,
    Report,
)
from bot.model.messages import MessageState
from bot.store import times
from bot.store.database import Db, ReadDb, Row


@dataclass(frozen=True, slots=True)
class AffectedRow:
    """A message that has left or may have: the keys and encrypted values of its person, its state and times."""

    ref: str
    state: MessageState
    reason: str | None
    taxpayer_key: bytes
    taxpayer_box: bytes | None
    name_box: bytes | None
    phone_key: bytes
    phone_box: bytes | None
    left_at: datetime | None
    ended_at: datetime | None
    provider_id: str | None


def add_incident(db: Db, report: Report, evidence: Evidence, by: str, at: datetime) -> int:
    """Add an open incident; return its id."""
    return db.insert(
        """
        INSERT INTO incidents (campaign_id, kind, noticed_on, wrongful, reported_at, reported_by, fingerprint, states,
            event_id, audit_head, audit_count, paused, was_running)
        VALUES (:campaign_id, :kind, :noticed_on, :wrongful, :reported_at, :reported_by, :fingerprint, :states,
            :event_id, :audit_head, :audit_count, :paused, :was_running)
        """,
        campaign_id=report.campaign_id,
        kind=report.kind.value,
        noticed_on=report.noticed_on.isoformat(),
        wrongful=int(report.is_wrongful),
        reported_at=times.format_moment(at),
        reported_by=by,
        fingerprint=evidence.fingerprint,
        states=json.dumps(dict(evidence.states), sort_keys=True),
        event_id=evidence.event_id,
        audit_head=evidence.audit_head,
        audit_count=evidence.audit_count,
        paused=json.dumps(list(evidence.paused)),
        was_running=int(evidence.was_running),
    )


def get_incident(db: ReadDb, incident_id: int) -> Incident | None:
    """Return an incident; None if there is none."""
    row = db.fetch_one("SELECT * FROM incidents WHERE id = :id", id=incident_id)
    return None if row is None else _make_incident(row)


def find_open(db: ReadDb, campaign_id: int) -> Incident | None:
    """Return the open incident of a campaign; None if it has none."""
    row = db.fetch_one("SELECT * FROM incidents WHERE campaign_id = :id AND closed_at IS NULL", id=campaign_id)
    return None if row is None else _make_incident(row)


def list_open(db: ReadDb) -> list[Incident]:
    """Return the open incidents, oldest first."""
    return [_make_incident(row) for row in db.fetch_all("SELECT * FROM incidents WHERE closed_at IS NULL ORDER BY id")]


def store_files(db: Db, incident_id: int, files: AffectedFiles) -> None:
    """Store which files were written about an incident last."""
    stored = {"names": files.names, "rows": files.rows, "hashes": files.hashes, "at": times.format_moment(files.at)}
    db.execute("UPDATE incidents SET files = :files WHERE id = :id", id=incident_id, files=json.dumps(stored))


def set_reminded(db: Db, incident_id: int, due: Deadline) -> None:
    """Store of which report people were reminded last."""
    db.execute("UPDATE incidents SET reminded = :due WHERE id = :id", id=incident_id, due=due.value)


def close_incident(db: Db, incident_id: int, reason: CloseReason, by: str, at: datetime) -> bool:
    """Close an open incident; return whether this call did."""
    changed = db.execute(
        """
        UPDATE incidents SET closed_at = :at, closed_by = :by, close_reason = :reason
        WHERE id = :id AND closed_at IS NULL
        """,
        id=incident_id,
        at=times.format_moment(at),
        by=by,
        reason=reason.value,
    )
    return changed == 1


def get_newest_event(db: ReadDb) -> int:
    """Return the id of the newest step of a message; 0 if there is none."""
    return int(db.fetch_value("SELECT COALESCE(MAX(id), 0) FROM message_events"))


def list_affected(db: ReadDb, campaign_id: int) -> list[AffectedRow]:
    """Return the messages of a campaign that have left or may have, in order, also those that were taken back."""
    rows = db.fetch_all(
        """
        SELECT m.ref, m.state, m.reason, m.taxpayer_key, m.phone_key, m.claimed_at, m.ended_at, m.provider_id,
            i.taxpayer_box, i.name_box, p.phone_box
        FROM messages m LEFT JOIN recipient_identities i ON i.recipient_id = m.recipient_id
            LEFT JOIN message_phones p ON p.message_id = m.id
        WHERE m.campaign_id = :id
            AND (
                m.state IN (SELECT value FROM json_each(:states))
                OR m.state = 'cancelled' AND m.claimed_at IS NOT NULL
            )
        ORDER BY m.id
        """,
        id=campaign_id,
        states=_encode(AFFECTED_STATES),
    )
    return [
        AffectedRow(
            ref=row["ref"],
            state=MessageState(row["state"]),
            reason=row["reason"],
            taxpayer_key=row["taxpayer_key"],
            taxpayer_box=row["taxpayer_box"],
            name_box=row["name_box"],
            phone_key=row["phone_key"],
            phone_box=row["phone_box"],
            left_at=times.parse_optional_moment(row["claimed_at"]),
            ended_at=times.parse_optional_moment(row["ended_at"]),
            provider_id=row["provider_id"],
        )
        for row in rows
    ]


def list_to_correct(db: ReadDb, incident_id: int) -> set[int]:
    """Return the recipients to whom a correction of an incident goes."""
    rows = db.fetch_all(
        """
        SELECT m.recipient_id FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
        WHERE n.id = :id AND m.state IN (SELECT value FROM json_each(:states))
        """,
        id=incident_id,
        states=_encode(CORRECTED_STATES),
    )
    return {row["recipient_id"] for row in rows}


def find_correction(db: ReadDb, incident_id: int) -> int | None:
    """Return the newest correction campaign of an incident that was not turned down; None if there is none."""
    found = db.fetch_value(
        """
        SELECT MAX(id) FROM campaigns
        WHERE correction_of = :id AND state NOT IN ('rejected', 'withdrawn', 'expired')
        """,
        id=incident_id,
    )
    return None if found is None else int(found)


def _encode(states: Iterable[MessageState]) -> str:
    return json.dumps([state.value for state in states])


def _make_incident(row: Row) -> Incident:
    files = None if row["files"] is None else json.loads(row["files"])
    return Incident(
        id=row["id"],
        report=Report(
            campaign_id=row["campaign_id"],
            kind=IncidentKind(row["kind"]),
            noticed_on=date.fromisoformat(row["noticed_on"]),
            is_wrongful=bool(row["wrongful"]),
        ),
        reported_at=times.parse_moment(row["reported_at"]),
        reported_by=row["reported_by"],
        evidence=Evidence(
            fingerprint=row["fingerprint"],
            states=json.loads(row["states"]),
            event_id=row["event_id"],
            audit_head=row["audit_head"],
            audit_count=row["audit_count"],
            paused=tuple(json.loads(row["paused"])),
            was_running=bool(row["was_running"]),
        ),
        files=None
        if files is None
        else AffectedFiles(
            tuple(files["names"]), files["rows"], tuple(files["hashes"]), times.parse_moment(files["at"])
        ),
        reminded=None if row["reminded"] is None else Deadline(row["reminded"]),
        closed_at=times.parse_optional_moment(row["closed_at"]),
        closed_by=row["closed_by"],
        close_reason=None if row["close_reason"] is None else CloseReason(row["close_reason"]),
    )
