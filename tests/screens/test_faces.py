"""What other programs and people's habits hold on to: ids, marks of the mode, buttons of a state, text for all."""

from typing import Any

import pytest

from bot.model.campaigns import CampaignState, Intent, Move
from bot.model.views import Mode
from bot.rules.campaigns import MOVES
from bot.screens import campaigns, drafts, home
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens.blocks import Frame, MessageCard
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


def buttons(state: CampaignState) -> dict[str, str]:
    blocks = campaigns.build_card(IN_JAPANESE, campaign_card(state)).blocks
    return {
        one["action_id"]: one["value"] for block in blocks if block["type"] == "actions" for one in block["elements"]
    }


@pytest.mark.parametrize(
    ("form", "callback_id", "fields"),
    [
        (list_screens.build_form(IN_JAPANESE), "list_upload", [("file", "file"), ("name", "name")]),
        (payment_screens.build_form(IN_JAPANESE), "payments_upload", [("file", "file"), ("as_of", "as_of")]),
        (
            drafts.build_form(IN_JAPANESE, [target()], tuple(Intent)),
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
        (CampaignState.DRAFT, ["campaign_submit", "campaign_withdraw"]),
        (CampaignState.PENDING, ["campaign_approve", "campaign_reject", "campaign_withdraw"]),
        (CampaignState.APPROVED, ["campaign_stop"]),
        (CampaignState.SENDING, ["campaign_pause", "campaign_stop"]),
        (CampaignState.PAUSED, ["campaign_resume", "campaign_stop"]),
        (CampaignState.FINISHED, []),
        (CampaignState.STOPPED, []),
        (CampaignState.REJECTED, []),
        (CampaignState.WITHDRAWN, []),
        (CampaignState.EXPIRED, []),
    ],
)
def test_each_state_offers_what_can_be_done_in_it(state: CampaignState, offered: list[str]) -> None:
    assert list(buttons(state)) == offered
    possible = {f"campaign_{move}" for move in Move if state in MOVES[move][0]}
    assert set(offered) <= possible


def test_a_decision_carries_what_was_seen_and_other_buttons_the_campaign() -> None:
    pending = buttons(CampaignState.PENDING)
    assert pending["campaign_approve"] == pending["campaign_reject"] == f"7:{'f' * 64}"
    assert pending["campaign_withdraw"] == "7"


def test_the_block_of_buttons_changes_with_the_state() -> None:
    named = [
        campaigns.build_card(IN_JAPANESE, campaign_card(state)).blocks[-1]["block_id"]
        for state in list(CampaignState)[:5]
    ]
    assert len(set(named)) == 5


def test_what_cannot_be_undone_is_asked_for_first() -> None:
    for state, asked in (
        (CampaignState.DRAFT, 2),
        (CampaignState.PENDING, 3),
        (CampaignState.APPROVED, 1),
        (CampaignState.SENDING, 1),
    ):
        assert len(questions(campaigns.build_card(IN_JAPANESE, campaign_card(state)).blocks)) == asked


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_every_screen_notification_and_question_says_which_world_it_is(frame: Frame) -> None:
    mark = MARKS[frame.mode]
    others = [other for mode, other in MARKS.items() if mode is not frame.mode]
    asked = 0
    for name, screen in screens(frame):
        content = screen.blocks if isinstance(screen, MessageCard) else screen
        assert frame.mark in said(screen), name
        assert not any(other in said(screen) for other in others), name
        if isinstance(screen, MessageCard):
            assert screen.text.startswith(mark), name
        for question in questions(content):
            assert question["text"]["text"].startswith(mark), name
            asked += 1
    assert asked >= 7


def test_every_message_says_in_its_text_what_it_is_about() -> None:
    for name, card in cards(IN_JAPANESE):
        assert isinstance(card, MessageCard)
        assert len(card.text) > len(IN_JAPANESE.brief) + 3, name


def test_a_modal_that_asks_has_a_button_to_send_and_one_that_shows_has_none() -> None:
    for name, view in screens(IN_JAPANESE):
        if isinstance(view, dict) and view["type"] == "modal":
            asks = any(block["type"] == "input" for block in view["blocks"])
            assert ("submit" in view) == asks, name


def test_only_who_may_draft_gets_the_buttons_for_it() -> None:
    ids = {action for _, action in elements(home.build_answer(IN_JAPANESE, desk(may_draft=True, many=0)).blocks)}
    assert ids == {"open_list", "open_new", "open_payments", "open_status"}
    ids = {action for _, action in elements(home.build_answer(IN_JAPANESE, desk(may_draft=False, many=0)).blocks)}
    assert ids == {"open_status"}


def test_the_desk_says_how_much_more_waits_than_it_shows() -> None:
    assert "ほか 94件" in said(home.build_answer(IN_JAPANESE, desk(many=100)))
    assert "ほか" not in said(home.build_answer(IN_JAPANESE, desk(many=2)))


def test_the_progress_bar_is_full_only_when_all_is_done() -> None:
    card = campaign_card(CampaignState.SENDING)
    bar = next(line for line in said(campaigns.build_card(IN_JAPANESE, card)).splitlines() if "█" in line)
    assert "░" in bar


def test_each_state_says_what_you_do_now() -> None:
    for locale in Locale:
        say = words(locale)
        sentences = {
            said(campaigns.build_card(Frame(say, Mode.LIVE), campaign_card(state))).splitlines()[3]
            for state in CampaignState
        }
        assert len(sentences) == len(CampaignState)


def test_a_pause_by_hand_does_not_blame_the_provider() -> None:
    by_hand = said(campaigns.build_card(IN_JAPANESE, campaign_card(CampaignState.PAUSED, reason="by_hand")))
    by_provider = said(campaigns.build_card(IN_JAPANESE, campaign_card(CampaignState.PAUSED, reason="http_401")))
    assert "nofu check" not in by_hand
    assert "nofu check" in by_provider
    assert "http_401" in by_provider
