"""Write and import files of call results and of exclusions."""

import itertools
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from bot.model.access import Actor
from bot.model.views import CallFileView, ExclusionFileView
from bot.services.imports.calls import CALLS
from bot.services.imports.exclusions import EXCLUSIONS
from bot.services.imports.pipeline import Source, import_file
from tests.services.harness import UPLOADER, HarnessContext

_files = itertools.count(1)


@dataclass(frozen=True, slots=True)
class CallRow:
    """One row of call results: the default person was absent on 6 July 2026 at 14:00."""

    taxpayer: str = "1001"
    phone: str = ""
    at: str = "2026/7/6 14:00"
    result: str = "不在"
    promised: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One row of an exclusion file."""

    taxpayer: str = "1001"
    flag: str = "1"
    reason: str = ""
    as_of: str = ""


def write_file(folder: Path, heading: str, rows: Iterable[CallRow] | Iterable[ExclusionRow]) -> Path:
    """Write a file with these rows; return its path."""
    path = folder / f"file{next(_files)}.csv"
    lines = [heading, *(",".join(astuple(row)) for row in rows)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp932"))
    return path


def import_call_results(
    context: HarnessContext, *rows: CallRow, by: Actor = UPLOADER, name: str = "架電結果.csv"
) -> CallFileView:
    """Import a file of call results."""
    path = write_file(context.store.path.parent, "宛名番号,電話番号,架電日時,架電結果,約束日", rows)
    return import_file(context, by, CALLS, path, name=name, source=Source("slack", by.user))


def import_exclusions(
    context: HarnessContext,
    *rows: ExclusionRow,
    as_of: date | None = None,
    by: Actor = UPLOADER,
    name: str = "除外.csv",
) -> ExclusionFileView:
    """Import an exclusion file."""
    path = write_file(context.store.path.parent, "宛名番号,除外区分,除外事由,基準日", rows)
    return import_file(context, by, EXCLUSIONS, path, name=name, source=Source("slack", by.user), as_of=as_of)
