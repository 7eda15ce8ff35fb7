"""The poster: several changes become one message, which is edited later, at the pace of its channel."""

import time
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from bot.model.access import Action
from bot.model.posts import DIGEST_CHANNEL, PostKind
from bot.screens.blocks import MessageCard
from bot.services import campaigns, digests
from bot.services.unit_of_work import change
from scheduler import poster as poster_module
from scheduler.jobs import CLOCK
from scheduler.post_table import POST_TABLE, PostEntry
from scheduler.poster import Poster
from tests.sandbox.slack.client import until
from tests.scheduler.harness import (
    JA,
    approve_while_posting,
    list_calls,
    list_messages,
    run_poster,
    wait_until_posted,
)
from tests.services.files import make_debts
from tests.services.harness import AUTHOR, TUESDAY, HarnessContext
from tests.services.steps import approve, create_draft, import_list, submit
from tests.slack.server import Slack


def test_changes_before_the_start_make_one_message_with_the_newest_state(context: HarnessContext, slack: Slack) -> None:
    campaign_id = submit(context, import_list(context, make_debts(2)).target.id)
    approve(context, campaign_id)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    assert {call.name for call in list_messages(slack)} == {"chat.postMessage"}
    approved = JA("campaign.header", campaign=str(campaign_id), state=JA("campaign.state.approved"))
    assert len(list_calls(slack, approved)) == 1


def test_an_edit_goes_to_the_channel_and_timestamp_of_the_message(context: HarnessContext, slack: Slack) -> None:
    slack.answers["chat.postMessage"] = {"ok": True, "channel": "C0DESK", "ts": "7.7"}
    with approve_while_posting(context, slack.client()) as campaign_id:
        pass
    (edit,) = list_calls(slack, f"一斉送信 {campaign_id}：", method="chat.update")
    assert (edit.fields["channel"], edit.fields["ts"]) == ("C0DESK", "7.7")
    assert context.column("SELECT ts FROM posts WHERE kind = 'campaign'") == ["7.7"]


def test_a_burst_of_changes_makes_few_edits(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster_module, "_CHANNEL_PAUSE", 0.3)
    target = import_list(context, make_debts(1)).target.id
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        before, start = len(list_messages(slack)), time.monotonic()
        campaign_id = create_draft(context, target)
        campaigns.submit_campaign(context, AUTHOR, campaign_id)
        approve(context, campaign_id)
        for _ in range(50):
            with context.store.transaction() as db:
                db.execute("UPDATE posts SET wanted = wanted + 1 WHERE kind = 'campaign'")
            poster.wake()
        wait_until_posted(context)
        longest = time.monotonic() - start
    assert 1 <= len(list_messages(slack)) - before <= 2 * (1 + longest / 0.3)


@pytest.mark.parametrize("gap", [0.2, 3600.0])
def test_each_channel_has_its_own_pace(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch, gap: float
) -> None:
    monkeypatch.setattr(poster_module, "_CHANNEL_PAUSE", gap)
    target = import_list(context, make_debts(1)).target.id
    for _ in range(3):
        create_draft(context, target)
    digests.queue_digest(context, CLOCK, digests.DAILY, TUESDAY)
    expected = {"C0DESK": 4 if gap < 1 else 1, "C0DIGEST": 1}
    with run_poster(context, slack.client()):
        until(lambda: Counter(call.fields["channel"] for call in list_messages(slack)) == expected)
    times = [call.at for call in list_messages(slack) if call.fields["channel"] == "C0DESK"]
    assert all(later - earlier >= gap for earlier, later in pairwise(times))


def test_the_edits_of_all_channels_have_one_pace(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack counts them together: chat.update is tier 3."""
    monkeypatch.setattr(poster_module, "_EDIT_PAUSE", 0.5)
    import_list(context, make_debts(1))
    digests.queue_digest(context, CLOCK, digests.DAILY, TUESDAY)
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        with context.store.transaction() as db:
            db.execute("UPDATE posts SET wanted = wanted + 1")
        poster.wake()
        wait_until_posted(context)
    first, second = [call.at for call in list_calls(slack, method="chat.update")]
    assert second - first >= 0.5


def test_a_new_kind_of_post_needs_only_its_entry(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy = PostKind("toy", date.fromisoformat)
    entry = PostEntry(toy, lambda _context, _actor, day: day.year, lambda frame, year: MessageCard(f"toy {year}", []))
    monkeypatch.setitem(POST_TABLE, "toy", entry)
    with change(context, CLOCK, Action.DIGEST_POST, "toy") as unit:
        unit.queue_post(toy, date(2026, 7, 7), DIGEST_CHANNEL)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (call,) = list_calls(slack, "toy 2026")
    assert call.fields["channel"] == "C0DIGEST"


def change_figures(context: HarnessContext, poster: Poster) -> None:
    """Change a campaign's card without a change of its state."""
    with context.store.transaction() as db:
        db.execute("UPDATE posts SET wanted = wanted + 1 WHERE kind = 'campaign'")
    poster.wake()


def test_edits_that_show_only_progress_have_a_pause_and_the_last_is_shown(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster_module, "_EDIT_PAUSE", 0.05)
    monkeypatch.setattr(poster_module, "_PROGRESS_PAUSE", 1.5)
    submit(context, import_list(context, make_debts(1)).target.id)
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        change_figures(context, poster)
        until(lambda: len(list_calls(slack, "一斉送信 1：", method="chat.update")) == 1)
        for _ in range(10):
            change_figures(context, poster)
        wait_until_posted(context)
    times = [call.at for call in list_calls(slack, "一斉送信 1：", method="chat.update")]
    assert len(times) >= 2  # on a busy machine ten changes may take longer than a pause
    assert all(later - earlier >= 1.5 for earlier, later in pairwise(times))


def test_a_change_of_state_does_not_wait_for_the_pause_of_progress(
    context: HarnessContext, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster_module, "_EDIT_PAUSE", 0.05)
    monkeypatch.setattr(poster_module, "_PROGRESS_PAUSE", 3600.0)
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        change_figures(context, poster)
        until(lambda: list_calls(slack, "一斉送信 1：", method="chat.update"))
        change_figures(context, poster)
        approve(context, campaign_id)
        poster.wake()
        until(lambda: list_calls(slack, JA("campaign.state.approved"), method="chat.update"))
