"""Answers that break the connection instead of answering: what a client then sees is real, not simulated.

uvicorn hands out no transport, but `receive` is a method of its request cycle, which holds one; Starlette passes it
on untouched (it wraps `send` only). A middleware that wraps `receive` would break this, and is told so.
"""

import asyncio
import socket
import struct

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, for 0 s: closing sends a reset instead of a farewell


class Reset(Response):
    """No byte of an answer; the connection is reset at once."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Reset the connection."""
        await _reset(receive)


class Silence(Response):
    """No byte of an answer for `seconds` of real time; then a reset, unless the client has gone before."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Keep silent."""
        try:
            async with asyncio.timeout(self._seconds):
                await _gone(receive)
        except TimeoutError:
            await _reset(receive)


class Half(Response):
    """The headers promise a whole answer, half of it comes, then the connection is closed."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send half an answer."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        _transport(receive).close()
        await _gone(receive)


def _transport(receive: Receive) -> asyncio.Transport:
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        raise RuntimeError("the connection cannot be broken: uvicorn's own receive was wrapped by a middleware")
    return transport


async def _reset(receive: Receive) -> None:
    transport = _transport(receive)
    if not transport.is_closing():
        connection: socket.socket = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        transport.abort()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone: uvicorn takes a request that ends without an answer before that for a bug."""
    while (await receive())["type"] != "http.disconnect":
        pass
