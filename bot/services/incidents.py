"""Incidents (誤送信): messages went out that should not have.

To report one stops its campaign, pauses all other sending, and records the evidence, in one change. What the law asks
for is in bot/rules/incidents.py; the files about it are written by bot/services/incident_files.py.
"""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Move
from bot.model.errors import BadInput, Conflict, NotFound
from bot.model.incidents import AffectedCounts, CloseReason, Deadline, Evidence, Incident, IncidentCard, Report
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, DEADLINE_POST, EVENT_POST, REPORT_POST, EventKey
from bot.rules.incidents import compute_deadlines, find_reminder
from bot.services.campaigns import close_campaign, move_campaign, require_campaign
from bot.services.context import ServiceContext
from bot.services.mentions import find_incident_people
from bot.services.stopping import hold_and_change, pause_all_within
from bot.services.unit_of_work import Change, Read, change, check, read, require
from bot.store import audit, campaigns, incidents, message_counts, posts

_RUNNING = frozenset({CampaignState.SENDING, CampaignState.PAUSED})
_REPORTABLE = frozenset({*_RUNNING, CampaignState.FINISHED, CampaignState.STOPPED})
"""The states in which messages may have left."""
_CHOICES = 20


def list_reportable(context: ServiceContext, actor: Actor, campaign_id: int | None) -> list[Campaign]:
    """Return the campaigns of which an incident can be reported: this one, or all, newest first.

    Raises NotAllowed, NotFound, Conflict.
    """
    subject = "-" if campaign_id is None else f"campaign:{campaign_id}"
    with check(context, actor, Action.INCIDENT_REPORT, subject) as unit:
        if campaign_id is None:
            found = find_reportable(unit)
            if not found:
                raise Conflict("nothing_to_report")
            return found
        campaign = require_campaign(unit, campaign_id)
        _require_reportable(unit, campaign)
        return [campaign]


def find_reportable(unit: Read) -> list[Campaign]:
    """Find the newest campaigns with messages that may have left, and without an open incident."""
    return [
        one
        for one in campaigns.list_in_states(unit.db, *_REPORTABLE)[:_CHOICES]
        if incidents.find_open(unit.db, one.id) is None
    ]


def report_incident(context: ServiceContext, actor: Actor, report: Report) -> int:
    """Stop the campaign, pause all other sending and record the evidence; return the incident's id.

    Raises NotFound, NotAllowed, BadInput, Conflict; `held_by_mark`: the database could not be changed, the mark holds.
    """
    require(context, actor, Action.INCIDENT_REPORT, f"campaign:{report.campaign_id}")
    reported: list[int] = []
    hold_and_change(context, lambda: reported.append(_store_report(context, actor, report)))
    return reported[0]


def _store_report(context: ServiceContext, actor: Actor, report: Report) -> int:
    with change(context, actor, Action.INCIDENT_REPORT, f"campaign:{report.campaign_id}") as unit:
        campaign = require_campaign(unit, report.campaign_id)
        _require_reportable(unit, campaign)
        if report.noticed_on > unit.today:
            raise BadInput("noticed_later", "noticed")
        head, count = audit.get_head(unit.db), audit.count_entries(unit.db)
        was_running = campaign.state in _RUNNING
        if was_running:
            move_campaign(unit, campaign, Move.STOP)
            close_campaign(unit, campaign)
        else:
            unit.queue_event_post(EVENT_POST, campaign.id)
        evidence = Evidence(
            fingerprint=campaign.fingerprint,
            states=_count_states(unit, campaign.id),
            event_id=incidents.get_newest_event(unit.db),
            audit_head=head,
            audit_count=count,
            paused=pause_all_within(context, unit),
            was_running=was_running,
        )
        incident_id = incidents.add_incident(unit.db, report, evidence, actor.user, unit.now)
        unit.add_facts(
            incident=incident_id,
            kind=report.kind.value,
            noticed_on=report.noticed_on.isoformat(),
            wrongful=report.is_wrongful,
            states=evidence.states,
            event=evidence.event_id,
            paused=evidence.paused,
        )
        _queue_posts(unit, incident_id, campaign.id)
    return incident_id


def _require_reportable(unit: Read, campaign: Campaign) -> None:
    if campaign.state not in _REPORTABLE:
        raise Conflict("nothing_left", campaign=str(campaign.id))
    if incidents.find_open(unit.db, campaign.id) is not None:
        raise Conflict("report_open", campaign=str(campaign.id))


def check_closable(context: ServiceContext, actor: Actor, incident_id: int) -> Incident:
    """Return an incident that the user may close. Raises NotAllowed, NotFound, Conflict."""
    with check(context, actor, Action.INCIDENT_CLOSE, f"incident:{incident_id}") as unit:
        incident = require_incident(unit, incident_id)
        if incident.closed_at is not None:
            raise Conflict("report_closed", incident=str(incident_id))
        return incident


