"""auth.*: who the bot is."""

from sandbox.slack.args import Args
from sandbox.slack.errors import Json
from sandbox.slack.people import APP, BOT, BOT_HANDLE, BOT_USER, TEAM, TEAM_NAME
from sandbox.slack.workspace import Workspace


def test(workspace: Workspace, args: Args) -> Json:
    """Say whose token it is."""
    if args.caller != BOT_USER:
        return {
            "url": f"{workspace.base}/",
            "team": TEAM_NAME,
            "user": workspace.person(args.caller).handle,
            "team_id": TEAM,
            "user_id": args.caller,
            "is_enterprise_install": False,
        }
    return {
        "url": f"{workspace.base}/",
        "team": TEAM_NAME,
        "user": BOT_HANDLE,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "app_name": workspace.app.name,
        "is_enterprise_install": False,
    }
