"""The poster when Slack says no, says nothing, or is away: it waits, repeats, and never stands still."""

import pytest

from bot.model.views import Mode
from bot.screens.blocks import Frame
from bot.services import digests
from scheduler.jobs import CLOCK
from scheduler.poster import Poster
from tests.desk.files import people
from tests.desk.office import TUESDAY, Office
from tests.desk.steps import approve, drafted, imported, submitted
from tests.sandbox.slack.client import until
from tests.scheduler.board import CHANNELS, JA, blocks, failed_once, frame_of, posted, posting, settled, shown
from tests.screens.samples import figures
from tests.slack_wire.slack import Reply, Slack


def test_too_fast_waits_as_long_as_slack_says_for_the_whole_channel(office: Office, slack: Slack) -> None:
    slow = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"})
    slack.next_answers["chat.postMessage"] = [slow]
    target = imported(office, people(1)).target.id
    drafted(office, target)
    with posting(office, slack):
        failed_once(office)
        office.clock.advance(seconds=2)
        settled(office)
    first, *rest = [call.at for call in slack.calls]
    assert len(rest) == 2
    assert all(at - first >= 1.0 for at in rest)
    assert not any(JA("post.repeated") in str(call.fields["blocks"]) for call in slack.calls)


@pytest.mark.parametrize("lost", [Reply(b"", 502), Reply(b"<html>")])
def test_a_lost_answer_is_posted_again_and_says_that_it_may_be_repeated(
    office: Office, slack: Slack, lost: Reply
) -> None:
    slack.next_answers["chat.postMessage"] = [lost]
    imported(office, people(1))
    with posting(office, slack):
        failed_once(office)
        office.clock.advance(seconds=120)
        settled(office)
    first, second = slack.calls
    assert JA("post.repeated") not in str(blocks(first))
    assert JA("post.repeated") in str(blocks(second)[0])


def test_a_lost_answer_to_an_edit_repeats_nothing(office: Office, slack: Slack) -> None:
    slack.next_answers["chat.update"] = [Reply(b"", 502)]
    campaign_id = submitted(office, imported(office, people(1)).target.id)
    with posting(office, slack) as loop:
        settled(office)
        approve(office, campaign_id)
        loop.wake()
        failed_once(office)
        office.clock.advance(seconds=120)
        settled(office)
    edits = posted(slack, method="chat.update")
    assert len(edits) == 2
    assert JA("post.repeated") not in str(blocks(edits[1]))


def test_a_message_that_somebody_deleted_is_posted_anew(office: Office, slack: Slack) -> None:
    slack.answers["chat.update"] = {"ok": False, "error": "message_not_found"}
    campaign_id = submitted(office, imported(office, people(1)).target.id)
    with posting(office, slack) as loop:
        settled(office)
        approve(office, campaign_id)
        loop.wake()
        settled(office)
    assert len(posted(slack, f"一斉送信 {campaign_id}：")) == 2
    assert JA("post.repeated") not in str(blocks(slack.calls[-1]))


def test_where_charts_are_refused_the_same_stands_as_text_from_then_on(
    office: Office, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_collect_figures", lambda *_: figures())
    slack.next_answers["chat.postMessage"] = [{"ok": False, "error": "invalid_blocks"}]
    digests.queue_daily_digest(office, CLOCK, TUESDAY)
    with posting(office, slack) as loop:
        settled(office)
        office.clock.advance(days=1)
        digests.queue_daily_digest(office, CLOCK, office.clock.now())
        loop.wake()
        settled(office)
    kinds = [[block["type"] for block in blocks(call)] for call in slack.calls]
    assert ["data_visualization" in found for found in kinds] == [True, False, False]
    assert "到達" in str(blocks(slack.calls[1]))


def test_slacks_absence_stops_nothing_and_all_is_shown_when_it_is_back(office: Office, slack: Slack) -> None:
    client = slack.client()
    there, client.base_url = client.base_url, "http://127.0.0.1:9/api/"
    loop = Poster(office, client, CHANNELS, Frame(JA, Mode.SANDBOX), frame_of)
    loop.start()
    try:
        campaign_id = submitted(office, imported(office, people(1)).target.id)
        loop.wake()
        until(lambda: office.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 2)
        approve(office, campaign_id)
        client.base_url = there
        office.clock.advance(seconds=120)
        settled(office)
    finally:
        loop.stop()
    assert len(posted(slack, JA("campaign.state.approved"))) == 1
    assert JA("post.repeated") not in str([blocks(call) for call in slack.calls]), "surely nothing was posted before"


def test_a_card_that_cannot_be_shown_keeps_no_other_back(
    office: Office, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    imported(office, people(1))
    with office.store.transaction() as db:
        db.change("INSERT INTO posts (id, kind, key, place) VALUES (-2, 'nobody knows this', '1', 'desk')")
        db.change("INSERT INTO posts (id, kind, key, place) VALUES (-1, 'digest_daily', 'nonsense', 'desk')")
    with posting(office, slack):
        until(lambda: posted(slack))
        until(lambda: office.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 2)
    assert len(slack.calls) == 1
    assert [record.message for record in caplog.records].count("not_drawn") == 2


def test_a_text_that_must_not_be_shown_is_never_sent_and_keeps_no_other_back(office: Office, slack: Slack) -> None:
    target = imported(office, people(1)).target.id
    body = "{city}{desk}です。{phone}へ。123456789018 心当たりない方は削除願います。送信専用"
    campaign_id = drafted(office, target, body=body)
    other = drafted(office, target)
    with posting(office, slack):
        until(lambda: posted(slack, f"一斉送信 {other}："))
    assert posted(slack, f"一斉送信 {campaign_id}：") == []
    assert "123456789018" not in str(slack.calls)


def test_what_is_no_more_is_not_shown(office: Office, slack: Slack) -> None:
    with office.store.transaction() as db:
        db.change("INSERT INTO posts (kind, key, place) VALUES ('campaign', '999', 'desk')")
    with posting(office, slack):
        settled(office)
    assert slack.calls == []


def test_an_alert_says_what_stands_still(office: Office, slack: Slack) -> None:
    campaign_id = submitted(office, imported(office, people(1)).target.id)
    with office.store.transaction() as db:
        db.change("INSERT INTO posts (kind, key, place) VALUES ('alert', :key, 'desk')", key=f"paused:{campaign_id}")
    with posting(office, slack):
        settled(office)
    assert len(posted(slack, f"一斉送信 {campaign_id} を一時停止しました")) == 1


def test_a_stop_ends_it_while_slack_is_away(office: Office, slack: Slack) -> None:
    imported(office, people(1))
    with posting(office, slack, "http://127.0.0.1:9/api/"):
        until(lambda: office.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == 1)
    assert not shown(office)
