"""What the connections to all providers do alike: requests over HTTP, the results that they share, lists page by page.

It distinguishes requests that certainly did not leave from those with an unknown outcome.

A request is certainly unsent only if it failed before the first byte: no connection (name, TCP, a proxy that refuses,
TLS), or none free in time. After every other failure the provider may have read the request:

- ReadError, ReadTimeout, RemoteProtocolError (closed without a whole answer): it may have acted.
- WriteError, WriteTimeout: bytes have left, and a server that has the headers may act on what it has. (httpcore
  hides a WriteError and reads on, so it arrives here as one of the above.)
- A kept-alive connection that the server has closed is replaced before the request is written. If the server closes it
  in the instant between, RemoteProtocolError is raised, as by a server that read the request: AnswerLost.

This holds for httpx's own transport with one connection. Other transports name their failures differently, and a
connection pool shared by the workers is slow under load.
"""

import hashlib
import json
import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Self, TypeVar

import httpx

from bot.model.providers import KEPT_BACK, Departure, NoAnswer, NotSent, Receipt, Uncertain
from bot.network import Network, name_fault
from bot.providers.time_limit import TimeLimit

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
ANSWER_SECONDS = 30.0
"""The longest time for a request and its whole answer: a server that sends byte by byte must not block a worker."""
ANSWER_BYTES = 4 * 1024 * 1024
for _library in ("httpx", "httpcore"):  # their lines name whole URLs, and a provider may want its token in one
    logging.getLogger(_library).setLevel(logging.WARNING)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)
TIMEOUTS = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)
_log = logging.getLogger(__name__)

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Half of a character that JSON writes as two. Alone it is no text."""

Item = Mapping[str, object]
"""A JSON object, such as a message as a provider describes it."""
Query = TypeVar("Query")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer, with any status. `retry_after` is in seconds, bounded."""

    status: int
    retry_after: float | None
    body: bytes = field(repr=False)

    def read_json(self) -> object:
        """Return the body as JSON; None if it is not JSON, or has half a character, which cannot be stored."""
        try:
            text = self.body.decode("utf-8-sig")
            found: object = json.loads(text)
            if _SURROGATE.search(text):
                json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return None
        return found


@dataclass(frozen=True, slots=True)
class RequestUnsent:
    """Certainly no byte of the request has left."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The provider may have read the request; there is no whole answer."""

    reason: str


HttpOutcome = HttpAnswer | RequestUnsent | AnswerLost


class ProviderHttp:
    """An HTTP connection for one worker. It follows no redirects, and uses only the proxy of the settings.

    Adapters derive their connection from it. `base_url` may have a path.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], network: Network) -> None:
        proxy = network.choose_proxy(base_url)
        transport = httpx.HTTPTransport(
            verify=network.tls, trust_env=False, limits=_ONE, proxy=None if proxy is None else httpx.Proxy(proxy)
        )
        self._limit = TimeLimit()
        self._client = httpx.Client(
            base_url=base_url,
            headers={"User-Agent": "nofu", "Accept": "application/json", **headers},
            transport=transport,
            timeout=TIMEOUTS,
            follow_redirects=False,
            trust_env=False,
        )

    def post(
        self, path: str, form: Mapping[str, str | Sequence[str]], departure: Departure | None = None
    ) -> HttpOutcome:
        """Send a form, once. `departure`: of a message, which decides just before the first byte whether it leaves."""
        return self._send(self._client.build_request("POST", path, data=dict(form)), departure=departure)

    def post_message(
        self, path: str, form: Mapping[str, str | Sequence[str]], departure: Departure | None
    ) -> HttpAnswer | NotSent | Uncertain:
        """Send a message's form, once. Return the answer, or the result if it is the same at every provider."""
        match self.post(path, form, departure):
            case RequestUnsent(reason):
                return NotSent(reason, answered=False)
            case AnswerLost(reason):
                return Uncertain(reason)
            case HttpAnswer(status=429, retry_after=seconds):
                return NotSent("http_429", retry_after=seconds)
            case answer:
                return answer

    def get(self, path: str, query: Mapping[str, str], most_bytes: int | None = None) -> HttpOutcome:
        """Send a query, once. `most_bytes`: the longest answer that is read."""
        return self._send(self._client.build_request("GET", path, params=dict(query)), most_bytes)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def _send(
        self, request: httpx.Request, most_bytes: int | None = None, departure: Departure | None = None
    ) -> HttpOutcome:
        request.extensions["trace"] = _make_trace(self._limit, departure)
        with self._limit.start(ANSWER_SECONDS):
            try:
                response = self._client.send(request, stream=True)
                try:
                    return _read_body(response, self._limit, most_bytes or ANSWER_BYTES)
                finally:
                    response.close()
            except _KeptBack:
                return RequestUnsent(KEPT_BACK)
            except _UNSENT as fault:
                return RequestUnsent(_name_fault(fault))
            except httpx.HTTPError as fault:
                return AnswerLost("answer_too_slow" if self._limit.is_over else _name_fault(fault))


