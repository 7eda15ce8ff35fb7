"""Socket Mode: the bot's WebSockets, the envelopes sent through them, and the acknowledgements.

Source: docs.slack.dev/apis/events-api/using-socket-mode. Each envelope goes to one of the open sockets. A socket
that was told to disconnect gets nothing more, but what it still acknowledges counts.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.evidence import Dir, Evidence, Kind
from sandbox.faults import Faults
from sandbox.slack.errors import Json
from sandbox.slack.people import APP

ACK_SECONDS = 3.0
DELAYED_ACK_SECONDS = 4.0  # how late a delayed acknowledgement comes, if the fault does not say
EVENT_RETRIES = (0.0, 60.0, 300.0)  # after how many seconds an event is sent again, docs.slack.dev/apis/events-api


@dataclass(frozen=True, slots=True)
class Ack:
    """What came of an envelope: its acknowledgement's payload after `ms`, or Slack's word for what went wrong."""

    ms: float | None
    payload: Json | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Something for the bot. `label` is what it is, in evidence and faults; `user` who caused it."""

    kind: str
    payload: Json
    label: str
    user: str


@dataclass(frozen=True, slots=True)
class _Sent:
    envelope: Envelope
    since: float
    answer: asyncio.Future[Json | None]


class Sockets:
    """All sockets of the bot. Used from the one event loop of the sandbox."""

    def __init__(self, faults: Faults, evidence: Evidence) -> None:
        self._faults = faults
        self._evidence = evidence
        self._live: list[WebSocket] = []
        self._sent: dict[str, _Sent] = {}
        self._gone_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_ready(self) -> bool:
        """Whether the bot has a socket through which something can be sent."""
        return bool(self._live)

    @property
    def is_unreachable(self) -> bool:
        """Whether Slack cannot be reached at all at the moment."""
        return time.monotonic() < self._gone_until

    async def serve(self, socket: WebSocket) -> None:
        """Greet a socket and read its acknowledgements until it closes."""
        await socket.accept()
        self._live.append(socket)
        await socket.send_json(_hello(len(self._live)))
        try:
            while True:
                frame = json.loads(await socket.receive_text())
                self.soon(self._acknowledged(frame))
        except WebSocketDisconnect:
            self._forget(socket)

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send an envelope and wait for its acknowledgement, at most 3 seconds."""
        drop = self._faults.take("drop_socket", method=envelope.label)
        if drop is not None:
            await self.drop(drop.seconds)
        return await self._deliver(envelope, {})

    def announce(self, envelope: Envelope) -> None:
        """Send an event, again and again after a while as long as nobody acknowledges it; return at once."""
        self.soon(self._announce(envelope))

    async def drop(self, seconds: float | None) -> None:
        """Take the sockets away: by Slack's own `disconnect`, or, with `seconds`, without a word and for so long."""
        sockets, self._live = self._live, []
        if seconds is not None:
            self._gone_until = time.monotonic() + seconds
        for socket in sockets:
            if seconds is None:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
            else:
                await socket.close(1011)

    def refused(self, envelope: Envelope, error: str, ms: float | None) -> None:
        """Write down that an envelope was not acknowledged, or with something that Slack does not take."""
        answer = {"ok": False, "error": error}
        self._evidence.slack(Dir.TO_BOT, Kind.ACK, envelope.label, user=envelope.user, answer=answer, ms=ms)

    def soon(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside everything else; kept alive until it is done."""
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
            self.refused(envelope, "dispatch_failed", None)
            return Ack(None, error="dispatch_failed")
        while self._faults.take("redeliver", method=envelope.label) is not None:
            await self._send(envelope, {"retry_attempt": 1, "retry_reason": "timeout"})
        since = time.monotonic()
        try:
            payload = await asyncio.wait_for(answer, ACK_SECONDS)
        except TimeoutError:
            self.refused(envelope, "operation_timeout", _ms(since))
            return Ack(_ms(since), error="operation_timeout")
        return Ack(_ms(since), payload)

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
            self._evidence.slack(Dir.TO_BOT, Kind.ENVELOPE, envelope.label, user=envelope.user, body=envelope.payload)
            return answer
        return None

    async def _acknowledged(self, frame: Json) -> None:
        sent = self._sent.pop(str(frame.get("envelope_id")), None)
        if sent is None:
            return
        envelope, payload = sent.envelope, frame.get("payload")
        delay = self._faults.take("delay_ack", method=envelope.label)
        if delay is not None:
            await asyncio.sleep(DELAYED_ACK_SECONDS if delay.seconds is None else delay.seconds)
        self._evidence.slack(
            Dir.FROM_BOT, Kind.ACK, envelope.label, user=envelope.user, body=payload, ms=_ms(sent.since)
        )
        lost = self._faults.take("lose_ack", method=envelope.label) is not None
        if not lost and not sent.answer.done():
            sent.answer.set_result(payload if isinstance(payload, dict) else None)

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._live:
            self._live.remove(socket)


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP},
    }


def _ms(since: float) -> float:
    return (time.monotonic() - since) * 1000
