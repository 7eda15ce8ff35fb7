"""A process that reads many files, each in a fork of it.

A new interpreter for each of hundreds of files would spend a minute of processor time on imports alone. The fork runs
the `main` of the child process with its own limits, as `bot.files.reader` starts it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from bot.files import read_child
from bot.rules.importing.phones import is_mobile


def main() -> None:
    """For each path and task on standard input, print the lines of the child's answer as one JSON list."""
    is_mobile("090123", 11)  # loads the numbering plan
    for line in sys.stdin:
        path, task = json.loads(line)
        print(json.dumps(_read(path, task)), flush=True)


def _read(path: str, task: dict[str, object]) -> list[str]:
    with tempfile.TemporaryFile() as answer:
        pid = os.fork()
        if pid == 0:
            _run_child(path, task, answer.fileno())
        _, status = os.waitpid(pid, 0)
        answer.seek(0)
        lines = answer.read().decode().splitlines()
    return lines if status == 0 else [*lines, json.dumps({"died": os.waitstatus_to_exitcode(status)})]


def _run_child(path: str, task: dict[str, object], answer: int) -> None:
    with Path(path).open("rb") as file, tempfile.TemporaryFile() as request:
        request.write(json.dumps(task | {"descriptor": os.dup(file.fileno())}).encode() + b"\n")
        request.seek(0)
        os.dup2(request.fileno(), 0)
        os.dup2(answer, 1)
        sys.stdin = os.fdopen(0, "r")
        sys.stdout = os.fdopen(1, "w")
        code = 1
        try:
            read_child.main()
            sys.stdout.flush()
            code = 0
        finally:
            os._exit(code)


if __name__ == "__main__":
    main()
