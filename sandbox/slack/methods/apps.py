"""apps.*: where the bot's socket is."""

from sandbox.slack.args import Args
from sandbox.slack.errors import Json
from sandbox.slack.workspace import Workspace


def connections_open(workspace: Workspace, _args: Args) -> Json:
    """Hand out the address of a socket, good for one connection."""
    address = workspace.base.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={workspace.passes.ticket()}"}
