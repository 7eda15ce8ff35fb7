"""What other programs and people's habits hold on to: ids, marks of the mode, buttons of a state, text for all."""

from typing import Any

import pytest

from bot.rules.campaigns import MOVES, Move, State
from bot.rules.cards import Mode
from bot.rules.templates import Intent
from bot.screens import campaigns, drafts, inbox
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens.kit import Card, Frame
from bot.words import Locale, words
from tests.screens.judges import elements, said
from tests.screens.samples import FRAMES, IN_JAPANESE, campaign_card, cards, desk, screens, target

MARKS = {Mode.SANDBOX: "【練習", Mode.DRY_RUN: "【試行", Mode.LIVE: "【本番"}


def questions(value: object) -> list[Any]:
    match value:
        case {"confirm": {"title": _, "deny": _} as question}:
            return [question]
        case dict():
            return [found for inner in value.values() for found in questions(inner)]
        case list():
            return [found for inner in value for found in questions(inner)]
    return []


def buttons(state: State) -> dict[str, str]:
    blocks = campaigns.card(IN_JAPANESE, campaign_card(state)).blocks
    return {
        one["action_id"]: one["value"] for block in blocks if block["type"] == "actions" for one in block["elements"]
    }


@pytest.mark.parametrize(
    ("form", "callback_id", "fields"),
    [
        (list_screens.form(IN_JAPANESE), "list_upload", [("file", "file"), ("name", "name")]),
        (payment_screens.form(IN_JAPANESE), "payments_upload", [("file", "file"), ("as_of", "as_of")]),
        (
            drafts.form(IN_JAPANESE, [target()], tuple(Intent)),
            "campaign_new",
            [("list", "list"), ("template", "template"), ("text", "text"), ("when", "when"), ("preview", "preview")],
        ),
    ],
)
def test_forms_have_their_agreed_ids(form: dict[str, Any], callback_id: str, fields: list[tuple[str, str]]) -> None:
    assert form["callback_id"] == callback_id
    assert elements(form["blocks"]) == fields


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.DRAFT, ["campaign_submit", "campaign_withdraw"]),
        (State.PENDING, ["campaign_approve", "campaign_reject", "campaign_withdraw"]),
        (State.APPROVED, ["campaign_stop"]),
        (State.SENDING, ["campaign_pause", "campaign_stop"]),
        (State.PAUSED, ["campaign_resume", "campaign_stop"]),
        (State.FINISHED, []),
        (State.STOPPED, []),
        (State.REJECTED, []),
        (State.WITHDRAWN, []),
        (State.EXPIRED, []),
    ],
)
def test_each_state_offers_what_can_be_done_in_it(state: State, offered: list[str]) -> None:
    assert list(buttons(state)) == offered
    possible = {f"campaign_{move}" for move in Move if state in MOVES[move][0]}
    assert set(offered) <= possible


def test_a_decision_carries_what_was_seen_and_other_buttons_the_campaign() -> None:
    pending = buttons(State.PENDING)
    assert pending["campaign_approve"] == pending["campaign_reject"] == f"7:{'f' * 64}"
    assert pending["campaign_withdraw"] == "7"


def test_the_block_of_buttons_changes_with_the_state() -> None:
    named = [campaigns.card(IN_JAPANESE, campaign_card(state)).blocks[-1]["block_id"] for state in list(State)[:5]]
    assert len(set(named)) == 5


def test_what_cannot_be_undone_is_asked_for_first() -> None:
    for state, asked in ((State.DRAFT, 2), (State.PENDING, 3), (State.APPROVED, 1), (State.SENDING, 1)):
        assert len(questions(campaigns.card(IN_JAPANESE, campaign_card(state)).blocks)) == asked


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_every_screen_notification_and_question_says_which_world_it_is(frame: Frame) -> None:
    mark = MARKS[frame.mode]
    others = [other for mode, other in MARKS.items() if mode is not frame.mode]
    asked = 0
    for name, screen in screens(frame):
        content = screen.blocks if isinstance(screen, Card) else screen
        assert frame.mark in said(screen), name
        assert not any(other in said(screen) for other in others), name
        if isinstance(screen, Card):
            assert screen.text.startswith(mark), name
        for question in questions(content):
            assert question["text"]["text"].startswith(mark), name
            asked += 1
    assert asked >= 7


def test_every_message_says_in_its_text_what_it_is_about() -> None:
    for name, card in cards(IN_JAPANESE):
        assert isinstance(card, Card)
        assert len(card.text) > len(IN_JAPANESE.brief) + 3, name


def test_a_modal_that_asks_has_a_button_to_send_and_one_that_shows_has_none() -> None:
    for name, view in screens(IN_JAPANESE):
        if isinstance(view, dict) and view["type"] == "modal":
            asks = any(block["type"] == "input" for block in view["blocks"])
            assert ("submit" in view) == asks, name


def test_only_who_may_draft_gets_the_buttons_for_it() -> None:
    ids = {action for _, action in elements(inbox.card(IN_JAPANESE, desk(may_draft=True, many=0)).blocks)}
    assert ids == {"open_list", "open_new", "open_payments", "open_status"}
    ids = {action for _, action in elements(inbox.card(IN_JAPANESE, desk(may_draft=False, many=0)).blocks)}
    assert ids == {"open_status"}


def test_the_desk_says_how_much_more_waits_than_it_shows() -> None:
    assert "ほか 94件" in said(inbox.card(IN_JAPANESE, desk(many=100)))
    assert "ほか" not in said(inbox.card(IN_JAPANESE, desk(many=2)))


def test_the_progress_bar_is_full_only_when_all_is_done() -> None:
    card = campaign_card(State.SENDING)
    bar = next(line for line in said(campaigns.card(IN_JAPANESE, card)).splitlines() if "█" in line)
    assert "░" in bar


def test_each_state_says_what_you_do_now() -> None:
    for locale in Locale:
        say = words(locale)
        sentences = {
            said(campaigns.card(Frame(say, Mode.LIVE), campaign_card(state))).splitlines()[3] for state in State
        }
        assert len(sentences) == len(State)


def test_a_pause_by_hand_does_not_blame_the_provider() -> None:
    by_hand = said(campaigns.card(IN_JAPANESE, campaign_card(State.PAUSED, reason="by_hand")))
    by_provider = said(campaigns.card(IN_JAPANESE, campaign_card(State.PAUSED, reason="http_401")))
    assert "nofu check" not in by_hand
    assert "nofu check" in by_provider
    assert "http_401" in by_provider
