"""Limits a practice process to connections within this machine, whatever its settings say.

An audit hook (PEP 578) checks every connection and name resolution of Python's socket module; it cannot be removed.
Child processes need their own hook. A host name passed directly to `socket.connect` is resolved before the hook runs:
the DNS query leaves, the connection does not. The libraries in use resolve names first, and the hook refuses that.
"""

import socket
import sys
from typing import Any

from bot.rules.addresses import is_loopback_host

_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NAME_EVENTS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_installed = False


class NotLoopback(OSError):
    """The process tried to connect to another machine, or to accept connections from one."""


def install_guard() -> None:
    """Refuse every address except the loopback until this process ends."""
    global _installed
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in _ADDRESS_EVENTS:
        _check_address(event, args[0], args[1])
    elif event in _NAME_EVENTS:
        _check_host(event, args[0])
    elif event == "socket.getnameinfo":
        _check_host(event, args[0][0])


def _check_address(event: str, sock: socket.socket, address: Any) -> None:
    if sock.family == socket.AF_UNIX or address is None:  # None: sendmsg on a connected socket
        return
    if sock.family not in (socket.AF_INET, socket.AF_INET6):
        raise NotLoopback(f"{event}: only this machine may be reached")
    _check_host(event, address[0])


def _check_host(event: str, host: str | bytes | None) -> None:
    # getaddrinfo(None) returns this machine's own addresses; bind and connect are checked when they happen.
    if host is None:
        return
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not is_loopback_host(name):
        raise NotLoopback(f"{event}: only this machine may be reached")
