"""usergroups.*: the groups that say what a person may do."""

from sandbox.slack import shapes
from sandbox.slack.args import Args
from sandbox.slack.people import GROUPS
from sandbox.slack.values import Json, Refused
from sandbox.slack.world import World


def list_groups(_world: World, args: Args) -> Json:
    """List all groups, with their members if asked."""
    return {"usergroups": [shapes.group(group, with_users=args.flag("include_users")) for group in GROUPS]}


def list_users(_world: World, args: Args) -> Json:
    """List the members' ids of one group. Raises Refused `no_such_subteam`."""
    wanted = args.need("usergroup")
    for group in GROUPS:
        if group.id == wanted:
            return {"users": list(group.members)}
    raise Refused("no_such_subteam")
