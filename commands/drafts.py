"""The form of a draft: `/sms-new`, "Edit" and "Copy", with its preview and its templates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.campaigns import Intent
from bot.model.drafts import Draft, DraftVersion, OpenedDraft
from bot.model.errors import BadInput, Conflict, Refusal
from bot.model.text_findings import Severity
from bot.rules.intents import find_offered_intents
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.templates import is_template
from bot.rules.message_text.text import normalise_text
from bot.rules.privacy import Leak
from bot.screens import drafts as screens
from bot.screens import ids, lists
from bot.screens.blocks import Block, Frame, SlackView, build_notice_view, build_working_view, section_block
from bot.screens.labels import describe_refusal, make_form_errors
from bot.services import drafts
from bot.services.context import ServiceContext
from commands.buttons import parse_subject
from commands.context import Body, CommandContext, require_own_channel
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_page, run_in_view

_NEW = "draft.title"
_EDIT = "draft.edit_title"
_GONE = "campaign_gone"
_LARGE_NUMBER = 10**6
"""A number that makes a reference of the greatest length, so that the text is linted at its longest."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a new draft, or of a stored one (`of`), as a person has it open."""

    context: CommandContext
    of: DraftVersion | None = None

    @property
    def title(self) -> str:
        """The catalogue key of its title."""
        return _NEW if self.of is None else _EDIT

    def build(self, actor: Actor, frame: Frame, above: Sequence[Block], draft: Draft | None) -> SlackView:
        """Build the form. `above`: the preview or a sentence. `draft`: its values; None: those of the stored draft.

        Raises NotFound, NotAllowed, and Conflict where the stored draft is none any more.
        """
        services = self.context.services
        opened = None if self.of is None else drafts.open_draft(services, actor, self.of.campaign)
        choices, words = drafts.list_choices(services, actor, opened), frame.words
        if not choices and self.context.uploads_allowed:
            return lists.build_form(frame, note=words("draft.no_lists"))
        if not choices:
            return build_notice_view(frame, words(self.title), words("draft.no_lists_inbox"))
        intents = _list_intents(services, opened)
        shown = draft or (opened.content if opened else None)
        if not above:
            written = shown or Draft(choices[0].id, intents[0], "", None)
            newer = screens.build_newer_template(frame) if opened and opened.has_newer_template else []
            above = newer + screens.build_length(
                frame, *drafts.measure_text(services, written, make_ref(_LARGE_NUMBER))
            )
        return screens.build_form(frame, choices, intents, above, draft=shown, of=self.of)

    def build_again(self, actor: Actor, frame: Frame, text: str, draft: Draft | None) -> SlackView:
        """Build the form again with the reason for a refusal, or only the reason if there is nothing to change."""
        above = [section_block(frame.words("form.error", text=text))]
        try:
            return self.build(actor, frame, above, draft)
        except Refusal as refusal:
            return build_notice_view(frame, frame.words(self.title), describe_refusal(frame.words, refusal))

    def preview(self, actor: Actor, frame: Frame, draft: Draft) -> SlackView:
        """Build the form with the preview of its values."""
        preview = drafts.preview_draft(self.context.services, actor, draft, self.of)
        return self.build(actor, frame, screens.build_preview(frame, preview), draft)

    def save(self, actor: Actor, frame: Frame, draft: Draft) -> SlackView:
        """Store the draft, and build the page that says so. If somebody else was faster, show what they saved."""
        services = self.context.services
        preview = drafts.preview_draft(services, actor, draft, self.of)
        self.context.client.check({"sample": preview.sample})  # a draft whose card Slack may not show is not saved
        if self.of is None:
            return screens.build_saved_page(frame, drafts.create_draft(services, actor, draft), preview, is_new=True)
        try:
            drafts.edit_draft(services, actor, self.of, draft)
        except Conflict as refusal:
            if refusal.code != "draft_changed":
                raise
            newest = drafts.open_draft(services, actor, self.of.campaign)
            above = screens.build_newer_draft(frame, newest, describe_refusal(frame.words, refusal))
            return replace(self, of=newest.of).build(actor, frame, above, draft)
        return screens.build_saved_page(frame, self.of.campaign, preview, is_new=False)


def register(app: App, context: CommandContext) -> None:
    """Register the form, and everything that opens it."""
    _register_openers(app, context)

    def show_preview(ack: Ack, body: Body) -> None:
        ack()
        form, values = _find_form(context, body), body["view"]["state"]["values"]
        run_in_view(
            context,
            body,
            ViewTarget(body["view"]["id"]),
            form.title,
            lambda actor, frame, _progress: form.preview(actor, frame, screens.read_form(values)),
            lambda actor, frame, text: form.build_again(actor, frame, text, None),
        )

    def change_template(ack: Ack, body: Body) -> None:
        ack()
        _change_template(context, body)

    app.action(ids.PREVIEW)(show_preview)
    app.action(ids.TEMPLATE)(change_template)
    for form_id in (ids.CAMPAIGN_NEW, ids.CAMPAIGN_EDIT):
        app.view(form_id)(lambda ack, body: _submit_form(context, ack, body))


