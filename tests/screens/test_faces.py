"""What every screen must have: fixed ids, the mode, the buttons of a state, a notification text."""

import html
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model.access import Action
from bot.model.campaigns import CampaignState, DecisionReason, Delay, HistoryEntry, Intent, Move, SendTimes
from bot.model.errors import Conflict
from bot.model.imports import CallCounts, FileView
from bot.model.messages import HandOver, MessageState
from bot.model.mode import Mode
from bot.model.public_page import Carrier
from bot.rules.campaigns import MOVES
from bot.screens import (
    campaign_buttons,
    campaign_events,
    campaign_summaries,
    campaigns,
    drafts,
    home,
    renumberings,
    stopping,
)
from bot.screens import lists as list_screens
from bot.screens import payments as payment_screens
from bot.screens.blocks import Frame, MessageCard
from bot.screens.imports import build_file_card
from bot.screens.samples import build_messages, build_screens
from bot.screens.samples.base import FRAMES, IN_JAPANESE, LINK, NOW, make_obstacle
from bot.screens.samples.campaigns import make_campaign, make_campaign_view, make_event, make_preview
from bot.screens.samples.files import make_list, make_waiting_renumbering
from bot.screens.samples.office import make_all_paused, make_home_view
from bot.words import Locale, words
from tests.screens.checks import list_elements, list_objects, read_text
from tests.tables import list_cases

MODE_NAMES = {Mode.SANDBOX: "【練習", Mode.DRY_RUN: "【試行", Mode.LIVE: "【本番"}


def list_dialogs(screen: object) -> list[Any]:
    found = [one["confirm"] for one in list_objects(screen) if "confirm" in one]
    return [dialog for dialog in found if {"title", "deny"} <= dialog.keys()]


def read_buttons(state: CampaignState) -> dict[str, str]:
    blocks = campaigns.build_card(IN_JAPANESE, make_campaign_view(state)).blocks
    return {
        one["action_id"]: one["value"] for block in blocks if block["type"] == "actions" for one in block["elements"]
    }


@pytest.mark.parametrize(
    ("form", "callback_id", "fields"),
    [
        (list_screens.build_form(IN_JAPANESE), "list_upload", [("file", "file"), ("name", "name")]),
        (payment_screens.build_form(IN_JAPANESE), "payments_upload", [("file", "file"), ("as_of", "as_of")]),
        (
            drafts.build_form(IN_JAPANESE, [make_list()], tuple(Intent)),
            "campaign_new",
            [("preview", "preview"), ("list", "list"), ("template", "template"), ("text", "text"), ("when", "when")],
        ),
    ],
)
def test_forms_have_fixed_ids(form: dict[str, Any], callback_id: str, fields: list[tuple[str, str]]) -> None:
    assert form["callback_id"] == callback_id
    assert list_elements(form["blocks"]) == fields


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (CampaignState.DRAFT, ["campaign_submit", "campaign_edit", "campaign_check", "campaign_withdraw"]),
        (CampaignState.PENDING, ["campaign_approve", "campaign_send_back", "campaign_reject", "campaign_withdraw"]),
        (CampaignState.APPROVED, ["campaign_stop"]),
        (CampaignState.SENDING, ["campaign_pause", "campaign_stop", "incident_open"]),
        (CampaignState.PAUSED, ["campaign_resume", "campaign_stop", "incident_open"]),
        (CampaignState.STOPPED, ["followup_open", "campaign_rest", "campaign_copy", "incident_open"]),
        (CampaignState.FINISHED, ["followup_open", "campaign_copy", "incident_open"]),
        *[(CampaignState(over), ["campaign_copy"]) for over in ("rejected", "withdrawn", "expired")],
    ],
)
def test_each_state_has_the_buttons_for_its_moves(state: CampaignState, offered: list[str]) -> None:
    assert list(read_buttons(state)) == offered
    possible = {f"campaign_{move}" for move in Move if state in MOVES[move][0]}
    # The others draft another campaign, ask about numbers or open a form, and move this one nowhere.
    others = {"campaign_rest", "campaign_check", "campaign_edit", "campaign_copy", "incident_open", "followup_open"}
    assert set(offered) - others <= possible


