"""The table of SMS providers.

To add one: its name and the type of its account in bot/model/providers.py, the settings of the account in
bot/settings/declared.py (`Sms`), a package beside this module with its connection, and its entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any

from bot.model.providers import (
    AccreteAccount,
    KaradenAccount,
    Provider,
    ProviderAccount,
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


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A provider: its name in the settings, its terms, and how it is made from an account of its type.

    `sends` is False for a provider that sends no messages.
    """

    name: ProviderName
    terms: Terms
    account_type: type
    create: Callable[[Any, Network], Provider]
    sends: bool = True

    def make(self, account: ProviderAccount | None, network: Network) -> Provider:
        """Return the provider with its account. Raises LookupError if the account is not one of this provider."""
        if not isinstance(account, self.account_type):
            raise LookupError(f"{self.name} is used without its settings")
        return self.create(account, network)


PROVIDERS = {
    entry.name: entry
    for entry in (
        ProviderEntry(ProviderName.DRY_RUN, DryRun.terms, NoneType, lambda _account, _network: DryRun(), sends=False),
        ProviderEntry(ProviderName.KARADEN, karaden.TERMS, KaradenAccount, karaden.Karaden),
        ProviderEntry(ProviderName.ACCRETE, accrete.TERMS, AccreteAccount, accrete.Accrete),
        ProviderEntry(ProviderName.ZETTAI, zettai.TERMS, ZettaiAccount, zettai.Zettai),
        ProviderEntry(ProviderName.TWILIO, twilio.TERMS, TwilioAccount, twilio.Twilio),
    )
}
"""The entry of each supported provider."""
