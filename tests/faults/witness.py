"""The witness: the carrier's own log of requests, read from its file and never from the bot's tables.

`Plan` says who may be messaged, with which text; `check` compares the log with it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided about each number before sending began."""

    texts: Mapping[str, str]
    """the approved text of each approved recipient who is still eligible, by number"""
    paid: frozenset[str] = frozenset()
    """numbers of approved recipients whose payment was imported before sending began"""
    suppressed: frozenset[str] = frozenset()
    unapproved: frozenset[str] = frozenset()
    """numbers in a campaign that nobody approved"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the log says against the plan; every number here is a person harmed, except those in `missing`."""

    duplicates: tuple[str, ...]
    wrong: tuple[str, ...]
    """another text than the approved one, or a number in no list"""
    paid: tuple[str, ...]
    suppressed: tuple[str, ...]
    unapproved: tuple[str, ...]
    missing: tuple[str, ...] = field(compare=False)
    """recipients without an arrival; whether that is right depends on the fault"""

    @property
    def is_clean(self) -> bool:
        """Whether nobody was harmed."""
        return self == Verdict((), (), (), (), (), self.missing)


def read_sends(folder: Path) -> list[Json]:
    """Return every send request that the carrier read."""
    complete, _, _ = (folder / "carrier.jsonl").read_bytes().rpartition(b"\n")  # the carrier may be writing a line
    return [json.loads(line) for line in complete.decode("utf-8").splitlines()]


def list_arrivals(sends: Iterable[Json]) -> list[Json]:
    """Return the requests for campaign messages that the carrier did not refuse: the phone may have rung."""
    return [line for line in sends if line["answer"] != "refused" and line["kind"] == "campaign"]


def judge(plan: Plan, sends: Iterable[Json]) -> Verdict:
    """Compare the carrier's log with the plan."""
    arrivals = list_arrivals(sends)
    counts = Counter(line["to"] for line in arrivals)
    known = plan.texts.keys() | plan.paid | plan.suppressed | plan.unapproved
    wrong = {line["to"] for line in arrivals if plan.texts.get(line["to"], line["body"]) != line["body"]}
    return Verdict(
        duplicates=tuple(sorted(to for to, count in counts.items() if count > 1)),
        wrong=tuple(sorted(wrong | (counts.keys() - known))),
        paid=tuple(sorted(counts.keys() & plan.paid)),
        suppressed=tuple(sorted(counts.keys() & plan.suppressed)),
        unapproved=tuple(sorted(counts.keys() & plan.unapproved)),
        missing=tuple(sorted(plan.texts.keys() - counts.keys())),
    )


def check(plan: Plan, folder: Path) -> Verdict:
    """Return the verdict on a sandbox's folder. Raises AssertionError if anybody was harmed."""
    verdict = judge(plan, read_sends(folder))
    assert verdict.is_clean, verdict
    return verdict
