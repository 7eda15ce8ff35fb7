"""Texts of screens as a terminal prints them."""

import pytest

from bot.screens.blocks import escape_name
from bot.screens.text_reports import make_readable, strip_markup


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("記録 <@U0STAFF0001>", "記録 @U0STAFF0001"),
        ("<!subteam^S0SUPERVISE> <@U0STAFF0001>", "@S0SUPERVISE @U0STAFF0001"),
        ("<https://misato.slack.com/archives/C1/p1|カード>", "カード (https://misato.slack.com/archives/C1/p1)"),
        (escape_name("A&B <@U0STAFF0001>"), "A&B <@U0STAFF0001>"),
        ("`nofu check`", "`nofu check`"),
    ],
)
def test_mentions_links_and_escaped_letters_become_readable(text: str, plain: str) -> None:
    assert make_readable(text) == plain


def test_the_markup_is_removed() -> None:
    assert strip_markup(":white_check_mark: *人* `0013`、<@U0STAFF0001>") == "人 0013、@U0STAFF0001"
