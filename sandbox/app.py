"""The sandbox put together: one Starlette application for everything that stands on its one port."""

import secrets
from pathlib import Path
from uuid import uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from sandbox import carrier as carriers
from sandbox import control, environment, pages
from sandbox.carrier import Carrier
from sandbox.clock import Clock
from sandbox.evidence import Evidence
from sandbox.faults import CARRIER, SLACK, Faults
from sandbox.gate import Gate
from sandbox.slack import api
from sandbox.slack.manifest import Manifest
from sandbox.slack.workspace import Workspace
from sandbox.watch import Watch


class Sandbox:
    """Everything behind one port: Slack, the carrier, the clock, the evidence in `folder`.

    `base` is the address at which it will be reached, without a final slash.
    """

    def __init__(self, base: str, folder: Path, manifest: Manifest) -> None:
        self.clock = Clock()
        self.evidence = Evidence(folder, self.clock.now)
        self.workspace = Workspace(base, manifest, self.clock.now, Faults(SLACK), self.evidence)
        self.carrier = Carrier(
            clock=self.clock.now,
            arrivals=self.evidence.arrival,
            faults=Faults(CARRIER),
            token=secrets.token_hex(20),
            tenant_id=str(uuid4()),
            service_id=1,
        )
        self.settings = environment.settings(self.workspace, self.carrier, folder)

    def application(self) -> Starlette:
        """Return the application; it answers what was addressed to this machine by name, and no other site's page."""
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(
            middleware=[hosts, Middleware(Gate, base=self.workspace.base)],
            routes=[
                *pages.routes(),
                *api.routes(self.workspace),
                Mount("/watch", routes=Watch(self.workspace, self.carrier, self.clock).routes()),
                Mount("/control", routes=control.routes(self.workspace, self.clock)),
                Mount("/carrier", routes=carriers.routes(self.carrier)),
            ],
        )
