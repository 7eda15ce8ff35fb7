"""views.*: modals and Homes."""

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.composing import view
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import PEOPLE
from sandbox.slack.views import check_hash
from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, args: Args) -> Json:
    """Open a modal within three seconds of what a person did. Raises Refused."""
    shown = view(workspace, args.json("view"), "modal")
    trigger = workspace.passes.exchange(args.need("trigger_id"))
    return {"view": objects.build_view(workspace.views.open(trigger.user, shown))}


def push(workspace: Workspace, args: Args) -> Json:
    """Lay a modal upon the one in which a person just did something. Raises Refused."""
    shown = view(workspace, args.json("view"), "modal")
    trigger = workspace.passes.exchange(args.need("trigger_id"))
    return {"view": objects.build_view(workspace.views.push(trigger.user, shown))}


def update(workspace: Workspace, args: Args) -> Json:
    """Show something else in a view that is open. Raises Refused: `not_found`, `hash_conflict`, …."""
    old = workspace.views.find(args.text("view_id"), args.text("external_id"))
    check_hash(old, args.text("hash"))
    shown = view(workspace, args.json("view"), old.shown["type"])
    return {"view": objects.build_view(workspace.views.update(old, shown))}


def publish(workspace: Workspace, args: Args) -> Json:
    """Show something on a person's Home. Raises Refused: `not_enabled`, `user_not_found`, `hash_conflict`, …."""
    user = args.need("user_id")
    if not workspace.app.has_home:
        raise Refused("not_enabled")
    if all(person.id != user for person in PEOPLE):
        raise Refused("user_not_found")
    shown = view(workspace, args.json("view"), "home")
    old = workspace.views.by_id.get(workspace.views.homes.get(user, ""))
    if old is not None:
        check_hash(old, args.text("hash"))
    return {"view": objects.build_view(workspace.views.publish(user, shown))}
