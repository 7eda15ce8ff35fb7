"""Whatever stands in them, Slack takes all screens, in both languages and all modes, and nothing in them works."""

import re
from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState, Intent
from bot.model.reasons import Excluded, Rejected
from bot.model.views import CampaignView, ListView
from bot.rules.importing.column_questions import ASKABLE_KINDS, USEFUL_COLUMNS, ColumnQuestion
from bot.screens import campaigns, column_questions, drafts
from bot.screens import lists as list_screens
from bot.screens.blocks import Frame, MessageCard, escape_name, make_single_line, mention_person, quote_blocks
from bot.screens.upload_requests import UploadRequest
from bot.words import words
from tests.screens.judges import judge, said, texts
from tests.screens.samples import (
    FRAMES,
    IN_JAPANESE,
    MANY,
    campaign,
    campaign_card,
    list_card,
    preview,
    screens,
    target,
)

NASTY = {
    "mention": "<!channel> <!here> <@U0STAFF0001> <#C0DESK00001|x> <https://example.jp|市>",
    "markup": "*_~`>&amp;```\n>>> 1. - :tada:",
    "lines": "一\n二\r\n三\x00\x07\u2028四",
    "right to left": "\u202egnp.tsil\u202c \u2066x\u2069 \u200b\ufeff",
    "long": "あ<&>*" * 4000,
    "number": "090-1234-5678 09012345678 +81 90 1234 5678 ０９０１２３４５６７８",
    "braces": "{city} {0} {mark} %s",
    "nothing": "",
    "blank": " \u3000\n ",
}
CARRIES_A_MENTION = re.compile(r"<[!#@][^>]*>")
OURS = re.compile(r"<@U0(STAFF000[12][0-9]*|SUPERV001)>")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_slack_takes_every_screen_with_plain_words_and_large_numbers(frame: Frame) -> None:
    for _, screen in screens(frame):
        judge(screen)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_slack_takes_every_screen_whatever_somebody_wrote(text: str) -> None:
    for frame in FRAMES[::4]:
        for _, screen in screens(frame, text):
            judge(screen)


@pytest.mark.parametrize("text", [NASTY["mention"], NASTY["markup"], NASTY["long"]])
def test_nothing_that_somebody_wrote_mentions_anybody_or_leads_anywhere(text: str) -> None:
    for name, screen in screens(IN_JAPANESE, text):
        content = screen.blocks if isinstance(screen, MessageCard) else screen
        for kind, shown in texts(content):
            if kind == "mrkdwn":
                assert CARRIES_A_MENTION.findall(OURS.sub("", shown)) == [], name
                assert "<http" not in shown, name
        if isinstance(screen, MessageCard):
            assert CARRIES_A_MENTION.findall(screen.text) == [], name


def test_slack_is_told_to_make_no_links_and_mentions_of_its_own() -> None:
    def marked(value: object) -> list[object]:
        match value:
            case {"type": "mrkdwn", "verbatim": told}:
                return [told]
            case {"type": "mrkdwn"}:
                return [False]
            case dict():
                return [found for inner in value.values() for found in marked(inner)]
            case list():
                return [found for inner in value for found in marked(inner)]
        return []

    found = [one for _, screen in screens(IN_JAPANESE) for one in marked(vars_of(screen))]
    assert len(found) > 100
    assert set(found) == {True}


def vars_of(screen: object) -> object:
    return screen.blocks if isinstance(screen, MessageCard) else screen


def test_the_text_to_be_sent_stands_there_letter_by_letter_and_uncut() -> None:
    text = "*市*_税_ :tada: <!channel> & `x`\n> 二行目\n" + "&" * 900
    for screen in (
        campaigns.build_card(IN_JAPANESE, campaign_card(sample=text)),
        drafts.build_created_page(IN_JAPANESE, 7, preview(sample=text)),
    ):
        content = screen.blocks if isinstance(screen, MessageCard) else screen
        assert ("text", text) in list(texts(content))


