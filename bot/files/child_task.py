"""The child's side of the processes that read and write files: its task, its limits and its answers.

A module of its own, because the parent's side needs modules that take time to import.
"""

import json
import resource
import sys
from typing import Any


def read_task() -> dict[str, Any]:
    """In the child: read the task from standard input and set its limits; exceptions print only their type."""
    sys.excepthook = _print_exception_type
    task: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    _set_limits(task["memory_bytes"], task["cpu_seconds"])
    return task


def _set_limits(memory_bytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would contain keys and numbers
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # SIGXCPU comes before SIGKILL, and names the cause
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))


def write_answer(answer: object) -> None:
    """Write an answer as a line of JSON."""
    write_line(json.dumps(answer))


def write_line(line: str) -> None:
    """Write a line that is already JSON."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _print_exception_type(kind: type[BaseException], *_: object) -> None:
    sys.stderr.write(f"{kind.__name__}\n")
