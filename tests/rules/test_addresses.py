"""Loopback addresses, and similar ones that are not."""

import pytest

from bot.rules.addresses import is_loopback_host, is_loopback_url
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("is_loopback", "host"),
    list_cases(
        (True, "127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST"),
        (False, "", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::ffff:10.0.0.1", "localhost.example", "localhost."),
        (False, "127.1", "2130706433"),
    ),
)
def test_only_loopback_hosts_are_recognised(is_loopback: bool, host: str) -> None:
    assert is_loopback_host(host) is is_loopback


@pytest.mark.parametrize(
    ("is_loopback", "url"),
    list_cases(
        (True, "http://127.0.0.1:80/x", "https://[::1]/", "http://localhost:1", "http://u@127.0.0.1/"),
        (False, "", "127.0.0.1", "ftp://127.0.0.1", "http://127.0.0.1@evil.example/", "http://[::1"),
        (False, "http://example/127.0.0.1"),
    ),
)
def test_only_a_valid_url_with_a_loopback_host_is_recognised(is_loopback: bool, url: str) -> None:
    assert is_loopback_url(url) is is_loopback
