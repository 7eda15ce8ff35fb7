"""`/sms-promise`: the form that records a promise to pay; and the button that writes the lists of a morning."""

from contextlib import suppress
from datetime import date

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.model.call_backs import CallBackEntry, CallBackResult
from bot.model.errors import BadInput, Refusal
from bot.rules.privacy import Leak
from bot.screens import call_backs as record_screens
from bot.screens import ids
from bot.screens import people as people_screens
from bot.screens import promises as screens
from bot.screens.blocks import Frame, SlackView
from bot.screens.labels import make_form_errors
from bot.services import call_backs, people, promise_lists
from bot.services.context import JST
from commands.buttons import parse_subject
from commands.context import Body, CommandContext, require_own_channel
from commands.responses import ack_with_working_view, open_page, run_for_actor, run_in_view

_TITLE = "promises.title"
_GONE = "report_of_promises_gone"


def register(app: App, context: CommandContext) -> None:
    """Register the command, the form and the button; the one that drafts a reminder opens the form of a draft."""

    def open_form(ack: Ack, body: Body) -> None:
        def build(actor: Actor, frame: Frame) -> SlackView:
            seen = call_backs.prepare_promise(context.services, actor)
            return screens.build_form(frame, _get_today(context), seen=seen)

        ack()
        open_page(context, body, _TITLE, build)

    app.command("/sms-promise")(open_form)
    app.action(ids.OPEN_PROMISE)(open_form)
    app.view(ids.PROMISE_ADD)(lambda ack, body: _record(context, ack, body))
    app.action(ids.PROMISES_WRITE)(lambda ack, body: _write_lists(context, ack, body))


def _write_lists(context: CommandContext, ack: Ack, body: Body) -> None:
    def work(actor: Actor, frame: Frame) -> str:
        require_own_channel(context, body)
        entry, _ = parse_subject(str(body["actions"][0].get("value") or ""), _GONE)
        return screens.describe_files(frame.words, promise_lists.write_lists(context.services, actor, entry))

    ack()
    run_for_actor(context, body, work, ask_slack=True)


def _get_today(context: CommandContext) -> date:
    return context.services.clock.now().astimezone(JST).date()


def _record(context: CommandContext, ack: Ack, body: Body) -> None:
    """Record a promise. What is wrong with the form by itself is said at its fields, before the acknowledgement."""
    view, words = body["view"], context.get_cached_frame(body).words
    filled, seen = (
        screens.read_form(view["state"]["values"]),
        screens.read_seen(str(view.get("private_metadata") or "")),
    )
    try:
        ref, day = screens.check_form(filled, _get_today(context))
        context.client.check({"note": filled.note})
    except BadInput as refusal:
        ack(response_action="errors", errors=make_form_errors(words, refusal))
        return
    except Leak:
        ack(response_action="errors", errors={ids.NOTE: words("notice.personal_data")})
        return

    def make_entry(actor: Actor) -> CallBackEntry:
        return call_backs.make_promise(context.services, actor, ref, filled.detail, day, filled.note, seen)

    def work(actor: Actor, frame: Frame, _progress: object) -> SlackView:
        found = call_backs.record_call_back(context.services, actor, make_entry(actor))
        done = record_screens.describe_done(
            frame.words, CallBackResult.PROMISE, context.services.settings.policy.promise_default_days
        )
        return people_screens.build_page(frame, found, people.get_desk(context.services), done=done)

    def ask_again(actor: Actor, frame: Frame, text: str) -> SlackView:
        """Build the form again; after what somebody else recorded meanwhile, that of the person's page, with it."""
        with suppress(Refusal):
            form = call_backs.prepare_again(context.services, actor, make_entry(actor))
            if form.newer:
                again = record_screens.FilledForm(filled.detail, day, filled.note)
                return record_screens.build_form(frame, form, again, error=text)
        return screens.build_form(frame, _get_today(context), filled, seen=seen, error=text)

    run_in_view(
        context, body, ack_with_working_view(context, ack, body, _TITLE), _TITLE, work, ask_again, ask_slack=True
    )
