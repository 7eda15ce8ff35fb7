"""What a card, an alert and the form say about uncertain messages."""

from dataclasses import replace

import pytest

from bot.model.access import Action
from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict
from bot.model.messages import MessageState
from bot.model.uncertain import DOUBT_REASONS, DoubtAnswer, DoubtCount, DoubtDecision, DoubtView
from bot.screens import campaign_events, campaigns, home, uncertain
from bot.screens.samples.base import IN_JAPANESE, NOW
from bot.screens.samples.campaigns import make_campaign_view, make_event
from bot.screens.samples.office import make_home_view
from tests.screens.checks import list_elements, read_text

COUNTS = [DoubtCount(DoubtAnswer.ABSENT, 4, NOW), DoubtCount(DoubtAnswer.NOT_ASKED, 1, None)]
ASKED = DoubtView(COUNTS, decidable=4, token="f", obstacle=None, is_asking=True)
BUTTONS = {"doubt_sent", "doubt_again"}


def list_buttons(doubt: DoubtView | None, state: CampaignState = CampaignState.SENDING) -> set[str]:
    view = replace(make_campaign_view(state), states={MessageState.UNCERTAIN: 5}, doubt=doubt)
    return {action for _, action in list_elements(campaigns.build_card(IN_JAPANESE, view).blocks)} & BUTTONS


def test_a_card_says_what_the_provider_answered_when_and_about_how_many_messages() -> None:
    view = replace(make_campaign_view(CampaignState.SENDING), states={MessageState.UNCERTAIN: 5}, doubt=ASKED)
    text = read_text(campaigns.build_card(IN_JAPANESE, view))
    assert "送信要確認　5通" in text
    assert "・送信事業者の一覧にない（遅れて載ることがあります）：4通（7月7日(火) 09:00 に照会）" in text
    assert "・まだ照会していない：1通" in text
    assert "nofuは照会を続けています" in text
    assert "承認者は、送られたかどうかを送信事業者の管理画面か電話で確かめて、下のボタンで決めてください" in text


def test_buttons_that_would_be_refused_for_everybody_are_not_drawn() -> None:
    assert list_buttons(None) == set()
    assert list_buttons(ASKED) == BUTTONS
    assert list_buttons(replace(ASKED, decidable=0)) == set()
    over = replace(ASKED, obstacle=Conflict("doubt_campaign_over"))
    assert list_buttons(over, CampaignState.STOPPED) == {"doubt_sent"}


def test_the_card_of_a_stopped_campaign_says_that_nothing_can_be_sent_again() -> None:
    over = replace(ASKED, obstacle=Conflict("doubt_campaign_over"))
    view = replace(make_campaign_view(CampaignState.STOPPED), doubt=over)
    assert IN_JAPANESE.words("refusal.doubt_campaign_over") in read_text(campaigns.build_card(IN_JAPANESE, view))


def test_the_alert_mentions_supervisors_says_that_nofu_keeps_asking_and_has_the_buttons() -> None:
    event = make_event(Action.DOUBT_ALERT, CampaignState.SENDING)
    event = replace(event, waiting=5, view=replace(event.view, doubt=ASKED))
    card = campaign_events.build_doubt_alert(IN_JAPANESE, event)
    assert "<!subteam^S0SUPERVISE>" in card.text
    assert "nofuは照会を続けています" in card.text
    assert {action for _, action in list_elements(card.blocks)} == BUTTONS


@pytest.mark.parametrize("decision", DoubtDecision)
def test_the_form_asks_for_a_reason_and_says_what_will_happen_to_how_many(decision: DoubtDecision) -> None:
    campaign = make_campaign_view(CampaignState.PAUSED).campaign
    form = uncertain.build_decision_form(IN_JAPANESE, decision, campaign, ASKED)
    assert (form["callback_id"], form["private_metadata"]) == ("doubt_decide", f"7:{decision}:f")
    assert list_elements(form["blocks"]) == [("reason", "reason")]
    (element,) = [block["element"] for block in form["blocks"] if block["type"] == "input"]
    assert [option["value"] for option in element["options"]] == list(DOUBT_REASONS[decision])
    assert "照会した4通を" in read_text(form)
    assert ("「再開」を押したあとに送ります" in read_text(form)) is (decision is DoubtDecision.AGAIN)


@pytest.mark.parametrize(("undecided", "shown"), [(0, [3, 0]), (1, [2, 1]), (3, [0, 3])])
def test_home_says_of_how_many_messages_a_supervisor_decides_and_of_how_many_the_provider_is_asked(
    undecided: int, shown: list[int]
) -> None:
    view = replace(make_home_view(many=0), uncertain=3, undecided=undecided)
    text = read_text(home.build_answer(IN_JAPANESE, view))
    for key, number in zip(("inbox.uncertain", "inbox.undecided"), shown, strict=True):
        sentence = IN_JAPANESE.words(key, n=number)
        assert (sentence in text) is (number > 0)
        assert (sentence.partition(str(number))[2] in text) is (number > 0)


def test_what_is_to_be_sent_again_has_its_own_line_and_asks_nothing_of_people() -> None:
    decided = DoubtView([], decidable=0, token="f", obstacle=None, is_asking=False, resend_requested=3)
    view = replace(make_campaign_view(CampaignState.SENDING), states={MessageState.UNCERTAIN: 3}, doubt=decided)
    text = read_text(campaigns.build_card(IN_JAPANESE, view))
    assert "送信要確認　3通" in text
    assert "3通は、もう一度照会してから送り直します" in text
    words = IN_JAPANESE.words
    assert words("doubt.decide") not in text
    assert words("doubt.wait") not in text
    assert list_buttons(decided) == set()
