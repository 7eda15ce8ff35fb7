"""A provider that cannot be asked: its own list, as a file, settles uncertain messages."""

from dataclasses import replace

import pytest

from bot.model.errors import FileRefused, NotAllowed
from bot.model.providers import Uncertain
from bot.services import sent_lists
from bot.services.sent_lists import SettledByList
from tests.services import steps
from tests.services.files import write_lines
from tests.services.harness import CHIEF, CLOCK, HarnessContext


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """An office whose provider cannot be asked: three messages, the answers of two of them were lost."""
    context.provider.terms = replace(context.provider.terms, supports_lookup=False)
    context.provider.results.extend([Uncertain("read_timeout"), Uncertain("read_timeout")])
    steps.start_and_send(context, 3)
    assert context.states() == ["uncertain", "uncertain", "accepted"]
    return context


def settle(desk: HarnessContext, *rows: str, heading: str = "送信先,送信日時,内容") -> SettledByList:
    sent_list = sent_lists.read_list(desk, CLOCK, write_lines(steps.make_path(desk), heading, rows))
    return sent_lists.settle_by_list(desk, CLOCK, sent_list)


def test_what_the_list_has_is_settled_once_and_the_rest_stays_uncertain(desk: HarnessContext) -> None:
    row = "090-1234-5601,2026/07/07 09:10:00,山田太郎様"
    assert settle(desk, row, "x,2026/07/07 09:10,") == SettledByList(rows=2, rejected=1, settled=1, left=1)
    assert desk.states() == ["accepted", "uncertain", "accepted"]
    assert settle(desk, row) == SettledByList(rows=1, rejected=0, settled=0, left=1)


def test_a_row_of_a_message_that_is_known_as_sent_settles_no_other(desk: HarnessContext) -> None:
    assert settle(desk, "090-1234-5603,2026/07/07 09:10,").settled == 0


def test_the_audit_has_counts_and_nothing_of_the_cells(desk: HarnessContext) -> None:
    settle(desk, "090-1234-5601,2026/07/07 09:10:00,山田太郎様")
    entry = desk.audit_entries()[-1]
    assert (entry.action, entry.facts["settled"], entry.facts["left"]) == ("doubt.list", 1, 1)
    assert not {"090", "山田"} & set(str(entry.facts).split())
    assert entry.facts.keys() == {"content", "rows", "rejected", "settled", "left"}


def test_the_card_and_the_alert_are_updated(desk: HarnessContext) -> None:
    desk.post_all()
    settle(desk, "090-1234-5601,2026/07/07 09:10,")
    assert desk.post_keys("campaign") == ["1"]


def test_a_file_without_times_is_refused_and_people_use_the_shell(desk: HarnessContext) -> None:
    with pytest.raises(FileRefused, match="no_sent_on_column"):
        settle(desk, "090-1234-5601", heading="送信先")
    with pytest.raises(NotAllowed):
        sent_lists.read_list(desk, CHIEF, steps.make_path(desk))


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("送信先,送信日時", "090-1234-5601,2026/06/07 09:10"),  # another month
        ("送信先,送信日時", "090-1234-5601,2026/08/07 09:10"),  # a day to come
        ("送信先,送信日時", "090-9999-0001,2026/07/07 09:10"),  # nobody of ours
        ("送信先,送信日時", '="090-1234-5601"&A1,2026/07/07 09:10'),
        ("送信先,送信日時", "090-1234-5601,=NOW()"),
        ("送信先,送信日時", "090-1234-5601,2026/07/07"),  # no time
        ("送信先,送信日時", "090-1234-56,2026/07/07 09:10"),  # cut off
        ("送信先,送信日時,タグ", f"090-1234-5601,2026/07/07 09:10,nofu:{'0' * 24}"),  # another campaign's
    ],
)
def test_a_row_that_is_not_certainly_a_message_of_ours_settles_none(
    desk: HarnessContext, heading: str, row: str
) -> None:
    settled = settle(desk, row, heading=heading)
    assert (settled.settled, settled.left, desk.states()) == (0, 2, ["uncertain", "uncertain", "accepted"])
    assert steps.send_all(desk) == 0


def test_a_reference_with_another_number_settles_no_message(desk: HarnessContext) -> None:
    reference = desk.value("SELECT reference FROM messages WHERE id = 1")
    assert settle(desk, f"090-9999-0001,2026/07/07 09:10,{reference}", heading="送信先,送信日時,タグ").settled == 0
    assert settle(desk, f"090-1234-5601,2026/07/07 09:10,{reference}", heading="送信先,送信日時,タグ").settled == 1