def test_a_stopped_campaign_that_sent_everything_offers_no_rest() -> None:
    view = replace(make_campaign_view(CampaignState.STOPPED), states={MessageState.DELIVERED: 3})
    assert "campaign_rest" not in str(campaigns.build_card(IN_JAPANESE, view).blocks)


def test_a_decision_button_carries_the_fingerprint_and_others_only_the_campaign() -> None:
    pending = read_buttons(CampaignState.PENDING)
    for decision in ("campaign_approve", "campaign_send_back", "campaign_reject"):
        assert pending[decision] == f"7:{'f' * 64}"
    assert pending["campaign_withdraw"] == "7"


def test_the_block_of_buttons_changes_with_the_state() -> None:
    block_ids = [
        campaigns.build_card(IN_JAPANESE, make_campaign_view(state)).blocks[-1]["block_id"]
        for state in list(CampaignState)[:5]
    ]
    assert len(set(block_ids)) == 5


@pytest.mark.parametrize(
    ("dialogs", "state"),
    list_cases((1, CampaignState.APPROVED, CampaignState.SENDING), (2, CampaignState.DRAFT, CampaignState.PENDING)),
)
def test_what_cannot_be_undone_has_a_confirmation_dialog(dialogs: int, state: CampaignState) -> None:
    assert len(list_dialogs(campaigns.build_card(IN_JAPANESE, make_campaign_view(state)))) == dialogs


@pytest.mark.parametrize("frame", FRAMES)
def test_approve_repeats_people_cost_start_and_mode(frame: Frame) -> None:
    view = make_campaign_view(CampaignState.PENDING)
    view = replace(view, campaign=replace(view.campaign, recipients=1234, units=2468, yen=29616))
    dialog = list_dialogs(campaigns.build_card(frame, view))[0]
    text = dialog["text"]["text"]
    assert text.startswith(frame.mode_prefix)
    assert view.times is not None
    for part in ("1,234", "2,468", "29,616", frame.words.moment(view.times.starts_at)):
        assert part in text
    assert len(text) <= 300


def test_who_decides_reads_first_when_how_many_and_how_much_then_the_text_and_then_who_made_it() -> None:
    view = replace(make_campaign_view(CampaignState.PENDING, sample="届く文面"), history=())
    view = replace(view, campaign=replace(view.campaign, editor="U0STAFF0009"))
    text = read_text(campaigns.build_card(IN_JAPANESE, view))
    words = IN_JAPANESE.words
    parts = [
        words("times.label"),
        words("preview.recipients"),
        words("preview.cost"),
        "届く文面",
        words("campaign.findings"),
        "納付データは",
        words("preview.left_out"),
        words("campaign.author"),
        words("campaign.editor"),
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_an_author_is_asked_about_the_warnings_of_the_text() -> None:
    view = replace(make_campaign_view(CampaignState.DRAFT), target=make_list(confirmed=True))
    (submit, _) = list_dialogs(campaigns.build_card(IN_JAPANESE, view))
    assert IN_JAPANESE.words("confirm.submit.warnings", n=1) in submit["text"]["text"]
    assert len(list_dialogs(campaigns.build_card(IN_JAPANESE, replace(view, findings=())))) == 1


def test_a_dialog_is_red_where_nothing_can_be_undone() -> None:
    red = {
        dialog["title"]["text"]
        for _, card in build_messages(IN_JAPANESE)
        for dialog in list_dialogs(card)
        if dialog.get("style") == "danger"
    }
    assert red == {
        IN_JAPANESE.words(f"confirm.{verb}.title")
        for verb in ("withdraw", "discard", "stop", "stop_all", "renumber_apply", "reconcile", "adopt")
    }


def test_no_screen_has_two_primary_buttons() -> None:
    for name, screen in build_screens(IN_JAPANESE):
        buttons = [one for one in list_objects(screen) if one.get("type") == "button"]
        assert sum(one.get("style") == "primary" for one in buttons) <= 1, name


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (CampaignState.DRAFT, {"campaign_edit", "campaign_check", "campaign_withdraw"}),
        (CampaignState.PENDING, {"campaign_send_back", "campaign_reject", "campaign_withdraw"}),
        (CampaignState.PAUSED, {"campaign_stop", "incident_open"}),
    ],
)
def test_a_button_that_would_be_refused_is_not_drawn_and_the_card_says_what_is_missing(
    state: CampaignState, offered: set[str]
) -> None:
    view = replace(make_campaign_view(state), obstacle=make_obstacle("コンビニ"))
    card = campaigns.build_card(IN_JAPANESE, view)
    assert {action for _, action in list_elements(card.blocks)} == offered
    assert "収納経路「コンビニ」の納付データが古いか" in read_text(card)


