"""The lint on the labelled texts: how many it judges wrongly, and how fast it is."""

import time
from collections import Counter

from tests.rules.message_text.judging import Verdict, judge
from tests.rules.message_text.labelled_texts import TEXTS, Label, LabelledText

_REPEATED = (
    "a",
    "a.",
    "0",
    "20",
    "万",
    "えん",
    "いちに",
    "http",
    "(dot",
    "1:",
    "山田",
    "様",
    "返信",
    "税残",
    " ",
    "あ。",
)
"""Parts of texts of 1,000 characters that the patterns could try in very many ways."""


def measure() -> dict[str, float]:
    """Return how many genuine texts were blocked and how many others passed, and how fast texts are linted."""
    verdicts = Counter(judge(text) for text in TEXTS)
    began = time.process_time()
    for text in TEXTS:
        judge(text)
    seconds = time.process_time() - began
    return {
        "lint_texts": len(TEXTS),
        "lint_genuine_blocked": verdicts[Verdict.BLOCKED],
        "lint_scam_passed": verdicts[Verdict.PASSED],
        "lint_texts_per_second": len(TEXTS) / seconds,
        "lint_slowest_ms": max(_time(part * (1_000 // len(part))) for part in _REPEATED),
    }


def _time(text: str) -> float:
    """Return the milliseconds of processor time that the lint of a text takes."""
    began = time.process_time()
    judge(LabelledText(Label.GENUINE, text))
    return (time.process_time() - began) * 1000
