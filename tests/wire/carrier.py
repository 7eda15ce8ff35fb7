"""The local carrier on a real socket, for the adapters: the simulator and the adapter of a provider meet here."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.carrier.carrier import Carrier
from sandbox.carrier.providers import PROVIDERS
from sandbox.faults import CARRIER, Faults


class RunningCarrier:
    """The carrier; `settings` are those of the provider's account, `lines` those of the evidence file."""

    def __init__(self, port: int, provider: str) -> None:
        self.now = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
        self.lines: list[dict[str, object]] = []
        self.faults = Faults(CARRIER)
        self._carrier = Carrier(lambda: self.now, self.lines.append, self.faults)
        self.root = f"http://127.0.0.1:{port}/carrier"
        self._provider = PROVIDERS[provider](self._carrier, self.root)
        self.settings = self._provider.settings
        self.application = Starlette(routes=[Mount("/carrier", routes=self._provider.routes)])

    def advance(self, seconds: float) -> None:
        """Move the desk's clock forward."""
        self.now += timedelta(seconds=seconds)

    def list_answers(self) -> list[tuple[object, object]]:
        """Return answer and status of each send request."""
        return [(line["answer"], line["status"]) for line in self.lines]


@contextmanager
def run_carrier(provider: str) -> Iterator[RunningCarrier]:
    """Run the carrier for one provider."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = RunningCarrier(listener.getsockname()[1], provider)
        config = uvicorn.Config(running.application, log_level=logging.WARNING, lifespan="off", http="h11")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield running
        finally:
            server.should_exit = True
            thread.join()
