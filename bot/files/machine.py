"""What names this machine."""

import platform
from contextlib import suppress
from pathlib import Path

_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def read_machine_id() -> str:
    """Return the id that the system made at its installation (machine-id(5)); the host's name where there is none.

    Containers often have none, and a new name each time: NOFU_INSTANCE names those.
    """
    for path in _FILES:
        with suppress(OSError):
            if found := path.read_text("ascii").strip():
                return found
    return platform.node()
