"""Posts: each is posted, edited and repeated correctly after failures of Slack and crashes."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.model.access import Action, Actor
from bot.model.errors import NotAllowed
from bot.model.health import CheckAdvice, CheckResult
from bot.model.posts import CAMPAIGN_POST, LIST_POST, Post, PostKind
from bot.services import health, home, posts
from bot.services.unit_of_work import change
from bot.store.database import Store
from tests.services.harness import AUTHOR, CHIEF, CLOCK, KEY, OPERATOR, HarnessContext


def queue(context: HarnessContext, kind: PostKind[int] = CAMPAIGN_POST, key: int = 1) -> None:
    with change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        unit.queue_post(kind, key)


def list_due(context: HarnessContext) -> list[Post]:
    return posts.find_due_posts(context, CLOCK)


def claim(context: HarnessContext) -> Post:
    (post,) = list_due(context)
    return posts.claim_post(context, CLOCK, post)


def record_posted(context: HarnessContext) -> Post:
    post = claim(context)
    posts.record_posted(context, CLOCK, post, "C1", "1.0")
    return post


def test_a_post_is_due_until_slack_shows_it(context: HarnessContext) -> None:
    queue(context)
    assert [(post.kind, post.key, post.channel) for post in list_due(context)] == [("campaign", "1", "desk")]
    record_posted(context)
    assert list_due(context) == []


def test_a_burst_of_changes_becomes_one_edit(context: HarnessContext) -> None:
    queue(context)
    record_posted(context)
    for _ in range(20):
        queue(context)
    (post,) = list_due(context)
    assert (post.slack_channel, post.ts) == ("C1", "1.0")
    assert not record_posted(context).repeated
    assert list_due(context) == []


def test_a_change_during_posting_is_posted_again(context: HarnessContext) -> None:
    queue(context)
    post = claim(context)
    queue(context)
    posts.record_posted(context, CLOCK, post, "C1", "1.0")
    assert [waiting.ts for waiting in list_due(context)] == ["1.0"]


def test_a_post_whose_answer_was_lost_in_a_crash_is_repeated_and_says_so(context: HarnessContext) -> None:
    queue(context)
    assert not claim(context).repeated
    context.store.close()
    again = replace(context, store=Store(context.store.path, KEY))
    assert claim(again).repeated
    assert record_posted(again).repeated
    queue(again)
    assert record_posted(again).repeated  # the mark stays: the other copy may still exist
    again.store.close()


def test_an_edit_that_a_crash_interrupted_is_repeated(context: HarnessContext) -> None:
    queue(context)
    record_posted(context)
    queue(context)
    claim(context)
    assert not claim(context).repeated


def test_a_missing_answer_marks_the_post_as_possibly_repeated_and_a_refusal_does_not(context: HarnessContext) -> None:
    for answered in (True, False):
        queue(context, LIST_POST, int(answered))
        (post,) = list_due(context)
        posts.record_failure(context, CLOCK, posts.claim_post(context, CLOCK, post), "no_answer", answered=answered)
        context.clock.advance(seconds=60)
        assert claim(context).repeated is not answered
        record_posted(context)


def test_each_failure_makes_the_next_try_later(context: HarnessContext) -> None:
    queue(context)
    for seconds in (1, 2, 4, 8):
        posts.record_failure(context, CLOCK, claim(context), "internal_error", answered=True)
        context.clock.advance(seconds=seconds - 0.1)
        assert list_due(context) == []
        context.clock.advance(seconds=0.1)
        assert len(list_due(context)) == 1


def test_the_pause_that_slack_asks_for_also_delays_new_changes(context: HarnessContext) -> None:
    queue(context)
    posts.record_failure(context, CLOCK, claim(context), "internal_error", answered=True, retry_after=30)
    queue(context)
    assert list_due(context) == []
    context.clock.advance(seconds=30)
    assert len(list_due(context)) == 1


def fail(context: HarnessContext, key: int, code: str) -> None:
    queue(context, LIST_POST, key)
    (post,) = [due for due in list_due(context) if due.key == str(key)]
    posts.record_failure(context, CLOCK, post, code, answered=True)


def list_stuck(context: HarnessContext, actor: Actor = CHIEF) -> list[tuple[str, str, int, datetime]]:
    return [(one.channel, one.code, one.count, one.since) for one in home.get_home(context, actor).stuck_posts]


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("is_archived", CheckAdvice.CHANNEL_ARCHIVED),
        ("is_inactive", CheckAdvice.CHANNEL_ARCHIVED),
        ("channel_not_found", CheckAdvice.CHANNEL_UNKNOWN),
        ("not_in_channel", CheckAdvice.CHANNEL_NOT_MEMBER),
        ("invalid_blocks", CheckAdvice.POST_REFUSED),
        ("not_rendered", CheckAdvice.POST_REFUSED),
    ],
)
def test_posts_that_stay_refused_stand_on_home_and_in_check_until_they_are_shown(
    context: HarnessContext, code: str, advice: CheckAdvice
) -> None:
    since = context.clock.now()
    fail(context, 1, code)
    context.clock.advance(seconds=1)
    fail(context, 2, code)
    assert list_stuck(context) == [("desk", code, 2, since)]
    assert list_stuck(context, OPERATOR) == []
    (found,) = [one for one in health.run_checks(context) if one.name == "posts"]
    assert (found.ok, found.detail, found.advice) == (False, f"2 desk {code} 2026-07-07T00:00+00:00", advice)
    context.clock.advance(seconds=60)
    for post in list_due(context):
        posts.record_posted(context, CLOCK, post, "C1", "1.0")
    assert list_stuck(context) == []
    (found,) = [one for one in health.run_checks(context) if one.name == "posts"]
    assert found == CheckResult("posts", True, "ok")


def test_an_outage_of_slack_stands_on_home_only_after_a_while(context: HarnessContext) -> None:
    since = context.clock.now()
    fail(context, 1, "unreachable")
    context.clock.advance(minutes=9, seconds=59)
    assert list_stuck(context) == []
    context.clock.advance(seconds=1)
    assert list_stuck(context) == [("desk", "unreachable", 1, since)]


def test_posts_that_fail_hold_up_no_others(context: HarnessContext) -> None:
    for key in range(60):
        fail(context, key, "is_archived")
    context.clock.advance(minutes=2)
    queue(context, CAMPAIGN_POST, 1)
    assert (list_due(context)[0].kind, len(list_due(context))) == (CAMPAIGN_POST.code, 50)


def test_a_deleted_message_is_posted_again_without_the_mark(context: HarnessContext) -> None:
    queue(context)
    record_posted(context)
    queue(context)
    posts.record_lost(context, CLOCK, claim(context))
    post = claim(context)
    assert (post.ts, post.repeated) == (None, False)


def test_a_post_without_a_subject_is_dropped(context: HarnessContext) -> None:
    queue(context)
    posts.drop_post(context, CLOCK, claim(context))
    assert list_due(context) == []


def test_the_oldest_post_comes_first_and_each_place_has_its_own_post(context: HarnessContext) -> None:
    with change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        unit.queue_post(CAMPAIGN_POST, 2)
        unit.queue_post(CAMPAIGN_POST, 1)
        unit.queue_post(CAMPAIGN_POST, 1, "U_AUTHOR")
    assert [(post.key, post.channel) for post in list_due(context)] == [("2", "desk"), ("1", "desk"), ("1", "U_AUTHOR")]


def test_posting_writes_no_audit_entry(context: HarnessContext) -> None:
    queue(context)
    before = context.list_audited()
    record_posted(context)
    assert context.list_audited() == before


def test_only_the_clock_records_posts(context: HarnessContext) -> None:
    queue(context)
    (post,) = list_due(context)
    with pytest.raises(NotAllowed):
        posts.claim_post(context, AUTHOR, post)
