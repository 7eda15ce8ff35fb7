"""Buttons and other elements: what a click on one sends to the bot."""

from dataclasses import replace

from sandbox.slack import payloads, state
from sandbox.slack.acts.seen import Seen, channel_of, message_of, trouble, view_of
from sandbox.slack.errors import Json, NotPossible
from sandbox.slack.socket_mode import Envelope
from sandbox.slack.state import Spot
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


async def on_message(
    workspace: Workspace, user: str, channel_id: str, ts: str, block_id: str | None, action_id: str, value: object
) -> Seen:
    """Use an element of a message; `value`, if given, is sent even if the message offers no such value.

    Raises NotFound, NotPossible.
    """
    person = workspace.person(user)
    channel = channel_of(workspace, person, channel_id)
    message = message_of(workspace, person, channel, ts)
    spot = state.find(message.blocks, block_id, action_id)
    before = workspace.views.top(user)
    action = _action(workspace, spot, value)
    payload = payloads.click_on_message(workspace, person, channel, message, action)
    ack = await workspace.sockets.deliver(Envelope("interactive", payload, "block_actions", user))
    top = workspace.views.top(user)
    return Seen(ack.ms, trouble(ack), view_id=None if top == before else top)


async def in_view(
    workspace: Workspace, user: str, view_id: str, block_id: str | None, action_id: str, value: object, typed: Json
) -> Seen:
    """Use an element of a modal or a Home; `typed` are inputs filled in before, by block_id and action_id.

    Raises NotFound, NotPossible.
    """
    person = workspace.person(user)
    view = view_of(workspace, person, view_id)
    spot = state.find(view.shown["blocks"], block_id, action_id)
    if spot.block["type"] == "input" and not spot.block.get("dispatch_action", False):
        raise NotPossible(f"{action_id!r} tells nobody of a change: its block has no dispatch_action")
    view = _typed(workspace, view, typed)
    action = _action(workspace, spot, value)
    if spot.holding is not None:
        held = {"type": action["type"], spot.holding.key: action.get(spot.holding.key)}
        view = _held(workspace, view, spot, held)
    payload = payloads.click_in_view(workspace, person, view, action)
    ack = await workspace.sockets.deliver(Envelope("interactive", payload, "block_actions", user))
    return Seen(ack.ms, trouble(ack), view_id=workspace.views.top(user))


def _typed(workspace: Workspace, view: View, given: Json) -> View:
    def file_object(identity: str) -> Json:
        raise NotPossible(f"{identity!r}: files are handed in with the form, not with a click")

    typed = state.merged(view.shown["blocks"], view.typed, given, file_object)
    return workspace.views.keep(replace(view, typed=typed))


def _held(workspace: Workspace, view: View, spot: Spot, held: Json) -> View:
    block_id, action_id = spot.block["block_id"], spot.element["action_id"]
    typed = {**view.typed, block_id: {**view.typed.get(block_id, {}), action_id: held}}
    return workspace.views.keep(replace(view, typed=typed))


def _action(workspace: Workspace, spot: Spot, value: object) -> Json:
    """Return the entry of `actions` in the payload."""
    element = spot.element
    base = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": spot.block["block_id"],
        "action_ts": workspace.messages.next_ts(),
    }
    if element["type"] == "button":
        shown: Json = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
        return {**base, **shown, **({} if value is None else {"value": value})}
    if element["type"] == "overflow":
        return {**base, "selected_option": _chosen(element, value)}
    if spot.holding is None:
        raise NotPossible(f"a {element['type']} cannot be clicked")
    placeholder = {key: element[key] for key in ("placeholder",) if key in element}
    return {**base, **placeholder, spot.holding.key: _picked(spot, value)}


def _picked(spot: Spot, value: object) -> object:
    if spot.holding is None or value is None:
        return None
    if spot.holding.key == "selected_option":
        return _chosen(spot.element, value)
    if spot.holding.key == "selected_options":
        return [_chosen(spot.element, one) for one in value] if isinstance(value, list) else []
    return value


def _chosen(element: Json, value: object) -> Json:
    """Return the option with that value; a forged value makes an option of its own."""
    for offered in state.options(element):
        if offered["value"] == value:
            return offered
    return {"text": {"type": "plain_text", "text": str(value), "emoji": True}, "value": value}
