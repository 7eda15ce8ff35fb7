"""What every provider's face of the local carrier shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from sandbox.faults import Faults

TEST_TAG = "nofu:test"


class Answer(StrEnum):
    """How a send request was answered, as the evidence says it; everything but REFUSED is an arrival."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


class Carrier:
    """One carrier with one account: who may use it, what has arrived, what is to go wrong.

    `clock` gives the desk's time (aware, UTC); `arrivals` writes one line of the evidence file and has written it
    when it returns. Used from one event loop.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        arrivals: Callable[[dict[str, object]], None],
        faults: Faults,
        token: str,
        tenant_id: str,
        service_id: int,
    ) -> None:
        self.clock = clock
        self.faults = faults
        self.token = token
        self.tenant_id = tenant_id
        self.service_id = service_id
        self.arrived: list[dict[str, object]] = []
        self._write = arrivals

    def witness(
        self, *, provider: str, to: str, body: str, tags: list[str], answer: Answer, status: int | None
    ) -> None:
        """Write down one send request whose body was read, before its answer leaves."""
        line: dict[str, object] = {
            "at": self.clock().isoformat(),
            "real_at": datetime.now(UTC).isoformat(),
            "provider": provider,
            "to": to,
            "body": body,
            "reference": tags[0] if tags else None,
            "kind": "test" if TEST_TAG in tags else "campaign",
            "answer": str(answer),
            "status": status,
        }
        self._write(line)
        if answer is not Answer.REFUSED:
            self.arrived.append(line)