@pytest.mark.parametrize("state", [CampaignState.APPROVED, CampaignState.SENDING])
def test_a_card_of_a_campaign_that_waits_for_the_provider_does_not_read_as_if_messages_leave(
    state: CampaignState,
) -> None:
    words = IN_JAPANESE.words
    held = replace(make_campaign_view(state), obstacle=Conflict("not_compared"))
    text = str(campaigns.build_card(IN_JAPANESE, held).blocks)
    assert words(f"campaign.obstacle.{state.value}", why=words("refusal.not_compared")) in text
    assert "送信しています" not in text
    assert "に送信を始めます" not in text


def test_a_file_of_new_ids_that_was_changed_can_only_be_discarded() -> None:
    view = replace(make_waiting_renumbering("x"), obstacle=Conflict("renumber_file_changed"))
    card = renumberings.build_card(IN_JAPANESE, view)
    assert {action for _, action in list_elements(card.blocks)} == {"renumbering_discard"}
    assert "数えたあとに変わっています" in read_text(card)


def test_who_may_not_end_a_pause_of_all_sending_gets_no_button_for_it() -> None:
    for may_resume, may_stop, drawn in (
        (True, True, {"resume_all", "stop_all"}),
        (False, True, {"stop_all"}),
        (False, False, set()),
    ):
        pause = replace(make_all_paused(), may_resume=may_resume, may_stop=may_stop)
        at_home = home.build_home(IN_JAPANESE, replace(make_home_view(many=0), all_paused=pause))["blocks"]
        for blocks in (stopping.build_answer(IN_JAPANESE, pause).blocks, at_home):
            assert {action for _, action in list_elements(blocks)} & {"resume_all", "stop_all"} == drawn
            assert "承認者が「すべて再開」か" in str(blocks)


def test_a_pause_of_all_that_found_nothing_to_pause_names_no_zeros() -> None:
    for frame in FRAMES:
        text = read_text(stopping.build_card(frame, replace(make_all_paused(), campaigns=0)))
        assert frame.words("pauseall.text_none", who="<@U0STAFF0001>", at=NOW) in text


def test_on_home_the_primary_button_opens_what_waits_for_the_person() -> None:
    empty, waiting = make_home_view(many=0), make_home_view(many=2)
    unlinked = replace(make_campaign_view(), link=None)
    for view, first in (
        (empty, ("open_list", None)),
        (replace(waiting, to_decide=[], to_resume=[], to_submit=[]), ("list_adopt", None)),
        (waiting, ("open_card", LINK)),
        (replace(empty, to_decide=[make_campaign_view()]), ("open_card", LINK)),
        (replace(empty, to_resume=[make_campaign_view(CampaignState.PAUSED)]), ("open_card", LINK)),
        (replace(empty, to_submit=[make_campaign_view(CampaignState.DRAFT)]), ("open_card", LINK)),
        (replace(empty, to_decide=[unlinked]), ("open_list", None)),
    ):
        for screen in (home.build_home(IN_JAPANESE, view)["blocks"], home.build_answer(IN_JAPANESE, view).blocks):
            shown = [one for one in list_objects(screen) if one.get("style") == "primary"]
            assert [(one["action_id"], one.get("url")) for one in shown] == [first]


