"""Doing something as a person: a route an act, from `/control/command` and `click` to `delete_file` and `home`."""

import base64
import binascii

from starlette.routing import BaseRoute

from sandbox.control.requests import Body, post
from sandbox.slack import actions, interactions
from sandbox.slack.errors import Json, NotPossible
from sandbox.slack.workspace import Workspace


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes that act, relative to `/control`."""

    async def command(body: Body) -> Json:
        user, channel, name = body.text("user"), body.text("channel"), body.text("command")
        return (await actions.run_command(workspace, user, channel, name, body.maybe("text") or "")).to_json()

    async def click(body: Body) -> Json:
        return await _click(workspace, body)

    async def submit(body: Body) -> Json:
        seen = await interactions.submit_modal(workspace, body.text("user"), body.text("view"), body.object("values"))
        return seen.to_json()

    async def close(body: Body) -> Json:
        return (await interactions.close_modal(workspace, body.text("user"), body.text("view"))).to_json()

    async def upload(body: Body) -> Json:
        content = _decoded(body.text("content_base64"))
        file = actions.upload_file(workspace, body.text("user"), body.maybe("channel"), body.text("filename"), content)
        return {"ok": True, "file_id": file.id}

    async def delete_file(body: Body) -> Json:
        actions.delete_file(workspace, body.text("user"), body.text("file_id"))
        return {"ok": True}

    async def token(body: Body) -> Json:
        person = workspace.get_person(body.text("user"))
        return {"ok": True, "token": workspace.credentials.create_user_token(person.id)}

    async def say(body: Body) -> Json:
        message = actions.post_message(
            workspace, body.text("user"), body.text("channel"), body.text("text"), body.maybe("thread_ts")
        )
        return {"ok": True, "ts": message.ts}

    async def shortcut(body: Body) -> Json:
        user, channel, ts = body.text("user"), body.text("channel"), body.text("ts")
        return (await actions.run_shortcut(workspace, user, channel, ts, body.text("callback_id"))).to_json()

    async def home(body: Body) -> Json:
        actions.open_home(workspace, body.text("user"))
        return {"ok": True}

    return [
        post("/command", command),
        post("/click", click),
        post("/submit", submit),
        post("/close", close),
        post("/upload", upload),
        post("/delete_file", delete_file),
        post("/token", token),
        post("/say", say),
        post("/shortcut", shortcut),
        post("/home", home),
    ]


async def _click(workspace: Workspace, body: Body) -> Json:
    user, block_id, action_id = body.text("user"), body.maybe("block_id"), body.text("action_id")
    value, view = body.fields.get("value"), body.maybe("view")
    if view is not None:
        seen = await interactions.click_in_view(
            workspace, user, view, block_id, action_id, value, body.object("values")
        )
    else:
        channel, ts = body.text("channel"), body.text("ts")
        seen = await interactions.click_in_message(workspace, user, channel, ts, block_id, action_id, value)
    return seen.to_json()


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as wrong:
        raise NotPossible(f"content_base64 is not base64: {wrong}") from wrong
