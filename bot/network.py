"""How other machines are reached: through which proxy, and which authorities' certificates are trusted.

Slack's API and socket, downloads and the provider all use one Network, so that no library follows rules of its own: the
Slack SDK takes a proxy from the environment and does not know NO_PROXY, urllib and httpx each read both differently.
"""

import functools
import ipaddress
import re
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.rules.addresses import is_loopback_host

_DEFAULT_PORTS = {"https": 443, "wss": 443}
_PROXY_STATUS = re.compile(r"(?:Tunnel connection failed: |connect status code: )(\d{3})\b")
"""How urllib and Slack's socket word the answer of a proxy that refuses to connect."""
LIBRARY_VARIABLES = frozenset(
    name for each in ("http_proxy", "https_proxy", "all_proxy", "no_proxy") for name in (each, each.upper())
)
"""Variables of the environment that libraries read by themselves."""


@dataclass(frozen=True, slots=True)
class Network:
    """A proxy for connections to other machines, the hosts that are reached without it, and trusted certificates.

    `no_proxy` names hosts (with their subdomains), addresses, ranges of addresses (10.0.0.0/8) or `*`, each with a port
    or without. `certificates` is a PEM file that replaces the machine's own authorities.
    """

    proxy: str | None = field(default=None, repr=False)
    no_proxy: tuple[str, ...] = ()
    certificates: Path | None = None

    def choose_proxy(self, url: str) -> str | None:
        """Return the proxy for a URL. This machine is always reached without it."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 80)
        if self.proxy is None or is_loopback_host(host):
            return None
        return None if any(_is_exempt(host, port, entry) for entry in self.no_proxy) else self.proxy

    @property
    def tls(self) -> ssl.SSLContext:
        """The context of every TLS connection. Raises OSError if the file of certificates cannot be used."""
        return make_tls_context(self.certificates)


_reading = threading.Lock()


def make_tls_context(certificates: Path | None) -> ssl.SSLContext:
    """Return the context for a file of certificates, None for the machine's own.

    They are read once, since that is slow, also when all workers of the sender start at the same time. Raises OSError,
    also for a file without a certificate.
    """
    with _reading:
        return _read_certificates(certificates)


@functools.cache
def _read_certificates(certificates: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=None if certificates is None else str(certificates))


def name_fault(fault: BaseException, other: str) -> str:
    """Return why a connection failed, as a code, if it is the certificate or the proxy; else `other`.

    Its message is left out: it may quote the proxy's password.
    """
    for cause in _list_causes(fault):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate_not_trusted"
        refused = _PROXY_STATUS.search(str(cause))
        if refused:
            return f"proxy_{refused[1]}"
    return other


def _list_causes(fault: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what caused it. urllib keeps the cause as `reason`."""
    visited: set[int] = set()
    link: object = fault
    while isinstance(link, BaseException) and id(link) not in visited:
        visited.add(id(link))
        yield link
        reason = getattr(link, "reason", None)
        link = reason if isinstance(reason, BaseException) else link.__cause__ or link.__context__


def _is_exempt(host: str, port: int, entry: str) -> bool:
    name, _, only_port = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    if only_port and only_port != str(port):
        return False
    if name == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(name, strict=False)
    except ValueError:
        domain = name.lower().removeprefix("*").strip(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
