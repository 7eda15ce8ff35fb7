"""Every file of the corpus, read by the real child: what becomes of it, and what its rows then mean."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.files import sealed_rows
from bot.rules.importing.call_results import DEFAULT_RESULTS
from bot.rules.importing.cells import normalise_taxpayer
from bot.rules.importing.kinds import FILE_FORMATS
from bot.vault import PHONE_BOX, TAXPAYER_BOX, Vault
from tests.corpus import docs_table
from tests.corpus.all_cases import ALL
from tests.corpus.cases import FIELDS, Case
from tests.files.target_rows import decode_target

VAULT = Vault.fresh()
ROOT = Path(__file__).parents[2]
TASK = {
    "memory_bytes": 768 * 1024 * 1024,
    "cpu_seconds": 20,
    "columns": {},
    "sealing": VAULT.sealing.hex(),
    "lookup": VAULT.lookup.hex(),
    "results": dict(DEFAULT_RESULTS),
}
TARGET = {
    "taxpayer": "0000123", "phone": "09012345678", "tax": "固定資産税・都市計画税", "year": "2026", "instalment": "1",
    "due_on": "2026-05-31", "amount": "12000",
}  # fmt: skip
PAYMENT = {
    "taxpayer": "0000123", "tax": "固定資産税・都市計画税", "year": "2026", "instalment": "1", "paid_on": "2026-06-10",
    "booked_on": "2026-06-12", "amount": "12000", "reversal": "False",
}  # fmt: skip
CALL = {
    "taxpayer": "0000123", "phone": "09012345678", "called_on": "2026-07-07", "called_time": "14:00:00",
    "result": "absent", "promised_on": "None", "unclear": "False",
}  # fmt: skip
EXCLUSION = {"taxpayer": "0000123", "as_of": "2026-07-07", "ground": "deceased"}
MEANT = {"targets": TARGET, "payments": PAYMENT, "calls": CALL, "exclusions": EXCLUSION}
DECODED: dict[str, Callable[..., Any]] = {
    "targets": decode_target,
    **{kind: partial(sealed_rows.decode_row, FILE_FORMATS[kind]) for kind in ("payments", "calls", "exclusions")},
}


@pytest.fixture(scope="module")
def fork_server() -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "tests.corpus.fork_server"], stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def read(fork_server: subprocess.Popen[str], path: Path, case: Case) -> list[Any]:
    path.write_bytes(case.content)
    assert fork_server.stdin
    assert fork_server.stdout
    task = TASK | {"kind": case.kind}
    fork_server.stdin.write(json.dumps([str(path), task]) + "\n")
    fork_server.stdin.flush()
    return [json.loads(line) for line in json.loads(fork_server.stdout.readline())]


def word(line: sealed_rows.SealedLine, case: Case) -> str:
    if len(line) == 2:
        return str(line[1])
    repaired = ",".join(sorted(line[1].split(","))) if case.kind == "targets" else ""
    return f"ok {repaired}".strip()


def meaning(line: sealed_rows.SealedLine, case: Case) -> dict[str, str]:
    row: Any = DECODED[case.kind](line)
    said = {name: str(getattr(row, name)) for name in MEANT[case.kind]}
    if case.kind == "targets":
        said["taxpayer"] = VAULT.open(TAXPAYER_BOX + row.taxpayer.key, row.taxpayer.box)
        assert row.taxpayer.key.hex() == hash_taxpayer(said["taxpayer"])
        return said | {"phone": VAULT.open(PHONE_BOX + row.taxpayer.key + row.phone.key, row.phone.box)}
    said["taxpayer"] = row.taxpayer.hex()
    return said | {"phone": row.phone.hex() if row.phone else "None"} if "phone" in said else said


def hash_taxpayer(text: str) -> str:
    return VAULT.find("taxpayer", normalise_taxpayer(text)).hex()


def wanted_meaning(case: Case) -> dict[str, str]:
    """What the corpus says of each row; of all files but target lists, people and numbers only as keyed hashes."""
    wanted = MEANT[case.kind] | dict(case.meaning)
    if case.kind == "targets":
        return wanted
    wanted["taxpayer"] = hash_taxpayer(wanted["taxpayer"])
    if wanted.get("phone", "None") != "None":
        wanted["phone"] = VAULT.find("phone", wanted["phone"]).hex()
    return wanted


@pytest.mark.parametrize("case", ALL, ids=[f"{case.section}-{case.name}" for case in ALL])
def test_a_file_gets_what_the_corpus_says(case: Case, fork_server: subprocess.Popen[str], tmp_path: Path) -> None:
    answers = read(fork_server, tmp_path / "file", case)
    if isinstance(case.outcome, str):
        assert answers[-1].get("refused") == case.outcome
        return
    about, *batches, end = answers
    lines = [line for batch in batches for line in batch]
    assert end.get("end") == len(case.outcome), answers[-1]
    assert [word(line, case) for line in lines] == list(case.outcome)
    wanted = wanted_meaning(case)
    for line in lines:
        if len(line) > 2:
            assert meaning(line, case) == wanted
    for fact, value in case.facts:
        assert (about | end)[fact] == value


def test_the_corpus_is_large_and_each_file_is_another() -> None:
    assert len({(case.content, case.kind) for case in ALL}) >= 300
    assert len({(case.section, case.name) for case in ALL}) == len(ALL)
    assert set(FIELDS.values()) <= set(TARGET)


def test_the_table_in_the_documents_is_that_of_the_corpus() -> None:
    page = ROOT / "docs" / "files.md"
    assert docs_table.render_table(ALL) in page.read_text(encoding="utf-8"), (
        "python -m tests.corpus.docs_table writes it anew"
    )
