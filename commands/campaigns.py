"""/sms-new with its preview, and the buttons of a campaign."""

from dataclasses import replace

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.campaigns import Draft
from bot.model.errors import BadInput
from bot.model.text_findings import Severity
from bot.rules.intents import find_offered_intents
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.text import normalise_text
from bot.rules.privacy import Leak
from bot.screens import drafts as screens
from bot.screens import ids
from bot.screens.blocks import Frame, View, section_block
from bot.screens.labels import make_form_errors
from bot.services import approvals, campaigns, drafts
from bot.services.context import ServiceContext
from commands.buttons import parse_subject, register_button
from commands.context import Body, CommandContext
from commands.progress import ViewPlace
from commands.responses import ack_with_working_view, run_for_actor, run_in_view

_TITLE = "draft.title"
_LARGE_NUMBER = 10**6
"""A running number as long as any will be: a text is judged with the longest reference."""


def register(app: App, context: CommandContext) -> None:
    """Drafting and deciding."""
    _register_form(app, context)
    register_button(app, context, ids.CAMPAIGN_SUBMIT, _submit)
    register_button(app, context, ids.CAMPAIGN_WITHDRAW, _withdraw)
    register_button(app, context, ids.CAMPAIGN_APPROVE, _approve)
    register_button(app, context, ids.CAMPAIGN_REJECT, _reject)
    register_button(app, context, ids.CAMPAIGN_PAUSE, _pause)
    register_button(app, context, ids.CAMPAIGN_RESUME, _resume)
    register_button(app, context, ids.CAMPAIGN_STOP, _stop)


def _register_form(app: App, context: CommandContext) -> None:
    def ask(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            view = screens.build_form(
                frame,
                drafts.list_choices(context.services, actor),
                find_offered_intents(context.services.settings.policy),
            )
            context.client.views_open(trigger_id=body["trigger_id"], view=view)

        ack()
        run_for_actor(context, body, work)

    def preview(ack: Ack, body: Body) -> None:
        ack()
        values = body["view"]["state"]["values"]
        run_in_view(
            context,
            body,
            ViewPlace(body["view"]["id"]),
            _TITLE,
            lambda actor, frame, _progress: _preview_draft(context.services, actor, frame, screens.read_form(values)),
            lambda actor, frame, text: _rebuild_form(context, actor, frame, text, None),
        )

    app.command("/sms-new")(ask)
    app.action(ids.OPEN_NEW)(ask)
    app.action(ids.PREVIEW)(preview)
    app.view(ids.CAMPAIGN_NEW)(lambda ack, body: _create(context, ack, body))


def _create(context: CommandContext, ack: Ack, body: Body) -> None:
    """Keep the draft. What is wrong with the text is said at once, under its field; all else takes its time."""
    frame = context.frame_at_once(body)
    try:
        draft = screens.read_form(body["view"]["state"]["values"])
        _check_text(context.services, draft)
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(frame.words, refusal))
        return
    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, _TITLE),
        _TITLE,
        lambda actor, frame, _progress: _create_draft(context, actor, frame, draft),
        lambda actor, frame, text: _rebuild_form(context, actor, frame, text, _clear_leaking_text(context, draft)),
    )


def _check_text(services: ServiceContext, draft: Draft) -> None:
    """Judge the text alone. Raises BadInput: an error at a field can only be shown with the acknowledgement."""
    found = drafts.lint_draft(services, draft.body, make_ref(_LARGE_NUMBER)) if normalise_text(draft.body) else ()
    fault = next((finding for finding in found if finding.severity is Severity.ERROR), None)
    if fault is not None:
        raise BadInput(f"lint_{fault.id}", ids.TEXT, found=fault.found)


def _preview_draft(services: ServiceContext, actor: Actor, frame: Frame, draft: Draft) -> View:
    """The form with the preview below; what was typed stays in its fields."""
    below = screens.build_preview(frame, drafts.preview_draft(services, actor, draft))
    return screens.build_form(
        frame, drafts.list_choices(services, actor), find_offered_intents(services.settings.policy), below, draft=draft
    )


def _create_draft(context: CommandContext, actor: Actor, frame: Frame, draft: Draft) -> View:
    seen = drafts.preview_draft(context.services, actor, draft)
    context.client.check({"sample": seen.sample})  # a draft whose card could not be shown is not kept
    return screens.build_created_page(frame, drafts.create_draft(context.services, actor, draft), seen)


def _rebuild_form(context: CommandContext, actor: Actor, frame: Frame, text: str, draft: Draft | None) -> View:
    """The form once more, with the reason why."""
    fault = section_block(frame.words("form.error", text=text))
    return screens.build_form(
        frame,
        drafts.list_choices(context.services, actor),
        find_offered_intents(context.services.settings.policy),
        [fault],
        draft=draft,
    )


def _clear_leaking_text(context: CommandContext, draft: Draft) -> Draft:
    """The draft, without a text that must not stand in a form."""
    try:
        context.client.check({"text": draft.body})
    except Leak:
        return replace(draft, body="")
    return draft


def _submit(services: ServiceContext, actor: Actor, value: str) -> str:
    campaigns.submit_campaign(services, actor, *_parse_campaign(value))
    return "done.submitted"


def _withdraw(services: ServiceContext, actor: Actor, value: str) -> str:
    campaigns.withdraw_campaign(services, actor, _parse_campaign(value)[0])
    return "done.withdrawn"


def _approve(services: ServiceContext, actor: Actor, value: str) -> str:
    approvals.approve_campaign(services, actor, *_parse_campaign(value))
    return "done.approved"


def _reject(services: ServiceContext, actor: Actor, value: str) -> str:
    approvals.reject_campaign(services, actor, *_parse_campaign(value))
    return "done.rejected"


def _pause(services: ServiceContext, actor: Actor, value: str) -> str:
    campaigns.pause_campaign(services, actor, _parse_campaign(value)[0])
    return "done.paused"


def _resume(services: ServiceContext, actor: Actor, value: str) -> str:
    campaigns.resume_campaign(services, actor, _parse_campaign(value)[0])
    return "done.resumed"


def _stop(services: ServiceContext, actor: Actor, value: str) -> str:
    campaigns.stop_campaign(services, actor, _parse_campaign(value)[0])
    return "done.stopped"


def _parse_campaign(value: str) -> tuple[int, str]:
    """A button's value: the campaign and, where something is decided, the fingerprint of what was seen."""
    return parse_subject(value, "campaign_gone")
