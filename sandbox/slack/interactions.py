"""Actions of people on elements of messages and views, and on modals: click, submit, close.

The functions raise NotFound for what a person cannot see, and NotPossible for what Slack does not let them do.
Source: docs.slack.dev/surfaces/modals, "Handling view submissions".
"""

from dataclasses import replace

from sandbox.slack import form_values, objects, payloads
from sandbox.slack.actions import TROUBLE, ActionResult, deliver, describe_failure, get_channel, get_message
from sandbox.slack.content import read_view
from sandbox.slack.errors import Json, NotFound, NotPossible, Refused
from sandbox.slack.files import LARGEST_FILE_INPUT
from sandbox.slack.form_values import PlacedElement
from sandbox.slack.people import Person
from sandbox.slack.socket_mode import Ack, Envelope
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


async def click_in_message(
    workspace: Workspace, user: str, channel_id: str, ts: str, block_id: str | None, action_id: str, value: object
) -> ActionResult:
    """Use an element of a message; a given `value` is sent even if the message offers no such value."""
    person = workspace.get_person(user)
    channel = get_channel(workspace, person, channel_id)
    message = get_message(workspace, person, channel, ts)
    placed = form_values.find_element(message.blocks, block_id, action_id)
    action = _build_action(workspace, placed, value)
    payload = payloads.build_message_click(workspace, person, channel, message, action)
    ack, view_id = await deliver(workspace, Envelope.for_interaction(payload))
    return ActionResult(ack.ms, describe_failure(ack), view_id=view_id)


async def click_in_view(
    workspace: Workspace, user: str, view_id: str, block_id: str | None, action_id: str, value: object, inputs: Json
) -> ActionResult:
    """Use an element of a modal or a Home; `inputs` are values set before, by block_id and action_id."""

    def refuse_file(identity: str) -> Json:
        raise NotPossible(f"{identity!r}: files are handed in with the form, not with a click")

    person = workspace.get_person(user)
    view = _get_view(workspace, person, view_id)
    blocks = view.source["blocks"]
    placed = form_values.find_element(blocks, block_id, action_id)
    if placed.block["type"] == "input" and not placed.block.get("dispatch_action", False):
        raise NotPossible(f"{action_id!r} tells nobody of a change: its block has no dispatch_action")
    merged = form_values.merge_values(blocks, view.inputs, inputs, refuse_file)
    view = workspace.views.save(replace(view, inputs=merged))
    action = _build_action(workspace, placed, value)
    if placed.value_field is not None:
        key = placed.value_field.key
        new_value = {placed.action_id: {"type": action["type"], key: action.get(key)}}
        merged = {**merged, placed.block_id: {**merged.get(placed.block_id, {}), **new_value}}
        view = workspace.views.save(replace(view, inputs=merged))
    payload = payloads.build_view_click(workspace, person, view, action)
    ack = await workspace.sockets.deliver(Envelope.for_interaction(payload))
    return ActionResult(ack.ms, describe_failure(ack), view_id=workspace.views.get_top(user))


async def submit_modal(workspace: Workspace, user: str, view_id: str, given: Json) -> ActionResult:
    """Fill in a modal and press its submit button."""
    person = workspace.get_person(user)
    view = _get_view(workspace, person, view_id)
    if workspace.views.get_top(user) != view_id or "submit" not in view.source:
        raise NotPossible(f"view {view_id!r} is not on top or has no submit button")
    blocks = view.source["blocks"]
    inputs = form_values.merge_values(blocks, view.inputs, given, lambda file: _build_file(workspace, person, file))
    view = workspace.views.save(replace(view, inputs=inputs))
    errors = form_values.find_errors(blocks, view.values)
    if errors:
        return ActionResult(errors=errors, view_id=view_id)
    _show_files_to_bot(workspace, view)
    envelope = Envelope.for_interaction(payloads.build_view_submission(workspace, person, view))
    ack = await workspace.sockets.deliver(envelope)
    if ack.error is not None:
        return ActionResult(ack.ms, describe_failure(ack), view_id=view_id)
    return _apply_ack(workspace, envelope, view, ack)


