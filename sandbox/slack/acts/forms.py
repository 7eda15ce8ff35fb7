"""Handing a modal in, and closing it.

Source: docs.slack.dev/surfaces/modals, "Handling view submissions".
"""

from dataclasses import replace

from sandbox.slack import composing, payloads, shapes, state
from sandbox.slack.acts.seen import TROUBLE, Seen, trouble, view_of
from sandbox.slack.files import LARGEST_FILE_INPUT
from sandbox.slack.modals import View
from sandbox.slack.people import Person
from sandbox.slack.required import refusals
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.values import Json, NotPossible, NotThere, Refused
from sandbox.slack.world import World


async def submit(world: World, user: str, view_id: str, given: Json) -> Seen:
    """Fill a modal in and press its submit button. Raises NotThere, NotPossible."""
    person = world.person(user)
    view = view_of(world, person, view_id)
    if world.modals.top(user) != view_id or "submit" not in view.shown:
        raise NotPossible(f"view {view_id!r} is not on top or has no submit button")
    blocks = view.shown["blocks"]
    typed = state.merged(blocks, view.typed, given, lambda identity: _file(world, person, identity))
    view = world.modals.keep(replace(view, typed=typed))
    errors = refusals(blocks, view.values)
    if errors:
        return Seen(errors=errors, view_id=view_id)
    _hand_over(world, view)
    envelope = Envelope("interactive", payloads.view_submission(world, person, view), "view_submission", user)
    ack = await world.hub.deliver(envelope)
    if ack.error is not None:
        return Seen(ack.ms, trouble(ack), view_id=view_id)
    return _answered(world, envelope, view, ack)


async def close(world: World, user: str, view_id: str) -> Seen:
    """Press a modal's close button; the bot hears of it if the view says so. Raises NotThere."""
    person = world.person(user)
    view = view_of(world, person, view_id)
    world.modals.close(view)
    if not view.shown.get("notify_on_close", False):
        return Seen(view_id=world.modals.top(user))
    ack = await world.hub.deliver(Envelope("interactive", payloads.view_closed(person, view), "view_closed", user))
    return Seen(ack.ms, trouble(ack), view_id=world.modals.top(user))


def _file(world: World, person: Person, identity: str) -> Json:
    """Return the file object that Slack puts into the form's values. Raises NotThere, NotPossible."""
    file = world.files.by_id.get(identity)
    if file is None or file.user != person.id:
        raise NotThere(f"{person.id} has no file {identity!r}")
    if len(file.content) > LARGEST_FILE_INPUT:
        raise NotPossible(f"{identity!r} is larger than {LARGEST_FILE_INPUT} bytes, a file input's limit")
    return shapes.file(world, file)


def _hand_over(world: World, view: View) -> None:
    """Let the bot see the files that are handed in."""
    for actions in view.values.values():
        for value in actions.values():
            for file in value.get("files", []):
                world.files.show_to_bot(file["id"])


def _answered(world: World, envelope: Envelope, view: View, ack: Ack) -> Seen:
    """Do what the acknowledgement says with the modal."""
    payload = ack.payload or {}
    try:
        errors = _respond(world, view, payload)
    except Refused as refused:
        world.hub.refused(envelope, refused.error, ack.ms)
        return Seen(ack.ms, f"{TROUBLE} ({refused.error})", view_id=view.id)
    return Seen(ack.ms, errors=errors, view_id=world.modals.top(view.user))


def _respond(world: World, view: View, payload: Json) -> dict[str, str]:
    action = payload.get("response_action")
    current = world.modals.by_id.get(view.id)
    if action == "errors":
        return _errors(view, payload.get("errors"))
    if action == "update" and current is not None:
        world.modals.update(current, composing.view(world, payload.get("view"), "modal"))
    elif action == "push":
        world.modals.push(view.user, composing.view(world, payload.get("view"), "modal"))
    elif action == "clear":
        world.modals.clear(view.user)
    elif action is None:
        if current is not None:
            world.modals.close(current)
    else:
        raise Refused("invalid_response_action")
    return {}


def _errors(view: View, errors: object) -> dict[str, str]:
    """Return the errors a block. Raises Refused if one stands at a block that is not an input of the view."""
    inputs = {block["block_id"] for block in view.shown["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response_action_errors")
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
