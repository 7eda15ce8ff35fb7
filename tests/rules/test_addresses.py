"""Loopback addresses, and similar ones that are not."""

import pytest

from bot.rules.addresses import is_loopback_host, is_loopback_url


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST"])
def test_loopback_hosts_are_recognised(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize("host", [
    "", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::ffff:10.0.0.1", "localhost.example", "127.1", "2130706433",
    "localhost.",
])  # fmt: skip
def test_other_hosts_are_not_loopback(host: str) -> None:
    assert not is_loopback_host(host)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80/x", "https://[::1]/", "http://localhost:1", "http://u@127.0.0.1/"]
)
def test_a_url_with_a_loopback_host_is_recognised(url: str) -> None:
    assert is_loopback_url(url)


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1", "ftp://127.0.0.1", "http://127.0.0.1@evil.example/", "http://[::1", "http://example/127.0.0.1"],
)
def test_other_and_invalid_urls_are_not_loopback(url: str) -> None:
    assert not is_loopback_url(url)
