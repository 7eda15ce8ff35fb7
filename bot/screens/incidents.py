"""An incident (誤送信): its card, the reminder of a report to the commission, and the forms to report and close it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.model.campaigns import Campaign
from bot.model.errors import BadInput
from bot.model.incidents import CloseReason, Deadline, IncidentCard, IncidentKind, Report
from bot.rules.incidents import REPORTABLE_PEOPLE
from bot.screens import ids
from bot.screens.blocks import (
    Block,
    Frame,
    MessageCard,
    SlackView,
    actions_block,
    button_element,
    escape_name,
    input_block,
    make_alert,
    make_link,
    make_message,
    mention_all,
    mention_person,
    modal_view,
    option_object,
    section_block,
)
from bot.words import Words

_HEAD_LENGTH = 12
_NAME_LENGTH = 40
_YES, _NO = "1", "0"


def build_card(frame: Frame, view: IncidentCard) -> MessageCard:
    """Build the card of an incident: what was stopped, who is affected, the law's clock, and what to do now."""
    words, incident = frame.words, view.incident
    header = words(
        "incident.header" if view.is_open else "incident.closed_header",
        incident=str(incident.id),
        campaign=str(view.campaign.id),
    )
    first = [*(mention_all(view.mentioned) if view.is_open else []), _describe_report(words, view)]
    blocks = [
        section_block(" ".join(first)),
        section_block(_describe_counts(words, view)),
        section_block(_describe_clock(words, view)),
        section_block(_describe_files(words, view)),
        section_block(_describe_next(words, view)),
        *([_build_buttons(frame, view)] if view.is_open else []),
    ]
    return make_message(frame, header, blocks, details=" ".join(first))


def build_reminder(frame: Frame, view: IncidentCard) -> MessageCard:
    """Build the reminder of a report that is due, or that the incident is closed."""
    words, incident = frame.words, str(view.incident.id)
    if not view.is_open:
        return make_alert(frame, words("incident.due_over", incident=incident), [_describe_next(words, view)])
    due = view.due or Deadline.PROMPT
    day = view.deadlines.prompt_by if due is Deadline.PROMPT else view.deadlines.final_by
    header, sentence = words("incident.due_header", incident=incident), words(f"incident.{due.value}_due", day=day)
    link = None if view.link is None else make_link(view.link, words("incident.open", incident=incident))
    return make_alert(frame, header, [sentence], mentioned=view.mentioned, link=link)


def describe_open(words: Words, view: IncidentCard) -> str:
    """Describe an open incident in a line, with its clock, for Home."""
    incident, days = view.incident, view.deadlines
    name = words("incident.open", incident=str(incident.id))
    key = "incident.home" if incident.files is not None else "incident.home_no_files"
    return words(
        key,
        title=make_link(view.link, name) if view.link else name,
        campaign=str(view.campaign.id),
        first=days.prompt_from,
        last=days.prompt_by,
        final=days.final_by,
    )


def build_report_button(frame: Frame, campaign_id: int | None = None) -> Block:
    """Build the button that opens the form of a report, for one campaign or for any."""
    value = "all" if campaign_id is None else str(campaign_id)
    return button_element(frame.words("incident.report"), ids.INCIDENT_OPEN, value, style="danger")


def build_report_form(frame: Frame, choices: Sequence[Campaign], today: date) -> SlackView:
    """Build the form of a report: which campaign, what went wrong, when it was noticed, and a suspected purpose."""
    words = frame.words
    listed = [option_object(_name_campaign(words, one), str(one.id)) for one in choices]
    kinds = [option_object(words(f"incident_kind.{kind.value}"), kind.value) for kind in IncidentKind]
    purposes = [option_object(words(f"incident.{name}_purpose"), value) for name, value in (("no", _NO), ("yes", _YES))]
    campaign: Block = {"type": "static_select", "options": listed}
    if len(listed) == 1:
        campaign["initial_option"] = listed[0]
    blocks = [
        section_block(words("incident.form_text")),
        input_block(ids.CAMPAIGN, words("incident.campaign"), campaign),
        input_block(ids.KIND, words("incident.kind"), {"type": "static_select", "options": kinds}),
        input_block(
            ids.NOTICED,
            words("incident.noticed"),
            {"type": "datepicker", "initial_date": today.isoformat()},
            hint=words("incident.noticed_hint"),
        ),
        input_block(
            ids.PURPOSE,
            words("incident.purpose"),
            {"type": "static_select", "options": purposes, "initial_option": purposes[0]},
            hint=words("incident.purpose_hint"),
        ),
    ]
    title, yes = words("incident.title"), words("incident.report_yes")
    return modal_view(frame, ids.INCIDENT_REPORT, title, blocks, submit=yes)


