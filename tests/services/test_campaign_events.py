"""Messages about campaigns: each event once, only as long as somebody must act, and to the people who must."""

from dataclasses import replace

import pytest

from bot.model.access import Action, Actor, Role
from bot.model.campaigns import CampaignState
from bot.model.errors import NotFound
from bot.model.posts import DECISION_POST, EVENT_POST, PAUSED_POST, REQUEST_POST, EventKey, Mentioned, PostKind
from bot.model.providers import NotSent
from bot.services import campaign_events, campaigns, posts, sending
from bot.settings.declared import Members, require_setting
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, CHIEF, CLOCK, DEPUTY, OPERATOR, UPLOADER, HarnessContext
from tests.services.steps import (
    approve,
    create_draft,
    get_fingerprint,
    import_list,
    reject,
    send_all,
    start_approved,
    start_campaign,
    submit,
    submit_and_approve,
)

TERMINAL = Actor("terminal", frozenset({Role.MACHINE}), "ja")


def submit_new(context: HarnessContext) -> int:
    """Submit a campaign to two people."""
    return submit(context, import_list(context, make_debts(2)).target.id)


def find_keys(context: HarnessContext, kind: PostKind[EventKey]) -> list[EventKey]:
    """Return the keys of the posts of a kind that wait."""
    return [EventKey.decode(key) for key in context.post_keys(kind.code)]


def take_actions(context: HarnessContext) -> list[str]:
    """Post everything; return what the replies say was done."""
    actions = [action for _, action in context.list_events()]
    context.post_all()
    return actions


def pause_by_provider(context: HarnessContext) -> None:
    """Let the provider refuse the account, so that nofu pauses the campaign."""
    context.provider.results.append(NotSent("invalid_account", stop=True))
    send_all(context)


def test_each_event_of_a_campaign_is_one_reply(context: HarnessContext) -> None:
    campaign_id = submit_new(context)
    assert take_actions(context) == ["campaign.submit"]
    approve(context, campaign_id)
    assert take_actions(context) == ["campaign.approve"]
    start_approved(context)
    campaigns.pause_campaign(context, CHIEF, campaign_id)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert take_actions(context) == ["campaign.start", "campaign.pause", "campaign.resume"]
    send_all(context)
    sending.finish_done_campaigns(context, CLOCK)
    assert take_actions(context) == ["campaign.finish"]


def test_a_reply_says_who_did_what_and_when(context: HarnessContext) -> None:
    campaign_id = submit_new(context)
    reject(context, CHIEF, campaign_id, get_fingerprint(context, campaign_id))
    _, rejected = find_keys(context, EVENT_POST)
    entry = campaign_events.get_event(context, CLOCK, rejected).entry
    assert (entry.action, entry.who, entry.at) == ("campaign.reject", CHIEF.user, context.clock.now())


def test_each_of_two_approvals_is_a_reply_and_only_the_last_a_decision(context: HarnessContext) -> None:
    policy = replace(context.settings.policy, approval_two_above=1)
    context = replace(context, settings=replace(context.settings, policy=policy))
    campaign_id = submit_new(context)
    context.post_all()
    approve(context, campaign_id)
    assert context.list_events() == [(campaign_id, "campaign.approve")]
    assert context.list_events("decision") == []
    context.post_all()
    approve(context, campaign_id, DEPUTY)
    assert context.list_events() == context.list_events("decision") == [(campaign_id, "campaign.approve")]


