"""The files about an incident (誤送信) in NOFU_EXPORTS: the people who were messaged, and the recorded facts.

They have names and numbers, so Slack shows only how many rows they have. Their SHA-256 is recorded in the audit.
"""

import logging
from datetime import datetime

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign
from bot.model.errors import Conflict
from bot.model.incidents import AffectedFiles, Incident
from bot.model.posts import REPORT_POST
from bot.rules.incidents import compute_deadlines
from bot.rules.message_text.refs import make_ref
from bot.services import people_files
from bot.services.audience import render_sample
from bot.services.campaigns import require_campaign
from bot.services.context import JST, ServiceContext
from bot.services.incidents import require_incident
from bot.services.people_files import PeopleTable
from bot.services.unit_of_work import change, check
from bot.store import campaigns, incidents, messages
from bot.store.incidents import AffectedRow
from bot.vault import MESSAGE_PHONE_BOX, NAME_BOX, TAXPAYER_BOX
from bot.words import Words

_log = logging.getLogger(__name__)
COLUMNS = ("ref", "taxpayer", "name", "phone", "state", "left_at", "ended_at", "provider_id")
FACTS = (
    *("fact", "incident", "campaign", "list", "kind", "wrongful", "noticed_on", "reported_at", "reported_by"),
    *("prompt", "final", "author", "uploader", "approvals", "text", "provider", "started", "ended"),
    *("fingerprint", "event", "audit_head", "audit_count", "paused"),
)
"""The rows of the facts, the heading first."""


def write_files(context: ServiceContext, actor: Actor, incident_id: int) -> AffectedFiles:
    """Write the list of those affected and the facts, as they are now. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.INCIDENT_EXPORT, f"incident:{incident_id}") as unit:
        incident = require_incident(unit, incident_id)
        campaign = require_campaign(unit, incident.report.campaign_id)
        affected = incidents.list_affected(unit.db, campaign.id)
        approvals = campaigns.list_approvals(unit.db, campaign.id, campaign.fingerprint or "")
        ref = messages.get_first_ref(unit.db, campaign.id) or make_ref(0)
        text = render_sample(context, campaign.body, ref, campaign.letter_on)
        now = unit.now
    words = context.words
    people = [_make_row(words, row) for row in affected]
    heading = [words(f"affected.{column}") for column in COLUMNS]
    try:
        written = people_files.write_files(context, PeopleTable(f"incident-{incident_id}-affected", heading, people))
        facts = _list_facts(words, incident, campaign, text, approvals)
        facts += [(file.name, file.sha256) for file in written]
        first, *rest = [list(pair) for pair in facts]
        written += people_files.write_files(context, PeopleTable(f"incident-{incident_id}-facts", first, rest))
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"incident": incident_id, "cause": str(fault)})
        raise Conflict("affected_not_written") from fault
    names, hashes = [file.name for file in written], [file.sha256 for file in written]
    files = AffectedFiles(tuple(names), len(people), tuple(hashes), now)
    with change(context, actor, Action.INCIDENT_EXPORT, f"incident:{incident_id}") as writing:
        incidents.store_files(writing.db, incident_id, files)
        writing.add_facts(rows=files.rows, sha256=files.hashes)
        writing.queue_post(REPORT_POST, incident_id)
    return files


def _make_row(words: Words, row: AffectedRow) -> list[Cell]:
    taxpayer = row.taxpayer_key
    return [
        row.ref,
        (TAXPAYER_BOX + taxpayer, row.taxpayer_box) if row.taxpayer_box else "",
        (NAME_BOX + taxpayer, row.name_box) if row.name_box else "",
        (MESSAGE_PHONE_BOX + taxpayer + row.phone_key, row.phone_box) if row.phone_box else "",
        words(f"message.{row.state.value}"),
        _format(row.left_at) if row.left_at else "",
        _format(row.ended_at) if row.ended_at else "",
        row.provider_id or "",
    ]


def _list_facts(
    words: Words, incident: Incident, campaign: Campaign, text: str, approvals: list[campaigns.Approval]
) -> list[tuple[str, str]]:
    """List what was recorded at the report, the heading first; `text` as it was sent to the first person."""
    report, evidence = incident.report, incident.evidence
    deadlines = compute_deadlines(report.noticed_on, is_wrongful=report.is_wrongful)
    none = words("facts.none")
    values: list[object] = [
        words("facts.value"),
        incident.id,
        campaign.id,
        campaign.list_id,
        words(f"incident_kind.{report.kind.value}"),
        words("facts.yes" if report.is_wrongful else "facts.no"),
        report.noticed_on,
        _format(incident.reported_at),
        incident.reported_by,
        f"{deadlines.prompt_from} – {deadlines.prompt_by}",
        deadlines.final_by,
        campaign.author,
        campaign.uploader or none,
        ", ".join(f"{one.by} {_format(one.at)}" for one in approvals) or none,
        text,
        campaign.provider or none,
        _format(campaign.started_at) if campaign.started_at else none,
        _format(campaign.ended_at) if campaign.ended_at else none,
        evidence.fingerprint or none,
        evidence.event_id,
        evidence.audit_head,
        evidence.audit_count,
        ", ".join(map(str, evidence.paused)) or none,
    ]
    counted = [(words(f"message.{state}"), str(number)) for state, number in sorted(evidence.states.items())]
    return [(words(f"facts.{key}"), str(value)) for key, value in zip(FACTS, values, strict=True)] + counted


def _format(moment: datetime) -> str:
    """Format a moment in Japan's time, with its year and seconds."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M:%S}"
