import pytest

from bot.model.providers import ProviderName
from bot.network import Network
from bot.providers.registry import PROVIDERS


def test_each_supported_provider_has_an_entry_with_its_terms() -> None:
    assert set(PROVIDERS) == set(ProviderName)
    assert {name: entry.terms.name for name, entry in PROVIDERS.items()} == {name: name.value for name in PROVIDERS}


@pytest.mark.parametrize("name", [name for name, entry in PROVIDERS.items() if entry.sends])
def test_a_provider_is_not_made_without_its_account(name: ProviderName) -> None:
    with pytest.raises(LookupError, match=f"{name} is used without its settings"):
        PROVIDERS[name].make(None, Network())
