"""The poster when Slack refuses, does not answer or is unreachable: it waits, tries again, and never stops."""

import pytest

from bot.screens.samples.office import make_figures
from bot.services import digests
from scheduler.jobs import CLOCK
from tests.sandbox.slack.client import until
from tests.scheduler.harness import (
    JA,
    NOBODY_LISTENS,
    approve_while_posting,
    get_blocks,
    is_all_posted,
    list_calls,
    list_messages,
    move_until_posted,
    run_poster,
    wait_for_tries,
    wait_until_posted,
)
from tests.services.files import make_debts
from tests.services.harness import TUESDAY, HarnessContext
from tests.services.steps import approve, create_draft, import_list, submit
from tests.slack.server import Reply, Slack


def test_a_rate_limit_stops_the_whole_channel_for_as_long_as_slack_says(context: HarnessContext, slack: Slack) -> None:
    slow = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"})
    slack.next_answers["chat.postMessage"] = [slow]
    target = import_list(context, make_debts(1)).target.id
    create_draft(context, target)
    with run_poster(context, slack.client()):
        wait_for_tries(context, 1)
        context.clock.advance(seconds=2)
        wait_until_posted(context)
    first, *rest = [call.at for call in list_messages(slack)]
    assert len(rest) == 2
    assert all(at - first >= 1.0 for at in rest)
    assert not any(JA("post.repeated") in str(call.fields["blocks"]) for call in list_messages(slack))


@pytest.mark.parametrize("lost", [Reply(b"", 502), Reply(b"<html>")])
def test_after_a_lost_answer_the_message_is_posted_again_and_says_that_it_may_be_repeated(
    context: HarnessContext, slack: Slack, lost: Reply
) -> None:
    slack.next_answers["chat.postMessage"] = [lost]
    import_list(context, make_debts(1))
    with run_poster(context, slack.client()):
        wait_for_tries(context, 1)
        context.clock.advance(seconds=120)
        wait_until_posted(context)
    first, second = list_messages(slack)
    assert JA("post.repeated") not in str(get_blocks(first))
    assert JA("post.repeated") in str(get_blocks(second)[1])


def test_after_a_lost_answer_to_an_edit_the_message_is_edited_again(context: HarnessContext, slack: Slack) -> None:
    slack.next_answers["chat.update"] = [Reply(b"", 502)]
    with approve_while_posting(context, slack.client()):
        wait_for_tries(context, 1)
        context.clock.advance(seconds=120)
    edits = list_calls(slack, method="chat.update")
    assert len(edits) == 3, "of the card twice, and of the request"
    assert JA("post.repeated") not in str([get_blocks(edit) for edit in edits])


def test_a_message_that_was_deleted_is_posted_again(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.update"] = {"ok": False, "error": "message_not_found"}
    with approve_while_posting(context, slack.client()) as campaign_id:
        pass
    assert len(list_calls(slack, f"一斉送信 {campaign_id}：")) == 2
    assert JA("post.repeated") not in str(get_blocks(list_messages(slack)[-1]))


def test_after_a_refused_chart_the_figures_are_posted_as_text(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_collect_figures", lambda *_: make_figures())
    slack.next_answers["chat.postMessage"] = [{"ok": False, "error": "invalid_blocks"}]
    digests.queue_digest(context, CLOCK, digests.DAILY, TUESDAY)
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        context.clock.advance(days=1)
        digests.queue_digest(context, CLOCK, digests.DAILY, context.clock.now())
        poster.wake()
        wait_until_posted(context)
    kinds = [[block["type"] for block in get_blocks(call)] for call in slack.calls]
    assert ["data_visualization" in found for found in kinds] == [True, False, False]
    assert "到達" in str(get_blocks(slack.calls[1]))


def test_without_slack_all_else_goes_on_and_everything_is_posted_later(context: HarnessContext, slack: Slack) -> None:
    # Everything is queued before the poster starts: to queue a post again resets its count of tries.
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    client = slack.client()
    reachable, client.base_url = client.base_url, NOBODY_LISTENS
    with run_poster(context, client):
        wait_for_tries(context, 2)
        approve(context, campaign_id)
        client.base_url = reachable
        move_until_posted(context)
    assert len(list_calls(slack, f"一斉送信 {campaign_id}：{JA('campaign.state.approved')}")) == 1
    assert JA("post.repeated") not in str([get_blocks(call) for call in list_messages(slack)]), (
        "Slack was unreachable, so nothing can be repeated"
    )


def test_a_card_that_cannot_be_rendered_delays_no_other(
    context: HarnessContext, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    import_list(context, make_debts(1))
    with context.store.transaction() as db:
        db.execute("INSERT INTO posts (id, kind, key, place) VALUES (-2, 'nobody knows this', '1', 'desk')")
        db.execute("INSERT INTO posts (id, kind, key, place) VALUES (-1, 'digest_daily', 'nonsense', 'desk')")
    with run_poster(context, slack.client()):
        until(lambda: list_calls(slack))
        wait_for_tries(context, 2)
    assert len(list_messages(slack)) == 1
    assert [record.message for record in caplog.records].count("post_not_rendered") == 2


def test_a_text_with_personal_data_is_never_posted_and_delays_no_other(context: HarnessContext, slack: Slack) -> None:
    target = import_list(context, make_debts(1)).target.id
    body = "{city}{desk}です。{phone}へ。123456789018 心当たりない方は削除願います。送信専用"
    campaign_id = create_draft(context, target, body=body)
    other = create_draft(context, target)
    with run_poster(context, slack.client()):
        until(lambda: list_calls(slack, f"一斉送信 {other}："))
    assert list_calls(slack, f"一斉送信 {campaign_id}：") == []
    assert "123456789018" not in str(slack.calls)


def test_a_post_about_something_that_was_deleted_is_dropped(context: HarnessContext, slack: Slack) -> None:
    with context.store.transaction() as db:
        db.execute("INSERT INTO posts (kind, key, place) VALUES ('campaign', '999', 'desk')")
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    assert slack.calls == []


def test_it_can_be_stopped_while_slack_is_unreachable(context: HarnessContext, slack: Slack) -> None:
    import_list(context, make_debts(1))
    client = slack.client()
    client.base_url = NOBODY_LISTENS
    with run_poster(context, client):
        wait_for_tries(context, 1)
    assert not is_all_posted(context)
