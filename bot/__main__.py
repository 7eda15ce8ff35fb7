"""Entry point of the command `nofu`. It imports the rest late, so that Ctrl-C ends it quietly from the start."""

import signal
import sys

_INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""


def main() -> int:
    """Run the command in `sys.argv`; returns its exit code."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        # Python's KeyboardInterrupt in an import can become any other error: the signal itself ends the process.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bot import program

    try:
        signal.signal(signal.SIGINT, handler)
        return program.main()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