def test_home_says_why_a_campaign_was_paused_and_why_one_cannot_be_approved_now() -> None:
    pause = HistoryEntry(NOW, "clock", Action.CAMPAIGN_PAUSE, "data_stale")
    paused = replace(
        make_campaign_view(CampaignState.PAUSED),
        history=[make_history_entry("approve"), pause, make_history_entry("resume")],
    )
    pending = replace(make_campaign_view(), obstacle=make_obstacle("コンビニ"))
    for frame in FRAMES:
        text = read_text(home.build_home(frame, replace(make_home_view(many=0), to_resume=[paused])))
        assert frame.words("pause_reason.data_stale") in text
        assert frame.words("inbox.resume_now") in text
        text = read_text(home.build_home(frame, replace(make_home_view(many=0), to_decide=[pending])))
        why = frame.words("refusal.stale_channel", channel="コンビニ")
        assert frame.words("campaign.obstacle.pending", why=why) in text
        assert frame.words("inbox.decide_now") not in text


def test_a_request_mentions_the_supervisors_and_not_its_author() -> None:
    request = campaign_events.build_request(IN_JAPANESE, make_event(Action.CAMPAIGN_SUBMIT, CampaignState.PENDING))
    assert "<!subteam" in request.text
    assert "<@" not in request.text


def test_reject_asks_for_a_reason_from_a_list_and_an_optional_note_without_names() -> None:
    for decision in ("campaign_reject", "campaign_send_back"):
        form = campaign_buttons.build_reason_form(IN_JAPANESE, decision, "7:ff")
        assert (form["callback_id"], form["private_metadata"]) == (decision, "7:ff")
    assert list_elements(form["blocks"]) == [("reason", "reason"), ("note", "note")]
    assert [block["optional"] for block in form["blocks"] if block["type"] == "input"] == [False, True]
    assert "氏名" in read_text(form)
    chosen = {"reason": {"reason": {"selected_option": {"value": "cost"}}}}
    assert campaign_buttons.read_reason(chosen | {"note": {"note": {"value": None}}}) == (DecisionReason.COST, "")
    view = make_campaign_view(CampaignState.REJECTED, reason="cost")
    view = replace(view, campaign=replace(view.campaign, note="<@U1> 見直し"))
    assert "不承認にしました（費用が見合わない：&lt;@U1&gt; 見直し）" in read_text(
        campaigns.build_card(IN_JAPANESE, view)
    )


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_every_screen_notification_and_dialog_names_the_mode(frame: Frame) -> None:
    mode_name = MODE_NAMES[frame.mode]
    others = [other for mode, other in MODE_NAMES.items() if mode is not frame.mode]
    asked = 0
    for name, screen in build_screens(frame):
        assert frame.mode_prefix in read_text(screen), name
        assert not any(other in read_text(screen) for other in others), name
        if isinstance(screen, MessageCard):
            assert screen.text.startswith(mode_name), name
        for dialog in list_dialogs(screen):
            assert dialog["text"]["text"].startswith(mode_name), name
            asked += 1
    assert asked >= 7


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_the_first_block_and_the_text_of_every_message_begin_with_the_mode_and_the_same_words(frame: Frame) -> None:
    for name, card in build_messages(frame):
        assert isinstance(card, MessageCard)
        headline = card.blocks[0]["text"]["text"]
        assert headline.startswith(f"{frame.mode_prefix} "), name
        assert len(headline) > len(frame.mode_prefix) + 3, name
        assert f"{html.unescape(card.text)}\n".startswith(f"{headline}\n"), name


def test_a_note_stands_below_the_first_block() -> None:
    card = campaigns.build_card(IN_JAPANESE, make_campaign_view(CampaignState.PAUSED))
    noted = card.add_note("x")
    assert noted.blocks[0] == card.blocks[0]
    assert noted.blocks[1]["elements"][0]["text"] == "x"


