"""What Slack should show: the poster asks what is due, and says what became of it."""

from datetime import timedelta

from bot.desk.act import act, look
from bot.desk.tools import Tools
from bot.rules.access import Action, Actor
from bot.rules.posts import Post, pause
from bot.store import posts


def due(tools: Tools, actor: Actor) -> list[Post]:
    """The posts that are to be shown or shown anew."""
    with look(tools, actor, Action.DESK_LOOK) as deed:
        return posts.waiting(deed.db, deed.now)


def take(tools: Tools, actor: Actor, post: Post) -> Post:
    """Take a post before it leaves: whoever finds it taken after a crash knows that it may stand in Slack already."""
    with act(tools, actor, Action.POST_RECORD, f"post:{post.id}") as deed:
        return posts.claim(deed.db, post.id, deed.now)


def shown(tools: Tools, actor: Actor, post: Post, channel: str, ts: str) -> None:
    """Slack shows it."""
    with act(tools, actor, Action.POST_RECORD, f"post:{post.id}") as deed:
        posts.shown(deed.db, post, channel, ts)


def failed(tools: Tools, actor: Actor, post: Post, *, answered: bool, retry_after: float | None = None) -> None:
    """It did not go through; it is tried again, later each time. `answered`: Slack said no."""
    seconds = pause(post.tries, retry_after)
    with act(tools, actor, Action.POST_RECORD, f"post:{post.id}") as deed:
        posts.failed(deed.db, post, deed.now + timedelta(seconds=seconds), answered)


def lost(tools: Tools, actor: Actor, post: Post) -> None:
    """What it would edit is gone from Slack: it is posted anew."""
    with act(tools, actor, Action.POST_RECORD, f"post:{post.id}") as deed:
        posts.lost(deed.db, post)


def dropped(tools: Tools, actor: Actor, post: Post) -> None:
    """There is nothing left to show."""
    with act(tools, actor, Action.POST_RECORD, f"post:{post.id}") as deed:
        posts.dropped(deed.db, post)
