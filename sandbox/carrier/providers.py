"""The table of the providers whose APIs the carrier speaks, each with one account.

To add one: a package beside this module with its routes, its account and its settings, and its entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import BaseRoute

from sandbox.carrier.accrete import api as accrete
from sandbox.carrier.carrier import Carrier
from sandbox.carrier.karaden import api as karaden
from sandbox.carrier.twilio import api as twilio
from sandbox.carrier.zettai import api as zettai


@dataclass(frozen=True, slots=True)
class LocalProvider:
    """A provider's routes, relative to `/carrier`, and the settings with which the bot uses its account."""

    routes: list[BaseRoute]
    settings: dict[str, str]


def _make_karaden(carrier: Carrier, base: str) -> LocalProvider:
    account = karaden.make_account()
    return LocalProvider(karaden.routes(carrier, account), karaden.list_settings(account, base))


def _make_accrete(carrier: Carrier, base: str) -> LocalProvider:
    account = accrete.make_account()
    return LocalProvider(accrete.routes(carrier, account), accrete.list_settings(account, base))


def _make_twilio(carrier: Carrier, base: str) -> LocalProvider:
    account = twilio.make_account()
    return LocalProvider(twilio.routes(carrier, account), twilio.list_settings(account, base))


def _make_zettai(carrier: Carrier, base: str) -> LocalProvider:
    account = zettai.make_account()
    return LocalProvider(zettai.routes(carrier, account), zettai.list_settings(account, base))


USUAL = "karaden"
PROVIDERS: dict[str, Callable[[Carrier, str], LocalProvider]] = {
    "karaden": _make_karaden,
    "accrete": _make_accrete,
    "zettai": _make_zettai,
    "twilio": _make_twilio,
}
"""Makes each provider, by its value of SMS_PROVIDER; the text is the address of the carrier."""
