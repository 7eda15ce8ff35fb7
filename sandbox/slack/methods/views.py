"""views.*: modals and Homes."""

from sandbox.slack import shapes
from sandbox.slack.args import Args
from sandbox.slack.composing import view
from sandbox.slack.modals import check_hash
from sandbox.slack.people import PEOPLE
from sandbox.slack.values import Json, Refused
from sandbox.slack.world import World


def open_view(world: World, args: Args) -> Json:
    """Open a modal within three seconds of what a person did. Raises Refused."""
    shown = view(world, args.json("view"), "modal")
    trigger = world.passes.exchange(args.need("trigger_id"))
    return {"view": shapes.view(world.modals.open(trigger.user, shown))}


def push(world: World, args: Args) -> Json:
    """Lay a modal upon the one in which a person just did something. Raises Refused."""
    shown = view(world, args.json("view"), "modal")
    trigger = world.passes.exchange(args.need("trigger_id"))
    return {"view": shapes.view(world.modals.push(trigger.user, shown))}


def update(world: World, args: Args) -> Json:
    """Show something else in a view that is open. Raises Refused: `not_found`, `hash_conflict`, …."""
    old = world.modals.find(args.text("view_id"), args.text("external_id"))
    check_hash(old, args.text("hash"))
    shown = view(world, args.json("view"), old.shown["type"])
    return {"view": shapes.view(world.modals.update(old, shown))}


def publish(world: World, args: Args) -> Json:
    """Show something on a person's Home. Raises Refused: `not_enabled`, `user_not_found`, `hash_conflict`, …."""
    user = args.need("user_id")
    if not world.app.has_home:
        raise Refused("not_enabled")
    if all(person.id != user for person in PEOPLE):
        raise Refused("user_not_found")
    shown = view(world, args.json("view"), "home")
    old = world.modals.by_id.get(world.modals.homes.get(user, ""))
    if old is not None:
        check_hash(old, args.text("hash"))
    return {"view": shapes.view(world.modals.publish(user, shown))}
