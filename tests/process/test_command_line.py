"""The command line as a process beside a running sandbox: imports, digest and check."""

import json
import re
from pathlib import Path

import pytest

from bot.words import words
from sandbox import city
from tests.process.system import System, run_json, run_nofu

pytestmark = pytest.mark.process

GUIDE = Path(__file__).parents[2] / "docs/administrator-guide.md"
TARGETS = {
    *("rows", "recipients", "accepted", "corrected", "excluded", "rejected", "questions", "unjudged", "problems"),
    *("seconds", "list"),
}
PAYMENTS = {
    *("rows", "applied", "repeated", "unmatched", "doubtful", "reversals", "rejected", "hidden_rows", "asked"),
    *("reversed_people", "problems"),
    *("struck_rows", "held_rows", "old_ids", "unread_columns", "missing", "as_of", "seconds", "file"),
}
DIGEST = {
    **dict.fromkeys(
        ("kind", "date", "as_of", "sent", "delivered", "undelivered", "pending", "unknown", "uncertain", "held")
    ),
    "payments": {"count", "yen"},
    "paid_within": {"7", "14", "30"},
    "promises": {"made", "kept", "broken"},
    "cost": {"units_estimated", "units_billed", "yen"},
    "lying": {"files", "since"},
}


def test_without_the_sandboxs_clock_a_command_says_so(system: System) -> None:
    env = system.write_store_settings()
    asked = re.sub("(?m)^NOFU_CLOCK_URL=.*$", "NOFU_CLOCK_URL=http://127.0.0.1:1/control/clock", env.read_text("utf-8"))
    assert ":1/control" in asked
    env.write_text(asked, encoding="utf-8")
    done = run_nofu(env, "digest", "daily")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{words('ja')('cli.clock_unavailable')}\n")


def test_the_sample_city_is_imported_with_the_settings_of_the_store_only(system: System) -> None:
    env, (targets, payments) = system.write_store_settings(), city.files()
    expected = json.loads((city.data() / city.EXPECTED).read_text(encoding="utf-8"))
    found = run_json(env, "import", "targets", str(targets))
    assert set(found) >= TARGETS
    assert {name: found[name] for name in expected["targets"] if name in found} == {
        name: value for name, value in expected["targets"].items() if name != "people"
    }
    assert found["rows"] == found["accepted"] + sum(found["excluded"].values()) + sum(found["rejected"].values())

    assert found["problems"] == ["list-1-problems.xlsx", "list-1-problems.csv"]
    assert all((system.folder / "exports" / name).stat().st_size for name in found["problems"])

    again = run_nofu(env, "import", "targets", str(targets))
    assert (again.returncode, again.stdout) == (3, "")
    ja = words("ja")
    assert again.stderr == f"{ja('refusal.same_file', list=found['list'])}\n{ja('cli.again')}\n"
    assert run_json(env, "import", "targets", str(targets), "--again")["list"] != found["list"]

    system.client.post("clock", now="2026-07-14T10:00:00+09:00")  # the payments are those of the week after
    paid = run_json(env, "import", "payments", str(payments))
    assert set(paid) == PAYMENTS
    known = {name: value for name, value in expected["payments"].items() if name != "paid_after_sms"}
    assert {name: paid[name] for name in known} == known

    figures = run_json(env, "digest", "daily", "--date", "2026-07-14")
    assert set(figures) == set(DIGEST)
    assert {name: set(figures[name]) for name, inner in DIGEST.items() if inner} == {
        name: inner for name, inner in DIGEST.items() if inner
    }
    assert (figures["kind"], figures["date"]) == ("daily", "2026-07-14")
    assert figures["payments"]["count"] == expected["payments"]["applied"]


def test_a_file_that_cannot_be_imported_gives_a_sentence_and_an_exit_code(system: System) -> None:
    env, path, ja = system.write_store_settings(), system.folder / "some.csv", words("ja")
    for content, code, sentence in (
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1, ja("refusal.not_a_table")),
        (b"", 1, ja("refusal.file_empty")),
        ("宛名番号,納期限\r\n1001,R8.5.31\r\n".encode("cp932"), 4, ja("refusal.no_phone_column")),
    ):
        path.write_bytes(content)
        done = run_nofu(env, "import", "targets", str(path))
        assert (done.returncode, done.stdout, done.stderr) == (code, "", f"{sentence}\n")
    path.unlink()
    assert run_nofu(env, "import", "targets", str(path)).returncode == 1
    assert system.query("SELECT * FROM target_lists") == []


