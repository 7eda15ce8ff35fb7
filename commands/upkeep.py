"""`nofu check`: a line for each part, and what a machine cannot see, for a person to look at."""

import json
from collections.abc import Iterable

from bot.rules.health import Finding
from bot.words import Words

_BY_HAND = ("groups", "retention", "contract", "clock")


def check(findings: Iterable[Finding], words: Words, *, as_json: bool) -> int:
    """Print the findings; 1 if one of them is not well."""
    seen = list(findings)
    if as_json:
        lines = [{"name": found.name, "ok": found.well, "detail": found.detail} for found in seen]
        print(json.dumps({"checks": lines, "by_hand": list(_BY_HAND)}, ensure_ascii=False))
    else:
        for found in seen:
            print(words("check.well" if found.well else "check.unwell", name=found.name, detail=found.detail))
        print(words("check.by_hand"))
        for item in _BY_HAND:
            print(words(f"check.by_hand.{item}"))
    return 0 if all(found.well for found in seen) else 1
