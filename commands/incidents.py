"""The form that reports an incident (誤送信), and the buttons on the incident's card."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import Conflict
from bot.screens import ids
from bot.screens import incidents as screens
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.services import drafts, incident_files, incidents
from bot.services.context import JST
from bot.services.imports.column_mappings import Progress
from bot.services.stopping import hold_while_asking
from commands.buttons import parse_subject, register_buttons
from commands.context import Body, CommandContext, get_user, require_own_channel
from commands.responses import ack_with_working_view, open_page, run_decision, run_in_view

_TITLE = "incident.title"
_CLOSE = "incident.close"
_GONE = "report_gone"


def register(app: App, context: CommandContext) -> None:
    """Register both forms and the buttons."""

    def open_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            value = str(body["actions"][0].get("value") or "")
            if value == "all":  # on Home
                return _build_form(context, actor, frame, None)
            require_own_channel(context, body)
            return _build_form(context, actor, frame, parse_subject(value, "campaign_gone")[0])

        ack()
        open_page(context, body, _TITLE, build)

    def open_close_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            incident_id, _ = parse_subject(str(body["actions"][0].get("value") or ""), _GONE)
            incidents.check_closable(context.services, actor, incident_id)
            return screens.build_close_form(frame, incident_id)

        ack()
        open_page(context, body, _CLOSE, build)

    app.action(ids.INCIDENT_OPEN)(open_form)
    app.view(ids.INCIDENT_REPORT)(lambda ack, body: _report(context, ack, body))
    app.action(ids.INCIDENT_CLOSE)(open_close_form)
    app.view(ids.INCIDENT_CLOSE)(lambda ack, body: _close(context, ack, body))
    register_buttons(
        app,
        context,
        _GONE,
        changes={
            ids.INCIDENT_WRITE: (incident_files.write_files, "done.affected_written"),
            ids.INCIDENT_CORRECT: (drafts.draft_correction, "done.correction_drafted"),
        },
        decisions={},
    )


def _build_form(context: CommandContext, actor: Actor, frame: Frame, campaign_id: int | None) -> SlackView:
    choices = incidents.list_reportable(context.services, actor, campaign_id)
    today = context.services.clock.now().astimezone(JST).date()
    return screens.build_report_form(frame, choices, today)


def _report(context: CommandContext, ack: Ack, body: Body) -> None:
    """Report the incident, then write the files about it; the sending is held meanwhile."""
    values = body["view"]["state"]["values"]

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        incident_id = incidents.report_incident(context.services, actor, screens.read_report(values))
        try:
            incident_files.write_files(context.services, actor, incident_id)
            key = "incident.done"
        except Conflict:
            key = "incident.done_no_files"
        return build_notice_view(frame, frame.words(_TITLE), frame.words(key, incident=str(incident_id)))

    target = ack_with_working_view(context, ack, body, _TITLE)
    with hold_while_asking(context.services, get_user(body)):
        run_in_view(
            context,
            body,
            target,
            _TITLE,
            work,
            lambda _actor, frame, text: build_notice_view(frame, frame.words(_TITLE), text),
            ask_slack=True,
        )


def _close(context: CommandContext, ack: Ack, body: Body) -> None:
    view = body["view"]

    def work(actor: Actor, frame: Frame) -> SlackView:
        incident_id, _ = parse_subject(view["private_metadata"], _GONE)
        reason = screens.read_close_reason(view["state"]["values"])
        incidents.close_incident(context.services, actor, incident_id, reason)
        return build_notice_view(frame, frame.words(_CLOSE), frame.words("incident.closed_done"))

    run_decision(context, ack, body, _CLOSE, work)