def test_missing_columns_are_named_and_can_be_assigned(system: System) -> None:
    env, path = system.write_store_settings(), system.folder / "strange.csv"
    path.write_bytes("宛名番号,でんわ,きげん,氏名\r\n1001,090-1234-5601,R8.5.31,納税 太郎\r\n".encode("cp932"))
    refused = run_nofu(env, "import", "targets", str(path))
    assert refused.returncode == 4
    for text in (
        "電話番号 (phone)",
        "納期限 (due_on)",
        "「でんわ」",
        "「きげん」",
        "--columns phone=見出し,due_on=見出し",
    ):
        assert text in refused.stderr
    assert "氏名" not in refused.stderr
    assert run_nofu(env, "import", "targets", str(path), "--columns", "phone").returncode == 2
    done = run_nofu(env, "import", "targets", str(path), "--columns", "phone=でんわ,due_on=きげん")
    assert (done.returncode, done.stderr) == (0, "")
    assert "電話番号＝B列" in done.stdout
    assert "でんわ" not in done.stdout

    path.write_bytes("宛名番号,はらった日,金額\r\n1001,20260706,30000\r\n".encode("cp932"))
    assert run_nofu(env, "import", "payments", str(path)).returncode == 4
    assert run_nofu(env, "import", "payments", str(path), "--columns", "paid_on=はらった日").returncode == 0


def test_decisions_on_shared_numbers_are_imported(system: System) -> None:
    env, path = system.write_store_settings(), system.folder / "some.csv"
    same = "宛名番号,電話番号,納期限,現滞区分\r\n1001,090-1234-5601,R8.5.31,現年\r\n1002,090-1234-5601,R8.5.31,現年\r\n"
    path.write_bytes(same.encode("cp932"))
    assert run_json(env, "import", "targets", str(path))["excluded"] == {"shared_phone": 2}
    heading, row = "リスト番号,宛名番号,電話番号,判断", "1,1002,090-1234-5601"
    for text, code in ((f"{heading}\r\n{row},送る\r\n", 1), (f"リスト番号,宛名番号,電話番号\r\n{row}\r\n", 4)):
        path.write_bytes(text.encode("cp932"))
        assert run_nofu(env, "import", "decisions", str(path)).returncode == code
    path.write_bytes(f"{heading}\r\n{row},○\r\n".encode("cp932"))
    result = run_json(env, "import", "decisions", str(path))
    assert (result["list"], result["numbers"], result["people"], result["sent"]) == ("1", 1, 2, 1)
    assert (result["accepted"], result["excluded"]) == (1, {"shared_phone": 1})


def test_check_prints_ok_for_each_part_in_the_order_of_the_guide(system: System) -> None:
    token = system.client.post("token", user=system.client.find_person("manager"))["token"]
    system.env.write_text(f"{system.env.read_text('utf-8')}SLACK_ADMIN_TOKEN={token}\n", "utf-8")
    result = run_nofu(system.env, "check")
    assert (result.returncode, result.stderr) == (0, "")
    report = run_json(system.env, "check")
    assert all(found["ok"] for found in report["checks"])
    names = [found["name"] for found in report["checks"]]
    for section in re.findall(r"^## 5.+?^## 6", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        rows = re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)
        assert [name for name in names if not name.startswith("S0")] == re.findall(r"`(\w+)`", " ".join(rows))
    ok = words("ja")("check.ok", name="", detail="").rstrip()
    shown = [line.split("　")[1] for line in result.stdout.splitlines() if line.startswith(f"{ok}　")]
    assert shown == [name if name.startswith("S0") else words("ja")(f"check.part.{name}") for name in names]
    assert all(name in line for name, line in zip(names, shown, strict=True))
    assert report["by_hand"]


def test_check_names_what_failed_and_exits_with_1(system: System) -> None:
    system.set_slack_fault("revoke_token")
    done = run_nofu(system.env, "check", "--json")
    assert done.returncode == 1
    (failed,) = [found for found in json.loads(done.stdout)["checks"] if not found["ok"]]
    assert (failed["name"], failed["detail"]) == ("slack", "token_revoked")


def test_a_second_bot_on_the_same_database_is_refused_and_the_first_continues(system: System) -> None:
    system.start()
    (system.folder / "link.db").symlink_to(system.folder / "nofu.db")
    second = run_nofu(system.write_settings("link.env", NOFU_DB=str(system.folder / "link.db")), "run")
    assert (second.returncode, second.stdout) == (2, "")
    pid = str(system.get_pid())
    assert second.stderr.startswith(words("ja")("refusal.store_in_use", pid=pid, since="").partition("、")[0])
    assert system.is_ready()