def read_report(values: Mapping[str, Any]) -> Report:
    """Read the form of a report. Raises BadInput if there is no day."""
    noticed = values[ids.NOTICED][ids.NOTICED].get("selected_date")
    if not noticed:
        raise BadInput("noticed_missing", ids.NOTICED)
    return Report(
        campaign_id=int(values[ids.CAMPAIGN][ids.CAMPAIGN]["selected_option"]["value"]),
        kind=IncidentKind(values[ids.KIND][ids.KIND]["selected_option"]["value"]),
        noticed_on=date.fromisoformat(noticed),
        is_wrongful=values[ids.PURPOSE][ids.PURPOSE]["selected_option"]["value"] == _YES,
    )


def build_close_form(frame: Frame, incident_id: int) -> SlackView:
    """Build the form that asks why an incident is closed."""
    words = frame.words
    options = [option_object(words(f"close_reason.{reason.value}"), reason.value) for reason in CloseReason]
    blocks = [
        section_block(words("incident.close_text")),
        input_block(ids.REASON, words("decision.reason"), {"type": "static_select", "options": options}),
    ]
    title, yes = words("incident.close"), words("incident.close_yes")
    return modal_view(frame, ids.INCIDENT_CLOSE, title, blocks, submit=yes, metadata=str(incident_id))


def read_close_reason(values: Mapping[str, Any]) -> CloseReason:
    """Read the reason of that form."""
    return CloseReason(values[ids.REASON][ids.REASON]["selected_option"]["value"])


def _name_campaign(words: Words, campaign: Campaign) -> str:
    state = words(f"campaign.state.{campaign.state.value}")
    name = escape_name(campaign.list_name, _NAME_LENGTH)
    return words("incident.campaign_option", campaign=str(campaign.id), name=name, state=state)


def _describe_report(words: Words, view: IncidentCard) -> str:
    incident, evidence = view.incident, view.incident.evidence
    stopped = "incident.stopped" if evidence.was_running else "incident.had_ended"
    return words(
        "incident.what",
        who=mention_person(incident.reported_by, words),
        at=incident.reported_at,
        kind=words(f"incident_kind.{incident.report.kind.value}"),
        stopped=words(stopped, campaign=str(view.campaign.id)),
        paused=words("incident.paused", n=len(evidence.paused)),
    )


def _describe_counts(words: Words, view: IncidentCard) -> str:
    counts = view.counts
    text = words(
        "incident.counts",
        at=view.seen_at,
        handed=counts.handed_over,
        delivered=counts.delivered,
        undelivered=counts.undelivered,
        uncertain=counts.uncertain,
        unsent=counts.not_sent,
    )
    return f"{text}\n{words('incident.uncertain', n=counts.uncertain)}" if counts.uncertain else text


def _describe_clock(words: Words, view: IncidentCard) -> str:
    report, days = view.incident.report, view.deadlines
    people = view.counts.handed_over + view.counts.uncertain
    many = "incident.over_100" if people > REPORTABLE_PEOPLE else "incident.ask_office"
    return words(
        "incident.clock",
        noticed=report.noticed_on,
        first=days.prompt_from,
        last=days.prompt_by,
        final=days.final_by,
        days=60 if report.is_wrongful else 30,
        many=words(many),
    )


def _describe_files(words: Words, view: IncidentCard) -> str:
    files, evidence = view.incident.files, view.incident.evidence
    head = words("incident.evidence", n=evidence.audit_count, head=evidence.audit_head[:_HEAD_LENGTH])
    if files is None:
        return f"{words('incident.no_files')}\n{head}"
    names = words("list.comma").join(files.names)
    return f"{words('incident.files', n=files.rows, at=files.at, names=names)}\n{head}"


def _describe_next(words: Words, view: IncidentCard) -> str:
    incident = view.incident
    if incident.closed_at is not None and incident.close_reason is not None:
        return words(
            "incident.closed",
            who=mention_person(incident.closed_by, words),
            at=incident.closed_at,
            reason=words(f"close_reason.{incident.close_reason.value}"),
        )
    if view.correction is not None:
        return words("incident.do_correction", campaign=str(view.correction))
    return words("incident.do")


def _build_buttons(frame: Frame, view: IncidentCard) -> Block:
    words, value = frame.words, str(view.incident.id)
    style = "primary" if view.incident.files is None else None
    correct = button_element(words("incident.correct"), ids.INCIDENT_CORRECT, value)
    return actions_block(
        "incident",
        [
            button_element(words("incident.write"), ids.INCIDENT_WRITE, value, style=style),
            *([correct] if view.correction is None and view.counts.handed_over else []),
            button_element(words("incident.close"), ids.INCIDENT_CLOSE, value),
        ],
    )
