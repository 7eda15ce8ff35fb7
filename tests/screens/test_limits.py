"""Whatever stands in them, Slack takes all screens, in both languages and all modes, and nothing in them works."""

import re
from dataclasses import replace

import pytest

from bot.rules.asking import KINDS, USEFUL, Question
from bot.rules.campaigns import State
from bot.rules.cards import CampaignCard, ListCard
from bot.rules.reasons import Excluded, Rejected
from bot.rules.templates import Intent
from bot.screens import campaigns, columns, drafts
from bot.screens import lists as list_screens
from bot.screens.kit import Card, Frame, named, person, quote, tidy
from bot.screens.wishes import Wish
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
        content = screen.blocks if isinstance(screen, Card) else screen
        for kind, shown in texts(content):
            if kind == "mrkdwn":
                assert CARRIES_A_MENTION.findall(OURS.sub("", shown)) == [], name
                assert "<http" not in shown, name
        if isinstance(screen, Card):
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
    return screen.blocks if isinstance(screen, Card) else screen


def test_the_text_to_be_sent_stands_there_letter_by_letter_and_uncut() -> None:
    text = "*市*_税_ :tada: <!channel> & `x`\n> 二行目\n" + "&" * 900
    for screen in (
        campaigns.card(IN_JAPANESE, campaign_card(sample=text)),
        drafts.created(IN_JAPANESE, 7, preview(sample=text)),
    ):
        content = screen.blocks if isinstance(screen, Card) else screen
        assert ("text", text) in list(texts(content))


def test_a_text_to_be_sent_is_read_as_text_and_nothing_else() -> None:
    block = quote("*a*")
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
    assert tidy(written) == shown


def test_a_number_behind_the_cut_does_not_come_out_in_part() -> None:
    assert "0901234" not in tidy("あ" * 70 + " 09012345678")


def test_a_name_as_markup_does_nothing() -> None:
    assert named("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_only_a_slack_id_becomes_a_mention() -> None:
    ja = words("ja")
    assert person("U0STAFF0001", ja) == "<@U0STAFF0001>"
    assert person("W0STAFF0001", ja) == "<@W0STAFF0001>"
    assert person("U> <!channel", ja) == "U&gt; &lt;!channel"
    assert person("Umeda", ja) == "Umeda"
    assert person("terminal", ja) == "terminal"
    assert person(None, ja) == ja("person.none")


def test_a_choice_keeps_what_stands_behind_a_long_name() -> None:
    form = drafts.form(IN_JAPANESE, [target("あ" * 80)], tuple(Intent))
    (choice,) = form["blocks"][1]["element"]["options"]
    assert choice["text"]["text"].endswith(f"（{MANY:,}人・未確認）")


def test_a_card_without_any_number_yet_is_drawn() -> None:
    empty = CampaignCard(campaign(State.DRAFT), "文面", {}, {}, {}, 0, 1, target())
    judge(campaigns.card(IN_JAPANESE, empty))
    assert "0 / 0" in said(
        campaigns.card(IN_JAPANESE, CampaignCard(campaign(State.SENDING), "文面", {}, {}, {}, 0, 1, target()))
    )


def test_the_name_of_a_list_is_what_was_typed() -> None:
    def values(typed: str | None) -> dict[str, dict[str, dict[str, str | None]]]:
        return {"name": {"name": {"value": typed}}}

    assert list_screens.wish(values("7月分"), "F1").name == "7月分"
    assert list_screens.wish(values(None), "F1").name is None


def test_a_hundred_long_headings_are_offered_for_every_column_that_can_be_lacking() -> None:
    for kind, known in KINDS.items():
        headings = tuple(f"{number}{'&<>' * 13}"[:40] for number in range(100))
        judge(columns.page(IN_JAPANESE, Question(kind, known.required, USEFUL[kind], headings), Wish("F1")))


def test_a_card_names_ten_bad_rows_and_how_many_more_there_are() -> None:
    shown = said(list_screens.card(IN_JAPANESE, list_card("x")))
    assert "9,999,998行目" in shown
    assert IN_JAPANESE.words("problem.more", n=len(Rejected) * MANY - 10) in shown


def test_only_what_is_remembered_can_be_forgotten() -> None:
    def forgets(card: ListCard) -> bool:
        return "preset_forget" in str(list_screens.card(IN_JAPANESE, card).blocks)

    assert forgets(list_card("x"))
    assert not forgets(replace(list_card("x"), remembered=False))
    assert not forgets(ListCard(target("x"), ()))


def test_columns_are_asked_for_only_where_a_rule_lacks_one_and_a_heading_is_left() -> None:
    def asks(card: ListCard) -> bool:
        return "assign_columns" in str(list_screens.result(IN_JAPANESE, card, Wish("F1")))

    assert asks(list_card("x"))
    assert not asks(replace(list_card("x"), unjudged=()))
    assert not asks(ListCard(target("x"), tuple(Excluded)))
