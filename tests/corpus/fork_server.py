"""The files' process, started once for many files: each is read by a fork of it that has everything loaded already.

A new interpreter for each of hundreds of files would take a minute of processor time for nothing but its imports. What
runs in the fork is the child's own `main`, with its own limits, as `bot.files.reader` starts it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from bot.files import read_child
from bot.rules.importing.phones import is_mobile


def main() -> None:
    """For each path and task on standard input, the child's whole answer as one JSON list of its lines."""
    is_mobile("090123", 11)  # loads the numbering plan
    for line in sys.stdin:
        path, task = json.loads(line)
        print(json.dumps(_read(path, task)), flush=True)


def _read(path: str, task: dict[str, object]) -> list[str]:
    with tempfile.TemporaryFile() as answer:
        pid = os.fork()
        if pid == 0:
            _be_the_child(path, task, answer.fileno())
        _, status = os.waitpid(pid, 0)
        answer.seek(0)
        lines = answer.read().decode().splitlines()
    return lines if status == 0 else [*lines, json.dumps({"died": os.waitstatus_to_exitcode(status)})]


def _be_the_child(path: str, task: dict[str, object], answer: int) -> None:
    with Path(path).open("rb") as file, tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(task | {"descriptor": os.dup(file.fileno())}).encode() + b"\n")
        asked.seek(0)
        os.dup2(asked.fileno(), 0)
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
