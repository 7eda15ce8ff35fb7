"""What the app asks of Slack: the scopes of manifest.yml, at the root of the checkout."""

from pathlib import Path

import yaml

PATH = Path(__file__).parents[2] / "manifest.yml"


def scopes() -> frozenset[str] | None:
    """The bot's scopes; None where the manifest is not at hand (an installed package carries none)."""
    if not PATH.exists():
        return None
    manifest = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
