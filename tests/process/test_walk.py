"""`nofu demo --walk`: the counts of the whole job, and no personal data outside the encrypted fields."""

import csv
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.rules.importing.cells import fold_cell
from sandbox import city
from tests.process.system import NOFU, make_environment

pytestmark = pytest.mark.process

WALK = {
    *("rows", "recipients", "excluded", "rejected", "submitted_by", "approved_by", "accepted", "arrived", "duplicates"),
    *("delivered", "undelivered", "payments", "paid_after_sms", "digest_ts", "slack_errors", "seconds"),
}


def _walk(keep: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NOFU, "demo", "--walk", "--keep", str(keep), *options],
        env=make_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_walk_in_english_has_the_same_counts_and_english_posts(tmp_path: Path) -> None:
    keep = tmp_path / "out"
    done = _walk(keep, "--locale", "en")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    _check_counts(json.loads(done.stdout.splitlines()[-1]))
    said = [json.loads(line) for line in (keep / "slack.jsonl").read_text(encoding="utf-8").splitlines()]
    sent = _decode(json.dumps([line["body"] for line in said if line["dir"] == "from_bot"]))
    for word in ("Target list 1", "Daily digest", "Finished"):
        assert word in sent
    for word in ("対象者リスト", "一斉送信", "日報", "送信終了"):
        assert word not in sent


def test_the_walk_succeeds_and_exposes_no_personal_data(tmp_path: Path) -> None:
    keep = tmp_path / "out"
    done = _walk(keep)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("http://127.0.0.1:")
    _check_counts(json.loads(lines[-1]))
    _check_secrecy(keep, _read_personal_data())


def _check_counts(seen: dict[str, Any]) -> None:
    expected = json.loads((city.data() / city.EXPECTED).read_text(encoding="utf-8"))
    assert set(seen) == WALK
    for name in ("rows", "recipients", "excluded", "rejected"):
        assert seen[name] == expected["targets"][name]
    for name in ("delivered", "undelivered"):
        assert seen[name] == expected["outcomes"][name]
    assert seen["payments"] == expected["payments"]["applied"]
    assert seen["paid_after_sms"] == expected["payments"]["paid_after_sms"]
    assert seen["accepted"] == seen["arrived"] == seen["recipients"]
    assert (seen["duplicates"], seen["slack_errors"]) == (0, 0)
    assert seen["submitted_by"] != seen["approved_by"]


def _read_personal_data() -> set[str]:
    """Return every number and 宛名番号 of the sample list: as written, and as digits, too."""
    text = city.files()[0].read_bytes().decode("cp932")
    rows = list(csv.reader(io.StringIO(text)))
    heading = next(row for row in rows if "宛名番号" in row)
    places = [heading.index(name) for name in ("宛名番号", "電話番号")]
    cells = [
        row[place].strip() for row in rows[rows.index(heading) + 1 :] if len(row) > max(places) for place in places
    ]
    found = {cell for cell in cells if len(cell) >= 4 and cell != "不明"}
    digits = {"".join(sign for sign in fold_cell(cell) if sign.isdigit()) for cell in found}
    return found | {number for number in digits if len(number) >= 9}


def _check_secrecy(keep: Path, personal: set[str]) -> None:
    """Search what the bot sent and stored; the carrier's evidence proves that the search finds personal data."""
    assert len(personal) > 1000
    said = [json.loads(line) for line in (keep / "slack.jsonl").read_text(encoding="utf-8").splitlines()]
    from_bot = [line for line in said if line["dir"] == "from_bot"]
    assert len(from_bot) > 50
    sent = _decode(json.dumps([(line["method"], line["user"], line["body"]) for line in from_bot]))
    assert "送信できる人" in sent
    assert _find(sent, personal) == set()
    assert _find(_decode((keep / "bot.log").read_text(encoding="utf-8")), personal) == set()
    for part in keep.glob("nofu.db*"):
        content = part.read_bytes()
        assert {text for text in personal if text.encode() in content or text.encode("cp932") in content} == set()
    assert len(_find((keep / "carrier.jsonl").read_text(encoding="utf-8"), personal)) > 500


def _decode(text: str) -> str:
    """Decode the escaped characters of JSON, also of JSON inside JSON."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


def _find(text: str, personal: set[str]) -> set[str]:
    return {one for one in personal if one in text}
