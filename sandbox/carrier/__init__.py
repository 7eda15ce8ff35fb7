"""The local carrier: what stands at the other end of the bot's wire to an SMS provider, on the loopback.

carrier.py     what every provider's face shares: the desk's clock, the faults, the evidence
outcome.py     what becomes of a message, by the last two digits of its number
breaking.py    answers that break the connection instead of answering
control.py     the carrier's own control face
karaden/       Karaden's API, version 2024-03-01

It is written from the providers' documents alone and shares no line with the bot's adapters: an error made twice
would not be seen by any test.
"""

from starlette.routing import BaseRoute

from sandbox.carrier import control
from sandbox.carrier.carrier import Carrier
from sandbox.carrier.karaden import api as karaden

__all__ = ["Carrier", "routes"]


def routes(carrier: Carrier) -> list[BaseRoute]:
    """Return the carrier's routes, relative to `/carrier`."""
    return [*karaden.routes(carrier), *control.routes(carrier)]
