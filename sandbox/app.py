"""The sandbox: one Starlette application on one port of the loopback, and the server that runs it."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Mount

from sandbox import environment, pages
from sandbox.carrier import carrier as carriers
from sandbox.carrier.carrier import Carrier
from sandbox.carrier.providers import PROVIDERS, USUAL
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.evidence import Evidence
from sandbox.faults import CARRIER, SLACK, Faults
from sandbox.slack import api
from sandbox.slack.manifest import Manifest
from sandbox.slack.workspace import Workspace
from sandbox.watch import PageQueries

SHUTDOWN_SECONDS = 1  # how long requests that are still running may take when the sandbox ends
KEEP_ALIVE_SECONDS = 75  # long: a client whose reused connection is closed cannot tell whether its request arrived


class Sandbox:
    """The local Slack and carrier, their clock, and the evidence in `folder`.

    `base` is the address of the sandbox, without a final slash; `language` that of its channels (ja or en); `provider`
    the one that the settings choose: the carrier speaks the API of each.
    """

    def __init__(self, base: str, folder: Path, manifest: Manifest, language: str, provider: str) -> None:
        self.clock = Clock()
        self.evidence = Evidence(folder, self.clock.now)
        self.workspace = Workspace(base, manifest, self.clock.now, Faults(SLACK), self.evidence, language)
        self.carrier = Carrier(self.clock.now, self.evidence.record_send, Faults(CARRIER))
        self.providers = {name: make(self.carrier, f"{base}/carrier") for name, make in PROVIDERS.items()}
        accounts = {name: text for one in self.providers.values() for name, text in one.settings.items()}
        self.settings = environment.settings(self.workspace, provider, accounts, folder)

    def application(self) -> Starlette:
        """Return the application; it refuses other host names than this machine's, and pages of other sites."""
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(
            middleware=[hosts, Middleware(pages.OriginCheck, base=self.workspace.base)],
            routes=[
                *pages.routes(),
                *api.routes(self.workspace),
                Mount("/watch", routes=PageQueries(self.workspace, self.carrier, self.clock).routes()),
                Mount("/control", routes=Control(self.workspace, self.clock).routes()),
                Mount("/carrier", routes=carriers.routes(self.carrier) + self._list_provider_routes()),
            ],
        )

    def _list_provider_routes(self) -> list[BaseRoute]:
        return [route for one in self.providers.values() for route in one.routes]


class Server(uvicorn.Server):
    """A uvicorn server that calls `on_listening` once its port listens."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report that the port listens."""
        await super().startup(sockets)
        self._on_listening()


class Service:
    """A sandbox with its port on 127.0.0.1 (0 takes a free one). `run` serves it until `stop` or a signal."""

    def __init__(
        self, folder: Path, manifest: Manifest, port: int = 0, language: str = "ja", provider: str = USUAL
    ) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.base = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.sandbox = Sandbox(self.base, folder, manifest, language, provider)
        self._server: Server | None = None

    def run(self, on_listening: Callable[[], None]) -> None:
        """Serve until stopped; call `on_listening` once the port listens."""
        config = uvicorn.Config(
            self.sandbox.application(),
            http="h11",
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        self._server = Server(config, on_listening)
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self.sandbox.evidence.close()
            self._socket.close()

    def stop(self) -> None:
        """Make `run` end; callable from any thread."""
        if self._server is not None:
            self._server.should_exit = True
