"""Slack accepts every screen whatever texts it shows, and texts from outside are never read as markup."""

import re
from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState, CampaignView, Intent
from bot.model.lists import ListView
from bot.model.reasons import Rejected
from bot.rules.eligibility import NEEDS
from bot.rules.importing.column_questions import ColumnQuestion
from bot.rules.importing.kinds import FILE_FORMATS
from bot.screens import campaigns, column_questions, drafts
from bot.screens import lists as list_screens
from bot.screens.blocks import Frame, MessageCard, escape_name, make_single_line, mention_person, quote_blocks
from bot.screens.samples import build_screens
from bot.screens.samples.base import FRAMES, IN_JAPANESE, LINK, MANY
from bot.screens.samples.campaigns import make_campaign, make_campaign_view, make_preview
from bot.screens.samples.files import make_list, make_list_view
from bot.screens.uploads import UploadRequest
from bot.words import words
from tests.screens.checks import check_screen, list_objects, list_texts, read_text
from tests.tables import list_cases

HOSTILE = {
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
MENTION = re.compile(r"<[!#@][^>]*>")
OWN_MENTION = re.compile(rf"<@U0(STAFF000[12][0-9]*|SUPERV001)>|<!subteam\^S0SUPERVISE>|<{re.escape(LINK)}\|")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.words.locale}-{frame.mode}")
def test_slack_accepts_every_screen_with_usual_texts_and_large_numbers(frame: Frame) -> None:
    for _, screen in build_screens(frame):
        check_screen(screen)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_slack_accepts_every_screen_with_hostile_texts(text: str) -> None:
    for frame in FRAMES[::4]:
        for _, screen in build_screens(frame, text):
            check_screen(screen)


@pytest.mark.parametrize("text", [HOSTILE["mention"], HOSTILE["markup"], HOSTILE["long"]])
def test_a_text_from_outside_makes_no_mention_and_no_link(text: str) -> None:
    for name, screen in build_screens(IN_JAPANESE, text):
        for kind, shown in list_texts(screen):
            if kind == "mrkdwn":
                assert MENTION.findall(OWN_MENTION.sub("", shown)) == [], name
                assert "<http" not in OWN_MENTION.sub("", shown), name
        if isinstance(screen, MessageCard):
            assert MENTION.findall(OWN_MENTION.sub("", screen.text)) == [], name


def test_slack_may_not_add_links_and_mentions_to_a_text() -> None:
    objects = [one for _, screen in build_screens(IN_JAPANESE) for one in list_objects(screen)]
    found = [one.get("verbatim", False) for one in objects if one.get("type") == "mrkdwn"]
    assert len(found) > 100
    assert set(found) == {True}


def test_the_text_of_a_message_is_shown_exactly_and_in_full() -> None:
    text = "*市*_税_ :tada: <!channel> & `x`\n> 二行目\n" + "&" * 900
    assert ("text", text) in list_texts(campaigns.build_card(IN_JAPANESE, make_campaign_view(sample=text)))
    assert ("text", text) in list_texts(drafts.build_saved_page(IN_JAPANESE, 7, make_preview(sample=text), is_new=True))


def test_the_text_of_a_message_is_not_read_as_markup() -> None:
    block = quote_blocks("*a*")
    assert block["elements"][0] == {"type": "rich_text_quote", "elements": [{"type": "text", "text": "*a*"}]}


@pytest.mark.parametrize(
    ("shown", "written"),
    list_cases(
        ("名簿_2026-07.csv", "名簿_2026-07.csv"),
        ("一 二 三", " 一\n二\u2028三\t"),
        ("a b c", "a\u202eb\u200bc"),
        ("-", "", "\x00\u200b"),
        ("あ" * 79 + "…", "あ" * 100),
        ("***の件.csv", "090-1234-5678の件.csv"),
        ("***", "０９０－１２３４－５６７８"),
    ),
)
def test_a_name_from_outside_is_one_short_line_without_a_phone_number(shown: str, written: str) -> None:
    assert make_single_line(written) == shown