def close_incident(context: ServiceContext, actor: Actor, incident_id: int, reason: CloseReason) -> None:
    """Close an incident: its rows may be deleted again when their time is over. Raises NotFound, NotAllowed, Conflict.

    All sending stays paused until a supervisor resumes it.
    """
    with read(context, actor, Action.CAMPAIGN_LOOK) as reading:
        campaign_id = require_incident(reading, incident_id).report.campaign_id
    with change(context, actor, Action.INCIDENT_CLOSE, f"campaign:{campaign_id}") as unit:
        if not incidents.close_incident(unit.db, incident_id, reason, actor.user, unit.now):
            raise Conflict("report_closed", incident=str(incident_id))
        unit.add_facts(incident=incident_id, closed=reason.value)
        unit.queue_event_post(EVENT_POST, campaign_id)
        _queue_posts(unit, incident_id, campaign_id)
        unit.update_event_posts(DEADLINE_POST, incident_id)


def remind_people(context: ServiceContext, actor: Actor) -> None:
    """Remind supervisors and administrators, a day before, of each report to the commission that is due."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as reading:
        waiting = [one for one in incidents.list_open(reading.db) if _find_due(reading, one) is not None]
    for incident in waiting:
        with change(context, actor, Action.INCIDENT_REMIND, f"incident:{incident.id}") as unit:
            due = _find_due(unit, require_incident(unit, incident.id))
            if due is None:
                continue
            incidents.set_reminded(unit.db, incident.id, due)
            unit.add_facts(due=due.value)
            unit.queue_event_post(DEADLINE_POST, incident.id)


def get_card(context: ServiceContext, actor: Actor, incident_id: int) -> IncidentCard:
    """Return the view of an incident for its card. Raises NotFound."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return build_card(context, unit, require_incident(unit, incident_id))


def get_reminder(context: ServiceContext, actor: Actor, key: EventKey) -> IncidentCard:
    """Return a reminder of a report. Raises NotFound if the incident was closed before it was posted."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        incident, entry = require_incident(unit, key.subject), audit.get_entry(unit.db, key.entry)
        is_open = incident.closed_at is None
        if entry is None or not (is_open or posts.is_posted(unit.db, DEADLINE_POST, key)):
            raise NotFound
        return build_card(context, unit, incident, Deadline(str(entry.facts["due"])))


def build_card(context: ServiceContext, unit: Read, incident: Incident, due: Deadline | None = None) -> IncidentCard:
    """Build the view of an incident; `due`: the report of which people are reminded."""
    report = incident.report
    card = posts.find_post(unit.db, REPORT_POST, incident.id)
    return IncidentCard(
        incident=incident,
        campaign=require_campaign(unit, report.campaign_id),
        deadlines=compute_deadlines(report.noticed_on, is_wrongful=report.is_wrongful),
        counts=_count_affected(unit, report.campaign_id),
        seen_at=unit.now,
        correction=incidents.find_correction(unit.db, incident.id),
        due=due,
        is_open=incident.closed_at is None,
        mentioned=find_incident_people(context),
        link=None if card is None else card.link,
    )


def list_open(context: ServiceContext, unit: Read) -> list[IncidentCard]:
    """Return the views of the open incidents, oldest first."""
    return [build_card(context, unit, one) for one in incidents.list_open(unit.db)]


def require_incident(unit: Read, incident_id: int) -> Incident:
    """Return an incident. Raises NotFound."""
    incident = incidents.get_incident(unit.db, incident_id)
    if incident is None:
        raise NotFound("report_gone")
    return incident


def _queue_posts(unit: Change, incident_id: int, campaign_id: int) -> None:
    unit.queue_post(REPORT_POST, incident_id)
    unit.queue_post(CAMPAIGN_POST, campaign_id)


def _find_due(unit: Read, incident: Incident) -> Deadline | None:
    report = incident.report
    if incident.closed_at is not None:
        return None
    deadlines = compute_deadlines(report.noticed_on, is_wrongful=report.is_wrongful)
    return find_reminder(deadlines, unit.today, incident.reminded)


def _count_states(unit: Read, campaign_id: int) -> dict[str, int]:
    states: dict[str, int] = {}
    for (state, _), number in message_counts.count_states(unit.db, campaign_id).items():
        states[state.value] = states.get(state.value, 0) + number
    return states


def _count_affected(unit: Read, campaign_id: int) -> AffectedCounts:
    states = _count_states(unit, campaign_id)

    def add(*chosen: MessageState) -> int:
        return sum(states.get(state.value, 0) for state in chosen)

    return AffectedCounts(
        handed_over=add(MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.UNKNOWN),
        delivered=add(MessageState.DELIVERED),
        uncertain=add(MessageState.CLAIMED, MessageState.UNCERTAIN),
        undelivered=add(MessageState.UNDELIVERED),
        not_sent=add(MessageState.QUEUED, MessageState.HELD, MessageState.CANCELLED),
    )
