"""conversations.*: channels and who is in them."""

from sandbox.slack import shapes
from sandbox.slack.args import Args
from sandbox.slack.channels import Channel
from sandbox.slack.people import PEOPLE
from sandbox.slack.values import Json, Refused
from sandbox.slack.world import World


def info(world: World, args: Args) -> Json:
    """Describe a channel. Raises Refused."""
    return {"channel": shapes.channel(_readable(world, args))}


def members(world: World, args: Args) -> Json:
    """List the members' ids, all on one page. Raises Refused."""
    return {"members": sorted(_readable(world, args).members), "response_metadata": {"next_cursor": ""}}


def open_direct(world: World, args: Args) -> Json:
    """Open the direct message with one person. Raises Refused `user_not_found`."""
    user = args.need("users")
    if all(person.id != user for person in PEOPLE):
        raise Refused("user_not_found")
    return {"no_op": False, "already_open": False, "channel": {"id": world.channels.direct(user).id}}


def _readable(world: World, args: Args) -> Channel:
    channel = world.channels.visible(args.need("channel"))
    world.require(channel.scope)
    return channel
