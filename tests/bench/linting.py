"""The lint on the labelled texts: how many it judges wrongly, and how fast it is."""

import time
from collections import Counter

from tests.rules.message_text.judging import Verdict, judge
from tests.rules.message_text.labelled_texts import TEXTS


def measure() -> dict[str, float]:
    """Return how many genuine texts were blocked and how many others passed, of how many, and texts a second."""
    verdicts = Counter(judge(text) for text in TEXTS)
    began = time.perf_counter()
    for text in TEXTS:
        judge(text)
    seconds = time.perf_counter() - began
    return {
        "lint_texts": len(TEXTS),
        "lint_genuine_blocked": verdicts[Verdict.BLOCKED],
        "lint_scam_passed": verdicts[Verdict.PASSED],
        "lint_texts_per_second": len(TEXTS) / seconds,
    }
