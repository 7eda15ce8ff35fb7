"""Posts that Slack keeps refusing: from when on people are told, and what they can do."""

from datetime import datetime, timedelta
from typing import Final

from bot.model.health import CheckAdvice
from bot.model.posts import FailingPosts

TOLD_AFTER: Final = timedelta(minutes=10)
"""An outage of Slack is over sooner, mostly, and then everything is posted."""
NOT_RENDERED: Final = "not_rendered"
_ADVICE: Final = {
    "channel_not_found": CheckAdvice.CHANNEL_UNKNOWN,
    "not_in_channel": CheckAdvice.CHANNEL_NOT_MEMBER,
    "is_archived": CheckAdvice.CHANNEL_ARCHIVED,
    "is_inactive": CheckAdvice.CHANNEL_ARCHIVED,
    **dict.fromkeys(
        ("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", NOT_RENDERED),
        CheckAdvice.POST_REFUSED,
    ),
}


def find_advice(code: str) -> CheckAdvice | None:
    """Return what to do about an error of a post or an edit that does not pass by itself; None for any other."""
    return _ADVICE.get(code)


def is_stuck(posts: FailingPosts, now: datetime) -> bool:
    """Whether people must be told: at once if the error stays until somebody acts, else after a while."""
    return find_advice(posts.code) is not None or now - posts.since >= TOLD_AFTER
