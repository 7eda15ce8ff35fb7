"""`nofu import calls` and `nofu import exclusions` beside the running bot: their rows take effect at once."""

from pathlib import Path

import pytest

from bot.words import words
from tests.process.campaigns import list_numbers, start_sending, wait_for_arrivals
from tests.process.system import System, run_json, run_nofu, wait_until

pytestmark = pytest.mark.process

PEOPLE = 36
COMMON = {
    "rows",
    "repeated",
    "rejected",
    "hidden_rows",
    "struck_rows",
    "held_rows",
    "old_ids",
    "unread_columns",
    "asked",
    "problems",
    "as_of",
    "seconds",
    "file",
}
CALLS = COMMON | {"applied", "results", "counted", "promises", "waiting", "unclear", "numbers", "people"}
EXCLUSIONS = COMMON | {"excluded", "lifted", "clear", "unknown", "everyone", "blank"}


def write_file(system: System, name: str, *lines: str) -> Path:
    path = system.folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp932"))
    return path


@pytest.mark.fault("S8")
def test_call_results_imported_during_sending_hold_the_messages_of_those_people(system: System) -> None:
    system.set_carrier_fault("slow", times=10 * PEOPLE, seconds=3)
    system.start(SMS_RATE="2")
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 4)
    system.move_clock(now="2026-07-07T21:00:00+09:00")  # nothing is claimed, however long the import takes
    system.clear_carrier_faults()
    env = system.write_store_settings()
    last = range(1001 + PEOPLE - 12, 1001 + PEOPLE)  # the queue goes by the order of the list
    promised = [f"{who},2026/7/7 9:00,納付約束,2026/7/15" for who in list(last)[:6]]
    wrong = [f"{who},2026/7/7 9:00,番号違い," for who in list(last)[6:]]
    found = run_json(
        env,
        "import",
        "calls",
        str(write_file(system, "calls.csv", "宛名番号,架電日時,架電結果,約束日", *promised, *wrong)),
    )
    assert set(found) == CALLS
    assert (found["rows"], found["applied"], found["promises"], found["numbers"]) == (12, 12, 6, 6)

    system.move_clock(now="2026-07-08T10:00:00+09:00")
    system.wait_for_campaign("finished")
    held = dict(system.query("SELECT reason, COUNT(*) FROM messages WHERE state = 'held' GROUP BY reason"))
    assert held == {"promise_open": 6, "suppressed": 6}
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE - 12))
    wait_until(lambda: "架電結果" in read_desk_texts(system), "the post on the calls")


def test_an_exclusion_file_imported_from_a_shell_adds_and_lifts_exclusions(system: System) -> None:
    env, heading = system.write_store_settings(), "宛名番号,除外区分"
    first = write_file(system, "first.csv", heading, "1001,支援措置", "1002,要確認", "1003,")
    found = run_json(env, "import", "exclusions", str(first), "--as-of", "2026-07-06")
    assert set(found) == EXCLUSIONS
    assert (found["excluded"], found["clear"], found["unknown"], found["asked"]) == (2, 1, 1, [3])
    assert found["as_of"] == "2026-07-06"
    assert run_json(env, "import", "exclusions", str(first), "--as-of", "2026-07-06")["repeated"] == 3

    second = write_file(system, "second.csv", heading, "1001,0")
    done = run_nofu(env, "import", "exclusions", str(second))
    assert (done.returncode, done.stderr) == (0, "")
    assert words("ja")("count.line", label=words("ja")("exclusions.lifted"), count="1行") in done.stdout


@pytest.mark.parametrize(
    ("kind", "content", "code", "refusal"),
    [
        ("calls", "宛名番号,架電日時\r\n1001,2026/7/6\r\n", 4, "no_result_column"),
        ("calls", "", 1, "file_empty"),
        ("exclusions", "宛名番号,氏名,金額\r\n1001,山田,1\r\n", 4, "no_excluded_column"),
        ("exclusions", "宛名番号,個人番号\r\n1001,1\r\n", 1, "personal_number"),
    ],
)
def test_a_refused_file_gives_a_sentence_and_an_exit_code(
    system: System, kind: str, content: str, code: int, refusal: str
) -> None:
    path = system.folder / "some.csv"
    path.write_bytes(content.encode("cp932"))
    done = run_nofu(system.write_store_settings(), "import", kind, str(path))
    assert (done.returncode, done.stdout) == (code, "")
    sentence, *hints = done.stderr.splitlines()
    assert sentence.startswith(words("ja")(f"refusal.{refusal}"))
    assert any("--columns excluded=見出し" in hint for hint in hints) == (refusal == "no_excluded_column")


def test_a_future_day_and_a_bad_table_of_results_are_refused(system: System) -> None:
    env = system.write_store_settings()
    path = write_file(system, "some.csv", "宛名番号,除外区分", "1001,1")
    done = run_nofu(env, "import", "exclusions", str(path), "--as-of", "2030-01-01")
    assert (done.returncode, done.stderr) == (1, words("ja")("refusal.as_of_to_come") + "\n")
    with env.open("a", encoding="utf-8") as more:
        more.write("CALL_RESULTS=21=absent,22=nowhere,23=\n")
    done = run_nofu(env, "import", "calls", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2


def read_desk_texts(system: System) -> str:
    return "".join(message["text"] for message in system.client.messages(system.session.desk, system.session.staff))
