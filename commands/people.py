"""`/sms-find`: the form that finds the person who calls, and the page about them. All of it is in one modal."""

from collections.abc import Callable
from datetime import date

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.call_backs import CallBackResult
from bot.model.errors import BadInput, Refusal
from bot.model.people import PersonView
from bot.rules.call_backs import check_entry
from bot.rules.people import read_query
from bot.rules.privacy import Leak
from bot.screens import call_backs as record_screens
from bot.screens import ids
from bot.screens import people as screens
from bot.screens.blocks import Frame, SlackView, build_notice_view
from bot.screens.labels import make_form_errors
from bot.services import call_backs, people, person_sheets
from bot.services.context import JST
from bot.services.imports.column_mappings import Progress
from commands.context import Body, CommandContext
from commands.progress import ViewTarget
from commands.responses import ack_with_working_view, open_page, open_working_view, run_in_view

_TITLE = "caller.title"
_RECORD = "record.title"
_SHEET = "sheet.title"
_CORRECTION = "correction.title"
Work = Callable[[Actor, Frame, Progress], SlackView]


def register(app: App, context: CommandContext) -> None:
    """Register the command, the form, and the buttons that open a person."""

    def open_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            people.require_desk(context.services, actor)
            return screens.build_form(frame, _get_today(context))

        ack()
        open_page(context, body, _TITLE, build)

    app.command("/sms-find")(open_form)
    app.action(ids.OPEN_FIND)(open_form)
    app.view(ids.PERSON_FIND)(lambda ack, body: _find(context, ack, body))
    app.action(ids.PERSON_OPEN)(lambda ack, body: _open_person(context, ack, body))
    app.action(ids.PERSON_VERIFY)(lambda ack, body: _open_person(context, ack, body))
    for action_id, result in record_screens.BUTTONS.items():
        _register_record(app, context, action_id, result)
    app.action(ids.PERSON_EXPORT)(lambda ack, body: _open_sheet_form(context, ack, body))
    app.view(ids.PERSON_SHEET)(lambda ack, body: _write_sheet(context, ack, body))
    app.action(ids.RECORD_CORRECT)(lambda ack, body: _open_correction(context, ack, body))
    app.view(ids.RECORD_CORRECT)(lambda ack, body: _correct(context, ack, body))
    app.view(ids.CALL_BACK)(lambda ack, body: _record(context, ack, body))


def _get_today(context: CommandContext) -> date:
    return context.services.clock.now().astimezone(JST).date()


def _find(context: CommandContext, ack: Ack, body: Body) -> None:
    """Find the person. What is wrong with a 受付番号 by itself is said at its field, before the acknowledgement."""
    filled = screens.read_form(body["view"]["state"]["values"])
    try:
        query = read_query(filled.ref, filled.digits, filled.day, is_verified=filled.is_verified)
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
        return

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        found = people.find_person(context.services, actor, query)
        if isinstance(found, PersonView):
            return screens.build_page(frame, found, people.get_desk(context.services))
        return screens.build_matches(frame, found)

    run_in_view(
        context,
        body,
        ack_with_working_view(context, ack, body, _TITLE, "notice.opening"),
        _TITLE,
        work,
        lambda _actor, frame, text: screens.build_form(frame, _get_today(context), filled, error=text),
    )


def _find_page(context: CommandContext, body: Body) -> ViewTarget:
    """Find the page for the result of a click: the one with the button is replaced."""
    view = body.get("view") or {}
    return ViewTarget(view["id"]) if view.get("type") == "modal" else open_working_view(context, body, _TITLE)


def _open_person(context: CommandContext, ack: Ack, body: Body) -> None:
    """Show a person in place of the page with the button."""

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        message_id, is_verified = record_screens.unpack_person(str(body["actions"][0].get("value") or ""))
        found = people.get_person(context.services, actor, message_id, is_verified=is_verified)
        return screens.build_page(frame, found, people.get_desk(context.services))

    ack()
    _run(context, body, _find_page(context, body), _TITLE, work)


def _open_sheet_form(context: CommandContext, ack: Ack, body: Body) -> None:
    """Ask why everything about a person is to be written to a file."""

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        message_id, _ = record_screens.unpack_person(str(body["actions"][0].get("value") or ""))
        ref = person_sheets.check_exportable(context.services, actor, message_id)
        return screens.build_sheet_form(frame, message_id, ref)

    ack()
    _run(context, body, _find_page(context, body), _SHEET, work)


