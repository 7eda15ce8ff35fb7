"""Handing a modal in, and closing it.

Source: docs.slack.dev/surfaces/modals, "Handling view submissions".
"""

from dataclasses import replace

from sandbox.slack import composing, objects, payloads, state
from sandbox.slack.acts.seen import TROUBLE, Seen, trouble, view_of
from sandbox.slack.errors import Json, NotFound, NotPossible, Refused
from sandbox.slack.files import LARGEST_FILE_INPUT
from sandbox.slack.people import Person
from sandbox.slack.required import refusals
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


async def submit(workspace: Workspace, user: str, view_id: str, given: Json) -> Seen:
    """Fill a modal in and press its submit button. Raises NotFound, NotPossible."""
    person = workspace.person(user)
    view = view_of(workspace, person, view_id)
    if workspace.views.top(user) != view_id or "submit" not in view.shown:
        raise NotPossible(f"view {view_id!r} is not on top or has no submit button")
    blocks = view.shown["blocks"]
    typed = state.merged(blocks, view.typed, given, lambda identity: _file(workspace, person, identity))
    view = workspace.views.keep(replace(view, typed=typed))
    errors = refusals(blocks, view.values)
    if errors:
        return Seen(errors=errors, view_id=view_id)
    _hand_over(workspace, view)
    envelope = Envelope("interactive", payloads.view_submission(workspace, person, view), "view_submission", user)
    ack = await workspace.sockets.deliver(envelope)
    if ack.error is not None:
        return Seen(ack.ms, trouble(ack), view_id=view_id)
    return _answered(workspace, envelope, view, ack)


async def close(workspace: Workspace, user: str, view_id: str) -> Seen:
    """Press a modal's close button; the bot hears of it if the view says so. Raises NotFound."""
    person = workspace.person(user)
    view = view_of(workspace, person, view_id)
    workspace.views.close(view)
    if not view.shown.get("notify_on_close", False):
        return Seen(view_id=workspace.views.top(user))
    ack = await workspace.sockets.deliver(
        Envelope("interactive", payloads.view_closed(person, view), "view_closed", user)
    )
    return Seen(ack.ms, trouble(ack), view_id=workspace.views.top(user))


def _file(workspace: Workspace, person: Person, identity: str) -> Json:
    """Return the file object that Slack puts into the form's values. Raises NotFound, NotPossible."""
    file = workspace.files.by_id.get(identity)
    if file is None or file.user != person.id:
        raise NotFound(f"{person.id} has no file {identity!r}")
    if len(file.content) > LARGEST_FILE_INPUT:
        raise NotPossible(f"{identity!r} is larger than {LARGEST_FILE_INPUT} bytes, a file input's limit")
    return objects.build_file(workspace, file)


def _hand_over(workspace: Workspace, view: View) -> None:
    """Let the bot see the files that are handed in."""
    for actions in view.values.values():
        for value in actions.values():
            for file in value.get("files", []):
                workspace.files.show_to_bot(file["id"])


def _answered(workspace: Workspace, envelope: Envelope, view: View, ack: Ack) -> Seen:
    """Do what the acknowledgement says with the modal."""
    payload = ack.payload or {}
    try:
        errors = _respond(workspace, view, payload)
    except Refused as refused:
        workspace.sockets.refused(envelope, refused.error, ack.ms)
        return Seen(ack.ms, f"{TROUBLE} ({refused.error})", view_id=view.id)
    return Seen(ack.ms, errors=errors, view_id=workspace.views.top(view.user))


def _respond(workspace: Workspace, view: View, payload: Json) -> dict[str, str]:
    action = payload.get("response_action")
    current = workspace.views.by_id.get(view.id)
    if action == "errors":
        return _errors(view, payload.get("errors"))
    if action == "update" and current is not None:
        workspace.views.update(current, composing.view(workspace, payload.get("view"), "modal"))
    elif action == "push":
        workspace.views.push(view.user, composing.view(workspace, payload.get("view"), "modal"))
    elif action == "clear":
        workspace.views.clear(view.user)
    elif action is None:
        if current is not None:
            workspace.views.close(current)
    else:
        raise Refused("invalid_response_action")
    return {}


def _errors(view: View, errors: object) -> dict[str, str]:
    """Return the errors a block. Raises Refused if one stands at a block that is not an input of the view."""
    inputs = {block["block_id"] for block in view.shown["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response_action_errors")
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