def test_the_notification_of_a_request_names_people_cost_and_deadline() -> None:
    card = campaigns.build_card(IN_JAPANESE, make_campaign_view(CampaignState.PENDING))
    assert card.text == "【本番】 一斉送信 7：承認待ち　9,999,999人・概算9,999,999円・期限 7月7日(火) 09:00"
    sending = campaigns.build_card(IN_JAPANESE, make_campaign_view(CampaignState.SENDING))
    assert sending.text == "【本番】 一斉送信 7：送信中　9,999,999人・概算9,999,999円"


def test_only_a_modal_with_fields_has_a_submit_button() -> None:
    for name, view in build_screens(IN_JAPANESE):
        if isinstance(view, dict) and view["type"] == "modal":
            asks = any(block["type"] == "input" for block in view["blocks"])
            assert ("submit" in view) == asks, name


@pytest.mark.parametrize(
    ("may_draft", "offered"),
    [
        (
            True,
            {
                "open_list",
                "open_new",
                "open_payments",
                "followup_open",
                "open_find",
                "open_promise",
                "open_status",
                "open_suppress",
            },
        ),
        (False, {"open_find", "open_promise", "open_status", "open_suppress"}),
    ],
)
def test_only_a_person_who_may_draft_gets_the_buttons_for_it(may_draft: bool, offered: set[str]) -> None:
    answer = home.build_answer(IN_JAPANESE, make_home_view(may_draft=may_draft, many=0))
    assert {action for _, action in list_elements(answer.blocks)} == offered


def test_home_says_how_many_more_tasks_there_are() -> None:
    assert "ほか 98件" in read_text(home.build_answer(IN_JAPANESE, make_home_view(many=100)))
    without = replace(make_home_view(many=100), incidents=())
    assert "ほか 97件" in read_text(home.build_answer(IN_JAPANESE, without))
    assert "ほか 90件" in read_text(home.build_home(IN_JAPANESE, make_home_view(many=100)))
    assert "ほか " not in read_text(home.build_answer(IN_JAPANESE, make_home_view(many=2)))


def test_the_progress_bar_is_full_only_when_everything_is_done() -> None:
    card = make_campaign_view(CampaignState.SENDING)
    bar = next(line for line in read_text(campaigns.build_card(IN_JAPANESE, card)).splitlines() if "█" in line)
    assert "░" in bar


def test_the_card_does_not_say_that_it_sends_when_only_uncertain_messages_are_left() -> None:
    states = {MessageState.DELIVERED: 57, MessageState.UNCERTAIN: 3}
    view = replace(make_campaign_view(CampaignState.SENDING), states=states)
    assert "送り終えました。ただし3通は、送信事業者が受け付けたかどうかが分かりません（送信要確認）" in read_text(
        campaigns.build_card(IN_JAPANESE, view)
    )
    for left in (MessageState.QUEUED, MessageState.CLAIMED):
        text = read_text(campaigns.build_card(IN_JAPANESE, replace(view, states={**states, left: 1})))
        assert "送信しています。" in text
        assert "送り終えました" not in text


def test_the_card_counts_what_was_handed_over_and_names_every_state() -> None:
    stopped = {MessageState.ACCEPTED: 135, MessageState.QUEUED: 391, MessageState.CLAIMED: 2}
    view = replace(make_campaign_view(CampaignState.SENDING), states=stopped, hand_over=HandOver(135, NOW, NOW))
    text = read_text(campaigns.build_card(IN_JAPANESE, view))
    assert "528通のうち135通を引き渡し\n" in text
    assert "528通の内訳：送信待ち391、処理中2、結果待ち135" in text
    cancelled = replace(
        view,
        campaign=make_campaign(CampaignState.STOPPED),
        states={MessageState.DELIVERED: 140, MessageState.CANCELLED: 388},
        hand_over=HandOver(140, NOW, NOW + timedelta(minutes=3)),
    )
    text = read_text(campaigns.build_card(IN_JAPANESE, cancelled))
    assert "528通のうち140通を引き渡し、388通を取消し" in text
    assert "7月7日(火) 09:00 から 7月7日(火) 09:03 まで" in text
    text = read_text(campaigns.build_card(Frame(words("en"), Mode.LIVE), cancelled))
    assert "140 of 528 handed over, 388 cancelled" in text
    assert "528 messages: 140 delivered, 388 cancelled" in text


