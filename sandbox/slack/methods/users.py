"""users.*: people, the bot among them."""

from sandbox.slack import shapes
from sandbox.slack.args import Args
from sandbox.slack.identity import BOT_HANDLE, BOT_USER
from sandbox.slack.people import PEOPLE, Person, Role
from sandbox.slack.values import Json, Refused
from sandbox.slack.world import World


def info(world: World, args: Args) -> Json:
    """Describe a person. Raises Refused `user_not_found`."""
    wanted = args.need("user")
    bot = Person(BOT_USER, BOT_HANDLE, world.app.name, Role.OUTSIDER)
    for person in (*PEOPLE, bot):
        if person.id == wanted:
            return {"user": shapes.user(person, with_locale=args.flag("include_locale"))}
    raise Refused("user_not_found")
