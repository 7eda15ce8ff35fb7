"""Posts: a subject that Slack should show, whatever happens to Slack or to us meanwhile."""

from dataclasses import replace

import pytest

from bot.model.access import Action
from bot.model.errors import NotAllowed
from bot.model.posts import Post
from bot.services import posts
from bot.services.unit_of_work import change
from bot.store.database import Store
from tests.desk.office import AUTHOR, CLOCK, KEY, Office


def tell(office: Office, kind: str = "campaign", key: int = 1) -> None:
    with change(office, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as deed:
        deed.tell(kind, key)


def due(office: Office) -> list[Post]:
    return posts.find_due_posts(office, CLOCK)


def taken(office: Office) -> Post:
    (post,) = due(office)
    return posts.claim_post(office, CLOCK, post)


def shown(office: Office) -> Post:
    post = taken(office)
    posts.record_posted(office, CLOCK, post, "C1", "1.0")
    return post


def test_a_post_is_due_until_slack_shows_it(office: Office) -> None:
    tell(office)
    assert [(post.kind, post.key, post.place) for post in due(office)] == [("campaign", "1", "desk")]
    shown(office)
    assert due(office) == []


def test_a_burst_folds_into_one_edit(office: Office) -> None:
    tell(office)
    shown(office)
    for _ in range(20):
        tell(office)
    (post,) = due(office)
    assert (post.channel, post.ts) == ("C1", "1.0")
    assert not shown(office).repeated
    assert due(office) == []


def test_what_changes_while_it_is_being_shown_is_shown_again(office: Office) -> None:
    tell(office)
    post = taken(office)
    tell(office)
    posts.record_posted(office, CLOCK, post, "C1", "1.0")
    assert [waiting.ts for waiting in due(office)] == ["1.0"]


def test_a_post_whose_answer_a_crash_lost_is_made_again_and_says_so(office: Office) -> None:
    tell(office)
    assert not taken(office).repeated
    office.store.close()
    again = replace(office, store=Store(office.store.path, KEY))
    assert taken(again).repeated
    assert shown(again).repeated
    tell(again)
    assert shown(again).repeated  # the mark stays: the other copy may still stand there
    again.store.close()


def test_an_edit_that_a_crash_cut_short_is_simply_made_again(office: Office) -> None:
    tell(office)
    shown(office)
    tell(office)
    taken(office)
    assert not taken(office).repeated


def test_slack_s_silence_leaves_a_doubt_and_its_no_leaves_none(office: Office) -> None:
    for answered in (True, False):
        tell(office, "list", int(answered))
        (post,) = due(office)
        posts.record_failure(office, CLOCK, posts.claim_post(office, CLOCK, post), answered=answered)
        office.clock.advance(seconds=60)
        assert taken(office).repeated is not answered
        shown(office)


def test_what_fails_is_tried_again_later_each_time(office: Office) -> None:
    tell(office)
    for seconds in (1, 2, 4, 8):
        posts.record_failure(office, CLOCK, taken(office), answered=True)
        office.clock.advance(seconds=seconds - 0.1)
        assert due(office) == []
        office.clock.advance(seconds=0.1)
        assert len(due(office)) == 1


def test_the_pause_that_slack_asks_for_holds_also_when_more_has_changed(office: Office) -> None:
    tell(office)
    posts.record_failure(office, CLOCK, taken(office), answered=True, retry_after=30)
    tell(office)
    assert due(office) == []
    office.clock.advance(seconds=30)
    assert len(due(office)) == 1


def test_what_is_gone_from_slack_is_posted_anew_unmarked(office: Office) -> None:
    tell(office)
    shown(office)
    tell(office)
    posts.record_lost(office, CLOCK, taken(office))
    post = taken(office)
    assert (post.ts, post.repeated) == (None, False)


def test_what_there_is_nothing_to_show_of_is_dropped(office: Office) -> None:
    tell(office)
    posts.drop_post(office, CLOCK, taken(office))
    assert due(office) == []


def test_the_oldest_is_shown_first_and_a_place_of_its_own_is_a_post_of_its_own(office: Office) -> None:
    with change(office, AUTHOR, Action.CAMPAIGN_SUBMIT, "campaign:1") as deed:
        deed.tell("campaign", 2)
        deed.tell("campaign", 1)
        deed.tell("campaign", 1, "U_AUTHOR")
    assert [(post.key, post.place) for post in due(office)] == [("2", "desk"), ("1", "desk"), ("1", "U_AUTHOR")]


def test_showing_is_no_act_and_leaves_the_audit_as_it_is(office: Office) -> None:
    tell(office)
    before = office.audited()
    shown(office)
    assert office.audited() == before


def test_only_the_clock_keeps_the_posts(office: Office) -> None:
    tell(office)
    (post,) = due(office)
    with pytest.raises(NotAllowed):
        posts.claim_post(office, AUTHOR, post)
