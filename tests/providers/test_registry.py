from bot.model.providers import NOT_YET_SUPPORTED, ProviderName
from bot.providers.registry import PROVIDERS


def test_each_supported_provider_has_an_entry_with_its_terms() -> None:
    assert set(PROVIDERS) == set(ProviderName) - NOT_YET_SUPPORTED
    assert {name: entry.terms.name for name, entry in PROVIDERS.items()} == {name: name.value for name in PROVIDERS}
