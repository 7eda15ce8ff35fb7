"""Responses that break the connection instead of answering: the client meets a real fault of a real socket.

uvicorn does not expose the transport, but `receive` is a method of its request cycle, which has one; Starlette passes
it on unchanged (it wraps `send` only). A middleware that wraps `receive` makes these responses raise RuntimeError.
"""

import asyncio
import socket
import struct

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, for 0 s: closing sends RST instead of FIN


class Reset(Response):
    """Resets the connection at once, without a byte of an answer."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Reset the connection."""
        await _reset(receive)


class Silence(Response):
    """Sends nothing for `seconds` of real time, then resets the connection, unless the client has disconnected."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Wait, then reset the connection."""
        try:
            async with asyncio.timeout(self._seconds):
                await _wait_for_disconnect(receive)
        except TimeoutError:
            await _reset(receive)


class HalfAnswer(Response):
    """Sends headers that promise a whole answer, then half of it, then closes the connection."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send half of the answer."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        _transport(receive).close()
        await _wait_for_disconnect(receive)


def _transport(receive: Receive) -> asyncio.Transport:
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        raise RuntimeError("the connection cannot be broken: a middleware has wrapped uvicorn's own receive")
    return transport


async def _reset(receive: Receive) -> None:
    transport = _transport(receive)
    if not transport.is_closing():
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
    await _wait_for_disconnect(receive)


async def _wait_for_disconnect(receive: Receive) -> None:
    """Wait until the client is gone: uvicorn logs an error for a request that ends earlier without an answer."""
    while (await receive())["type"] != "http.disconnect":
        pass
