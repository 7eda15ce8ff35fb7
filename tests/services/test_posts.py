"""Posts: a subject that Slack should show, whatever happens to Slack or to us meanwhile."""

from dataclasses import replace

import pytest

from bot.model.access import Action
from bot.model.errors import NotAllowed
from bot.model.posts import CAMPAIGN_POST, LIST_POST, Post, PostKind
from bot.services import posts
from bot.services.unit_of_work import change
from bot.store.database import Store
from tests.services.harness import AUTHOR, CLOCK, KEY, HarnessContext


def tell(context: HarnessContext, kind: PostKind[int] = CAMPAIGN_POST, key: int = 1) -> None:
    with change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        unit.queue_post(kind, key)


def due(context: HarnessContext) -> list[Post]:
    return posts.find_due_posts(context, CLOCK)


def taken(context: HarnessContext) -> Post:
    (post,) = due(context)
    return posts.claim_post(context, CLOCK, post)


def shown(context: HarnessContext) -> Post:
    post = taken(context)
    posts.record_posted(context, CLOCK, post, "C1", "1.0")
    return post


def test_a_post_is_due_until_slack_shows_it(context: HarnessContext) -> None:
    tell(context)
    assert [(post.kind, post.key, post.channel) for post in due(context)] == [("campaign", "1", "desk")]
    shown(context)
    assert due(context) == []


def test_a_burst_folds_into_one_edit(context: HarnessContext) -> None:
    tell(context)
    shown(context)
    for _ in range(20):
        tell(context)
    (post,) = due(context)
    assert (post.slack_channel, post.ts) == ("C1", "1.0")
    assert not shown(context).repeated
    assert due(context) == []


def test_what_changes_while_it_is_being_shown_is_shown_again(context: HarnessContext) -> None:
    tell(context)
    post = taken(context)
    tell(context)
    posts.record_posted(context, CLOCK, post, "C1", "1.0")
    assert [waiting.ts for waiting in due(context)] == ["1.0"]


def test_a_post_whose_answer_a_crash_lost_is_made_again_and_says_so(context: HarnessContext) -> None:
    tell(context)
    assert not taken(context).repeated
    context.store.close()
    again = replace(context, store=Store(context.store.path, KEY))
    assert taken(again).repeated
    assert shown(again).repeated
    tell(again)
    assert shown(again).repeated  # the mark stays: the other copy may still stand there
    again.store.close()


def test_an_edit_that_a_crash_cut_short_is_simply_made_again(context: HarnessContext) -> None:
    tell(context)
    shown(context)
    tell(context)
    taken(context)
    assert not taken(context).repeated


def test_slack_s_silence_leaves_a_doubt_and_its_no_leaves_none(context: HarnessContext) -> None:
    for answered in (True, False):
        tell(context, LIST_POST, int(answered))
        (post,) = due(context)
        posts.record_failure(context, CLOCK, posts.claim_post(context, CLOCK, post), answered=answered)
        context.clock.advance(seconds=60)
        assert taken(context).repeated is not answered
        shown(context)


def test_what_fails_is_tried_again_later_each_time(context: HarnessContext) -> None:
    tell(context)
    for seconds in (1, 2, 4, 8):
        posts.record_failure(context, CLOCK, taken(context), answered=True)
        context.clock.advance(seconds=seconds - 0.1)
        assert due(context) == []
        context.clock.advance(seconds=0.1)
        assert len(due(context)) == 1


def test_the_pause_that_slack_asks_for_holds_also_when_more_has_changed(context: HarnessContext) -> None:
    tell(context)
    posts.record_failure(context, CLOCK, taken(context), answered=True, retry_after=30)
    tell(context)
    assert due(context) == []
    context.clock.advance(seconds=30)
    assert len(due(context)) == 1


def test_what_is_gone_from_slack_is_posted_anew_unmarked(context: HarnessContext) -> None:
    tell(context)
    shown(context)
    tell(context)
    posts.record_lost(context, CLOCK, taken(context))
    post = taken(context)
    assert (post.ts, post.repeated) == (None, False)


def test_what_there_is_nothing_to_show_of_is_dropped(context: HarnessContext) -> None:
    tell(context)
    posts.drop_post(context, CLOCK, taken(context))
    assert due(context) == []


def test_the_oldest_is_shown_first_and_a_place_of_its_own_is_a_post_of_its_own(context: HarnessContext) -> None:
    with change(context, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as unit:
        unit.queue_post(CAMPAIGN_POST, 2)
        unit.queue_post(CAMPAIGN_POST, 1)
        unit.queue_post(CAMPAIGN_POST, 1, "U_AUTHOR")
    assert [(post.key, post.channel) for post in due(context)] == [("2", "desk"), ("1", "desk"), ("1", "U_AUTHOR")]


def test_showing_is_no_act_and_leaves_the_audit_as_it_is(context: HarnessContext) -> None:
    tell(context)
    before = context.audited()
    shown(context)
    assert context.audited() == before


def test_only_the_clock_keeps_the_posts(context: HarnessContext) -> None:
    tell(context)
    (post,) = due(context)
    with pytest.raises(NotAllowed):
        posts.claim_post(context, AUTHOR, post)
