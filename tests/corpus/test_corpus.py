"""Every file of the corpus, read by the real child process: its outcome, and the values of its rows."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.files import sealed_rows
from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_taxpayer
from bot.rules.importing.code_tables import NO_CODES
from bot.rules.importing.debts import is_known_tax
from bot.rules.importing.heading_names import find_letters
from bot.rules.importing.kinds import FILE_FORMATS
from bot.vault import PHONE_BOX, TAXPAYER_BOX, Vault
from tests.corpus import docs_table
from tests.corpus.all_cases import ALL
from tests.corpus.cases import FIELDS, Case
from tests.files.target_rows import decode_target

VAULT = Vault.create()
ROOT = Path(__file__).parents[2]
TASK = {
    "memory_bytes": 768 * 1024 * 1024,
    "cpu_seconds": 20,
    "columns": {},
    "sealing": VAULT.sealing.hex(),
    "lookup": VAULT.lookup.hex(),
    "tables": NO_CODES.encode(),
    "today": None,
}
TARGET = {
    "taxpayer": "0000123", "phone": "09012345678", "tax": "固定資産税・都市計画税", "year": "2026", "instalment": "1",
    "due_on": "2026-05-31", "amount": "12000",
}  # fmt: skip
PAYMENT = {
    "taxpayer": "0000123", "tax": "固定資産税・都市計画税", "year": "2026", "instalment": "1", "paid_on": "2026-06-10",
    "booked_on": "2026-06-12", "amount": "12000", "channel": "銀行", "reversal": "False",
}  # fmt: skip
CALL = {
    "taxpayer": "0000123", "phone": "09012345678", "called_on": "2026-07-07", "called_time": "14:00:00",
    "result": "absent", "promised_on": "None", "unclear": "False",
}  # fmt: skip
EXCLUSION = {"taxpayer": "0000123", "as_of": "2026-07-07", "ground": "deceased"}
DECISION = {"taxpayer": "0000123", "phone": "09012345678", "list_id": "12", "mark": "send"}
RENUMBERING = {"taxpayer": "0000123", "new": "1000000456"}
SENT = {
    "phone": "09012345678", "reference": "nofu:0123456789abcdef01234567", "sent_on": "2026-07-07",
    "sent_time": "14:00:00",
}  # fmt: skip
STOP = {"phone": "09012345678", "mark": "stopped"}
SUPPRESSED = {"taxpayer": "0000123", "phone": "09012345678", "reason": "consulting", "until": "2026-07-31"}
EXPECTED = {
    "targets": TARGET,
    "payments": PAYMENT,
    "calls": CALL,
    "exclusions": EXCLUSION,
    "decisions": DECISION,
    "renumber": RENUMBERING,
    "stops": STOP,
    "sent": SENT,
    "suppressions": SUPPRESSED,
}
DECODERS: dict[str, Callable[..., Any]] = {
    "targets": decode_target,
    **{kind: partial(sealed_rows.decode_row, FILE_FORMATS[kind]) for kind in EXPECTED.keys() - {"targets"}},
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


def is_rejected(line: sealed_rows.SealedLine) -> bool:
    return line[1] in frozenset(Rejected)


def read_word(line: sealed_rows.SealedLine, case: Case) -> str:
    if is_rejected(line):
        return str(line[1])
    repaired = ",".join(sorted(line[1].split(","))) if case.kind == "targets" else ""
    return f"ok {repaired}".strip()


def read_values(line: sealed_rows.SealedLine, case: Case) -> dict[str, str]:
    row: Any = DECODERS[case.kind](line)
    values = {name: str(getattr(row, name)) for name in EXPECTED[case.kind] | dict(case.meaning)}
    if case.kind == "targets":
        values["taxpayer"] = VAULT.decrypt(TAXPAYER_BOX + row.taxpayer.key, row.taxpayer.box)
        assert row.taxpayer.key.hex() == hash_taxpayer(values["taxpayer"])
        return values | {"phone": VAULT.decrypt(PHONE_BOX + row.taxpayer.key + row.phone.key, row.phone.box)}
    if "taxpayer" in values:
        values["taxpayer"] = row.taxpayer.hex()
    if "new" in values:
        values["new"] = row.new.key.hex()
        assert hash_taxpayer(VAULT.decrypt(TAXPAYER_BOX + row.new.key, row.new.box)) == values["new"]
    return values | {"phone": row.phone.hex() if row.phone else "None"} if "phone" in values else values


def hash_taxpayer(text: str) -> str:
    return VAULT.hash_value("taxpayer", normalise_taxpayer(text)).hex()


def hash_word(text: str) -> str:
    return VAULT.hash_value("text", text)[:16].hex()


def get_expected(case: Case) -> dict[str, str]:
    """Return the expected values of each row. Unknown words of a debt or channel are keyed hashes; so are people and
    numbers, except in target lists."""
    expected = EXPECTED[case.kind] | dict(case.meaning)
    if (tax := expected.get("tax", "")) and not is_known_tax(tax):
        expected["tax"] = f"#{hash_word(tax)}"
    channel, is_unknown, word = expected.get("channel", "").partition("#")
    if is_unknown:
        expected["channel"] = f"{channel}#{hash_word(word)}"
    if case.kind == "targets":
        return expected
    expected |= {name: hash_taxpayer(expected[name]) for name in ("taxpayer", "new") if name in expected}
    if expected.get("phone", "None") != "None":
        expected["phone"] = VAULT.hash_value("phone", expected["phone"]).hex()
    return expected


@pytest.mark.parametrize("case", ALL, ids=[f"{case.section}-{case.name}" for case in ALL])
def test_each_file_of_the_corpus_has_its_expected_outcome(
    case: Case, fork_server: subprocess.Popen[str], tmp_path: Path
) -> None:
    answers = read(fork_server, tmp_path / "file", case)
    if isinstance(case.outcome, str):
        assert answers[-1].get("refused") == case.outcome
        return
    about, *batches, end = answers
    lines = [line for batch in batches if isinstance(batch, list) for line in batch]  # without pairs of similar ids
    assert end.get("end") == len(case.outcome), answers[-1]
    assert [read_word(line, case) for line in lines] == list(case.outcome)
    expected = get_expected(case)
    for line in lines:
        if not is_rejected(line):
            assert read_values(line, case) == expected
    about["unknown_headings"] = [find_letters(heading) for heading in about["unknown_headings"]]
    for fact, value in case.facts:
        assert (about | end)[fact] == value


def test_the_corpus_has_at_least_300_different_files() -> None:
    assert len({(case.content, case.kind) for case in ALL}) >= 300
    assert len({(case.section, case.name) for case in ALL}) == len(ALL)
    assert set(FIELDS.values()) <= set(TARGET)


@pytest.mark.parametrize("kind", FILE_FORMATS)
def test_each_kind_has_at_least_ten_different_files(kind: str) -> None:
    assert len({case.content for case in ALL if case.kind == kind}) >= 10


def test_the_table_in_docs_files_md_is_up_to_date() -> None:
    page = ROOT / "docs" / "files.md"
    assert docs_table.render_table(ALL) in page.read_text(encoding="utf-8"), "run python -m tests.corpus.docs_table"
