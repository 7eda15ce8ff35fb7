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
    return sent_lists.settle_by_list(desk, CLOCK, write_lines(steps.make_path(desk), heading, rows))


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
        sent_lists.settle_by_list(desk, CHIEF, steps.make_path(desk))
