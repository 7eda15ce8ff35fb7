"""The card of a list: exported rows, adopting, confirming, and the dialog before a submission."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model.campaigns import CampaignState, Intent
from bot.model.lists import Exports, ListCounts, ListView, SharedDecision, SharedNumbers, TargetList
from bot.model.mode import Mode
from bot.model.policy import Policy
from bot.model.reasons import Excluded
from bot.rules.eligibility import NEEDS
from bot.screens import campaigns, drafts, home, lists
from bot.screens.blocks import Frame
from bot.screens.samples.base import FRAMES, IN_JAPANESE, MANY
from bot.screens.samples.campaigns import make_campaign_view, make_preview
from bot.screens.samples.files import make_list
from bot.screens.samples.office import make_home_view
from bot.screens.uploads import UploadRequest
from bot.words import Locale, words
from sandbox.walk.client import find_buttons
from tests.screens.checks import read_text

BOTH = ("list-1-problems.xlsx", "list-1-problems.csv")
FEW = (Excluded.TOO_FEW_CALLS, Excluded.PROMISE_OPEN)


def find_button(blocks: list[Any], action_id: str) -> Any:
    return next(iter(find_buttons(blocks, action_id)), None)


def read_card(target: TargetList) -> str:
    return read_text(lists.build_card(IN_JAPANESE, ListView(target, ())))


def read_details(target: TargetList) -> str:
    return read_text(lists.build_details_page(IN_JAPANESE, ListView(target, ())))


def find_in_card(target: TargetList, action_id: str) -> Any:
    return find_button(lists.build_card(IN_JAPANESE, ListView(target, ())).blocks, action_id)


def find_submit_button(target: TargetList, unjudged: tuple[Excluded, ...] = FEW, frame: Frame = IN_JAPANESE) -> Any:
    view = replace(make_campaign_view(CampaignState.DRAFT), target=target, unjudged=unjudged, findings=())
    return find_button(campaigns.build_card(frame, view).blocks, "campaign_submit")


def make_small_list() -> TargetList:
    counts = ListCounts(120, 90, 95, {"phone_zero_restored": 4}, {"paid": 12, "duplicate_row": 8}, {"bad_date": 5})
    return replace(make_list(), counts=counts)


def test_a_list_without_an_uploader_can_be_adopted_but_not_confirmed() -> None:
    target = make_list(uploader=None, source="inbox")
    adopt = find_in_card(target, "list_adopt")
    assert (adopt["value"], "confirm" in adopt) == ("1", True)
    assert find_in_card(target, "list_confirm") is None
    assert "引取り待ち" in read_card(target)


def test_an_unconfirmed_list_has_a_button_that_carries_its_token() -> None:
    target = make_small_list()
    assert find_in_card(target, "list_confirm")["value"] == f"1:{target.confirmation_token}"
    assert find_in_card(target, "list_adopt") is None
    page = lists.build_result(IN_JAPANESE, ListView(target, ()), UploadRequest("F1"))
    assert find_button(page["blocks"], "list_confirm")["value"] == f"1:{target.confirmation_token}"


def test_a_confirmed_list_names_the_person_and_time_and_has_no_button() -> None:
    target = make_list(confirmed=True)
    assert find_in_card(target, "list_confirm") is None
    assert "除外・補正の確認：<@U0STAFF0001>　7月7日(火) 09:00" in read_card(target)


def test_only_a_file_from_slack_has_the_request_to_delete_it() -> None:
    assert IN_JAPANESE.words("list.delete_file") in read_details(make_list(source="slack"))
    assert IN_JAPANESE.words("list.delete_file") not in read_details(make_list(source="inbox"))


def test_the_dialog_shows_the_counts_that_a_submission_confirms() -> None:
    target = make_small_list()
    button = find_submit_button(target)
    assert button["value"] == f"7:{target.confirmation_token}"
    text = button["confirm"]["text"]["text"]
    assert "120行" in text
    for part in (
        "除外 20行",
        "読めなかった行 5行",
        "補正 4か所",
        "架電回数が足りるかどうか（架電回数の列なし）、納付約束があるかどうか",
    ):
        assert part in text
    page = drafts.build_saved_page(IN_JAPANESE, 7, replace(make_preview(), target=target), is_new=True)
    assert find_button(page["blocks"], "campaign_submit")["value"] == f"7:{target.confirmation_token}"


def test_shared_numbers_without_a_decision_name_the_people_who_wait_for_it() -> None:
    view = ListView(make_small_list(), (), shared=SharedNumbers(8, 19))
    assert "未決定です。決定するまで、この19人には送信しません。" in read_text(lists.build_card(IN_JAPANESE, view))


def test_the_reasons_count_rows_and_name_the_numbers_of_the_settings() -> None:
    policy = Policy(min_calls=3, recent_payment_days=21)
    text = read_text(lists.build_details_page(IN_JAPANESE, ListView(make_list(), (), policy=policy)))
    assert "・架電回数が足りない（3回未満）：9,999,999行" in text
    assert "・最近納付があった（21日以内に納付）：9,999,999行" in text


def test_the_dialog_says_if_every_rule_was_judged() -> None:
    assert "確認できていない条件：なし" in find_submit_button(make_small_list(), ())["confirm"]["text"]["text"]


def test_a_confirmed_list_is_submitted_without_a_dialog() -> None:
    button = find_submit_button(make_list(confirmed=True))
    assert button["value"] == "7"
    assert "confirm" not in button


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_the_dialog_is_never_too_long_and_counts_the_rules_that_it_does_not_name(frame: Frame) -> None:
    text = find_submit_button(make_list(), tuple(NEEDS), frame)["confirm"]["text"]["text"]
    assert len(text) <= 300
    more = [n for n in range(1, len(NEEDS)) if frame.words("confirm.submit.more", n=n) in text]
    named = sum(frame.words(f"unjudged.{rule}") in text for rule in NEEDS)
    assert named >= 1
    assert named + max(more, default=0) >= len(NEEDS)


def test_the_approval_card_names_the_person_who_confirmed() -> None:
    pending = make_campaign_view(CampaignState.PENDING)
    assert "*除外・補正の確認*\n未確認" in read_text(campaigns.build_card(IN_JAPANESE, pending))
    confirmed = campaigns.build_card(IN_JAPANESE, replace(pending, target=make_list(confirmed=True)))
    assert "*除外・補正の確認*\n<@U0STAFF0001>　7月7日(火) 09:00" in read_text(confirmed)


def test_the_options_for_a_list_mark_unconfirmed_lists() -> None:
    form = drafts.build_form(IN_JAPANESE, [make_list(), make_list(confirmed=True)], tuple(Intent))
    options = [one["text"]["text"] for one in form["blocks"][2]["element"]["options"]]
    assert options == [f"1 対象者（{MANY:,}人・未確認）", f"1 対象者（{MANY:,}人）"]


def test_home_has_buttons_to_adopt_the_first_lists_and_counts_the_rest() -> None:
    for locale in Locale:
        frame = Frame(words(locale), Mode.LIVE)
        answer = home.build_answer(frame, make_home_view(many=5))
        assert [button["value"] for button in find_buttons(answer.blocks, "list_adopt")] == ["0", "1"]
        assert frame.words("inbox.more_adopt", n=3) in read_text(answer)


@pytest.mark.parametrize(
    ("exports", "there", "absent"),
    [
        (
            Exports(BOTH, 3, 3),
            ["list-1-problems.xlsx、list-1-problems.csv", "3行"],
            ["行だけです", "CP932", "書き出せません"],
        ),
        (Exports(BOTH[:1], 3, 3), ["list-1-problems.xlsx", "CP932"], ["list-1-problems.csv", "行だけです"]),
        (Exports(BOTH, 20_000, 20_001), ["全20,001行のうち先頭の20,000行"], ["CP932"]),
        (Exports((), 0, 3), ["3行を書き出せませんでした", "取込みは済んでいます"], ["list-1-problems"]),
        (None, [], ["書き出", "list-1-problems"]),
    ],
)
def test_the_details_name_the_files_with_rows_that_need_a_person(
    exports: Exports | None, there: list[str], absent: list[str]
) -> None:
    text = read_details(replace(make_list(), exports=exports))
    assert [part for part in there if part not in text] == []
    assert [part for part in absent if part in text] == []


@pytest.mark.parametrize(
    ("exports", "line"),
    [
        (Exports(BOTH, 3, 3), "人の確認が要る行：3行（ファイル：list-1-problems.xlsx、list-1-problems.csv）"),
        (Exports((), 0, 3), "人の確認が要る行：3行（ファイル：書き出せませんでした）"),
    ],
)
def test_the_card_has_one_line_about_the_rows_for_a_person(exports: Exports, line: str) -> None:
    assert f":page_facing_up: {line}" in read_card(replace(make_list(), exports=exports)).splitlines()


def list_buttons(view: ListView) -> list[str]:
    blocks = lists.build_card(IN_JAPANESE, view).blocks
    return [button["action_id"] for block in blocks if block["type"] == "actions" for button in block["elements"]]


def test_the_card_has_six_figures_and_one_button_for_each_decision_and_the_details() -> None:
    unclear = replace(make_small_list(), questions={"excluded_word": 3, "far_promise": 1})
    view = ListView(unclear, FEW, shared=SharedNumbers(8, 19))
    blocks = lists.build_card(IN_JAPANESE, view).blocks
    assert [len(block["fields"]) for block in blocks if "fields" in block] == [6]
    assert list_buttons(view) == ["list_confirm", "shared_decide", "list_questions", "list_details"]
    assert list_buttons(ListView(make_list(confirmed=True), ())) == ["list_details"]
    assert list_buttons(ListView(make_list(uploader=None), ())) == ["list_adopt", "list_details"]
    assert len(blocks) <= 7


def test_the_card_has_no_reasons_and_the_details_have_them_all() -> None:
    view = ListView(make_small_list(), FEW, shared=SharedNumbers(8, 19))
    card = read_text(lists.build_card(IN_JAPANESE, view))
    details = lists.build_details_page(IN_JAPANESE, view)
    for part in ("納付済み", "重複した行", "日付が正しくない"):
        assert part not in card
        assert part in read_text(details)
    assert "確認できていない条件：架電回数が足りるかどうか（架電回数の列なし）、" in card
    for action in ("list_confirm", "shared_leave", "shared_one", "shared_open"):
        assert find_button(details["blocks"], action), action


def test_the_page_of_questions_says_what_each_is_and_which_file_has_the_rows() -> None:
    view = ListView(replace(make_small_list(), questions={"excluded_word": 3}), ())
    assert "読み方を確かめる点が1件あります" in read_text(lists.build_card(IN_JAPANESE, view))
    page = read_text(lists.build_questions_page(IN_JAPANESE, view))
    assert "除外区分・備考などに、意味を決められない語のある行が3行あります" in page
    assert "list-1-problems.xlsx" in page


def test_a_decision_on_shared_numbers_can_be_changed() -> None:
    decided = SharedNumbers(8, 19, SharedDecision.LEAVE, 0, "U0STAFF0001", make_list().created_at)
    button = find_button(
        lists.build_card(IN_JAPANESE, ListView(make_list(), (), shared=decided)).blocks, "shared_decide"
    )
    assert button["text"]["text"] == "番号が重なる人を決め直す"


def test_no_decision_is_offered_while_a_campaign_uses_the_list() -> None:
    decided = SharedNumbers(8, 19, SharedDecision.LEAVE, 0, "U0STAFF0001", make_list().created_at)
    view = ListView(make_list(confirmed=True), (), shared=decided, in_use=7)
    assert list_buttons(view) == ["list_details"]
    why = IN_JAPANESE.words("refusal.shared_in_use", campaign="7")
    for page in (lists.build_card(IN_JAPANESE, view), lists.build_details_page(IN_JAPANESE, view)):
        assert why in read_text(page)
    assert find_button(lists.build_shared_page(IN_JAPANESE, view)["blocks"], "shared_leave") is None


def test_a_page_with_the_details_does_not_ask_to_look_at_the_details() -> None:
    details = read_details(make_list())
    assert IN_JAPANESE.words("list.to_confirm_here") in details
    assert IN_JAPANESE.words("list.to_confirm") not in details
    assert IN_JAPANESE.words("list.to_confirm") in read_card(make_list())


def test_the_notification_of_a_list_mentions_the_uploader_and_says_what_they_must_decide() -> None:
    text = lists.build_card(IN_JAPANESE, ListView(make_list(), ())).text
    assert "<@U0STAFF0001>" in text
    assert IN_JAPANESE.words("list.to_confirm") in text
    decided = lists.build_card(IN_JAPANESE, ListView(make_list(confirmed=True), ())).text
    assert "<@" not in decided
