"""conversations.*: channels and who is in them."""

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.channels import Channel
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import PEOPLE
from sandbox.slack.workspace import Workspace


def info(workspace: Workspace, args: Args) -> Json:
    """Describe a channel. Raises Refused."""
    return {"channel": objects.build_channel(_readable(workspace, args))}


def members(workspace: Workspace, args: Args) -> Json:
    """List the members' ids, all on one page. Raises Refused."""
    return {"members": sorted(_readable(workspace, args).members), "response_metadata": {"next_cursor": ""}}


def open_direct(workspace: Workspace, args: Args) -> Json:
    """Open the direct message with one person. Raises Refused `user_not_found`."""
    user = args.need("users")
    if all(person.id != user for person in PEOPLE):
        raise Refused("user_not_found")
    return {"no_op": False, "already_open": False, "channel": {"id": workspace.channels.direct(user).id}}


def _readable(workspace: Workspace, args: Args) -> Channel:
    channel = workspace.channels.visible(args.need("channel"))
    workspace.require(channel.scope)
    return channel
