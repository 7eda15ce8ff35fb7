"""How often Slack lets the bot call each method, and what it answers when that is too often."""

import time

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from sandbox.slack.methods import METHODS
from sandbox.slack.rates import MESSAGE_BURST, CallLimit, MessageLimit, Tier
from tests.sandbox.slack.client import DESK, DIGEST, STAFF, LocalSlack

# The tiers that docs.slack.dev/reference/methods names; "special" where the page has a sentence instead of a tier.
DOCUMENTED = {
    "apps.connections.open": 3,
    "auth.test": "special",
    "blocks.validate": "special",
    "chat.delete": 3,
    "chat.getPermalink": "special",
    "chat.postEphemeral": 4,
    "chat.postMessage": "special",
    "chat.update": 3,
    "conversations.info": 3,
    "conversations.members": 4,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.delete": 3,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
NUMBERS = {2: 20, 3: 50, 4: 100}


def test_every_method_has_the_tier_of_its_page() -> None:
    assert set(METHODS) == set(DOCUMENTED)
    tiers = {name: NUMBERS[tier] for name, tier in DOCUMENTED.items() if isinstance(tier, int)}
    assert {name: int(METHODS[name].tier) for name in tiers} == tiers


@pytest.mark.parametrize("tier", list(Tier))
def test_the_calls_of_a_tier_are_counted_over_any_minute(tier: Tier) -> None:
    limit = CallLimit()

    def take(now: float, caller: str = "bot", method: str = "m") -> int:
        return limit.take(caller, method, tier, now)

    assert [take(n / tier) for n in range(tier)] == [0] * tier
    assert take(1.5) == 59
    assert take(59.9) == 1
    assert (take(59.9, method="other"), take(59.9, caller="other")) == (0, 0)
    assert take(60.0) == 0, "the first call is a minute old"
    assert take(60.0) == 1


def test_a_channel_takes_a_short_burst_and_then_a_message_a_second() -> None:
    limit = MessageLimit()
    taken = [limit.take("C1", 0.0) for _ in range(int(MESSAGE_BURST) + 1)]
    assert taken == [0] * int(MESSAGE_BURST) + [1]
    assert (limit.take("C2", 0.0), limit.take("C1", 0.5), limit.take("C1", 1.5)) == (0, 1, 0)
    assert [limit.take("C1", 100.0 + n) for n in range(100)] == [0] * 100


@pytest.mark.parametrize(("method", "most"), [("usergroups.list", 20), ("conversations.info", 50)])
def test_the_call_beyond_a_tier_is_refused_with_the_seconds_to_wait(slack: LocalSlack, method: str, most: int) -> None:
    slack.bot.retry_handlers.clear()
    since = time.monotonic()
    for _ in range(most):
        slack.bot.api_call(method, json={"channel": DESK})
    refused = slack.refuse(method, channel=DESK)
    passed = time.monotonic() - since
    assert (refused.status_code, refused["error"]) == (429, "ratelimited")
    assert 60 - passed <= int(refused.headers["Retry-After"]) <= 60
    assert slack.bot.usergroups_users_list(usergroup="S0SUPERVISE")["users"], "each method has its own tier"


def test_another_apps_calls_do_not_count(slack: LocalSlack) -> None:
    admin = WebClient(slack.post("token", user="U0MANAGER01")["token"], base_url=slack.bot.base_url)
    for _ in range(50):
        assert slack.get_error("files.delete", file="F0") == "file_not_found"
    assert slack.get_error("files.delete", file="F0") == "ratelimited"
    assert slack.get_error("files.delete", admin, file="F0") == "file_not_found"


def test_messages_beyond_the_burst_are_refused_and_slacks_client_retries(slack: LocalSlack) -> None:
    since = time.monotonic()
    with pytest.raises(SlackApiError) as caught:
        list(iter(lambda: slack.bot.chat_postMessage(channel=DESK, text="速い"), None))
    posted, refused = len(slack.messages(STAFF)), caught.value.response
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert 5 <= posted <= 6 + (time.monotonic() - since)
    slack.bot.chat_postMessage(channel=DIGEST, text="別の所")
    slack.bot.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    slack.bot.chat_postMessage(channel=DESK, text="待った")
    assert slack.messages(STAFF)[-1]["text"] == "待った"
