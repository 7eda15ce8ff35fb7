"""Socket Mode: the bot's WebSockets, the envelopes sent through them, and the acknowledgements.

Source: docs.slack.dev/apis/events-api/using-socket-mode. Each envelope goes to one of the open sockets. After a
`disconnect` a socket gets no more envelopes, but its acknowledgements still count.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Self

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.evidence import Dir, Evidence, Kind
from sandbox.faults import Faults
from sandbox.slack.errors import Json
from sandbox.slack.people import APP

ACK_SECONDS = 3.0
DELAYED_ACK_SECONDS = 4.0  # the delay of the fault `delay_ack` if it has no `seconds`
EVENT_RETRIES = (0.0, 60.0, 300.0)  # seconds until an event is sent again, docs.slack.dev/apis/events-api


@dataclass(frozen=True, slots=True)
class Ack:
    """The payload of an envelope's acknowledgement after `ms` milliseconds, or Slack's code of the failure."""

    ms: float | None
    payload: Json | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload for the bot. `label` names it in evidence and faults; `user` caused it."""

    kind: str
    payload: Json
    label: str
    user: str

    @classmethod
    def for_interaction(cls, payload: Json) -> Self:
        """Return the envelope of an interaction payload."""
        return cls("interactive", payload, payload["type"], payload["user"]["id"])


@dataclass(frozen=True, slots=True)
class _Sent:
    envelope: Envelope
    since: float
    answer: asyncio.Future[Json | None]


class Sockets:
    """All sockets of the bot, used only from the sandbox's event loop."""

    def __init__(self, faults: Faults, evidence: Evidence) -> None:
        self._faults = faults
        self._evidence = evidence
        self._live: list[WebSocket] = []
        self._sent: dict[str, _Sent] = {}
        self._unreachable_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_ready(self) -> bool:
        """Whether the bot has an open socket."""
        return bool(self._live)

    @property
    def is_unreachable(self) -> bool:
        """Whether a fault makes all of Slack unreachable at the moment."""
        return time.monotonic() < self._unreachable_until

    async def serve(self, socket: WebSocket) -> None:
        """Send `hello` to a socket, and read its acknowledgements until it closes."""
        await socket.accept()
        self._live.append(socket)
        await socket.send_json(_build_hello(len(self._live)))
        try:
            while True:
                frame = json.loads(await socket.receive_text())
                self._start(self._receive_ack(frame))
        except WebSocketDisconnect:
            if socket in self._live:
                self._live.remove(socket)

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send an envelope and wait for its acknowledgement, at most 3 seconds."""
        drop = self._faults.take("drop_socket", method=envelope.label)
        if drop is not None:
            await self.drop(drop.seconds)
        return await self._deliver(envelope, {})

    def announce(self, envelope: Envelope) -> None:
        """Start to send an event, with repetitions until it is acknowledged, and return at once."""
        self._start(self._announce(envelope))

    async def drop(self, seconds: float | None) -> None:
        """Send `disconnect` to the sockets; with `seconds`, close them instead and be unreachable for so long."""
        sockets, self._live = self._live, []
        if seconds is not None:
            self._unreachable_until = time.monotonic() + seconds
        for socket in sockets:
            if seconds is None:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
            else:
                await socket.close(1011)

    def record_failure(self, envelope: Envelope, error: str, ms: float | None) -> None:
        """Record in the evidence that an envelope was not acknowledged, or with a payload that Slack refuses."""
        answer = {"ok": False, "error": error}
        self._evidence.record_slack(Dir.TO_BOT, Kind.ACK, envelope.label, user=envelope.user, answer=answer, ms=ms)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        """Run a coroutine as a task, and keep a reference to it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _announce(self, envelope: Envelope) -> None:
        ack = await self.deliver(envelope)
        for attempt, delay in enumerate(EVENT_RETRIES, start=1):
            if ack.error is None:
                return
            await asyncio.sleep(delay)
            ack = await self._deliver(envelope, {"retry_attempt": attempt, "retry_reason": "timeout"})

    async def _deliver(self, envelope: Envelope, retry: Json) -> Ack:
        answer = await self._send(envelope, retry)
        if answer is None:
            self.record_failure(envelope, "dispatch_failed", None)
            return Ack(None, error="dispatch_failed")
        while self._faults.take("redeliver", method=envelope.label) is not None:
            await self._send(envelope, {"retry_attempt": 1, "retry_reason": "timeout"})
        since = time.monotonic()
        try:
            payload = await asyncio.wait_for(answer, ACK_SECONDS)
        except TimeoutError:
            ms = _measure_ms(since)
            self.record_failure(envelope, "operation_timeout", ms)
            return Ack(ms, error="operation_timeout")
        return Ack(_measure_ms(since), payload)

    async def _send(self, envelope: Envelope, retry: Json) -> asyncio.Future[Json | None] | None:
        identity = secrets.token_hex(16)
        frame = {
            "envelope_id": identity,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
            **retry,
        }
        answer = asyncio.get_running_loop().create_future()
        while self._live:
            socket = self._live.pop(0)
            try:
                self._sent[identity] = _Sent(envelope, time.monotonic(), answer)
                await socket.send_json(frame)
            except (RuntimeError, WebSocketDisconnect):
                continue
            self._live.append(socket)
            self._evidence.record_slack(
                Dir.TO_BOT, Kind.ENVELOPE, envelope.label, user=envelope.user, body=envelope.payload
            )
            return answer
        return None

    async def _receive_ack(self, frame: Json) -> None:
        sent = self._sent.pop(str(frame.get("envelope_id")), None)
        if sent is None:
            return
        envelope, payload = sent.envelope, frame.get("payload")
        delay = self._faults.take("delay_ack", method=envelope.label)
        if delay is not None:
            await asyncio.sleep(DELAYED_ACK_SECONDS if delay.seconds is None else delay.seconds)
        ms = _measure_ms(sent.since)
        self._evidence.record_slack(Dir.FROM_BOT, Kind.ACK, envelope.label, user=envelope.user, body=payload, ms=ms)
        lost = self._faults.take("lose_ack", method=envelope.label) is not None
        if not lost and not sent.answer.done():
            sent.answer.set_result(payload if isinstance(payload, dict) else None)


def _build_hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP},
    }


def _measure_ms(since: float) -> float:
    return (time.monotonic() - since) * 1000
