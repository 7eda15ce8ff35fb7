"""`nofu import calls` and `nofu import exclusions` beside the running bot: what they tell is in force at once."""

from pathlib import Path

import pytest

from bot.words import words
from tests.process.play import arrive, numbers, sending
from tests.process.stage import Stage, until
from tests.process.test_command_line import json_of, nofu, store_settings

pytestmark = pytest.mark.process

PEOPLE = 36
CALLS = {
    "rows", "applied", "repeated", "rejected", "results", "counted", "promises", "waiting", "unclear", "numbers",
    "people", "hidden_rows", "asked", "as_of", "seconds", "file",
}  # fmt: skip
EXCLUSIONS = {
    "rows", "excluded", "lifted", "clear", "repeated", "rejected", "unknown", "hidden_rows", "asked",
    "as_of", "seconds", "file",
}  # fmt: skip


def written(stage: Stage, name: str, *lines: str) -> Path:
    path = stage.folder / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp932"))
    return path


def test_results_of_calls_that_come_while_messages_leave_hold_the_rest_of_those_people(stage: Stage) -> None:
    stage.carrier_fault("slow", times=10 * PEOPLE, seconds=0.5)
    stage.start(SMS_RATE="2")
    sending(stage, PEOPLE)
    arrive(stage, 4)
    env = store_settings(stage)
    last = range(1001 + PEOPLE - 12, 1001 + PEOPLE)  # the queue goes by the order of the list
    promised = [f"{who},2026/7/7 9:00,納付約束,2026/7/15" for who in list(last)[:6]]
    wrong = [f"{who},2026/7/7 9:00,番号違い," for who in list(last)[6:]]
    found = json_of(
        env, "import", "calls", str(written(stage, "calls.csv", "宛名番号,架電日時,架電結果,約束日", *promised, *wrong))
    )
    assert set(found) == CALLS
    assert (found["rows"], found["applied"], found["promises"], found["numbers"]) == (12, 12, 6, 6)

    stage.until_campaign("finished")
    held = dict(stage.rows("SELECT reason, COUNT(*) FROM messages WHERE state = 'held' GROUP BY reason"))
    assert held == {"promise_open": 6, "suppressed": 6}
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE - 12))
    until(lambda: "架電結果" in shown(stage), "the post on the calls")


def test_an_exclusion_file_is_taken_in_from_a_shell_and_lifts_what_it_lifts(stage: Stage) -> None:
    env, heading = store_settings(stage), "宛名番号,除外区分"
    first = written(stage, "first.csv", heading, "1001,支援措置", "1002,要確認", "1003,")
    found = json_of(env, "import", "exclusions", str(first), "--as-of", "2026-07-06")
    assert set(found) == EXCLUSIONS
    assert (found["excluded"], found["clear"], found["unknown"], found["asked"]) == (2, 1, 1, [3])
    assert found["as_of"] == "2026-07-06"
    assert json_of(env, "import", "exclusions", str(first), "--as-of", "2026-07-06")["repeated"] == 3

    second = written(stage, "second.csv", heading, "1001,0")
    done = nofu(env, "import", "exclusions", str(second))
    assert (done.returncode, done.stderr) == (0, "")
    assert words("ja")("count.line", label=words("ja")("exclusions.lifted"), n=1) in done.stdout


@pytest.mark.parametrize(
    ("kind", "content", "code", "refusal"),
    [
        ("calls", "宛名番号,架電日時\r\n1001,2026/7/6\r\n", 4, "no_result_column"),
        ("calls", "", 1, "file_empty"),
        ("exclusions", "宛名番号,メモ\r\n1001,1\r\n", 4, "no_excluded_column"),
        ("exclusions", "宛名番号,個人番号\r\n1001,1\r\n", 1, "personal_number"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_a_sentence_and_an_exit_code(
    stage: Stage, kind: str, content: str, code: int, refusal: str
) -> None:
    path = stage.folder / "some.csv"
    path.write_bytes(content.encode("cp932"))
    done = nofu(store_settings(stage), "import", kind, str(path))
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr == words("ja")(f"refusal.{refusal}") + "\n"


def test_a_day_to_come_and_a_bad_table_of_results_are_refused(stage: Stage) -> None:
    env = store_settings(stage)
    path = written(stage, "some.csv", "宛名番号,除外区分", "1001,1")
    done = nofu(env, "import", "exclusions", str(path), "--as-of", "2030-01-01")
    assert (done.returncode, done.stderr) == (1, words("ja")("refusal.as_of_to_come") + "\n")
    with env.open("a", encoding="utf-8") as more:
        more.write("CALL_RESULTS=21=absent,22=nowhere,23=\n")
    done = nofu(env, "import", "calls", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2


def shown(stage: Stage) -> str:
    return "".join(message["text"] for message in stage.hand.messages(stage.desk.desk, stage.desk.staff))
