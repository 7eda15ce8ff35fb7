"""The outbox for the poster: which posts are due, and the result of each attempt."""

from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.posts import FailingPosts, Key, Post, PostKind
from bot.rules import stuck_posts
from bot.rules.pace import post_retry_pause
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import posts


def find_due_posts(context: ServiceContext, actor: Actor) -> list[Post]:
    """Return the posts that are due: new ones, and those that Slack shows in an older version."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return posts.list_due(unit.db, unit.now)


def find_card(context: ServiceContext, actor: Actor, kind: PostKind[Key], key: Key) -> Post | None:
    """Return the post of a card; None if none was queued."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        return posts.find_post(unit.db, kind, key)


def record_link(context: ServiceContext, actor: Actor, post: Post, ts: str, link: str) -> None:
    """Record the link to the message at `ts` that shows a post."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_link(unit.db, post.id, ts, link)


def claim_post(context: ServiceContext, actor: Actor, post: Post) -> Post:
    """Claim a post before it is sent, so that after a crash it is known that Slack may show it already."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        return posts.claim_post(unit.db, post.id, unit.now)


def record_posted(context: ServiceContext, actor: Actor, post: Post, slack_channel: str, ts: str) -> None:
    """Record that Slack shows the post."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_posted(unit.db, post, slack_channel, ts)


def record_failure(
    context: ServiceContext, actor: Actor, post: Post, code: str, *, answered: bool, retry_after: float | None = None
) -> None:
    """Record a failed attempt, why, and when to try again: each time later. `answered`: Slack refused it."""
    seconds = post_retry_pause(post.tries, retry_after)
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_failure(unit.db, post, code, unit.now, unit.now + timedelta(seconds=seconds), answered)


def record_lost(context: ServiceContext, actor: Actor, post: Post) -> None:
    """Record that the message was deleted from Slack: the post becomes a new message."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.record_lost(unit.db, post)


def drop_post(context: ServiceContext, actor: Actor, post: Post) -> None:
    """Stop showing a post, because what it shows no longer exists."""
    with change(context, actor, Action.POST_RECORD, f"post:{post.id}") as unit:
        posts.drop_post(unit.db, post)


def list_stuck_posts(unit: Read) -> list[FailingPosts]:
    """Return the posts that Slack keeps refusing, by channel and reason. They are posted when it accepts them."""
    return [found for found in posts.list_failing(unit.db) if stuck_posts.is_stuck(found, unit.now)]
