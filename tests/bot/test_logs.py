"""Log lines are complete JSON objects without phone numbers, names or texts of people."""

import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.logs import OURS, configure_logging, make_reference
from bot.model.errors import Conflict

PHONE = "090-1234-5678"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The stream of the log lines; logging is restored afterwards."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    text = io.StringIO()
    configure_logging("INFO", text)
    yield text
    root.handlers[:], logging.raiseExceptions = handlers, True
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_fields(stream: io.StringIO) -> None:
    logging.getLogger("bot.services.sending").info(
        "batch_sent", extra={"campaign": 7, "seconds": 0.25, "at_slack": None}
    )
    (line,) = lines(stream)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "bot.services.sending",
        "event": "batch_sent",
        "campaign": 7,
        "seconds": 0.25,
        "at_slack": None,
    }


def test_phone_numbers_are_masked_in_every_field(stream: io.StringIO) -> None:
    fields = {
        "to": PHONE,
        "deep": {"list": [("09012345678",)], PHONE: 1},
        "number": 819012345678,
        "ts": "1720310400.000100",
    }
    logging.getLogger("commands").warning("to %s\nand more", "０９０１２３４５６７８", extra=fields)
    (line,) = lines(stream)
    assert line["event"] == "to ***\nand more"
    assert (line["to"], line["deep"], line["number"]) == ("***", {"list": [["***"]], "***": 1}, "***")
    assert line["ts"] == "1720310400.000100"


def test_an_exception_is_logged_with_type_and_place_and_without_its_message(stream: io.StringIO) -> None:
    try:
        try:
            raise KeyError("納付太郎")
        except KeyError as fault:
            raise ValueError(f"no such person: 納付太郎 {PHONE}") from fault
    except ValueError:
        logging.getLogger("scheduler").exception("job_failed", extra={"reference": make_reference()})
    (line,) = lines(stream)
    assert [link["type"] for link in line["fault"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert "tests/bot/test_logs.py:" in line["fault"][0]["frames"][-1]
    assert "納付" not in json.dumps(line, ensure_ascii=False)
    assert "090-1234" not in json.dumps(line)


def test_the_code_of_a_refusal_is_logged_and_the_text_of_another_exception_is_not(stream: io.StringIO) -> None:
    for fault in (Conflict("changed_meanwhile"), ValueError("tanaka")):
        logging.getLogger("bot").error("refused", exc_info=fault)
    ours, strange = (line["fault"][0] for line in lines(stream))
    assert ours["code"] == "changed_meanwhile"
    assert "code" not in strange


def test_a_line_of_a_library_contains_only_its_place_in_the_code(stream: io.StringIO) -> None:
    libraries = ["slack_sdk.web", "slack_bolt.App", "httpx", "apscheduler.scheduler"]
    for name in libraries:
        logging.getLogger(name).info("payload: 納付太郎")
        logging.getLogger(name).warning("payload: 納付太郎", extra={"body": "納付太郎"})
    assert [line["logger"] for line in lines(stream)] == libraries
    assert all(set(line) == {"at", "level", "logger", "event"} for line in lines(stream))
    assert all(line["event"].startswith("test_logs.py:") for line in lines(stream))


def test_debug_lines_of_libraries_are_never_written(stream: io.StringIO) -> None:
    logging.getLogger("bot").debug("not enabled")
    configure_logging("DEBUG", stream)
    logging.getLogger("bot").debug("enabled")
    logging.getLogger("slack_sdk").debug("payload")
    assert [line["event"] for line in lines(stream)] == ["enabled"]


def test_a_line_that_cannot_be_formatted_prints_no_values(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot").info("%d people", PHONE)
    assert stream.getvalue() == ""
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "crash",
    [
        "raise ValueError('090-1234-5678')",
        "import threading; t = threading.Thread(target=lambda: int('090-1234-5678')); t.start(); t.join()",
    ],
)
def test_an_uncaught_exception_is_logged_with_a_reference(crash: str) -> None:
    script = f"from bot.logs import configure_logging\nconfigure_logging()\n{crash}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)
    (line,) = (json.loads(text) for text in done.stderr.splitlines())
    assert (line["event"], line["level"], len(line["reference"])) == ("uncaught", "critical", 8)
    assert line["fault"][0]["type"] == "builtins.ValueError"
    assert "090-1234" not in done.stderr


def test_references_differ_and_contain_no_ambiguous_characters() -> None:
    many = {make_reference() for _ in range(500)}
    assert len(many) == 500
    assert all(len(one) == 8 and not set(one) & set("01OIL") for one in many)
