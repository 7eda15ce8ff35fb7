"""A minimal server that answers POST /messages as Karaden does, so that the client's speed is what is measured.

It writes when each request was read, in monotonic seconds, to a file.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TextIO
from urllib.parse import parse_qs

from tests.wire.server import message


async def _serve(port: int, latency: float, log: Path) -> None:
    arrivals = log.open("w", buffering=1)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await _answer(head, reader, writer, latency, arrivals)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


async def _answer(
    head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, latency: float, arrivals: TextIO
) -> None:
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    form = parse_qs((await reader.readexactly(length)).decode())
    arrivals.write(f"{time.monotonic()}\n")
    if latency:
        await asyncio.sleep(latency)
    tag = form["tags[]"][0]
    body = json.dumps(message(id=f"id-{tag}", to=form["to"][0], body=form["body"][0], tags=[tag])).encode()
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    await writer.drain()


if __name__ == "__main__":
    asyncio.run(_serve(0, float(sys.argv[1]), Path(sys.argv[2])))
