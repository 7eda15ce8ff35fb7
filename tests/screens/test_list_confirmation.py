"""What there is to adopt and to confirm, on the cards and in the question before a submission."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.campaigns import CampaignState, Intent
from bot.model.lists import ListCounts, TargetList
from bot.model.reasons import Excluded
from bot.model.views import ListView, Mode
from bot.screens import campaigns, drafts, home, lists
from bot.screens.blocks import Frame
from bot.screens.upload_requests import UploadRequest
from bot.words import Locale, words
from tests.screens.judges import said
from tests.screens.samples import FRAMES, IN_JAPANESE, MANY, campaign_card, desk, preview, target

FEW = (Excluded.TOO_FEW_CALLS, Excluded.PROMISE_OPEN)


def button(blocks: list[Any], action_id: str) -> Any:
    found = [
        one
        for block in blocks
        if block["type"] == "actions"
        for one in block["elements"]
        if one["action_id"] == action_id
    ]
    return found[0] if found else None


def in_card(shown: TargetList, action_id: str) -> Any:
    return button(lists.build_card(IN_JAPANESE, ListView(shown, ())).blocks, action_id)


def submit(shown: TargetList, unjudged: tuple[Excluded, ...] = FEW, frame: Frame = IN_JAPANESE) -> Any:
    card = replace(campaign_card(CampaignState.DRAFT), target=shown, unjudged=unjudged)
    return button(campaigns.build_card(frame, card).blocks, "campaign_submit")


def small() -> TargetList:
    counts = ListCounts(120, 90, 95, {"phone_zero_restored": 4}, {"paid": 12, "duplicate_row": 8}, {"bad_date": 5})
    return replace(target(), counts=counts)


def test_a_list_without_a_person_offers_to_be_adopted_and_nothing_to_confirm_yet() -> None:
    shown = target(uploader=None, source="inbox")
    adopt = in_card(shown, "list_adopt")
    assert (adopt["value"], "confirm" in adopt) == ("1", True)
    assert in_card(shown, "list_confirm") is None
    assert "引き取り待ち" in said(lists.build_card(IN_JAPANESE, ListView(shown, ())))


def test_an_unconfirmed_list_offers_to_be_confirmed_as_it_is_shown() -> None:
    shown = small()
    assert in_card(shown, "list_confirm")["value"] == f"1:{shown.confirmation_token}"
    assert in_card(shown, "list_adopt") is None
    page = lists.build_result(IN_JAPANESE, ListView(shown, ()), UploadRequest("F1"))
    assert button(page["blocks"], "list_confirm")["value"] == f"1:{shown.confirmation_token}"


def test_a_confirmed_list_names_who_and_when_and_has_no_button() -> None:
    shown = target(confirmed=True)
    assert in_card(shown, "list_confirm") is None
    assert "除外・補正の確認：<@U0STAFF0001>　7月7日(火) 09:00" in said(
        lists.build_card(IN_JAPANESE, ListView(shown, ()))
    )


def test_a_file_that_never_was_in_slack_is_not_to_be_deleted_there() -> None:
    told = [said(lists.build_card(IN_JAPANESE, ListView(target(source=source), ()))) for source in ("slack", "inbox")]
    assert [IN_JAPANESE.words("list.delete_file") in text for text in told] == [True, False]


def test_the_question_says_in_figures_what_a_submission_confirms() -> None:
    shown = small()
    press = submit(shown)
    assert press["value"] == f"7:{shown.confirmation_token}"
    text = press["confirm"]["text"]["text"]
    assert "120行" in text
    for part in ("除外 20行", "読めなかった行 5行", "補正 4か所", "架電回数が足りない、納付約束の期日前"):
        assert part in text
    page = drafts.build_created_page(IN_JAPANESE, 7, replace(preview(), target=shown))
    assert button(page["blocks"], "campaign_submit")["value"] == f"7:{shown.confirmation_token}"


def test_where_every_rule_was_judged_the_question_says_so() -> None:
    assert "判定していない条件：なし" in submit(small(), ())["confirm"]["text"]["text"]


def test_a_confirmed_list_is_submitted_without_a_question() -> None:
    press = submit(target(confirmed=True))
    assert press["value"] == "7"
    assert "confirm" not in press


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_the_question_fits_whatever_it_counts_and_says_how_many_rules_it_did_not_name(frame: Frame) -> None:
    text = submit(target(), tuple(Excluded), frame)["confirm"]["text"]["text"]
    assert len(text) <= 300
    more = [n for n in range(1, len(Excluded)) if frame.words("confirm.submit.more", n=n) in text]
    named = sum(frame.words(f"excluded.{rule}") in text for rule in Excluded)
    assert named >= 1
    assert named + max(more, default=0) >= len(Excluded)


def test_the_approval_card_names_who_confirmed() -> None:
    pending = campaign_card(CampaignState.PENDING)
    assert "*除外・補正の確認*\n未確認" in said(campaigns.build_card(IN_JAPANESE, pending))
    confirmed = replace(pending, target=target(confirmed=True))
    assert "*除外・補正の確認*\n<@U0STAFF0001>　7月7日(火) 09:00" in said(campaigns.build_card(IN_JAPANESE, confirmed))


def test_a_choice_of_lists_marks_those_that_nobody_confirmed() -> None:
    form = drafts.build_form(IN_JAPANESE, [target(), target(confirmed=True)], tuple(Intent))
    options = [one["text"]["text"] for one in form["blocks"][1]["element"]["options"]]
    assert options == [f"1 対象者（{MANY:,}人・未確認）", f"1 対象者（{MANY:,}人）"]


def test_the_desk_offers_to_adopt_what_waits_and_says_how_many_more_there_are() -> None:
    for locale in Locale:
        frame = Frame(words(locale), Mode.LIVE)
        blocks = home.build_answer(frame, desk(many=5)).blocks
        values = [
            one["value"]
            for block in blocks
            if block["type"] == "actions"
            for one in block["elements"]
            if one["action_id"] == "list_adopt"
        ]
        assert values == ["0", "1"]
        assert frame.words("inbox.more_adopt", n=3) in said(home.build_answer(frame, desk(many=5)))
