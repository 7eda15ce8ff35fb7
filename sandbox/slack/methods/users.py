"""users.*: people, the bot among them."""

from sandbox.slack import objects
from sandbox.slack.args import Args
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import BOT_HANDLE, BOT_USER, PEOPLE, Person, Role
from sandbox.slack.workspace import Workspace


def info(workspace: Workspace, args: Args) -> Json:
    """Describe a person. Raises Refused `user_not_found`."""
    wanted = args.need("user")
    bot = Person(BOT_USER, BOT_HANDLE, workspace.app.name, Role.OUTSIDER)
    for person in (*PEOPLE, bot):
        if person.id == wanted:
            return {"user": objects.build_user(person, with_locale=args.flag("include_locale"))}
    raise Refused("user_not_found")