def test_what_nofu_pauses_is_an_event_with_its_reason(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    context.post_all()
    pause_by_provider(context)
    (key,) = find_keys(context, EVENT_POST)
    event = campaign_events.get_event(context, CLOCK, key)
    assert (key.subject, event.entry.action, event.entry.reason) == (campaign_id, "campaign.pause", "invalid_account")
    assert find_keys(context, PAUSED_POST) == [key]


def test_a_second_pause_is_a_second_alert_and_the_first_is_over(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    pause_by_provider(context)
    (first,) = find_keys(context, PAUSED_POST)
    context.post_all()
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    pause_by_provider(context)
    again, second = sorted(find_keys(context, PAUSED_POST), key=lambda key: key.entry)
    assert again == first
    assert second.entry > first.entry
    assert not campaign_events.get_pause(context, CLOCK, first).is_open
    assert campaign_events.get_pause(context, CLOCK, second).is_open


@pytest.mark.parametrize(("by", "alerts"), [(CHIEF, 0), (AUTHOR, 1), (OPERATOR, 1), (TERMINAL, 1)])
def test_supervisors_learn_of_a_pause_unless_one_of_them_made_it(
    context: HarnessContext, by: Actor, alerts: int
) -> None:
    campaigns.pause_campaign(context, by, start_campaign(context))
    assert len(find_keys(context, PAUSED_POST)) == alerts


def test_a_request_is_open_until_somebody_decides(context: HarnessContext) -> None:
    campaign_id = submit_new(context)
    (key,) = find_keys(context, REQUEST_POST)
    assert campaign_events.get_request(context, CLOCK, key).is_open
    context.post_all()
    assert find_keys(context, REQUEST_POST) == []
    approve(context, campaign_id)
    assert find_keys(context, REQUEST_POST) == [key]
    assert not campaign_events.get_request(context, CLOCK, key).is_open


def test_a_request_that_was_decided_before_it_was_posted_is_not_posted(context: HarnessContext) -> None:
    campaign_id = submit_new(context)
    (key,) = find_keys(context, REQUEST_POST)
    campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
    with pytest.raises(NotFound):
        campaign_events.get_request(context, CLOCK, key)


def test_a_pause_that_was_over_before_it_was_posted_is_not_posted(context: HarnessContext) -> None:
    campaign_id = start_campaign(context)
    campaigns.pause_campaign(context, OPERATOR, campaign_id)
    (key,) = find_keys(context, PAUSED_POST)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    with pytest.raises(NotFound):
        campaign_events.get_pause(context, CLOCK, key)


def test_a_draft_waits_for_nobody_else(context: HarnessContext) -> None:
    create_draft(context, import_list(context, make_debts(1)).target.id)
    assert {kind for kind, _, _ in context.posts()} == {"list", "campaign"}


def test_the_author_learns_of_every_decision_of_others(context: HarnessContext) -> None:
    target = import_list(context, make_debts(1)).target.id
    rejected = submit(context, target)
    reject(context, CHIEF, rejected, get_fingerprint(context, rejected))
    expired = submit(context, target)
    context.clock.advance(days=3)
    campaigns.expire_due_campaigns(context, CLOCK)
    stopped = submit_and_approve(context, target)
    campaigns.stop_campaign(context, CHIEF, stopped)
    assert context.list_events(DECISION_POST.code) == [
        (rejected, "campaign.reject"),
        (expired, "campaign.expire"),
        (stopped, "campaign.approve"),
        (stopped, "campaign.stop"),
    ]


def test_nobody_is_told_of_their_own_decision(context: HarnessContext) -> None:
    campaigns.withdraw_campaign(context, AUTHOR, submit_new(context))
    assert find_keys(context, DECISION_POST) == []


def test_the_supervisors_group_is_mentioned_and_without_one_the_people_who_may_decide(context: HarnessContext) -> None:
    submit_new(context)
    (key,) = find_keys(context, REQUEST_POST)
    event = campaign_events.get_request(context, CLOCK, key)
    assert event.supervisors == Mentioned(groups=("S0SUPERVISE",))
    slack = require_setting(context.settings.slack)
    pinned = Members(None, frozenset({CHIEF.user, AUTHOR.user, UPLOADER.user}))
    context = replace(context, settings=replace(context.settings, slack=replace(slack, supervisors=pinned)))
    event = campaign_events.get_request(context, CLOCK, key)
    assert event.supervisors == Mentioned(users=(CHIEF.user,))


def test_a_message_about_a_campaign_links_to_its_card(context: HarnessContext) -> None:
    submit_new(context)
    (key,) = find_keys(context, REQUEST_POST)
    assert campaign_events.get_request(context, CLOCK, key).view.link is None
    (card,) = [post for post in posts.find_due_posts(context, CLOCK) if post.kind == "campaign"]
    posts.record_posted(context, CLOCK, card, "C1", "1.0")
    posts.record_link(context, CLOCK, card, "1.0", "https://x.slack.com/archives/C1/p10")
    assert campaign_events.get_request(context, CLOCK, key).view.link == "https://x.slack.com/archives/C1/p10"


def test_the_link_of_a_message_that_was_posted_anew_is_forgotten(context: HarnessContext) -> None:
    submit_new(context)
    (card,) = [post for post in posts.find_due_posts(context, CLOCK) if post.kind == "campaign"]
    posts.record_posted(context, CLOCK, card, "C1", "1.0")
    posts.record_link(context, CLOCK, card, "1.0", "https://x.slack.com/archives/C1/p10")
    posts.record_posted(context, CLOCK, card, "C1", "1.0")
    assert context.value("SELECT link FROM posts WHERE kind = 'campaign'") is not None
    posts.record_posted(context, CLOCK, card, "C1", "2.0")
    posts.record_link(context, CLOCK, card, "1.0", "https://x.slack.com/archives/C1/p10")
    assert context.value("SELECT link FROM posts WHERE kind = 'campaign'") is None


def test_an_event_of_a_campaign_that_does_not_exist_is_not_posted(context: HarnessContext) -> None:
    campaign_id = submit_new(context)
    assert context.value("SELECT state FROM campaigns") == CampaignState.PENDING
    for key in (EventKey(999, 1), EventKey(campaign_id, 999)):
        with pytest.raises(NotFound):
            campaign_events.get_event(context, CLOCK, key)


def test_the_key_of_an_event_is_read_as_it_is_written() -> None:
    assert EventKey.decode(str(EventKey(7, 123))) == EventKey(7, 123)
    assert Action.DOUBT_ALERT.audited
