"""files.*: files that the bot may see, and the three steps with which it puts one there."""

import asyncio
from dataclasses import replace

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.composing import message_blocks
from sandbox.slack.errors import Json, Refused
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER
from sandbox.slack.removal import deletable, remove
from sandbox.slack.workspace import Workspace

SHARED_AFTER = 0.1  # real seconds: sharing happens after the answer, as it does at Slack


def info(workspace: Workspace, args: Args) -> Json:
    """Describe a file. Raises Refused `file_not_found`."""
    return {"file": objects.build_file(workspace, workspace.files.for_bot(args.need("file")))}


def delete(workspace: Workspace, args: Args) -> Json:
    """Delete a file: a bot its own, a person their own, an administrator any.

    Raises Refused: `file_not_found`, `cant_delete_file`.
    """
    identity = args.need("file")
    if args.caller != BOT_USER:
        remove(workspace, deletable(workspace, workspace.person(args.caller), identity), args.caller)
        return {}
    file = workspace.files.for_bot(identity)
    if file.user != BOT_USER:
        raise Refused("cant_delete_file")
    remove(workspace, file, BOT_USER)
    return {}


def get_upload_url_external(workspace: Workspace, args: Args) -> Json:
    """Hand out the address for one upload. Raises Refused."""
    name, length = args.need("filename"), args.need("length")
    if not length.isdecimal() or int(length) == 0:
        raise Refused("invalid_arguments")
    file = workspace.files.add(BOT_USER, name, bot_sees=True, complete=False)
    return {"upload_url": f"{workspace.base}/upload/{workspace.files.expect(file)}", "file_id": file.id}


def complete_upload_external(workspace: Workspace, args: Args) -> Json:
    """Make uploaded files real and share them, a moment later, if a channel is named. Raises Refused."""
    channel = args.text("channel_id")
    place = workspace.channels.for_bot(channel) if channel else None
    files = [_completed(workspace, wish) for wish in _wishes(args)]
    if place is not None:
        comment, raw = args.text("initial_comment") or "", args.json("blocks")
        blocks = message_blocks(workspace, raw) if raw and not comment else []
        share = Message("", place.id, BOT_USER, comment, blocks, tuple(file.id for file in files))
        asyncio.get_running_loop().call_later(SHARED_AFTER, _share, workspace, share, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _wishes(args: Args) -> list[Json]:
    wishes = args.json("files")
    if not isinstance(wishes, list) or not wishes or not all(isinstance(wish, dict) for wish in wishes):
        raise Refused("invalid_arguments")
    return wishes


def _completed(workspace: Workspace, wish: Json) -> File:
    file = workspace.files.by_id.get(str(wish.get("id")))
    if file is None or file.user != BOT_USER or file.complete or not file.content:
        raise Refused("file_not_found")
    return workspace.files.keep(replace(file, title=wish.get("title") or file.name, complete=True))


def _share(workspace: Workspace, message: Message, files: list[File]) -> None:
    message = replace(message, ts=workspace.messages.next_ts())
    for file in files:
        workspace.share(file, message)
