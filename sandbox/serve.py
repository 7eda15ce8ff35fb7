"""Running the sandbox: one socket on the loopback, one event loop, a clean end on SIGTERM."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from sandbox.app import Sandbox
from sandbox.slack.manifest import Manifest

GOODBYE_SECONDS = 1  # how long requests that are still running may take when the sandbox ends
IDLE_SECONDS = 75  # a client that reuses a connection must not meet its end: it could not tell what arrived


class Server(uvicorn.Server):
    """A uvicorn server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell that the port listens."""
        await super().startup(sockets)
        self._listening()


class Service:
    """A sandbox with its port. Making it takes the port, `run` answers on it until `stop` or a signal."""

    def __init__(self, folder: Path, manifest: Manifest, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.sandbox = Sandbox(self.base, folder, manifest)
        self._server: Server | None = None

    def run(self, listening: Callable[[], None]) -> None:
        """Answer until somebody says stop; call `listening` once the port really listens."""
        config = uvicorn.Config(
            self.sandbox.application(),
            http="h11",
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
        )
        self._server = Server(config, listening)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self.sandbox.evidence.close()
            self._socket.close()

    def stop(self) -> None:
        """Make `run` end; from any thread."""
        if self._server is not None:
            self._server.should_exit = True
