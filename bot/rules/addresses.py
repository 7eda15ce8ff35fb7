"""Loopback addresses: which hosts and URLs can only be this machine."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback_host(host: str) -> bool:
    """Whether a host is a loopback address (127.0.0.0/8 or ::1, RFC 1122 and RFC 4291) or the name localhost.

    Short and numeric forms of an IPv4 address (127.1, 2130706433) are not accepted: resolvers treat them differently.
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
    """Whether the host of an http or https URL is this machine; False for any other text."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and is_loopback_host(parts.hostname or "")
    except ValueError:
        return False
