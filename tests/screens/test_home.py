"""Home: one thing to do next on top, then what else waits, what runs, the last results and the next digest."""

from dataclasses import replace

import pytest

from bot.model.campaigns import CampaignState
from bot.model.home import HomeView
from bot.screens import home
from bot.screens.samples.base import IN_JAPANESE, NOW
from bot.screens.samples.campaigns import make_campaign_view
from bot.screens.samples.office import make_home_view
from tests.screens.checks import read_text

WORDS = IN_JAPANESE.words
EMPTY = replace(make_home_view(many=0), lists=(), uncertain=0, undecided=0, receipt_fault=None, digests=())


def read_home(view: HomeView) -> list[str]:
    """Return the text of each block."""
    blocks = home.build_home(IN_JAPANESE, view)["blocks"]
    return [read_text({"type": "home", "blocks": [block]}) for block in blocks]


def test_the_first_task_stands_below_its_heading_and_the_others_below_theirs() -> None:
    pending, paused = make_campaign_view(), make_campaign_view(CampaignState.PAUSED)
    texts = read_home(replace(EMPTY, to_decide=[pending], to_resume=[paused]))
    first, second = (
        next(text for text in texts if text.startswith(f"*{WORDS(key)}*\n")) for key in ("inbox.next", "inbox.waiting")
    )
    assert texts.index(first) < texts.index(second)
    assert "承認を待っています" in first
    assert WORDS("inbox.resume_now") in second
    assert sum(WORDS("inbox.next") in text for text in texts) == 1


def test_one_task_alone_has_no_second_heading() -> None:
    texts = read_home(replace(EMPTY, to_decide=[make_campaign_view()]))
    assert WORDS("inbox.waiting") not in "".join(texts)


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (EMPTY, "inbox.suggest_list"),
        (replace(EMPTY, may_draft=False), "inbox.suggest_calls"),
        (replace(EMPTY, may_draft=False, may_find=False), "inbox.nothing"),
    ],
)
def test_where_nothing_waits_the_next_step_depends_on_what_the_person_may_do(view: HomeView, sentence: str) -> None:
    assert f"*{WORDS('inbox.next')}*\n{WORDS(sentence)}" in read_home(view)


def test_a_list_that_nobody_has_confirmed_is_the_next_step() -> None:
    lists = make_home_view(many=0).lists
    open_list = replace(lists[0], confirmation=None)
    assert WORDS("inbox.suggest_confirm") in "".join(read_home(replace(EMPTY, lists=[open_list])))


def test_what_runs_and_what_has_ended_have_headings_of_their_own_and_the_next_digest_its_time() -> None:
    view = replace(
        EMPTY,
        under_way=[make_campaign_view(CampaignState.SENDING)],
        results=[make_campaign_view(CampaignState.FINISHED)],
        digests=[(make_home_view().digests[0][0], NOW)],
    )
    text = "\n".join(read_home(view))
    assert text.index(WORDS("inbox.under_way")) < text.index(WORDS("inbox.results"))
    assert WORDS("inbox.digest", kind="日報", at=NOW) in text
