"""The loopback guard with real sockets, in a separate process: an audit hook cannot be removed."""

import subprocess
import sys

import pytest

PROLOGUE = """
import socket, sys, tempfile, os
from bot.loopback import NotLoopback, install_guard
install_guard(); install_guard()
inet = socket.socket(); inet.settimeout(2)
udp = socket.socket(type=socket.SOCK_DGRAM)
six = socket.socket(socket.AF_INET6); six.settimeout(2)
"""
EPILOGUE = """
try:
    {attempt}
except NotLoopback:
    print("refused")
except OSError as fault:
    print("refused" if isinstance(getattr(fault, "reason", None), NotLoopback) else "tried")
else:
    print("done")
"""
REFUSED = [
    "inet.connect(('192.0.2.1', 80))",
    "inet.connect_ex(('192.0.2.1', 80))",
    "inet.connect(('3221225985', 80))",
    "inet.connect(('', 80))",
    "inet.connect(('0.0.0.0', 80))",
    "inet.bind(('0.0.0.0', 0))",
    "inet.bind(('', 0))",
    "six.connect(('2001:db8::1', 80))",
    "six.connect(('::ffff:192.0.2.1', 80))",
    "six.bind(('::', 0))",
    "udp.sendto(b'x', ('192.0.2.1', 53))",
    "udp.sendmsg([b'x'], [], 0, ('192.0.2.1', 53))",
    "socket.create_connection(('192.0.2.1', 80), 1)",
    "socket.getaddrinfo('example.com', 80)",
    "socket.getaddrinfo(b'example.com', 80)",
    "socket.getaddrinfo('localhost.example.com', 80)",
    "socket.create_connection(('example.com', 80), 1)",
    "socket.getaddrinfo('127.1', 80)",
    "socket.gethostbyname('example.com')",
    "socket.gethostbyaddr('192.0.2.1')",
    "socket.getnameinfo(('192.0.2.1', 80), 0)",
    "__import__('urllib.request').request.urlopen('http://192.0.2.1/', timeout=1)",
    "__import__('asyncio').run(__import__('asyncio').open_connection('192.0.2.1', 80))",
]
ALLOWED = [
    "inet.bind(('127.0.0.1', 0)); inet.listen(); socket.create_connection(inet.getsockname(), 2)",
    "inet.bind(('localhost', 0))",
    "inet.bind(('127.0.0.2', 0))",
    "udp.sendto(b'x', ('127.0.0.1', 9))",
    "udp.bind(('127.0.0.1', 0)); udp.connect(udp.getsockname()); udp.sendmsg([b'x'])",
    "socket.getaddrinfo('localhost', 80)",
    "socket.getaddrinfo('127.0.0.1', 80)",
    "socket.getaddrinfo(None, 80)",
    "s = socket.socket(socket.AF_UNIX); s.bind(os.path.join(tempfile.mkdtemp(), 's'))",
    "socket.socketpair()",
]


def run_attempts(attempts: list[str]) -> list[str]:
    """Run all attempts in one new process, each with its own sockets; return the outcome of each."""
    script = "".join(PROLOGUE + EPILOGUE.format(attempt=attempt) for attempt in attempts)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_every_connection_to_another_machine_is_refused() -> None:
    assert dict(zip(REFUSED, run_attempts(REFUSED), strict=True)) == dict.fromkeys(REFUSED, "refused")


def test_every_connection_within_this_machine_is_allowed() -> None:
    assert dict(zip(ALLOWED, run_attempts(ALLOWED), strict=True)) == dict.fromkeys(ALLOWED, "done")


@pytest.mark.parametrize("address", ["::1", "::ffff:127.0.0.1"])
def test_ipv6_spellings_of_this_machine_are_not_refused(address: str) -> None:
    # No server listens at the port and IPv6 may be missing: only a refusal by the guard would be wrong.
    assert run_attempts([f"six.connect(('{address}', 9))"]) == ["tried"]
