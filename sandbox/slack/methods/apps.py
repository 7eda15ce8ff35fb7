"""apps.*: where the bot's socket is."""

from sandbox.slack.args import Args
from sandbox.slack.values import Json
from sandbox.slack.world import World


def connections_open(world: World, _args: Args) -> Json:
    """Hand out the address of a socket, good for one connection."""
    address = world.base.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={world.passes.ticket()}"}
