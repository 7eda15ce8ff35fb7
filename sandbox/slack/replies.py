"""What the bot answers to a person directly: in an acknowledgement, or at a response URL.

Such an answer needs no membership: whoever may use the command may be answered where they are.
Source: docs.slack.dev/interactivity/handling-user-interaction.
"""

from sandbox.slack.composing import content
from sandbox.slack.errors import Json
from sandbox.slack.messages import Message
from sandbox.slack.passes import Hook
from sandbox.slack.people import BOT_USER
from sandbox.slack.workspace import Workspace


def reply(workspace: Workspace, hook: Hook, body: Json) -> None:
    """Do what the bot's answer says: post, replace or delete. Raises Refused as a message does."""
    original = workspace.messages.find(hook.channel, hook.ts) if hook.ts else None
    if body.get("delete_original"):
        if original is not None and original.user == BOT_USER:
            workspace.messages.remove(original)
        return
    text, blocks = content(workspace, body)
    if body.get("replace_original") and original is not None and original.user == BOT_USER:
        workspace.messages.edit(original, text=text, blocks=blocks or [])
        return
    seen_by = None if body.get("response_type") == "in_channel" else hook.user
    workspace.messages.post(
        Message(workspace.messages.next_ts(), hook.channel, BOT_USER, text, blocks or [], ephemeral_to=seen_by)
    )
