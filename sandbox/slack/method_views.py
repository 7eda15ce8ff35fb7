"""Methods of the Web API that concern views: `views.*`, and `blocks.validate`."""

from sandbox.slack import blocks as block_kit
from sandbox.slack import objects
from sandbox.slack.arguments import Arguments
from sandbox.slack.checks import Problem
from sandbox.slack.content import find_workspace_problems, read_view
from sandbox.slack.errors import Json, Refused
from sandbox.slack.people import PEOPLE_BY_ID
from sandbox.slack.views import check_hash
from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, args: Arguments) -> Json:
    """Open a modal within three seconds of a person's action. Raises Refused."""
    return {"view": objects.build_view(workspace.views.open(*_read_modal(workspace, args)))}


def push_view(workspace: Workspace, args: Arguments) -> Json:
    """Push a modal onto the one in which a person just acted. Raises Refused."""
    return {"view": objects.build_view(workspace.views.push(*_read_modal(workspace, args)))}


def _read_modal(workspace: Workspace, args: Arguments) -> tuple[str, Json]:
    """Return the user of the trigger, and the modal."""
    modal = read_view(workspace, args.given.get("view"), "modal")
    return workspace.credentials.use_trigger(args.require_text("trigger_id")), modal


def update_view(workspace: Workspace, args: Arguments) -> Json:
    """Replace the content of an open view. Raises Refused: `not_found`, `hash_conflict`, …."""
    old = workspace.views.get(args.get_text("view_id"), args.get_text("external_id"))
    check_hash(old, args.get_text("hash"))
    new = read_view(workspace, args.given.get("view"), old.source["type"])
    return {"view": objects.build_view(workspace.views.update(old, new))}


def publish_home(workspace: Workspace, args: Arguments) -> Json:
    """Replace a person's Home. Raises Refused: `not_enabled`, `invalid_arguments`, `hash_conflict`, …."""
    if not workspace.app.has_home:
        raise Refused("not_enabled")
    user = args.require_text("user_id")
    if user not in PEOPLE_BY_ID:
        raise Refused("invalid_arguments", response_metadata={"messages": ["invalid `user_id`"]})
    new = read_view(workspace, args.given.get("view"), "home")
    old = workspace.views.find_home(user)
    if old is not None:
        check_hash(old, args.get_text("hash"))
    return {"view": objects.build_view(workspace.views.publish(user, new))}


def validate_blocks(workspace: Workspace, args: Arguments) -> Json:
    """Check blocks, a message or a view, and show it to nobody.

    Raises Refused: `invalid_arguments`; `invalid_blocks`, `invalid_message` or `invalid_view` with all problems.
    """
    given = {name: args.given[name] for name in ("blocks", "message", "view") if args.get_text(name) is not None}
    if len(given) != 1:
        sentence = "must provide exactly one of `blocks`, `view`, or `message`"
        raise Refused("invalid_arguments", response_metadata={"messages": [sentence]})
    ((kind, value),) = given.items()
    if isinstance(value, str):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"`{kind}` is not valid JSON"]})
    problems = block_kit.find_problems(kind, value)
    blocks, at = (value["blocks"], "/blocks") if isinstance(value, dict) and "blocks" in value else (value, "")
    problems = problems or find_workspace_problems(workspace, blocks, at)
    if problems:
        raise Refused(f"invalid_{kind}", errors=[_describe(problem) for problem in problems])
    return {}


def _describe(problem: Problem) -> Json:
    return {"code": "failed_constraint", "message": problem.sentence, "pointer": problem.pointer}
