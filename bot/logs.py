"""Log lines: one JSON object a line, to stderr, with ids, counts and durations; never a number, a name or a text.

Write `log.info("campaign_started", extra={"campaign": 7, "messages": 1200})`: the event is a constant, its data are
fields. Every value passes rules/privacy. An exception is logged by its types and code locations only, since its message
may quote personal data; a library's record, for the same reason, by its code location only.
"""

import json
import logging
import re
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

from bot.rules.privacy import scrub

OURS = ("bot", "commands", "scheduler")
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FRAMES = 12

_log = logging.getLogger(__name__)


def configure_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write log records to stderr (or `stream`) as JSON; those of libraries only from WARNING on, without their text.

    Uncaught exceptions of every thread are logged the same way: a traceback would print their messages.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a record that cannot be formatted would be printed with its values
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def make_reference() -> str:
    """Return a new reference of 8 unambiguous characters, shown to a person and logged with the fault."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


class _JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without a line break."""
        ours = _is_own_code(record.name)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": scrub(record.getMessage()) if ours else f"{record.filename}:{record.lineno}",
        }
        if ours:
            line |= {key: _clean_value(value) for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = _list_causes(record.exc_info[1])
        return json.dumps(line)


def _clean_value(value: object) -> object:
    """Return a field's value scrubbed; an integer stays one unless it is long enough to be a phone number."""
    match value:
        case None | bool() | float():
            return value
        case int():
            cleaned = scrub(str(value))
            return value if cleaned == str(value) else cleaned
        case dict():
            return {scrub(str(key)): _clean_value(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean_value(inner) for inner in value]
        case _:
            return scrub(str(value))


def _list_causes(fault: BaseException) -> list[dict[str, object]]:
    """Return an exception and its causes, the outermost first."""
    chain: list[dict[str, object]] = []
    visited: set[int] = set()
    link: BaseException | None = fault
    while link is not None and id(link) not in visited:
        visited.add(id(link))
        chain.append(_describe_cause(link))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain


def _describe_cause(fault: BaseException) -> dict[str, object]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(fault.__traceback__), lookup_lines=False)[-_FRAMES:]
    module = type(fault).__module__
    link: dict[str, object] = {
        "type": f"{module}.{type(fault).__qualname__}",
        "frames": [f"{_shorten_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    # The message of our own refusals is a code; one word in another exception could be a name.
    if _is_own_code(module) and _CODE.fullmatch(str(fault)):
        link["code"] = str(fault)
    return link


def _is_own_code(dotted: str) -> bool:
    return dotted.split(".")[0] in OURS


def _shorten_path(filename: str) -> str:
    """Return the last three parts of a path, which say nothing about the machine."""
    return "/".join(PurePath(filename).parts[-3:])


def _log_uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if isinstance(fault, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, trace)
        return
    _log.critical("uncaught", exc_info=(kind, fault, trace), extra={"reference": make_reference()})


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _log.critical("uncaught", exc_info=args.exc_value, extra={"reference": make_reference()})