def test_a_text_to_be_sent_is_read_as_text_and_nothing_else() -> None:
    block = quote_blocks("*a*")
    assert block["elements"][0] == {"type": "rich_text_quote", "elements": [{"type": "text", "text": "*a*"}]}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("名簿_2026-07.csv", "名簿_2026-07.csv"),
        (" 一\n二\u2028三\t", "一 二 三"),
        ("a\u202eb\u200bc", "a b c"),
        ("", "-"),
        ("\x00\u200b", "-"),
        ("あ" * 100, "あ" * 79 + "…"),
        ("090-1234-5678の件.csv", "***の件.csv"),
        ("０９０－１２３４－５６７８", "***"),
    ],
)
def test_somebody_elses_name_for_something_is_one_short_line_without_a_number(written: str, shown: str) -> None:
    assert make_single_line(written) == shown


def test_a_number_behind_the_cut_does_not_come_out_in_part() -> None:
    assert "0901234" not in make_single_line("あ" * 70 + " 09012345678")


def test_a_name_as_markup_does_nothing() -> None:
    assert escape_name("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_only_a_slack_id_becomes_a_mention() -> None:
    ja = words("ja")
    assert mention_person("U0STAFF0001", ja) == "<@U0STAFF0001>"
    assert mention_person("W0STAFF0001", ja) == "<@W0STAFF0001>"
    assert mention_person("U> <!channel", ja) == "U&gt; &lt;!channel"
    assert mention_person("Umeda", ja) == "Umeda"
    assert mention_person("terminal", ja) == "terminal"
    assert mention_person(None, ja) == ja("person.none")


def test_a_choice_keeps_what_stands_behind_a_long_name() -> None:
    form = drafts.build_form(IN_JAPANESE, [target("あ" * 80)], tuple(Intent))
    (choice,) = form["blocks"][1]["element"]["options"]
    assert choice["text"]["text"].endswith(f"（{MANY:,}人・未確認）")


def test_a_card_without_any_number_yet_is_drawn() -> None:
    empty = CampaignView(campaign(CampaignState.DRAFT), "文面", {}, {}, {}, 0, 1, target())
    judge(campaigns.build_card(IN_JAPANESE, empty))
    assert "0 / 0" in said(
        campaigns.build_card(
            IN_JAPANESE, CampaignView(campaign(CampaignState.SENDING), "文面", {}, {}, {}, 0, 1, target())
        )
    )


def test_the_name_of_a_list_is_what_was_typed() -> None:
    def values(typed: str | None) -> dict[str, dict[str, dict[str, str | None]]]:
        return {"name": {"name": {"value": typed}}}

    assert list_screens.read_form(values("7月分"), "F1").name == "7月分"
    assert list_screens.read_form(values(None), "F1").name is None


def test_a_hundred_long_headings_are_offered_for_every_column_that_can_be_lacking() -> None:
    for kind, known in ASKABLE_KINDS.items():
        headings = tuple(f"{number}{'&<>' * 13}"[:40] for number in range(100))
        judge(
            column_questions.build_form(
                IN_JAPANESE, ColumnQuestion(kind, known.required, USEFUL_COLUMNS[kind], headings), UploadRequest("F1")
            )
        )


def test_a_card_names_ten_bad_rows_and_how_many_more_there_are() -> None:
    shown = said(list_screens.build_card(IN_JAPANESE, list_card("x")))
    assert "9,999,998行目" in shown
    assert IN_JAPANESE.words("problem.more", n=len(Rejected) * MANY - 10) in shown


def test_only_what_is_remembered_can_be_forgotten() -> None:
    def forgets(card: ListView) -> bool:
        return "preset_forget" in str(list_screens.build_card(IN_JAPANESE, card).blocks)

    assert forgets(list_card("x"))
    assert not forgets(replace(list_card("x"), remembered=False))
    assert not forgets(ListView(target("x"), ()))


def test_columns_are_asked_for_only_where_a_rule_lacks_one_and_a_heading_is_left() -> None:
    def asks(card: ListView) -> bool:
        return "assign_columns" in str(list_screens.build_result(IN_JAPANESE, card, UploadRequest("F1")))

    assert asks(list_card("x"))
    assert not asks(replace(list_card("x"), unjudged=()))
    assert not asks(ListView(target("x"), tuple(Excluded)))