async def close_modal(workspace: Workspace, user: str, view_id: str) -> ActionResult:
    """Press a modal's close button; the bot is informed if the view has `notify_on_close`."""
    person = workspace.get_person(user)
    view = _get_view(workspace, person, view_id)
    workspace.views.close(view)
    if not view.source.get("notify_on_close", False):
        return ActionResult(view_id=workspace.views.get_top(user))
    ack = await workspace.sockets.deliver(Envelope.for_interaction(payloads.build_view_closed(person, view)))
    return ActionResult(ack.ms, describe_failure(ack), view_id=workspace.views.get_top(user))


def _get_view(workspace: Workspace, person: Person, identity: str) -> View:
    view = workspace.views.by_id.get(identity)
    if view is None or view.user != person.id:
        raise NotFound(f"{person.id} has no view {identity!r} open")
    return view


def _build_action(workspace: Workspace, placed: PlacedElement, value: object) -> Json:
    """Return the entry of `actions` in the payload."""
    element, kind = placed.element, placed.element["type"]
    ids = {"action_id": placed.action_id, "block_id": placed.block_id, "action_ts": workspace.messages.create_ts()}
    base: Json = {"type": kind, **ids}
    if kind == "button":
        copied: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        return {**base, **copied, **({} if value is None else {"value": value})}
    if kind == "overflow":
        return {**base, "selected_option": _choose_option(element, value)}
    if placed.value_field is None:
        raise NotPossible(f"a {kind} cannot be clicked")
    placeholder = {key: element[key] for key in ("placeholder",) if key in element}
    return {**base, **placeholder, placed.value_field.key: _choose_value(placed, value)}


def _choose_value(placed: PlacedElement, value: object) -> object:
    if placed.value_field is None or value is None:
        return None
    if placed.value_field.key == "selected_option":
        return _choose_option(placed.element, value)
    if placed.value_field.key == "selected_options":
        return [_choose_option(placed.element, one) for one in value] if isinstance(value, list) else []
    return value


def _choose_option(element: Json, value: object) -> Json:
    """Return the option with that value; for a forged value, an option that the element does not offer."""
    for option in form_values.list_options(element):
        if option["value"] == value:
            return option
    return {"text": {"type": "plain_text", "text": str(value), "emoji": True}, "value": value}


def _build_file(workspace: Workspace, person: Person, identity: str) -> Json:
    """Return the file object that Slack puts into the form's values. Raises NotFound, NotPossible."""
    file = workspace.files.by_id.get(identity)
    if file is None or file.user != person.id:
        raise NotFound(f"{person.id} has no file {identity!r}")
    if len(file.content) > LARGEST_FILE_INPUT:
        raise NotPossible(f"{identity!r} is larger than {LARGEST_FILE_INPUT} bytes, a file input's limit")
    return objects.build_file(workspace, file)


def _show_files_to_bot(workspace: Workspace, view: View) -> None:
    for actions in view.values.values():
        for value in actions.values():
            for file in value.get("files", []):
                workspace.files.show_to_bot(file["id"])


def _apply_ack(workspace: Workspace, envelope: Envelope, view: View, ack: Ack) -> ActionResult:
    try:
        errors = _apply_response(workspace, view, ack.payload or {})
    except Refused as refused:
        workspace.sockets.record_failure(envelope, refused.error, ack.ms)
        return ActionResult(ack.ms, f"{TROUBLE} ({refused.error})", view_id=view.id)
    return ActionResult(ack.ms, errors=errors, view_id=workspace.views.get_top(view.user))


def _apply_response(workspace: Workspace, view: View, payload: Json) -> dict[str, str]:
    """Change the person's modals as the acknowledgement asks; return its errors by block id. Raises Refused."""
    action = payload.get("response_action")
    current = workspace.views.by_id.get(view.id)
    if action == "errors":
        return _read_errors(view, payload.get("errors"))
    if action == "update" and current is not None:
        workspace.views.update(current, read_view(workspace, payload.get("view"), "modal"))
    elif action == "push":
        workspace.views.push(view.user, read_view(workspace, payload.get("view"), "modal"))
    elif action == "clear":
        workspace.views.close_all(view.user)
    elif action is not None:
        raise Refused("invalid_response_action")
    elif current is not None:
        workspace.views.close(current)
    return {}


def _read_errors(view: View, errors: object) -> dict[str, str]:
    """Return the errors by block id. Raises Refused if one is for a block that is not an input of the view."""
    inputs = {block["block_id"] for block in view.source["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refused("invalid_response_action_errors")
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
