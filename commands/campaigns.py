"""`/sms-new` with its preview, and the buttons of a campaign's card."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.campaigns import DecisionReason, Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput
from bot.model.text_findings import Severity
from bot.rules.intents import find_offered_intents
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.templates import is_template
from bot.rules.message_text.text import normalise_text
from bot.rules.privacy import Leak
from bot.screens import campaign_buttons, ids, lists
from bot.screens import drafts as screens
from bot.screens.blocks import Block, Frame, SlackView, build_notice_view, build_working_view, section_block
from bot.screens.labels import make_form_errors
from bot.services import approvals, campaigns, drafts, number_checks, stopping
from bot.services.context import ServiceContext
from bot.services.imports.column_mappings import Progress
from commands.buttons import Decision, parse_subject, register_buttons
from commands.context import Body, CommandContext, require_own_channel
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_page, run_in_view

_TITLE = "draft.title"
_GONE = "campaign_gone"
ReasonedDecision = Callable[[ServiceContext, Actor, int, str, DecisionReason, str], None]
"""A service that decides on what the person saw (fingerprint), with a reason and a note."""
_LARGE_NUMBER = 10**6
"""A number that makes a reference of the greatest length, so that the text is linted at its longest."""


def register(app: App, context: CommandContext) -> None:
    """Register the form for a draft and the buttons of a campaign."""
    _register_form(app, context)
    _register_reasoned(
        app, context, ids.CAMPAIGN_REJECT, approvals.check_rejectable, approvals.reject_campaign, "done.rejected"
    )
    _register_reasoned(
        app, context, ids.CAMPAIGN_SEND_BACK, approvals.check_returnable, approvals.send_back_campaign, "done.sent_back"
    )
    register_buttons(
        app,
        context,
        _GONE,
        changes={
            ids.CAMPAIGN_WITHDRAW: (campaigns.withdraw_campaign, "done.withdrawn"),
            ids.CAMPAIGN_PAUSE: (stopping.pause_campaign, "done.paused"),
            ids.CAMPAIGN_RESUME: (campaigns.resume_campaign, "done.resumed"),
            ids.CAMPAIGN_STOP: (stopping.stop_campaign, "done.stopped"),
            ids.CAMPAIGN_CHECK: (number_checks.request_checks, "done.check_requested"),
            ids.CAMPAIGN_REST: (drafts.draft_rest, "done.rest_drafted"),
        },
        decisions={
            ids.CAMPAIGN_SUBMIT: (campaigns.submit_campaign, "done.submitted"),
            ids.CAMPAIGN_APPROVE: (approvals.approve_campaign, "done.approved"),
        },
        holding=(ids.CAMPAIGN_PAUSE, ids.CAMPAIGN_STOP),
    )


def _register_form(app: App, context: CommandContext) -> None:
    def open_form(ack: Ack, body: Body) -> None:
        ack()
        open_page(context, body, _TITLE, lambda actor, frame: _build_form(context, actor, frame, (), None))

    def show_preview(ack: Ack, body: Body) -> None:
        ack()
        values = body["view"]["state"]["values"]
        run_in_view(
            context,
            body,
            ViewTarget(body["view"]["id"]),
            _TITLE,
            lambda actor, frame, _progress: _preview_draft(context, actor, frame, screens.read_form(values)),
            lambda actor, frame, text: _rebuild_form(context, actor, frame, text, None),
        )

    def change_template(ack: Ack, body: Body) -> None:
        ack()
        _change_template(context, body)

    def open_near_draft(ack: Ack, body: Body) -> None:
        """Open the form for the list of the button, with the reminder of a promised day chosen."""

        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            list_id, _ = parse_subject(str(body["actions"][0].get("value") or ""), "list_gone")
            return _build_form(context, actor, frame, (), Draft(list_id, Intent.PROMISE_NEAR, "", None))

        ack()
        open_page(context, body, _TITLE, build)

    app.command("/sms-new")(open_form)
    app.action(ids.PROMISES_DRAFT)(open_near_draft)
    app.action(ids.OPEN_NEW)(open_form)
    app.action(ids.PREVIEW)(show_preview)
    app.action(ids.TEMPLATE)(change_template)
    app.view(ids.CAMPAIGN_NEW)(lambda ack, body: _submit_form(context, ack, body))


def _change_template(context: CommandContext, body: Body) -> None:
    """Show the text of the template that a person has chosen, unless they have written a text of their own."""
    draft = screens.read_form(body["view"]["state"]["values"])
    if not is_template(draft.body):
        return
    view_id, frame = body["view"]["id"], context.get_cached_frame(body)
    # Slack keeps what stands in a field as long as the field is there: this page without fields makes it forget.
    context.client.views_update(view_id=view_id, view=build_working_view(frame, frame.words(_TITLE), "notice.opening"))
    fresh = replace(draft, body="")
    run_in_view(
        context,
        body,
        ViewTarget(view_id),
        _TITLE,
        lambda actor, frame, _progress: _build_form(context, actor, frame, (), fresh),
        lambda actor, frame, text: _rebuild_form(context, actor, frame, text, fresh),
    )


def _register_reasoned(
    app: App, context: CommandContext, action_id: str, check: Decision, apply: ReasonedDecision, done: str
) -> None:
    """Register a decision that asks for its reason first. `check` refuses before the form is shown."""
    title = action_id.replace("_", ".", 1)

    def open_reason_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            require_own_channel(context, body)
            value = str(body["actions"][0].get("value") or "")
            check(context.services, actor, *parse_subject(value, _GONE))
            return campaign_buttons.build_reason_form(frame, action_id, value)

        ack()
        open_page(context, body, title, build)

    def decide(ack: Ack, body: Body) -> None:
        _decide_with_reason(context, ack, body, title, apply, done)

    app.action(action_id)(open_reason_form)
    app.view(action_id)(decide)


def _decide_with_reason(
    context: CommandContext, ack: Ack, body: Body, title: str, apply: ReasonedDecision, done: str
) -> None:
    """Decide on a campaign. A note that Slack may not show is refused at its field and not saved."""
    view = body["view"]
    values = view["state"]["values"]
    try:
        context.client.check({"values": values})
    except Leak:
        ack(response_action="errors", errors={ids.NOTE: context.get_cached_frame(body).words("notice.personal_data")})
        return

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        subject = parse_subject(view["private_metadata"], _GONE)
        apply(context.services, actor, *subject, *campaign_buttons.read_reason(values))
        return build_notice_view(frame, frame.words(title), frame.words(done))

    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, title),
        title,
        work,
        lambda _actor, frame, text: build_notice_view(frame, frame.words(title), text),
        ask_slack=True,
    )


def _submit_form(context: CommandContext, ack: Ack, body: Body) -> None:
    """Save the draft. The text is linted before the acknowledgement, because only that can show an error at a field."""
    frame = context.get_cached_frame(body)
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
    """Lint the text of a draft. Raises BadInput on the first error."""
    findings = drafts.lint_draft(services, draft.body, make_ref(_LARGE_NUMBER)) if normalise_text(draft.body) else ()
    error = next((finding for finding in findings if finding.severity is Severity.ERROR), None)
    if error is not None:
        raise BadInput(f"lint_{error.id}", ids.TEXT, found=error.found)


def _build_form(
    context: CommandContext, actor: Actor, frame: Frame, above: Sequence[Block], draft: Draft | None
) -> SlackView:
    choices, words = drafts.list_choices(context.services, actor), frame.words
    intents = find_offered_intents(context.services.settings.policy)
    if choices:
        return screens.build_form(frame, choices, intents, above, draft=draft)
    if context.uploads_allowed:
        return lists.build_form(frame, note=words("draft.no_lists"))
    return build_notice_view(frame, words(_TITLE), words("draft.no_lists_inbox"))


def _preview_draft(context: CommandContext, actor: Actor, frame: Frame, draft: Draft) -> SlackView:
    preview = screens.build_preview(frame, drafts.preview_draft(context.services, actor, draft))
    return _build_form(context, actor, frame, preview, draft)


def _create_draft(context: CommandContext, actor: Actor, frame: Frame, draft: Draft) -> SlackView:
    preview = drafts.preview_draft(context.services, actor, draft)
    context.client.check({"sample": preview.sample})  # a draft whose card Slack may not show must not be saved
    return screens.build_created_page(frame, drafts.create_draft(context.services, actor, draft), preview)


def _rebuild_form(context: CommandContext, actor: Actor, frame: Frame, text: str, draft: Draft | None) -> SlackView:
    """Build the form again with the reason for a refusal."""
    return _build_form(context, actor, frame, [section_block(frame.words("form.error", text=text))], draft)


def _clear_leaking_text(context: CommandContext, draft: Draft) -> Draft:
    """Remove the text of a draft if it contains personal data, which a form may not show."""
    try:
        context.client.check({"text": draft.body})
    except Leak:
        return replace(draft, body="")
    return draft
