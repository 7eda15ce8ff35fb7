"""The job of the inbox folder, and its posts in Slack."""

import pytest

from bot.files import inbox_folder
from scheduler.jobs import ImportFromInbox
from tests.scheduler.harness import JA, get_blocks, list_calls, run_poster, wait_until_posted
from tests.services.files import make_debts, write_lines, write_target_list
from tests.services.harness import HarnessContext
from tests.slack.server import Slack


@pytest.fixture
def job(context: HarnessContext, monkeypatch: pytest.MonkeyPatch) -> ImportFromInbox:
    """The job, with its folders made and without a wait for files to be still."""
    monkeypatch.setattr(inbox_folder, "_UNCHANGED_SECONDS", 0.0)
    found = ImportFromInbox()
    found(context)
    return found


def test_the_job_imports_a_file_once(context: HarnessContext, job: ImportFromInbox) -> None:
    write_target_list(context.settings.inbox / "targets" / "a.csv", make_debts(2))
    for _ in range(4):
        job(context)
    assert context.column("SELECT source FROM target_lists") == ["inbox"]


def test_a_list_is_announced_with_the_button_to_adopt_it(
    context: HarnessContext, slack: Slack, job: ImportFromInbox
) -> None:
    write_target_list(context.settings.inbox / "targets" / "a.csv", make_debts(2))
    job(context)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (call,) = list_calls(slack, JA("list.card", list="1", recipients=2))
    assert "list_adopt" in str(get_blocks(call))


def test_the_alert_about_a_refused_file_hides_the_number_in_its_name(
    context: HarnessContext, slack: Slack, job: ImportFromInbox
) -> None:
    (context.settings.inbox / "targets" / "090-1234-5678 <!channel>.csv").write_text("x", "utf-8")
    job(context)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (call,) = list_calls(slack, JA("alert.inbox_failed_header"))
    blocks = str(get_blocks(call))
    assert JA("refusal.no_heading") in blocks
    assert "5678" not in blocks
    assert "<!channel>" not in blocks


def test_a_personal_number_posts_an_incident_too(context: HarnessContext, slack: Slack, job: ImportFromInbox) -> None:
    (context.settings.inbox / "payments" / "p.csv").write_text(
        "宛名番号,納付日,金額,個人番号\n1,2026-07-06,3,4\n", "utf-8"
    )
    job(context)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    assert list_calls(slack, JA("alert.inbox_failed_header"))
    assert len(slack.calls) == 2


def test_a_file_of_new_ids_is_announced_with_both_buttons_and_changes_nothing(
    context: HarnessContext, slack: Slack, job: ImportFromInbox
) -> None:
    write_lines(context.settings.inbox / "renumber" / "a.csv", "旧宛名番号,新宛名番号", ["1001,2001"])
    job(context)
    with run_poster(context, slack.client()):
        wait_until_posted(context)
    (call,) = list_calls(slack, JA("renumber.waiting", changed=1, merged=0))
    blocks = str(get_blocks(call))
    assert "renumbering_apply" in blocks
    assert "renumbering_discard" in blocks
    assert context.count("renumbered") == 0
