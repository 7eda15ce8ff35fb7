from bot.model.providers import ProviderName
from bot.providers.registry import PROVIDERS


def test_each_supported_provider_has_an_entry_with_its_terms() -> None:
    assert set(PROVIDERS) == set(ProviderName)
    assert {name: entry.terms.name for name, entry in PROVIDERS.items()} == {name: name.value for name in PROVIDERS}