def test_the_card_says_who_did_what_and_when_also_nofu_itself() -> None:
    history = [
        HistoryEntry(NOW, "U0STAFF0001", "campaign.submit"),
        HistoryEntry(NOW + timedelta(minutes=2), "clock", "campaign.pause", "provider_unreachable"),
        HistoryEntry(NOW + timedelta(minutes=3), "clock", "campaign.pause", "http_401"),
        HistoryEntry(NOW + timedelta(minutes=4), "terminal", "campaign.stop"),
    ]
    view = replace(make_campaign_view(CampaignState.STOPPED), history=history)
    expected = """*経過*
7月7日(火) 09:00　承認を依頼　<@U0STAFF0001>
7月7日(火) 09:02　一時停止　nofu（送信事業者につながらない）
7月7日(火) 09:03　一時停止　nofu（http_401）
7月7日(火) 09:04　中止　端末の操作
"""
    assert expected in read_text(campaigns.build_card(IN_JAPANESE, view))


def test_people_and_numbers_that_a_file_of_calls_suppressed_are_not_counted_as_rows() -> None:
    counts = CallCounts(
        rows=2, rejected={}, applied=2, repeated=0, results={}, counted=0, promises=0, waiting=0, unclear=0, numbers=1,
        people=1,
    )  # fmt: skip
    text = read_text(build_file_card(IN_JAPANESE, FileView(1, "架電", None, None, counts)))
    assert "*送信除外にした電話番号*\n1件" in text
    assert "*送信除外にした人*\n1人" in text
    assert "*反映した行*\n2行" in text


def test_each_state_has_its_own_sentence() -> None:
    for locale in Locale:
        say = words(locale)
        sentences = {
            read_text(campaigns.build_card(Frame(say, Mode.LIVE), make_campaign_view(state))).splitlines()[2]
            for state in CampaignState
        }
        assert len(sentences) == len(CampaignState)


def test_a_pause_by_a_person_does_not_name_the_provider() -> None:
    by_hand, by_provider = (
        read_text(campaigns.build_card(IN_JAPANESE, make_campaign_view(CampaignState.PAUSED, reason=reason)))
        for reason in ("by_hand", "http_401")
    )
    assert "nofu check" not in by_hand
    assert "nofu check" in by_provider
    assert "http_401" in by_provider


SUNDAY, MONDAY = datetime(2026, 7, 12, 1, 0, tzinfo=UTC), datetime(2026, 7, 13, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "times", "requested", "sentence"),
    [
        (
            "ja",
            SendTimes(MONDAY, MONDAY + timedelta(minutes=1), Delay.HOURS),
            SUNDAY,
            "7月12日(日) 10:00 の指定ですが、送信時間帯の都合で 7月13日(月) 09:00 に始まり、09:01 ごろ終わります",
        ),
        (
            "en",
            SendTimes(MONDAY, MONDAY + timedelta(minutes=1), Delay.HOURS),
            SUNDAY,
            "Sun, 12 Jul, 10:00 was asked for; it starts on Mon, 13 Jul, 09:00 (sending hours) and ends at about 09:01",
        ),
        (
            "ja",
            SendTimes(MONDAY, MONDAY + timedelta(days=1), None),
            MONDAY,
            "7月13日(月) 09:00 に始まり、7月14日(火) 09:00 ごろ終わります",
        ),
        (
            "ja",
            SendTimes(MONDAY, None, Delay.OTHERS, SUNDAY),
            None,
            "7月12日(日) 10:00 に承認されると、先に送る一斉送信があるので 7月13日(月) 09:00 に始まり、"
            "承認が有効な7日間には送り終わりません",
        ),
        ("ja", None, None, "送信できる時間帯が見つかりません。"),
    ],
)
def test_preview_draft_and_approval_card_say_when_sending_really_begins_and_ends(
    locale: str, times: SendTimes | None, requested: datetime | None, sentence: str
) -> None:
    frame = Frame(words(locale), Mode.LIVE)
    preview = replace(make_preview(), times=times, not_before=requested)
    assert sentence in read_text(drafts.build_saved_page(frame, 7, preview, is_new=True))
    for state in (CampaignState.DRAFT, CampaignState.PENDING, CampaignState.APPROVED):
        view = replace(make_campaign_view(state), times=times)
        view = replace(view, campaign=replace(view.campaign, not_before=requested))
        assert sentence in read_text(campaigns.build_card(frame, view))


