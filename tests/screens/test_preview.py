"""What a preview says: the sender on each phone, what makes a text dearer, and what is left of the contract."""

from dataclasses import replace

import pytest

from bot.model.budget import Budget
from bot.model.drafts import DraftPreview, LengthDetail
from bot.model.mode import Mode
from bot.model.public_page import Carrier
from bot.screens import drafts
from bot.screens.blocks import Frame
from bot.screens.samples.base import IN_JAPANESE
from bot.screens.samples.campaigns import make_preview
from bot.words import words
from tests.screens.checks import read_text

IN_ENGLISH = Frame(words("en"), Mode.LIVE)
ONE_UNIT = LengthDetail(1, 0, (), (), (), 1)


def read_preview(frame: Frame, preview: DraftPreview) -> str:
    """Return all that a preview says."""
    return read_text({"blocks": drafts.build_preview(frame, preview)})


PREVIEW = replace(make_preview(), length=ONE_UNIT, shortest=make_preview().sample, findings=())


@pytest.mark.parametrize("frame", [IN_JAPANESE, IN_ENGLISH])
def test_carriers_that_show_the_same_sender_stand_together(frame: Frame) -> None:
    senders = ((Carrier.DOCOMO, "0480000000"), (Carrier.AU, "0480000000"), (Carrier.SOFTBANK, "242240"))
    text = read_preview(frame, replace(PREVIEW, senders=senders))
    assert text.count("*0480000000*") == text.count("*242240*") == 1


def test_without_sender_numbers_the_preview_says_who_sets_them() -> None:
    assert "SENDER_NUMBERS" in read_preview(IN_JAPANESE, replace(PREVIEW, senders=()))


def test_the_shortest_text_is_shown_only_if_it_differs() -> None:
    sentence = IN_JAPANESE.words("preview.shortest")
    assert sentence not in read_preview(IN_JAPANESE, PREVIEW)
    both = read_preview(IN_JAPANESE, replace(PREVIEW, shortest="みじかい"))
    assert sentence in both
    assert "みじかい" in both


@pytest.mark.parametrize(
    ("length", "japanese", "english"),
    [
        (LengthDetail(2, 3, (), (), (), 2), "あと3文字短くすると、1人1通分", "3 characters less make it 1 per message"),
        (LengthDetail(2, 1, ("😀",), (), (), 2), "1つで2文字分になる文字：😀", "Characters that count twice: 😀"),
        (LengthDetail(2, 1, (), ("https://a.jp",), (), 2), "URLが12文字分", "The URL takes 12 characters"),
        (LengthDetail(3, 1, (), (), ("ã",), 1), "ã を使わなければ1人1通分", "1 per message without ã"),
    ],
)
def test_a_preview_says_what_makes_a_text_dearer(length: LengthDetail, japanese: str, english: str) -> None:
    preview = replace(PREVIEW, length=length)
    assert japanese in read_preview(IN_JAPANESE, preview)
    assert english in read_preview(IN_ENGLISH, preview)


def test_a_preview_says_how_many_people_cost_how_much_only_if_they_differ() -> None:
    text = read_preview(IN_JAPANESE, replace(PREVIEW, people_by_units={1: 950, 2: 50}, units=1050))
    assert "1,050通分（1人1通分が950人、1人2通分が50人）" in text
    text = read_preview(IN_JAPANESE, replace(PREVIEW, people_by_units={1: 950}, units=950))
    assert "950通分" in text
    assert "1人1通分が" not in text


def test_a_preview_over_the_contract_says_by_how_much_and_what_to_do() -> None:
    over = Budget(year=2026, contract=100, sent=90, approved=0, waiting=5, own=15)
    text = read_preview(IN_JAPANESE, replace(PREVIEW, budget=over))
    assert IN_JAPANESE.words("preview.over_budget", over=5) in text
    assert "2026年度" in text
    within = replace(over, own=10)
    text = read_preview(IN_JAPANESE, replace(PREVIEW, budget=within))
    assert "残るのは0通分" in text
    assert "通分足りません" not in text
