"""The table of SMS providers.

To add one: its name and the type of its account in bot/model/providers.py, the settings of the account in
bot/settings/declared.py (`Sms`), a package beside this module with its connection, and its entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.model.providers import (
    AccreteAccount,
    KaradenAccount,
    Provider,
    ProviderName,
    Terms,
    TwilioAccount,
    ZettaiAccount,
)
from bot.network import Network
from bot.providers.accrete import connection as accrete
from bot.providers.dry_run import DryRun
from bot.providers.karaden import connection as karaden
from bot.providers.twilio import connection as twilio
from bot.providers.zettai import connection as zettai


class ProviderAccounts(Protocol):
    """The accounts in the settings; None for a provider that is not the chosen one."""

    @property
    def karaden(self) -> KaradenAccount | None:
        """The account at Karaden."""
        ...

    @property
    def accrete(self) -> AccreteAccount | None:
        """The account at Accrete."""
        ...

    @property
    def twilio(self) -> TwilioAccount | None:
        """The account at Twilio."""
        ...

    @property
    def zettai(self) -> ZettaiAccount | None:
        """The account at 絶対リーチ."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A provider: its name in the settings, its terms, and how it is made from its account.

    `sends` is False for a provider that sends no messages.
    """

    name: ProviderName
    terms: Terms
    make: Callable[[ProviderAccounts, Network], Provider]
    sends: bool = True


def _make_karaden(accounts: ProviderAccounts, network: Network) -> Provider:
    if accounts.karaden is None:
        raise LookupError("Karaden is used without its settings")
    return karaden.Karaden(accounts.karaden, network)


def _make_accrete(accounts: ProviderAccounts, network: Network) -> Provider:
    if accounts.accrete is None:
        raise LookupError("Accrete is used without its settings")
    return accrete.Accrete(accounts.accrete, network)


def _make_twilio(accounts: ProviderAccounts, network: Network) -> Provider:
    if accounts.twilio is None:
        raise LookupError("Twilio is used without its settings")
    return twilio.Twilio(accounts.twilio, network)


def _make_zettai(accounts: ProviderAccounts, network: Network) -> Provider:
    if accounts.zettai is None:
        raise LookupError("絶対リーチ is used without its settings")
    return zettai.Zettai(accounts.zettai, network)


PROVIDERS = {
    entry.name: entry
    for entry in (
        ProviderEntry(ProviderName.DRY_RUN, DryRun.terms, lambda _accounts, _network: DryRun(), sends=False),
        ProviderEntry(ProviderName.KARADEN, karaden.TERMS, _make_karaden),
        ProviderEntry(ProviderName.ACCRETE, accrete.TERMS, _make_accrete),
        ProviderEntry(ProviderName.ZETTAI, zettai.TERMS, _make_zettai),
        ProviderEntry(ProviderName.TWILIO, twilio.TERMS, _make_twilio),
    )
}
"""The entry of each supported provider."""
