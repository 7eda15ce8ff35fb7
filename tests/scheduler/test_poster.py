"""The poster: what happened is folded into few messages, at the channels' pace, in one place each."""

from itertools import pairwise

import pytest

from bot.services import campaigns, digests
from scheduler import poster
from scheduler.jobs import CLOCK
from tests.desk.files import people
from tests.desk.office import AUTHOR, TUESDAY, Office
from tests.desk.steps import approve, drafted, imported, submitted
from tests.scheduler.board import JA, posted, posting, settled
from tests.slack_wire.slack import Slack


def test_what_happened_before_is_one_message_and_shows_the_newest(office: Office, slack: Slack) -> None:
    campaign_id = submitted(office, imported(office, people(2)).target.id)
    approve(office, campaign_id)
    with posting(office, slack):
        settled(office)
    assert [call.name for call in slack.calls] == ["chat.postMessage"] * 2
    assert (
        len(posted(slack, JA("campaign.header", campaign=str(campaign_id), state=JA("campaign.state.approved")))) == 1
    )


def test_an_edit_keeps_the_place_where_the_message_stands(office: Office, slack: Slack) -> None:
    slack.answers["chat.postMessage"] = {"ok": True, "channel": "C0DESK", "ts": "7.7"}
    campaign_id = submitted(office, imported(office, people(2)).target.id)
    with posting(office, slack) as loop:
        settled(office)
        approve(office, campaign_id)
        loop.wake()
        settled(office)
        (edit,) = posted(slack, method="chat.update")
    assert (edit.fields["channel"], edit.fields["ts"]) == ("C0DESK", "7.7")
    assert office.column("SELECT ts FROM posts WHERE kind = 'campaign'") == ["7.7"]


def test_a_burst_folds_into_few_edits(office: Office, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_GAP", 0.3)
    target = imported(office, people(1)).target.id
    with posting(office, slack) as loop:
        settled(office)
        before = len(slack.calls)
        campaign_id = drafted(office, target)
        campaigns.submit_campaign(office, AUTHOR, campaign_id)
        approve(office, campaign_id)
        for _ in range(50):
            with office.store.transaction() as db:
                db.change("UPDATE posts SET wanted = wanted + 1 WHERE kind = 'campaign'")
            loop.wake()
        settled(office)
    assert 1 <= len(slack.calls) - before <= 3


def test_each_channel_has_its_own_pace(office: Office, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_GAP", 0.4)
    target = imported(office, people(1)).target.id
    for _ in range(3):
        drafted(office, target)
    digests.queue_daily_digest(office, CLOCK, TUESDAY)
    with posting(office, slack):
        settled(office)
    desk = [call.at for call in slack.calls if call.fields["channel"] == "C0DESK"]
    (digest,) = [call.at for call in slack.calls if call.fields["channel"] == "C0DIGEST"]
    assert len(desk) == 4
    assert all(later - earlier >= 0.4 for earlier, later in pairwise(desk))
    assert digest < desk[2]
