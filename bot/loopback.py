"""The guard of practice: a process that has it can reach nothing but this machine, whatever its settings say.

An audit hook sees every connection that Python's socket module makes, resolving of names included, and cannot be
taken off again. It does not reach into child processes: each installs its own. A name that is handed to a bare
`socket.connect` is looked up before the hook hears of it; then the look-up goes out and the connection does not. The
libraries in use all resolve first, where the name is refused.
"""

import socket
import sys
from typing import Any

from bot.rules.addresses import is_loopback_host

_ADDRESSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_installed = False


class NotLoopback(OSError):
    """Something tried to reach, or to be reached from, another machine."""


def install_guard() -> None:
    """Refuse every address but the loopback's from now on, for the life of this process."""
    global _installed
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in _ADDRESSED:
        _check_address(event, args[0], args[1])
    elif event in _NAMED:
        _check_host(event, args[0])
    elif event == "socket.getnameinfo":
        _check_host(event, args[0][0])


def _check_address(event: str, through: socket.socket, address: Any) -> None:
    if through.family == socket.AF_UNIX or address is None:  # None: sendmsg on what is connected already
        return
    if through.family not in (socket.AF_INET, socket.AF_INET6):
        raise NotLoopback(f"{event}: only this machine may be reached")
    _check_host(event, address[0])


def _check_host(event: str, host: str | bytes | None) -> None:
    # getaddrinfo(None) asks for this machine's own addresses; where it is bound or connected to is judged then.
    if host is None:
        return
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not is_loopback_host(name):
        raise NotLoopback(f"{event}: only this machine may be reached")
