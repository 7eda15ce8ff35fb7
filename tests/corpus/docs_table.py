"""Writes the table of the corpus in docs/files.md: the outcome of each kind of file."""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.corpus.cases import OK, Case

BEGINS, ENDS = "<!-- corpus -->", "<!-- /corpus -->"
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u202e\u2060\ufeff\ue000-\uf8ff]")


def render_table(cases: Iterable[Case]) -> str:
    """Return the table: a line for each outcome in a section, with the names of its files."""
    lines = ["| 種類 | 結果 | 例 |", "| --- | --- | --- |"]
    ordered = sorted(cases, key=lambda case: (case.section, _describe_outcome(case)))
    for (section, outcome), group in groupby(ordered, key=lambda case: (case.section, _describe_outcome(case))):
        names = " ".join(f"`{_escape(case.name)}`" for case in group)
        lines.append(f"| {section} | {outcome} | {names} |")
    return "\n".join(lines)


def _describe_outcome(case: Case) -> str:
    if isinstance(case.outcome, str):
        return f"ファイルを断る `{case.outcome}`"
    words = sorted(set(case.outcome))
    if words in ([], [OK]):
        return "受け付ける"
    return "、".join(_describe_word(word) for word in words if word != OK) + (
        "（他の行は受け付ける）" if OK in words else ""
    )


def _describe_word(word: str) -> str:
    if word.startswith(OK):
        return f"直して受け付ける `{word.removeprefix(OK).strip()}`"
    return f"その行を断る `{word}`"


def _escape(name: str) -> str:
    return _INVISIBLE.sub("·", name).replace("|", "¦").replace("`", "'")


def main() -> None:
    """Write the table into the page."""
    from tests.corpus.all_cases import ALL

    page = Path("docs/files.md")
    text = page.read_text(encoding="utf-8")
    before, after = text.split(BEGINS)[0], text.split(ENDS)[1]
    page.write_text(f"{before}{BEGINS}\n{render_table(ALL)}\n{ENDS}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
