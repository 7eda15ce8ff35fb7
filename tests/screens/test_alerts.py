"""An alert mentions who must act, in the text of the notification and in the message itself."""

import json
from datetime import UTC, datetime

import pytest

from bot.model.imports import InboxFailure, PersonalNumberView
from bot.model.instance import LockReason, LockView
from bot.model.mode import Mode
from bot.model.posts import Mentioned
from bot.model.renumberings import WaitingState
from bot.screens import alerts, renumberings, sending_lock
from bot.screens.blocks import Frame, MessageCard
from bot.screens.samples.files import make_waiting_renumbering
from bot.words import words

FRAME = Frame(words("ja"), Mode.LIVE)
AT = datetime(2026, 7, 7, tzinfo=UTC)
PEOPLE = Mentioned(("S0SUPERVISE",), ("U0ADMIN0001",))


@pytest.mark.parametrize(
    "card",
    [
        alerts.build_personal_number_alert(FRAME, PersonalNumberView(AT, "targets", "inbox", None, PEOPLE)),
        alerts.build_inbox_alert(FRAME, InboxFailure(AT, "targets", "a.csv", "not_a_table", {}, PEOPLE)),
        sending_lock.build_alert(FRAME, LockView(LockReason.FILE_OLDER, AT, True, PEOPLE)),
    ],
    ids=["incident", "inbox", "lock"],
)
def test_an_alert_mentions_groups_and_people(card: MessageCard) -> None:
    for shown in (card.text, json.dumps(card.blocks)):
        assert "<!subteam^S0SUPERVISE> <@U0ADMIN0001>" in shown


def test_a_file_of_new_ids_mentions_the_supervisors_only_while_it_waits() -> None:
    waiting = renumberings.build_card(FRAME, make_waiting_renumbering("a.csv"))
    assert "<!subteam^S0SUPERVISE>" in waiting.text
    assert "<!subteam^S0SUPERVISE>" in json.dumps(waiting.blocks)
    decided = renumberings.build_card(FRAME, make_waiting_renumbering("a.csv", WaitingState.APPLIED))
    assert "<!subteam" not in decided.text + json.dumps(decided.blocks)


def test_a_lock_says_what_to_do_until_somebody_has_reconciled() -> None:
    open_alert = sending_lock.build_alert(FRAME, LockView(LockReason.MOVED, AT, True, PEOPLE))
    shown = json.dumps(open_alert.blocks, ensure_ascii=False)
    for key in ("lock.header", "lock.moved", "lock.do"):
        assert FRAME.words(key) in shown
    over = sending_lock.build_alert(FRAME, LockView(LockReason.MOVED, AT, False, PEOPLE))
    assert "<!subteam" not in over.text + json.dumps(over.blocks)
    assert FRAME.words("lock.do") not in json.dumps(over.blocks, ensure_ascii=False)