def _write_sheet(context: CommandContext, ack: Ack, body: Body) -> None:
    """Write everything about a person to a file; the page says its name only."""
    view = body["view"]

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        message_id, is_verified = record_screens.unpack_person(str(view["private_metadata"]))
        reason = screens.read_sheet_reason(view["state"]["values"])
        name = person_sheets.write_sheet(context.services, actor, message_id, reason)
        found = people.get_person(context.services, actor, message_id, is_verified=is_verified)
        done = frame.words("sheet.done", name=name)
        return screens.build_page(frame, found, people.get_desk(context.services), done=done)

    _run(context, body, ack_with_working_view(context, ack, body, _SHEET), _SHEET, work, ask_slack=True)


def _run(
    context: CommandContext, body: Body, page: ViewTarget, title: str, work: Work, *, ask_slack: bool = False
) -> None:
    """Show what `work` returns on the page, or the sentence of a refusal."""
    run_in_view(
        context,
        body,
        page,
        title,
        work,
        lambda _actor, frame, text: build_notice_view(frame, frame.words(title), text),
        ask_slack=ask_slack,
    )


def _register_record(app: App, context: CommandContext, action_id: str, result: CallBackResult) -> None:
    """Register a button that shows the form of a record in place of the person's page."""

    def open_form(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
            message_id, is_verified = record_screens.unpack_person(str(body["actions"][0].get("value") or ""))
            form = call_backs.prepare_form(context.services, actor, message_id, result, is_verified=is_verified)
            return record_screens.build_form(frame, form)

        ack()
        _run(context, body, _find_page(context, body), _RECORD, work)

    app.action(action_id)(open_form)


def _record(context: CommandContext, ack: Ack, body: Body) -> None:
    """Record what the form says. What is wrong with it by itself is said at its field, before the acknowledgement."""
    view = body["view"]
    values, metadata = view["state"]["values"], str(view["private_metadata"])
    filled = record_screens.read_form(values)
    try:
        context.client.check({"note": filled.note})
        check_entry(record_screens.make_entry(metadata, filled), _get_today(context))
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
        return
    except Leak:
        ack(response_action="errors", errors={ids.NOTE: context.get_cached_frame(body).words("notice.personal_data")})
        return
    except Refusal:
        pass  # the form is of another version, or forged: it is refused below, after the acknowledgement

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        entry = record_screens.make_entry(metadata, filled)
        found = call_backs.record_call_back(context.services, actor, entry)
        done = record_screens.describe_done(
            frame.words, entry.result, context.services.settings.policy.promise_default_days
        )
        return screens.build_page(frame, found, people.get_desk(context.services), done=done)

    def ask_again(actor: Actor, frame: Frame, text: str) -> SlackView:
        """Build the form again, with what somebody else has recorded since it was opened."""
        try:
            entry = record_screens.make_entry(metadata, filled)
            form = call_backs.prepare_again(context.services, actor, entry)
        except Refusal:
            return build_notice_view(frame, frame.words(_RECORD), text)
        return record_screens.build_form(frame, form, filled, error=text)

    page = ack_with_working_view(context, ack, body, _RECORD)
    run_in_view(context, body, page, _RECORD, work, ask_again, ask_slack=True)


def _open_correction(context: CommandContext, ack: Ack, body: Body) -> None:
    """Ask which record is taken back, and why, in place of the person's page."""

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        message_id, _ = record_screens.unpack_person(str(body["actions"][0].get("value") or ""))
        return record_screens.build_correction(
            frame, call_backs.prepare_correction(context.services, actor, message_id)
        )

    ack()
    _run(context, body, _find_page(context, body), _CORRECTION, work)


def _correct(context: CommandContext, ack: Ack, body: Body) -> None:
    """Take a record back; the page says what was undone. What was not chosen is said at its field."""
    view = body["view"]
    metadata, values = str(view["private_metadata"]), view["state"]["values"]
    try:
        record_screens.read_correction(metadata, values)
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(context.get_cached_frame(body).words, refusal))
        return
    except Refusal:
        pass  # a forged form is refused below, after the acknowledgement

    def work(actor: Actor, frame: Frame, _progress: Progress) -> SlackView:
        entry = record_screens.read_correction(metadata, values)
        found, outcome = call_backs.correct_call_back(context.services, actor, entry)
        done = record_screens.describe_corrected(frame.words, outcome)
        return screens.build_page(frame, found, people.get_desk(context.services), done=done)

    _run(context, body, ack_with_working_view(context, ack, body, _CORRECTION), _CORRECTION, work, ask_slack=True)