def _register_openers(app: App, context: CommandContext) -> None:
    def open_new(ack: Ack, body: Body) -> None:
        ack()
        open_page(context, body, _NEW, lambda actor, frame: _Form(context).build(actor, frame, (), None))

    def open_near_draft(ack: Ack, body: Body) -> None:
        """Open the form for the list of the button, with the reminder of a promised day chosen."""

        def build(actor: Actor, frame: Frame) -> SlackView:
            list_id = _read_button(context, body, "list_gone")
            return _Form(context).build(actor, frame, (), Draft(list_id, Intent.PROMISE_NEAR, "", None))

        ack()
        open_page(context, body, _NEW, build)

    def open_edit(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            opened = drafts.open_draft(context.services, actor, _read_button(context, body, _GONE))
            return _Form(context, opened.of).build(actor, frame, (), opened.content)

        ack()
        open_page(context, body, _EDIT, build)

    def open_copy(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            copied = drafts.copy_draft(context.services, actor, _read_button(context, body, _GONE))
            return _Form(context).build(actor, frame, (), copied)

        ack()
        open_page(context, body, _NEW, build)

    app.command("/sms-new")(open_new)
    app.action(ids.OPEN_NEW)(open_new)
    app.action(ids.PROMISES_DRAFT)(open_near_draft)
    app.action(ids.CAMPAIGN_EDIT)(open_edit)
    app.action(ids.CAMPAIGN_COPY)(open_copy)


def _read_button(context: CommandContext, body: Body, missing: str) -> int:
    require_own_channel(context, body)
    return parse_subject(str(body["actions"][0].get("value") or ""), missing)[0]


def _find_form(context: CommandContext, body: Body) -> _Form:
    """Find which form of a draft a payload comes from."""
    return _Form(context, screens.read_version(body["view"]))


def _list_intents(services: ServiceContext, opened: OpenedDraft | None) -> Sequence[Intent]:
    """List the intents that can be chosen, with that of an opened draft, or only that one if it is fixed."""
    offered = find_offered_intents(services.settings.policy)
    if opened is None or (opened.content.intent in offered and not opened.is_fixed):
        return offered
    return (opened.content.intent,) if opened.is_fixed else (opened.content.intent, *offered)


def _change_template(context: CommandContext, body: Body) -> None:
    """Show the text of the template that a person has chosen, unless they have written a text of their own.

    The field for the day of the letters comes and goes in either case.
    """
    values = body["view"]["state"]["values"]
    form, draft = _find_form(context, body), screens.read_form(values)
    needs_day = draft.intent is Intent.LETTER_POSTED
    if not is_template(draft.body) and needs_day == screens.has_letter_field(values):
        return
    view_id, frame = body["view"]["id"], context.get_cached_frame(body)
    # Slack keeps what stands in a field as long as the field is there: this page without fields makes it forget.
    working = build_working_view(frame, frame.words(form.title), "notice.opening")
    context.client.views_update(view_id=view_id, view=working)
    fresh = replace(draft, body="") if is_template(draft.body) else draft
    run_in_view(
        context,
        body,
        ViewTarget(view_id),
        form.title,
        lambda actor, frame, _progress: form.build(actor, frame, (), fresh),
        lambda actor, frame, text: form.build_again(actor, frame, text, fresh),
    )


def _submit_form(context: CommandContext, ack: Ack, body: Body) -> None:
    """Save the draft. The text is linted before the acknowledgement, because only that can show an error at a field."""
    frame, form = context.get_cached_frame(body), _find_form(context, body)
    try:
        draft = screens.read_form(body["view"]["state"]["values"])
        _check_text(context.services, draft)
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(frame.words, refusal))
        return
    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, form.title),
        form.title,
        lambda actor, frame, _progress: form.save(actor, frame, draft),
        lambda actor, frame, text: form.build_again(actor, frame, text, _clear_leaking_text(context, draft)),
    )


def _check_text(services: ServiceContext, draft: Draft) -> None:
    """Lint the text of a draft. Raises BadInput on the first error."""
    findings = drafts.lint_draft(services, draft.body, make_ref(_LARGE_NUMBER)) if normalise_text(draft.body) else ()
    error = next((finding for finding in findings if finding.severity is Severity.ERROR), None)
    if error is not None:
        raise BadInput(f"lint_{error.id}", ids.TEXT, found=error.found)
    drafts.check_days(services, draft)


def _clear_leaking_text(context: CommandContext, draft: Draft) -> Draft:
    """Remove the text of a draft if it contains personal data, which a form may not show."""
    try:
        context.client.check({"text": draft.body})
    except Leak:
        return replace(draft, body="")
    return draft
