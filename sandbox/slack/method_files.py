"""Methods of the Web API that concern files: `files.*`."""

import asyncio
from dataclasses import replace

from sandbox.slack import objects
from sandbox.slack.actions import find_deletable_file, remove_file
from sandbox.slack.arguments import Arguments
from sandbox.slack.content import read_blocks
from sandbox.slack.errors import Json, Refused
from sandbox.slack.files import File
from sandbox.slack.messages import Message
from sandbox.slack.method_chat import get_writable_channel
from sandbox.slack.people import BOT_USER
from sandbox.slack.workspace import Workspace

SHARE_DELAY = 0.1  # real seconds: Slack shares an uploaded file only after it has answered


def get_file(workspace: Workspace, args: Arguments) -> Json:
    """Describe a file. Raises Refused `file_not_found`."""
    file = workspace.files.get_for_bot(args.require_text("file"))
    return {"file": objects.build_file(workspace, file), **objects.build_file_content(file)}


def delete_file(workspace: Workspace, args: Arguments) -> Json:
    """Delete a file: the bot its own, a person their own, an administrator any.

    Raises Refused: `file_not_found`, `cant_delete_file`.
    """
    identity = args.require_text("file")
    if args.caller != BOT_USER:
        file = find_deletable_file(workspace, workspace.get_person(args.caller), identity)
    else:
        file = workspace.files.get_for_bot(identity)
        if file.user != BOT_USER:
            raise Refused("cant_delete_file")
    remove_file(workspace, file, args.caller)
    return {}


def create_upload_url(workspace: Workspace, args: Arguments) -> Json:
    """Return the address for one upload. Raises Refused."""
    name, length = args.require_text("filename"), args.require_text("length")
    if length == "0":
        raise Refused("missing_argument")
    if not length.isdecimal():
        raise Refused("invalid_arguments")
    file = workspace.files.add(BOT_USER, name, bot_sees=True, is_complete=False)
    return {"upload_url": f"{workspace.base}/upload/{workspace.files.create_upload(file)}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Arguments) -> Json:
    """Complete uploaded files; share them a moment later if a channel is given. Raises Refused."""
    channel_id = args.get_text("channel_id")
    channel = get_writable_channel(workspace, args, channel_id) if channel_id else None
    requests = args.given.get("files")
    if not isinstance(requests, list) or not requests or not all(isinstance(one, dict) for one in requests):
        raise Refused("invalid_arguments")
    files = [_complete_file(workspace, request) for request in requests]
    if channel is not None:
        comment, raw = args.get_text("initial_comment") or "", args.given.get("blocks")
        blocks = read_blocks(workspace, raw) if raw and not comment else []
        if any(block["type"] == "markdown" for block in blocks):
            raise Refused("internal_error")  # as Slack does: github.com/slackapi/python-slack-sdk/issues/1756
        message = Message("", channel.id, BOT_USER, comment, blocks, tuple(file.id for file in files))
        asyncio.get_running_loop().call_later(SHARE_DELAY, _share_files, workspace, message, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _complete_file(workspace: Workspace, request: Json) -> File:
    file = workspace.files.by_id.get(str(request.get("id")))
    if file is None or file.user != BOT_USER or file.is_complete or not file.content:
        raise Refused("file_not_found")
    return workspace.files.save(replace(file, title=request.get("title") or file.name, is_complete=True))


def _share_files(workspace: Workspace, message: Message, files: list[File]) -> None:
    message = replace(message, ts=workspace.messages.create_ts())
    for file in files:
        workspace.share_file(file, message)
