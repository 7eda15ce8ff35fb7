"""The poster when Slack says no, says nothing, or is away: it waits, repeats, and never stands still."""

import pytest

from bot.model.views import Mode
from bot.screens.blocks import Frame
from bot.services import digests
from scheduler.jobs import CLOCK
from scheduler.poster import Poster
from tests.sandbox.slack.client import until
from tests.scheduler.harness import CHANNELS, JA, blocks, failed_once, frame_of, posted, posting, settled, shown
from tests.screens.samples import figures
from tests.services.files import make_debts
from tests.services.harness import TUESDAY, HarnessContext
from tests.services.steps import approve, create_draft, import_list, submit
from tests.slack.harness import Reply, Slack


def test_too_fast_waits_as_long_as_slack_says_for_the_whole_channel(context: HarnessContext, slack: Slack) -> None:
    slow = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"})
    slack.next_answers["chat.postMessage"] = [slow]
    target = import_list(context, make_debts(1)).target.id
    create_draft(context, target)
    with posting(context, slack):
        failed_once(context)
        context.clock.advance(seconds=2)
        settled(context)
    first, *rest = [call.at for call in slack.calls]
    assert len(rest) == 2
    assert all(at - first >= 1.0 for at in rest)
    assert not any(JA("post.repeated") in str(call.fields["blocks"]) for call in slack.calls)


@pytest.mark.parametrize("lost", [Reply(b"", 502), Reply(b"<html>")])
def test_a_lost_answer_is_posted_again_and_says_that_it_may_be_repeated(
    context: HarnessContext, slack: Slack, lost: Reply
) -> None:
    slack.next_answers["chat.postMessage"] = [lost]
    import_list(context, make_debts(1))
    with posting(context, slack):
        failed_once(context)
        context.clock.advance(seconds=120)
        settled(context)
    first, second = slack.calls
    assert JA("post.repeated") not in str(blocks(first))
    assert JA("post.repeated") in str(blocks(second)[0])


def test_a_lost_answer_to_an_edit_repeats_nothing(context: HarnessContext, slack: Slack) -> None:
    slack.next_answers["chat.update"] = [Reply(b"", 502)]
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with posting(context, slack) as loop:
        settled(context)
        approve(context, campaign_id)
        loop.wake()
        failed_once(context)
        context.clock.advance(seconds=120)
        settled(context)
    edits = posted(slack, method="chat.update")
    assert len(edits) == 2
    assert JA("post.repeated") not in str(blocks(edits[1]))


def test_a_message_that_somebody_deleted_is_posted_anew(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.update"] = {"ok": False, "error": "message_not_found"}
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with posting(context, slack) as loop:
        settled(context)
        approve(context, campaign_id)
        loop.wake()
        settled(context)
    assert len(posted(slack, f"一斉送信 {campaign_id}：")) == 2
    assert JA("post.repeated") not in str(blocks(slack.calls[-1]))


def test_where_charts_are_refused_the_same_stands_as_text_from_then_on(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_collect_figures", lambda *_: figures())
    slack.next_answers["chat.postMessage"] = [{"ok": False, "error": "invalid_blocks"}]
    digests.queue_daily_digest(context, CLOCK, TUESDAY)
    with posting(context, slack) as loop:
        settled(context)
        context.clock.advance(days=1)
        digests.queue_daily_digest(context, CLOCK, context.clock.now())
        loop.wake()
        settled(context)
    kinds = [[block["type"] for block in blocks(call)] for call in slack.calls]
    assert ["data_visualization" in found for found in kinds] == [True, False, False]
    assert "到達" in str(blocks(slack.calls[1]))


def test_slacks_absence_stops_nothing_and_all_is_shown_when_it_is_back(context: HarnessContext, slack: Slack) -> None:
    client = slack.client()
    there, client.base_url = client.base_url, "http://127.0.0.1:9/api/"
    loop = Poster(context, client, CHANNELS, Frame(JA, Mode.SANDBOX), frame_of)
    loop.start()
    try:
        campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
        loop.wake()
        until(lambda: context.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 2)
        approve(context, campaign_id)
        client.base_url = there
        context.clock.advance(seconds=120)
        settled(context)
    finally:
        loop.stop()
    assert len(posted(slack, JA("campaign.state.approved"))) == 1
    assert JA("post.repeated") not in str([blocks(call) for call in slack.calls]), "surely nothing was posted before"


def test_a_card_that_cannot_be_shown_keeps_no_other_back(
    context: HarnessContext, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    import_list(context, make_debts(1))
    with context.store.transaction() as db:
        db.execute("INSERT INTO posts (id, kind, key, place) VALUES (-2, 'nobody knows this', '1', 'desk')")
        db.execute("INSERT INTO posts (id, kind, key, place) VALUES (-1, 'digest_daily', 'nonsense', 'desk')")
    with posting(context, slack):
        until(lambda: posted(slack))
        until(lambda: context.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 2)
    assert len(slack.calls) == 1
    assert [record.message for record in caplog.records].count("not_drawn") == 2


def test_a_text_that_must_not_be_shown_is_never_sent_and_keeps_no_other_back(
    context: HarnessContext, slack: Slack
) -> None:
    target = import_list(context, make_debts(1)).target.id
    body = "{city}{desk}です。{phone}へ。123456789018 心当たりない方は削除願います。送信専用"
    campaign_id = create_draft(context, target, body=body)
    other = create_draft(context, target)
    with posting(context, slack):
        until(lambda: posted(slack, f"一斉送信 {other}："))
    assert posted(slack, f"一斉送信 {campaign_id}：") == []
    assert "123456789018" not in str(slack.calls)


def test_what_is_no_more_is_not_shown(context: HarnessContext, slack: Slack) -> None:
    with context.store.transaction() as db:
        db.execute("INSERT INTO posts (kind, key, place) VALUES ('campaign', '999', 'desk')")
    with posting(context, slack):
        settled(context)
    assert slack.calls == []


def test_an_alert_says_what_stands_still(context: HarnessContext, slack: Slack) -> None:
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with context.store.transaction() as db:
        db.execute("INSERT INTO posts (kind, key, place) VALUES ('alert', :key, 'desk')", key=f"paused:{campaign_id}")
    with posting(context, slack):
        settled(context)
    assert len(posted(slack, f"一斉送信 {campaign_id} を一時停止しました")) == 1


def test_a_stop_ends_it_while_slack_is_away(context: HarnessContext, slack: Slack) -> None:
    import_list(context, make_debts(1))
    with posting(context, slack, "http://127.0.0.1:9/api/"):
        until(lambda: context.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 1)
    assert not shown(context)
