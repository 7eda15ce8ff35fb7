"""Which addresses are this machine itself. The loopback guard, the settings and the clock share this one judgement."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address can only be this machine: 127.0.0.0/8, ::1, or the name localhost.

    Short and numeric spellings of an IPv4 address (127.1, 2130706433) are not taken for one: resolvers differ on them.
    """
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_loopback_url(url: str) -> bool:
    """Whether an http(s) URL leads to this machine; anything that is no such URL does not."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and is_loopback_host(parts.hostname or "")
    except ValueError:
        return False