def test_a_home_with_everything_stays_below_slacks_limits() -> None:
    for frame in FRAMES:
        view = home.build_home(frame, make_home_view("あ" * 80))
        assert len(view["blocks"]) <= 100
        assert len(json.dumps(view)) < 250_000


def test_home_shows_what_waits_before_the_buttons_and_the_rest_after_them() -> None:
    blocks = home.build_home(IN_JAPANESE, make_home_view(many=1))["blocks"]
    texts = [read_text({"type": "home", "blocks": [block]}) for block in blocks]

    def find(text: str) -> int:
        return next(index for index, shown in enumerate(texts) if text in shown)

    order = ("が承認を待っています", "「再開」か「中止」", "まだ承認を依頼していません", "リストを取り込む")
    assert [find(text) for text in order] == sorted(find(text) for text in order)
    assert find("リストを取り込む") < find("送信中") < find("最近の対象者リスト")


def test_home_does_not_offer_resume_where_the_card_says_that_it_is_refused() -> None:
    paused = replace(make_campaign_view(CampaignState.PAUSED), obstacle=Conflict("pause_mark"))
    for frame in FRAMES:
        text = read_text(home.build_home(frame, replace(make_home_view(many=0), to_resume=[paused])))
        assert frame.words("refusal.pause_mark") in text
        assert frame.words("inbox.resume_now") not in text


def test_home_names_the_mode_in_its_first_block() -> None:
    for frame in FRAMES:
        first = home.build_home(frame, make_home_view(many=0))["blocks"][0]
        assert first["text"]["text"] == f"{frame.mode_prefix} {frame.words('inbox.header')}"


def test_home_links_to_cards_and_shows_results_doubts_and_costs() -> None:
    text = read_text(home.build_home(IN_JAPANESE, make_home_view(many=1)))
    assert f"<{LINK}|一斉送信 7>" in text
    assert f"<{LINK}|対象者リスト 2> 対象者（9,999,999人・読めない行 " in text
    assert "（起案：<@U0STAFF0001>、9,999,999人・概算9,999,999円・期限 7月7日(火) 09:00）" in text
    for result in ("9,999,999通を引き渡し", "到達9,999,999", "不達9,999,999", "送信要確認9,999,999", "概算9,999,999円"):
        assert result in text


def test_the_line_of_a_stopped_campaign_adds_up_and_counts_the_cost_of_what_was_handed_over() -> None:
    states = {MessageState.ACCEPTED: 38, MessageState.DELIVERED: 69, MessageState.CANCELLED: 393}
    stopped = replace(make_campaign_view(CampaignState.STOPPED), paid_in_flight=0)
    view = replace(stopped, states=states, hand_over=HandOver(107, NOW, NOW), hand_over_yen=1284)
    line = campaign_summaries.describe_campaign(IN_JAPANESE.words, view).splitlines()[1]
    assert line == "500通のうち107通を引き渡し（結果待ち38、到達69、取消し393）、概算1,284円"