def test_a_phone_number_at_the_end_of_a_shortened_name_is_not_shown_in_part() -> None:
    assert "0901234" not in make_single_line("あ" * 70 + " 09012345678")


def test_markup_in_a_name_is_escaped() -> None:
    assert escape_name("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_only_a_slack_id_becomes_a_mention() -> None:
    ja = words("ja")
    assert mention_person("U0STAFF0001", ja) == "<@U0STAFF0001>"
    assert mention_person("W0STAFF0001", ja) == "<@W0STAFF0001>"
    assert mention_person("U> <!channel", ja) == "U&gt; &lt;!channel"
    assert mention_person("Umeda", ja) == "Umeda"
    assert mention_person("terminal", ja) == "terminal"
    assert mention_person(None, ja) == ja("person.none")


def test_an_option_shows_the_counts_after_a_long_name() -> None:
    form = drafts.build_form(IN_JAPANESE, [make_list("あ" * 80)], tuple(Intent))
    (choice,) = form["blocks"][2]["element"]["options"]
    assert choice["text"]["text"].endswith(f"（{MANY:,}人・未確認）")


def test_a_card_without_any_message_is_built() -> None:
    empty = CampaignView(make_campaign(CampaignState.DRAFT), "文面", {}, {}, {}, 0, 1, make_list())
    check_screen(campaigns.build_card(IN_JAPANESE, empty))


def test_the_name_of_a_list_is_the_one_typed() -> None:
    def values(typed: str | None) -> dict[str, dict[str, dict[str, str | None]]]:
        return {"name": {"name": {"value": typed}}}

    assert list_screens.read_form(values("7月分"), "F1").list_name == "7月分"
    assert list_screens.read_form(values(None), "F1").list_name is None


@pytest.mark.parametrize("filler", ["&<>", "長い見出し"])
def test_a_hundred_long_headings_are_offered_for_every_required_column_and_as_many_others_as_fit(filler: str) -> None:
    headings = tuple(f"{number}{filler * 14}"[:40] for number in range(100))
    for known in (one.columns for one in FILE_FORMATS.values() if one.columns.useful):
        asked = ColumnQuestion(known.required, known.useful, headings)
        form = column_questions.build_form(IN_JAPANESE, "list_columns", asked, "F1")
        check_screen(form)
        fields = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
        assert fields == [f"column_{column.value}" for column in (*asked.needed, *asked.useful)][: len(fields)]
        assert len(fields) > len(asked.needed)
        last = asked.useful[-1].value
        form = column_questions.build_form(IN_JAPANESE, "list_columns", asked, "F1", {last: headings[0]})
        first = form["blocks"][len(asked.needed) + 3]
        assert (first["block_id"], "initial_option" in first["element"]) == (f"column_{last}", True)


def test_the_details_name_ten_bad_rows_and_how_many_more_there_are() -> None:
    shown = read_text(list_screens.build_details_page(IN_JAPANESE, make_list_view("x")))
    assert "9,999,998行目" in shown
    assert IN_JAPANESE.words("problem.more", n=len(Rejected) * MANY - 10) in shown


def test_only_a_remembered_mapping_has_the_button_that_deletes_it() -> None:
    def has_button(view: ListView) -> bool:
        return "preset_forget" in str(list_screens.build_details_page(IN_JAPANESE, view)["blocks"])

    assert has_button(make_list_view("x"))
    assert not has_button(replace(make_list_view("x"), remembered=False))
    assert not has_button(ListView(make_list("x"), ()))


def test_columns_are_asked_for_only_if_a_rule_needs_one_and_a_heading_is_unknown() -> None:
    def has_question(view: ListView) -> bool:
        return "assign_columns" in str(list_screens.build_result(IN_JAPANESE, view, UploadRequest("F1")))

    assert has_question(make_list_view("x"))
    assert not has_question(replace(make_list_view("x"), unjudged=()))
    assert not has_question(ListView(make_list("x"), tuple(NEEDS)))
