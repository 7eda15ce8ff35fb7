"""The poster: what happened is folded into few messages, at the channels' pace, in one place each."""

from itertools import pairwise

import pytest

from bot.services import campaigns, digests
from scheduler import poster
from scheduler.jobs import CLOCK
from tests.scheduler.harness import JA, posted, posting, settled
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, TUESDAY, HarnessContext
from tests.services.steps import approve, create_draft, import_list, submit
from tests.slack.harness import Slack


def test_what_happened_before_is_one_message_and_shows_the_newest(context: HarnessContext, slack: Slack) -> None:
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    approve(context, campaign_id)
    with posting(context, slack):
        settled(context)
    assert [call.name for call in slack.calls] == ["chat.postMessage"] * 2
    assert (
        len(posted(slack, JA("campaign.header", campaign=str(campaign_id), state=JA("campaign.state.approved")))) == 1
    )


def test_an_edit_keeps_the_place_where_the_message_stands(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.postMessage"] = {"ok": True, "channel": "C0DESK", "ts": "7.7"}
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    with posting(context, slack) as loop:
        settled(context)
        approve(context, campaign_id)
        loop.wake()
        settled(context)
        (edit,) = posted(slack, method="chat.update")
    assert (edit.fields["channel"], edit.fields["ts"]) == ("C0DESK", "7.7")
    assert context.column("SELECT ts FROM posts WHERE kind = 'campaign'") == ["7.7"]


def test_a_burst_folds_into_few_edits(context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_GAP", 0.3)
    target = import_list(context, make_debts(1)).target.id
    with posting(context, slack) as loop:
        settled(context)
        before = len(slack.calls)
        campaign_id = create_draft(context, target)
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
        approve(context, campaign_id)
        for _ in range(50):
            with context.store.transaction() as db:
                db.execute("UPDATE posts SET wanted = wanted + 1 WHERE kind = 'campaign'")
            loop.wake()
        settled(context)
    assert 1 <= len(slack.calls) - before <= 3


def test_each_channel_has_its_own_pace(context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poster, "_GAP", 0.4)
    target = import_list(context, make_debts(1)).target.id
    for _ in range(3):
        create_draft(context, target)
    digests.queue_daily_digest(context, CLOCK, TUESDAY)
    with posting(context, slack):
        settled(context)
    desk = [call.at for call in slack.calls if call.fields["channel"] == "C0DESK"]
    (digest,) = [call.at for call in slack.calls if call.fields["channel"] == "C0DIGEST"]
    assert len(desk) == 4
    assert all(later - earlier >= 0.4 for earlier, later in pairwise(desk))
    assert digest < desk[2]
