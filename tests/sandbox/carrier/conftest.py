"""The local carrier behind a real uvicorn on the loopback; the test controls its clock and its faults."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.carrier import carrier
from sandbox.carrier.karaden import api as karaden
from sandbox.faults import CARRIER, Faults

TENANT = "0f0f3d5e-8d6d-4f37-9c33-d5a8fb0e4f11"
TOKEN = "local-token"
NUMBER = "09012345601"


class LocalCarrier:
    """A running carrier with a client. `lines` are those of the evidence file."""

    def __init__(self, port: int) -> None:
        self.now = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
        self.lines: list[dict[str, object]] = []
        self.faults = Faults(CARRIER)
        self.carrier = carrier.Carrier(lambda: self.now, self.lines.append, self.faults)
        self.account = karaden.Account(TOKEN, TENANT, 1)
        self.root = f"http://127.0.0.1:{port}/carrier"
        self.base = f"{self.root}/karaden/api"
        self.client = httpx.Client(
            base_url=f"{self.base}/{TENANT}/",
            headers={"Authorization": f"Bearer {TOKEN}", "Karaden-Version": "2024-03-01"},
            timeout=30,
            trust_env=False,
        )

    def advance(self, seconds: float) -> None:
        """Move the desk's clock forward."""
        self.now += timedelta(seconds=seconds)

    def send(self, to: str = NUMBER, *tags: str, **more: str) -> httpx.Response:
        """Send one SMS."""
        form = {"service_id": "1", "to": to, "body": "〇〇市収納管理課です。", "tags[]": list(tags), **more}
        return self.client.post("messages", data=form)

    def list(self, **query: str | int) -> httpx.Response:
        """Request the list."""
        return self.client.get("messages", params=query)


@pytest.fixture
def local() -> Iterator[LocalCarrier]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        served = LocalCarrier(listener.getsockname()[1])
        app = Starlette(
            routes=[
                Mount(
                    "/carrier",
                    routes=[*karaden.routes(served.carrier, served.account), *carrier.routes(served.carrier)],
                )
            ]
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level=logging.WARNING, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield served
        finally:
            served.client.close()
            server.should_exit = True
            thread.join()
