"""What Slack should show: the poster asks what is due, and says what became of it."""

from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.posts import Post
from bot.rules.pace import post_retry_pause
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import posts


def find_due_posts(context: ServiceContext, actor: Actor) -> list[Post]:
    """The posts that are to be shown or shown anew."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return posts.list_due(unit.db, unit.now)


def claim_post(context: ServiceContext, actor: Actor, post: Post) -> Post:
    """Take a post before it leaves: whoever finds it taken after a crash knows that it may stand in Slack already."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        return posts.claim_post(unit.db, post.id, unit.now)


def record_posted(context: ServiceContext, actor: Actor, post: Post, channel: str, ts: str) -> None:
    """Slack shows it."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_posted(unit.db, post, channel, ts)


def record_failure(
    context: ServiceContext, actor: Actor, post: Post, *, answered: bool, retry_after: float | None = None
) -> None:
    """It did not go through; it is tried again, later each time. `answered`: Slack said no."""
    seconds = post_retry_pause(post.tries, retry_after)
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_failure(unit.db, post, unit.now + timedelta(seconds=seconds), answered)


def record_lost(context: ServiceContext, actor: Actor, post: Post) -> None:
    """What it would edit is gone from Slack: it is posted anew."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_lost(unit.db, post)


def drop_post(context: ServiceContext, actor: Actor, post: Post) -> None:
    """There is nothing left to show."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.drop_post(unit.db, post)
