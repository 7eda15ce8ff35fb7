"""`python -m sandbox`, which `nofu sandbox` and `nofu demo` start: runs the sandbox and prints its `.env` lines."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from sandbox import environment
from sandbox.app import Service
from sandbox.carrier.providers import PROVIDERS, USUAL
from sandbox.slack.manifest import PROJECT_MANIFEST, BadManifest, read_manifest

SETTINGS_FILE = "demo.env"


def main(argv: list[str]) -> int:
    """Run the sandbox until SIGTERM or SIGINT.

    Prints the settings to stdout once the port listens, then nothing more. Returns 0 at the end, 2 if it cannot start.
    """
    options = _parser().parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="nofu-sandbox-") as temporary:
            return _run(Path(options.keep or temporary).resolve(), options)
    except (BadManifest, OSError) as fault:
        print(f"nofu sandbox: {fault}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nofu sandbox", description="A local Slack and a local carrier.")
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--keep", metavar="DIR", help="where evidence and settings stay; else they vanish at the end")
    parser.add_argument(
        "--manifest", type=Path, default=PROJECT_MANIFEST, help="the app manifest; else the project's own"
    )
    parser.add_argument("--locale", choices=("ja", "en"), default="ja", help="en: everybody and all posts in English")
    parser.add_argument("--provider", choices=PROVIDERS, default=USUAL, help="the SMS provider of the settings")
    return parser


def _run(folder: Path, options: argparse.Namespace) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    service = Service(folder, read_manifest(options.manifest), options.port, options.locale, options.provider)
    text = environment.format_lines(service.sandbox.settings)
    environment.write(folder / SETTINGS_FILE, text)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn ends its loop on a signal and then raises it again for the earlier handler: it must do nothing.
        signal.signal(number, lambda _number, _frame: None)
    service.run(lambda: print(text, end="", flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
