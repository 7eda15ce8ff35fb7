"""Whether the lint judges a labelled text as its label says."""

from dataclasses import replace
from enum import Enum, auto

from bot.model.text_findings import Severity
from bot.rules.message_text.lint import lint_text
from bot.rules.message_text.text import TextField
from tests.rules.message_text.labelled_texts import LabelledText
from tests.rules.message_text.texts import SENDER, TERMS, VALUES


class Verdict(Enum):
    """How the lint judged a text."""

    RIGHT = auto()
    BLOCKED = auto()
    """a genuine text has an error"""
    PASSED = auto()
    """another text does not have its finding"""


def judge(labelled: LabelledText) -> Verdict:
    """Lint a labelled text, with the usual sender."""
    desk = labelled.own_desk or SENDER.desk
    found = lint_text(
        labelled.text, {**VALUES, TextField.DESK: desk}, replace(SENDER, desk=desk), TERMS, labelled.language
    )
    if labelled.must_find is None:
        return Verdict.BLOCKED if any(one.severity is Severity.ERROR for one in found) else Verdict.RIGHT
    return Verdict.RIGHT if labelled.must_find in {one.id for one in found} else Verdict.PASSED
