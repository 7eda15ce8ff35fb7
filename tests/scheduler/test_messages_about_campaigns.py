"""What the poster does for people: replies in the card's thread, mentions, links, and new messages before edits."""

import json

import pytest

from bot.screens.samples.base import LINK
from bot.services import campaigns
from scheduler import poster as poster_module
from tests.sandbox.slack.client import until
from tests.scheduler.harness import JA, get_blocks, list_calls, run_poster, wait_until_posted
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, HarnessContext
from tests.services.steps import approve, create_draft, import_list, submit
from tests.slack.server import Call, Slack

CARD = {"ok": True, "channel": "C0DESK", "ts": "5.5"}


def list_replies(slack: Slack) -> list[Call]:
    """Return the messages that were posted in a thread."""
    return [call for call in list_calls(slack) if call.fields.get("thread_ts")]


def post_card(context: HarnessContext, slack: Slack) -> int:
    """Post a draft's card at 5.5; return the campaign."""
    campaign_id = create_draft(context, import_list(context, make_debts(2)).target.id)
    slack.answers["chat.postMessage"] = CARD
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    return campaign_id


def submit_and_post(context: HarnessContext, slack: Slack, campaign_id: int) -> None:
    """Submit a campaign, and post what there is to post."""
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    with run_poster(context, slack.client()):
        wait_until_posted(context)


def test_a_request_mentions_the_supervisors_and_links_to_the_card(context: HarnessContext, slack: Slack) -> None:
    submit_and_post(context, slack, post_card(context, slack))
    (request,) = list_calls(slack, "承認依頼")
    assert "thread_ts" not in request.fields
    for shown in (request.fields["text"], str(get_blocks(request))):
        assert "<!subteam^S0SUPERVISE>" in shown
        assert f"<{LINK}|" in shown
    assert request.fields["text"].startswith("【練習】 承認依頼　一斉送信 1（2人・概算25円・期限 ")


def test_a_decision_mentions_the_author_and_the_request_says_that_it_is_over(
    context: HarnessContext, slack: Slack
) -> None:
    campaign_id = post_card(context, slack)
    submit_and_post(context, slack, campaign_id)
    approve(context, campaign_id)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (decision,) = list_calls(slack, "承認されました")
    assert f"<@{AUTHOR.user}>" not in str(get_blocks(decision)), "no Slack id, so it is named without a mention"
    assert AUTHOR.user in str(get_blocks(decision))
    (over,) = list_calls(slack, "承認依頼は終わりました", method="chat.update")
    assert "<!subteam" not in over.fields["text"]


def test_each_event_is_a_reply_in_the_thread_of_the_card(context: HarnessContext, slack: Slack) -> None:
    campaign_id = post_card(context, slack)
    submit_and_post(context, slack, campaign_id)
    (reply,) = list_replies(slack)
    assert (reply.fields["channel"], reply.fields["thread_ts"]) == ("C0DESK", "5.5")
    assert reply.fields["text"].startswith(f"【練習】 {JA.moment(context.clock.now())}　{JA('history.submit')}　")
    assert "reply_broadcast" not in reply.fields


def test_a_reply_waits_until_its_card_is_posted(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.postMessage"] = CARD
    submit(context, import_list(context, make_debts(2)).target.id)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (card,) = list_calls(slack, "一斉送信 1：")
    (reply,) = list_replies(slack)
    assert reply.at > card.at
    assert reply.fields["thread_ts"] == "5.5"


def test_a_reply_whose_card_cannot_be_posted_is_a_message_of_its_own(context: HarnessContext, slack: Slack) -> None:
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    with context.store.transaction() as db:
        db.execute("UPDATE posts SET tries = 3, try_at = '2027' WHERE kind = 'campaign' AND key = :id", id=campaign_id)
    with run_poster(context, slack.client()):
        until(lambda: list_calls(slack, JA("history.submit")))
    assert list_replies(slack) == []


@pytest.mark.parametrize("error", ["message_not_found", "thread_not_found", "cannot_reply_to_message"])
def test_a_reply_to_a_deleted_card_is_a_message_of_its_own(context: HarnessContext, slack: Slack, error: str) -> None:
    campaign_id = post_card(context, slack)
    campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
    slack.next_answers["chat.postMessage"] = [{"ok": False, "error": error}]
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    refused, posted = list_calls(slack, JA("history.withdraw"))
    assert refused.fields["thread_ts"] == "5.5"
    assert "thread_ts" not in posted.fields


def test_after_a_lost_answer_a_request_is_repeated_and_says_so(context: HarnessContext, slack: Slack) -> None:
    campaign_id = post_card(context, slack)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    with context.store.transaction() as db:  # as after a crash: the request left, and its answer is not known
        db.execute("UPDATE posts SET claimed_at = '2026' WHERE kind = 'request'")
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (request,) = list_calls(slack, "承認依頼")
    assert JA("post.repeated") in str(get_blocks(request)[1])
    assert "承認依頼" in str(get_blocks(request)[0])


def test_a_request_that_was_decided_while_slack_failed_is_never_posted(context: HarnessContext, slack: Slack) -> None:
    campaign_id = post_card(context, slack)
    campaigns.submit_campaign(context, AUTHOR, campaign_id)
    approve(context, campaign_id)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    assert list_calls(slack, "承認依頼") == []
    assert len(list_calls(slack, "承認されました")) == 1


def test_new_messages_are_posted_while_a_card_is_edited_again_and_again(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster_module, "_EDIT_PAUSE", 3600.0)
    campaign_id = post_card(context, slack)
    with run_poster(context, slack.client()) as poster:
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
        poster.wake()
        until(lambda: list_calls(slack, "承認依頼") and list_replies(slack))
        campaigns.withdraw_campaign(context, AUTHOR, campaign_id)
        poster.wake()
        until(lambda: len(list_replies(slack)) == 2)
    assert len(list_calls(slack, method="chat.update")) <= 1


def test_the_link_is_asked_for_once_for_each_card(context: HarnessContext, slack: Slack) -> None:
    campaign_id = post_card(context, slack)
    submit_and_post(context, slack, campaign_id)
    asked = [call.fields for call in slack.calls if call.name == "chat.getPermalink"]
    assert asked == [{"channel": "C0DESK", "message_ts": "5.5"}] * 2
    assert context.column("SELECT link FROM posts WHERE kind IN ('campaign', 'list')") == [LINK, LINK]
    assert context.column("SELECT DISTINCT link FROM posts WHERE kind NOT IN ('campaign', 'list')") == [None]


def test_without_a_link_a_request_is_posted_all_the_same(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.getPermalink"] = {"ok": False, "error": "message_not_found"}
    submit_and_post(context, slack, post_card(context, slack))
    (request,) = list_calls(slack, "承認依頼")
    assert "<http" not in json.dumps(request.fields)