def test_an_alert_on_a_pause_from_the_shell_names_it_in_the_reader_s_language() -> None:
    pause = make_event(Action.CAMPAIGN_PAUSE, CampaignState.PAUSED, reason="by_hand")
    pause = replace(pause, entry=replace(pause.entry, who="terminal"))
    for frame in FRAMES:
        text = campaign_events.build_pause_alert(frame, pause).text
        assert frame.words("actor.terminal") in text
        assert "terminal" not in text


def test_without_a_link_a_campaign_is_named() -> None:
    named = replace(make_campaign_view(CampaignState.SENDING), link=None)
    assert campaign_summaries.describe_campaign(IN_JAPANESE.words, named).startswith("*一斉送信 7*　送信中　")


def test_a_request_that_is_over_names_the_decision_and_mentions_nobody_who_must_act() -> None:
    history = [make_history_entry("submit"), make_history_entry("approve"), make_history_entry("pause")]
    over = make_event(Action.CAMPAIGN_SUBMIT, CampaignState.PAUSED, is_open=False)
    card = campaign_events.build_request(IN_JAPANESE, replace(over, view=replace(over.view, history=history)))
    assert "承認　<@U0SUPERV001>" in card.text
    assert IN_JAPANESE.words("history.pause") not in card.text
    assert "<!subteam" not in card.text


def test_a_pause_that_is_over_names_who_paused_and_who_resumed() -> None:
    history = [
        make_history_entry("approve"),
        make_history_entry("pause"),
        replace(make_history_entry("resume"), who="U0SUPERV002"),
        make_history_entry("finish"),
    ]
    over = make_event(Action.CAMPAIGN_PAUSE, CampaignState.FINISHED, is_open=False)
    text = campaign_events.build_pause_alert(
        IN_JAPANESE, replace(over, entry=history[1], view=replace(over.view, history=history))
    )
    assert "一時停止　<@U0SUPERV001>\n7月7日(火) 09:00　再開　<@U0SUPERV002>" in text.text
    assert IN_JAPANESE.words("history.finish") not in text.text


def test_the_card_of_a_campaign_outside_the_sending_hours_does_not_say_that_messages_go_out() -> None:
    waits = replace(make_campaign_view(CampaignState.SENDING), times=SendTimes(MONDAY, MONDAY, Delay.HOURS))
    text = read_text(campaigns.build_card(IN_JAPANESE, waits))
    assert "残りの分は 7月13日(月) 09:00 から送ります" in text
    assert IN_JAPANESE.words("campaign.do.sending") not in text


def test_the_message_on_a_rejection_has_the_note_for_the_author() -> None:
    event = make_event(Action.CAMPAIGN_REJECT, CampaignState.REJECTED, reason="text")
    noted = replace(event, view=replace(event.view, campaign=replace(event.view.campaign, note="電話を連絡に")))
    assert "\n>電話を連絡に" in campaign_events.build_decision(IN_JAPANESE, noted).text


def test_an_alert_on_a_pause_says_why_nobody_can_resume() -> None:
    pause = make_event(Action.CAMPAIGN_PAUSE, CampaignState.PAUSED, reason="by_hand")
    held = replace(pause, view=replace(pause.view, obstacle=Conflict("pause_mark")))
    why = IN_JAPANESE.words("campaign.obstacle.paused", why=IN_JAPANESE.words("refusal.pause_mark"))
    shown = [why in campaign_events.build_pause_alert(IN_JAPANESE, event).text for event in (held, pause)]
    assert shown == [True, False]


def make_history_entry(name: str) -> HistoryEntry:
    return HistoryEntry(NOW, "U0SUPERV001", f"campaign.{name}")


def test_a_preview_names_the_sender_numbers_by_carrier_if_they_are_known() -> None:
    known = replace(make_preview(), senders=((Carrier.AU, "048-000-0001"), (Carrier.AU, "048-000-0002")))
    for frame in FRAMES:
        shown = str(drafts.build_preview(frame, known))
        assert "048-000-0001" in shown
        assert frame.words("carrier.au") in shown
        assert frame.words("preview.no_senders") in str(drafts.build_preview(frame, replace(known, senders=())))
