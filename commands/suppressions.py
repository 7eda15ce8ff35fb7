"""`/sms-suppress`: the form that keeps messages from a person, and the pages of whom they are kept from."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.errors import BadInput
from bot.rules.privacy import Leak
from bot.screens import ids
from bot.screens import suppressions as screens
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.screens.labels import make_form_errors
from bot.services import suppression_files, suppressions
from commands.buttons import parse_subject
from commands.context import Body, CommandContext
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_page, run_decision, run_in_view

_TITLE = "suppression.title"
_END = "suppression.end_title"
_DECIDE = "reversed.title"
_GONE = "suppression_gone"
_PageBuilder = Callable[[CommandContext, Actor, Frame, str], SlackView]
"""Builds the page that a button or menu asks for by its value."""


def register(app: App, context: CommandContext) -> None:
    """Register the command, the forms, and the buttons that open a page in place of the one they are on."""

    def open_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            suppressions.require_desk(context.services, actor)
            return screens.build_form(frame)

        ack()
        open_page(context, body, _TITLE, build)

    app.command("/sms-suppress")(open_form)
    app.action(ids.OPEN_SUPPRESS)(open_form)
    app.action(ids.SUPPRESSION_OPEN)(lambda ack, body: _show(context, ack, body, _build_form))
    for action_id in (ids.SUPPRESSION_LIST, ids.SUPPRESSION_NEWER, ids.SUPPRESSION_OLDER, ids.SUPPRESSION_FILTER):
        app.action(action_id)(lambda ack, body: _show(context, ack, body, _build_list))
    app.action(ids.SUPPRESSION_EXPORT)(lambda ack, body: _show(context, ack, body, _write_file))
    app.action(ids.SUPPRESSION_END)(lambda ack, body: _show(context, ack, body, _build_end_form))
    app.action(ids.SUPPRESSION_DECIDE)(lambda ack, body: _open_decision(context, ack, body))
    app.view(ids.SUPPRESSION_DECIDE)(lambda ack, body: _decide(context, ack, body))
    app.view(ids.SUPPRESSION_ADD)(lambda ack, body: _add(context, ack, body))
    app.view(ids.SUPPRESSION_END)(lambda ack, body: _end(context, ack, body))


def _build_form(context: CommandContext, actor: Actor, frame: Frame, _value: str) -> SlackView:
    suppressions.require_desk(context.services, actor)
    return screens.build_form(frame)


def _build_list(context: CommandContext, actor: Actor, frame: Frame, value: str) -> SlackView:
    return screens.build_page(frame, suppressions.get_page(context.services, actor, *screens.parse_page(value)))


def _write_file(context: CommandContext, actor: Actor, frame: Frame, _value: str) -> SlackView:
    written = suppression_files.write_suppressions(context.services, actor)
    return build_notice_view(frame, frame.words(_TITLE), screens.describe_files(frame.words, written))


def _build_end_form(context: CommandContext, actor: Actor, frame: Frame, value: str) -> SlackView:
    suppression_id, _ = parse_subject(value, _GONE)
    return screens.build_end_form(frame, suppressions.check_endable(context.services, actor, suppression_id))


def _build_decision(context: CommandContext, actor: Actor, frame: Frame, _value: str) -> SlackView:
    return screens.build_decision(frame, suppressions.prepare_reversed(context.services, actor))


def _open_decision(context: CommandContext, ack: Ack, body: Body) -> None:
    """Ask what is decided on people whose payment was taken back: from the card of a file, or from a page."""
    if (body.get("view") or {}).get("type") == "modal":
        _show(context, ack, body, _build_decision)
        return
    ack()
    open_page(context, body, _DECIDE, lambda actor, frame: _build_decision(context, actor, frame, ""))


def _show(context: CommandContext, ack: Ack, body: Body, build: _PageBuilder) -> None:
    """Show a page in place of the one with the button. The menu's value is the chosen option's."""
    action = body["actions"][0]
    value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
    ack()
    run_in_view(
        context,
        body,
        ViewTarget(body["view"]["id"]),
        _TITLE,
        lambda actor, frame, _progress: build(context, actor, frame, value),
        lambda _actor, frame, text: build_notice_view(frame, frame.words(_TITLE), text),
    )


def _add(context: CommandContext, ack: Ack, body: Body) -> None:
    """Suppress a person. What is wrong with the form by itself is said at its fields, before the acknowledgement."""
    filled = screens.read_form(body["view"]["state"]["values"])
    words = context.get_cached_frame(body).words
    try:
        request = suppressions.read_request(context.services, *filled)
        context.client.check({"note": filled.note})
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(words, refusal))
        return
    except Leak:
        ack(response_action="errors", errors={ids.NOTE: words("notice.personal_data")})
        return

    def work(actor: Actor, frame: Frame, _progress: object) -> SlackView:
        return screens.build_added(frame, suppressions.add_suppression(context.services, actor, request))

    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, _TITLE),
        _TITLE,
        work,
        lambda _actor, frame, text: screens.build_form(frame, filled, error=text),
        ask_slack=True,
    )


def _end(context: CommandContext, ack: Ack, body: Body) -> None:
    """End a suppression."""
    view = body["view"]
    reason, note = screens.read_end_form(view["state"]["values"])

    def work(actor: Actor, frame: Frame) -> SlackView:
        suppression_id, _ = parse_subject(view["private_metadata"], _GONE)
        return screens.build_ended(
            frame, suppressions.end_suppression(context.services, actor, suppression_id, reason, note)
        )

    run_decision(context, ack, body, _END, work, note=note)


def _decide(context: CommandContext, ack: Ack, body: Body) -> None:
    """End the suppressions of people whose payment was taken back."""
    view = body["view"]
    values = view["state"]["values"]

    def work(actor: Actor, frame: Frame) -> SlackView:
        decision = screens.read_decision(view["private_metadata"], values)
        return screens.build_decided(frame, suppressions.end_reversed(context.services, actor, decision))

    run_decision(context, ack, body, _DECIDE, work, note=screens.read_end_form(values)[1])
