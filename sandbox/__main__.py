"""`python -m sandbox`, and what `nofu sandbox` and `nofu demo` call: starts the sandbox, prints its `.env` lines."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from sandbox import environment
from sandbox.serve import Service
from sandbox.slack.manifest import PROJECT_MANIFEST, BadManifest, read_manifest

SETTINGS_FILE = "demo.env"


def main(argv: list[str]) -> int:
    """Run the sandbox until SIGTERM or SIGINT.

    Prints the settings to stdout once the port listens, then nothing more. Returns 0 at the end, 2 if it cannot start.
    """
    wish = _parser().parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="nofu-sandbox-") as passing:
            return _run(Path(wish.keep or passing).resolve(), wish.manifest, wish.port)
    except (BadManifest, OSError) as fault:
        print(f"nofu sandbox: {fault}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nofu sandbox", description="A local Slack and a local carrier.")
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--keep", metavar="DIR", help="where evidence and settings stay; else they vanish at the end")
    parser.add_argument(
        "--manifest", type=Path, default=PROJECT_MANIFEST, help="the app manifest; default: the project's"
    )
    return parser


def _run(folder: Path, manifest: Path, port: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(folder, read_manifest(manifest), port)
    text = environment.lines(service.sandbox.settings)
    environment.write(folder / SETTINGS_FILE, text)
    for end in (signal.SIGTERM, signal.SIGINT):
        # uvicorn ends the loop and then raises the signal once more, for whoever had a handler before: here, nobody.
        signal.signal(end, lambda _number, _frame: None)
    service.run(lambda: print(text, end="", flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
