"""Inside a process that handles one file: its task and its limits come first, and it says no more than it must."""

import json
import resource
import sys
from types import TracebackType
from typing import Any


def read_task() -> dict[str, Any]:
    """The one task, from standard input; from here on the process has its limits, and its faults only a name."""
    sys.excepthook = _report_fault_name
    found: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    _set_limits(found["memory_bytes"], found["cpu_seconds"])
    return found


def _set_limits(memory_bytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold keys and numbers
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))  # first SIGXCPU, which says why


def write_answer(answer: object) -> None:
    """Answer."""
    write_line(json.dumps(answer))


def write_line(line: str) -> None:
    """Answer with a line that is JSON already."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report_fault_name(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:  # noqa: ARG001
    sys.stderr.write(f"{kind.__name__}\n")
