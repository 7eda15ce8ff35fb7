"""`/sms-stop` and the buttons for all sending: it is paused at once; a supervisor resumes it or stops it for good."""

from slack_bolt import Ack, App

from bot.model.access import Actor
from bot.screens import ids
from bot.screens import stopping as screens
from bot.screens.blocks import Frame
from bot.services import stopping
from bot.services.context import ServiceContext
from commands.buttons import register_button
from commands.context import Body, CommandContext, get_user
from commands.responses import respond, run_for_actor


def register(app: App, context: CommandContext) -> None:
    """Register the command and the three buttons. The command pauses without a question: a pause can be undone."""

    def pause_all(ack: Ack, body: Body) -> None:
        def work(actor: Actor, frame: Frame) -> None:
            key = stopping.pause_all(context.services, actor)
            respond(context, body, screens.build_answer(frame, stopping.get_pause(context.services, actor, key)))

        ack()
        with stopping.hold_while_asking(context.services, get_user(body)):
            run_for_actor(context, body, work)

    app.command("/sms-stop")(pause_all)
    register_button(app, context, ids.PAUSE_ALL, _pause, holds=True)
    register_button(app, context, ids.RESUME_ALL, _resume)
    register_button(app, context, ids.STOP_ALL, _stop, holds=True)


def _pause(services: ServiceContext, actor: Actor, _value: str) -> str:
    stopping.pause_all(services, actor)
    return "done.all_paused"


def _resume(services: ServiceContext, actor: Actor, _value: str) -> str:
    stopping.resume_all(services, actor)
    return "done.all_resumed"


def _stop(services: ServiceContext, actor: Actor, _value: str) -> str:
    stopping.stop_all(services, actor)
    return "done.all_stopped"
