"""One connection to a provider, and the judgement that decides between "again" and "never blindly again".

Provably unsent is only what failed before the first byte: no connection (name, TCP, TLS), or none free in time.
Everything else may have been read by the provider, whatever the exception is called:

- ReadError, ReadTimeout, RemoteProtocolError (closed without an answer, half an answer): it may have acted.
- WriteError, WriteTimeout: bytes have left, and a server that has the headers may act on what it has. (httpcore
  hides a WriteError and reads on, so that it arrives here as one of the above.)
- A kept-alive connection that the server has closed is noticed before the request is written, and a new one is
  opened. Closed in the instant between, it raises RemoteProtocolError, like a server that read the request and died:
  the two cannot be told apart, so it is Lost.

That holds for httpx's own transport with one connection; others name their failures differently (performance.md 2.3),
and a shared pool collapses under load (performance.md, "What follows" 1).
"""

import functools
import json
import math
import re
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""The longest that a whole answer may take, so that a trickle cannot hold a worker for ever."""
ANSWER_BYTES = 4 * 1024 * 1024
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)
TIMEOUTS = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer, whatever its status. `retry_after` is in seconds, bounded."""

    status: int
    retry_after: float | None
    body: bytes

    def document(self) -> object:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class RequestUnsent:
    """Provably no byte of the request has left."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The request may have been read; there is no whole answer."""

    reason: str


HttpOutcome = HttpAnswer | RequestUnsent | AnswerLost


class ProviderHttp:
    """One connection for one worker; redirects are not followed, and the environment's proxies are not used."""

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        transport = httpx.HTTPTransport(verify=_tls_context(), trust_env=False, limits=_ONE)
        self._client = httpx.Client(
            base_url=base_url,
            headers={"User-Agent": "nofu", "Accept": "application/json", **headers},
            transport=transport,
            timeout=TIMEOUTS,
            follow_redirects=False,
            trust_env=False,
        )

    def post(self, path: str, form: Mapping[str, str | Sequence[str]]) -> HttpOutcome:
        """Hand over a form once."""
        return self._ask(self._client.build_request("POST", path, data=dict(form)))

    def get(self, path: str, query: Mapping[str, str]) -> HttpOutcome:
        """Ask once."""
        return self._ask(self._client.build_request("GET", path, params=dict(query)))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def _ask(self, request: httpx.Request) -> HttpOutcome:
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            response = self._client.send(request, stream=True)
            try:
                return _read_body(response, deadline)
            finally:
                response.close()
        except _UNSENT as fault:
            return RequestUnsent(_name_fault(fault))
        except httpx.HTTPError as fault:
            return AnswerLost(_name_fault(fault))


def _read_body(response: httpx.Response, deadline: float) -> HttpOutcome:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > ANSWER_BYTES:
            return AnswerLost("answer_too_long")
        if time.monotonic() > deadline:
            return AnswerLost("answer_too_slow")
    return HttpAnswer(response.status_code, read_retry_after(response.headers), bytes(body))


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """One context for all lines: reading the certificates takes longer than a send."""
    return httpx.create_ssl_context(trust_env=False)


def _name_fault(fault: httpx.HTTPError) -> str:
    """The kind of a fault as a code: `read_timeout`. Its message stays behind, since it may hold an address."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower()


SHORTEST_RETRY = 1.0
LONGEST_RETRY = 300.0
"""Seconds. A year, as one answer may ask for, would silently end a campaign; asking again each five minutes hurts
nobody."""


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks for, bounded; None where it names no time that can be read.

    A date is measured against the answer's own Date: the provider's clock need not be ours.
    """
    asked = headers.get("retry-after", "").strip()
    seconds = _parse_seconds(asked)
    if seconds is None:
        seconds = _parse_date(asked, headers.get("date", ""))
    return None if seconds is None else min(LONGEST_RETRY, max(SHORTEST_RETRY, seconds))


def _parse_seconds(asked: str) -> float | None:
    try:
        seconds = float(asked)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _parse_date(asked: str, answered: str) -> float | None:
    try:
        return (parsedate_to_datetime(asked) - parsedate_to_datetime(answered)).total_seconds()
    except (ValueError, TypeError):
        return None
