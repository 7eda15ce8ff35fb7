"""The course of a send request, the same at every provider: faults that refuse it, its acceptance, a spoilt answer.

A fault of sending happens only to a request that would otherwise be accepted, so that `times` and `after` count
exactly those. `refuse_connection` is the exception: it comes before the body is read, when neither the number nor the
fields are known, so `to_suffix` cannot choose it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.carrier.carrier import Answer, Carrier
from sandbox.carrier.responses import HalfAnswer, Reset, Silence
from sandbox.faults import Fault

SILENCE_SECONDS = 60.0
SLOW_SECONDS = 3.0
RETRY_AFTER_SECONDS = 1.0
FORM = "application/x-www-form-urlencoded"

Item = dict[str, object]
"""The JSON of an accepted message."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was asked to be sent, for the evidence, however wrong it is."""

    to: str
    body: str
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a provider says what every provider can say.

    `refusals`: its answer to a request that a fault refuses; `accepted`: the status of its answer to one that it
    accepted; `id_fields`: the fields by which that answer says which message it means.
    """

    provider: str
    refusals: Mapping[str, Callable[[Fault], Response]]
    id_fields: frozenset[str]
    make_foreign: Callable[[Item], Item]
    """the answer as it would be for a message of somebody else"""
    accepted: int = 200


class Sending:
    """Answers a provider's send requests, and records each before its answer leaves."""

    def __init__(self, carrier: Carrier, dialect: Dialect) -> None:
        self._carrier = carrier
        self._dialect = dialect
        self._last: Item | None = None

    async def read_form(self, request: Request) -> FormData | Response:
        """Return the form, or the answer if a fault breaks the connection before it is read.

        A body of another type is read, too, and gives a form without fields.
        """
        if self._carrier.faults.take("refuse_connection", method=request.method):
            return Reset()
        try:
            await request.body()
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            return await request.form() if kind == FORM else FormData()
        except ClientDisconnect:
            return Response()

    def refuse(self, attempt: Attempt, answer: Response) -> Response:
        """Record a request that is refused, and return its answer."""
        self._record(attempt, Answer.REFUSED, answer.status_code)
        return answer

    async def accept(self, request: Request, attempt: Attempt, accept: Callable[[], Item]) -> Response:
        """Answer a valid request: `accept` adds the message, unless a fault refuses it."""

        def take(name: str) -> Fault | None:
            return self._carrier.faults.take(name, method=request.method, to=attempt.to)

        for name, refusal in self._dialect.refusals.items():
            if fault := take(name):
                return self.refuse(attempt, refusal(fault))
        if take("redirect_307"):
            return self.refuse(attempt, RedirectResponse(str(request.url), status_code=307))
        item = accept()
        answer = self._spoil(item, take)
        self._last = item
        if fault := take("http_500_after_accept"):
            answer = self._dialect.refusals["http_500"](fault)
            self._record(attempt, Answer.NONE, answer.status_code)
        elif isinstance(answer, Silence | Reset | HalfAnswer):
            self._record(attempt, Answer.NONE, None)
        else:
            self._record(attempt, Answer.ACCEPTED, answer.status_code)
        if fault := take("slow"):
            await asyncio.sleep(find_seconds(fault, SLOW_SECONDS))
        return answer

    def _spoil(self, item: Item, take: Callable[[str], Fault | None]) -> Response:
        """Return the answer to an accepted message: a proper one, or that of a fault."""
        dialect, last = self._dialect, self._last
        if fault := take("timeout_after_accept"):
            return Silence(find_seconds(fault, SILENCE_SECONDS))
        if take("reset_after_accept"):
            return Reset()
        if take("half_answer"):
            return HalfAnswer(JSONResponse(item).body, media_type="application/json")
        if take("garbage"):
            return PlainTextResponse("<html><body>\x00 502", media_type="application/json")
        if take("accepted_no_id"):
            item = {name: value for name, value in item.items() if name not in dialect.id_fields}
        elif take("foreign_id"):
            item = dialect.make_foreign(item)
        elif last is not None and take("same_id"):
            item = item | {name: last[name] for name in dialect.id_fields}
        return JSONResponse(item, status_code=dialect.accepted)

    def _record(self, attempt: Attempt, answer: Answer, status: int | None) -> None:
        self._carrier.record_send(
            provider=self._dialect.provider,
            to=attempt.to,
            body=attempt.body,
            tags=attempt.tags,
            answer=answer,
            status=status,
        )


def find_seconds(fault: Fault, default: float) -> float:
    """Return the seconds of a fault."""
    return default if fault.seconds is None else fault.seconds