class _KeptBack(Exception):
    """The first byte of a request was not allowed to leave."""


_AT_ONCE_SECONDS = 0.5
"""A body that follows its headers later than this is asked about again."""


def _read_boot_clock() -> float:
    """Seconds that also pass while the process is frozen or the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _make_trace(limit: TimeLimit, departure: Departure | None) -> Callable[[str, Mapping[str, object]], None]:
    """Return httpcore's trace function (www.python-httpx.org/advanced/extensions, "trace"). `departure`: of a message.

    Opening a connection takes time, and the process may be frozen meanwhile, also between the headers and the body:
    then it asks again. httpcore closes the connection after an error here. Without its body a request names no number
    and no text, so that nothing can be sent.
    """
    asked_at = 0.0

    def trace(event: str, info: Mapping[str, object]) -> None:
        nonlocal asked_at
        limit.note_event(event, info)
        if departure is None:
            return
        if event == "http11.send_request_headers.started" or (
            event == "http11.send_request_body.started" and _read_boot_clock() - asked_at > _AT_ONCE_SECONDS
        ):
            if not departure.may_leave():
                raise _KeptBack
            asked_at = _read_boot_clock()
        elif event == "http11.send_request_body.complete":
            departure.has_left()

    return trace


def hash_account(base_url: str, account: str) -> str:
    """Return the hash that names an account in `Terms.account`. It is stored with campaigns and must not change."""
    return hashlib.sha256(f"{base_url}/{account}".encode()).hexdigest()[:12]


def read_document(outcome: HttpOutcome) -> Item | NoAnswer:
    """Return the JSON object of an answer with status 200."""
    if not isinstance(outcome, HttpAnswer):
        return NoAnswer(outcome.reason)
    if outcome.status != 200:
        return NoAnswer(f"http_{outcome.status}")
    document = outcome.read_json()
    return document if isinstance(document, dict) else NoAnswer("nonsense")


def read_items(value: object) -> list[Item] | NoAnswer:
    """Return a list of JSON objects."""
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    return NoAnswer("nonsense")


_NUMBER = re.compile(r"(?:\+81|0)([6-9]0[0-9]{8})")


def read_number(value: object) -> str | None:
    """Return a mobile number, written as here or as from abroad, as it is sent; None for anything else."""
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else f"0{found[1]}"


def fetch_receipts(
    fetch: Callable[[Query], tuple[list[Item], Query | None] | NoAnswer],
    first: Query,
    most_pages: int,
    read_receipt: Callable[[Item], Receipt | None],
) -> Iterator[list[Receipt] | NoAnswer]:
    """Yield the receipts of a list, page by page. `fetch` returns a page and the query of the next one, if any.

    A NoAnswer comes last: the pages after it are missing, and the span has to be requested again.
    """
    query = first
    for _ in range(most_pages):
        page = fetch(query)
        if isinstance(page, NoAnswer):
            yield page
            return
        found, following = page
        receipts = [receipt for item in found if (receipt := read_receipt(item)) is not None]
        if len(receipts) < len(found):
            _log.info("receipts_not_ours", extra={"count": len(found) - len(receipts)})
        yield receipts
        if following is None:
            return
        query = following
    yield NoAnswer("too_many_pages")


def _read_body(response: httpx.Response, limit: TimeLimit, most_bytes: int) -> HttpOutcome:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > most_bytes:
            return AnswerLost("answer_too_long")
        if limit.is_over:
            return AnswerLost("answer_too_slow")
    return HttpAnswer(response.status_code, read_retry_after(response.headers), bytes(body))


def _name_fault(fault: httpx.HTTPError) -> str:
    """Return the type of an error as a code, such as `read_timeout`. Its message may contain a URL and is left out."""
    return name_fault(fault, re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower())


SHORTEST_RETRY = 1.0
LONGEST_RETRY = 300.0
"""Seconds. An answer that asks for a year would silently end a campaign; a request each five minutes does no harm."""


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, bounded; None if it names no readable time.

    A date is compared with the answer's own Date, because the provider's clock may differ from ours.
    """
    header = headers.get("retry-after", "").strip()
    seconds = _parse_seconds(header)
    if seconds is None:
        seconds = _parse_date(header, headers.get("date", ""))
    return None if seconds is None else min(LONGEST_RETRY, max(SHORTEST_RETRY, seconds))


def _parse_seconds(header: str) -> float | None:
    try:
        seconds = float(header)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _parse_date(header: str, date_header: str) -> float | None:
    try:
        return (parsedate_to_datetime(header) - parsedate_to_datetime(date_header)).total_seconds()
    except (ValueError, TypeError):
        return None
