"""The carrier: the requests that it received, the outcome of a message, its faults, and its control interface.

Every provider's API of the sandbox uses it, each with an account of its own.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from json import JSONDecodeError

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.faults import BadFault, Faults

TEST_TAG = "nofu:test"
"""How the first tag of a test message begins, where a provider takes one."""
STAFF_PHONES = ("07010000001", "08010000002", "09010000003")
"""The phones of staff, one a carrier: whatever is sent to them is a test."""
LEAVES_AFTER = timedelta(seconds=1)  # the desk's time until a message has left for the mobile operator
KNOWN_AFTER = timedelta(seconds=5)  # the desk's time until its outcome is known


class Answer(StrEnum):
    """The answer to a send request, in the evidence's words; every request but a REFUSED one is an arrival."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


class Outcome(StrEnum):
    """The outcome of a message at the mobile operator."""

    DELIVERED = "delivered"
    OUT_OF_AREA = "out_of_area"
    REFUSED = "refused"
    INVALID_NUMBER = "invalid_number"
    NO_SMS = "no_sms"
    SUSPENDED = "suspended"
    CONGESTION = "congestion"
    NEVER_ANSWERED = "never_answered"


_BY_ENDING = {
    **dict.fromkeys(("80", "81", "82", "83"), Outcome.OUT_OF_AREA),
    **dict.fromkeys(("84", "85", "86"), Outcome.REFUSED),
    **dict.fromkeys(("87", "88"), Outcome.INVALID_NUMBER),
    "89": Outcome.NO_SMS,
    "90": Outcome.SUSPENDED,
    "91": Outcome.CONGESTION,
    "92": Outcome.NEVER_ANSWERED,
}


def outcome_of(number: str) -> Outcome:
    """Return the outcome of a message to a number; its last two digits decide."""
    return _BY_ENDING.get(number[-2:], Outcome.DELIVERED)


def _is_test(to: str, tags: Sequence[str]) -> bool:
    """Whether a message is a test. Some providers take no tag, and write numbers as from abroad."""
    number = f"0{to[3:]}" if to.startswith("+81") else to
    return number in STAFF_PHONES or any(tag == TEST_TAG or tag.startswith(f"{TEST_TAG}:") for tag in tags)


class Carrier:
    """The arrivals of all providers, and the faults to cause.

    `clock` gives the desk's time (aware, UTC); `record` writes one line of the evidence file before it returns.
    Used from one event loop.
    """

    def __init__(
        self, clock: Callable[[], datetime], record: Callable[[dict[str, object]], None], faults: Faults
    ) -> None:
        self.clock = clock
        self.faults = faults
        self.arrived: list[dict[str, object]] = []
        self._record = record

    def find_youngest(self, method: str) -> datetime:
        """Return when the youngest message was accepted that a look-up shows: earlier than now while the list lags."""
        fault = self.faults.take("list_lags", method=method)
        return self.clock() - timedelta(seconds=fault.seconds or 0.0 if fault else 0.0)

    def record_send(
        self, *, provider: str, to: str, body: str, tags: Sequence[str], answer: Answer, status: int | None
    ) -> None:
        """Record a send request whose body was read; called before its answer leaves."""
        line: dict[str, object] = {
            "at": self.clock().isoformat(),
            "real_at": datetime.now(UTC).isoformat(),
            "provider": provider,
            "to": to,
            "body": body,
            "reference": tags[0] if tags else None,
            "kind": "test" if _is_test(to, tags) else "campaign",
            "answer": str(answer),
            "status": status,
        }
        self._record(line)
        if answer is not Answer.REFUSED:
            self.arrived.append(line)


def routes(carrier: Carrier) -> list[BaseRoute]:
    """Return the control interface, relative to `/carrier`: `POST /control/faults` and `GET /control/arrivals`."""

    async def set_faults(request: Request) -> JSONResponse:
        try:
            fields = await request.json()
            if not isinstance(fields, dict):
                raise BadFault("an object is expected")
            carrier.faults.set(fields)
        except (BadFault, JSONDecodeError, UnicodeDecodeError) as refused:
            return JSONResponse({"ok": False, "error": str(refused)}, status_code=400)
        return JSONResponse({"ok": True})

    async def list_arrivals(_request: Request) -> JSONResponse:
        return JSONResponse(carrier.arrived)

    return [
        Route("/control/faults", set_faults, methods=["POST"]),
        Route("/control/arrivals", list_arrivals, methods=["GET"]),
    ]
