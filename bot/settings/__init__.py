"""The settings: environment and `.env`, read once into one frozen value. Seen by wiring alone; others get values.

values.py   what the settings are: Settings and its parts
reading.py  one setting at a time: text into a value, or a fault
parts.py    which settings there are, with their defaults (docs: .env.example), and what must go together
env_file.py the `.env` file
faults.py   what can be wrong with a setting; every fault is named at once

>>> settings = load(frozenset({Need.STORE}), Path(".env"), os.environ)
"""

from bot.settings.faults import BadSettings, FaultCode, SettingsFault
from bot.settings.parts import load, locale, read
from bot.settings.values import (
    City,
    Digests,
    Karaden,
    Members,
    Need,
    ProviderName,
    Settings,
    Slack,
    Sms,
    Upload,
    needed,
)

__all__ = [
    "BadSettings",
    "City",
    "Digests",
    "FaultCode",
    "Karaden",
    "Members",
    "Need",
    "ProviderName",
    "Settings",
    "SettingsFault",
    "Slack",
    "Sms",
    "Upload",
    "load",
    "locale",
    "needed",
    "read",
]
