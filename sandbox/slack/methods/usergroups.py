"""usergroups.*: the groups that say what a person may do."""

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import GROUPS
from sandbox.slack.workspace import Workspace


def list_groups(workspace: Workspace, args: Args) -> Json:
    """List all groups, with their members if asked. Raises Refused `plan_upgrade_required`."""
    _paid_plan(workspace)
    return {"usergroups": [objects.build_group(group, with_users=args.flag("include_users")) for group in GROUPS]}


def list_users(workspace: Workspace, args: Args) -> Json:
    """List the members' ids of one group. Raises Refused: `no_such_subteam`, `plan_upgrade_required`."""
    _paid_plan(workspace)
    wanted = args.need("usergroup")
    for group in GROUPS:
        if group.id == wanted:
            return {"users": list(group.members)}
    raise Refused("no_such_subteam")


def _paid_plan(workspace: Workspace) -> None:
    """A workspace on the free plan has no user groups; the fault `free_plan` makes it one for a while."""
    if workspace.faults.take("free_plan") is not None:
        raise Refused("plan_upgrade_required")
