"""The schema, append-only: a migration that has been released is never edited; the next one changes what it made.

Moments are UTC text of one width (times.py), days are ISO text. `*_key` is a keyed hash, `*_box` a sealed value
(bot/vault.py): no number, name or 宛名番号 stands here in clear. Tables that must not be rewritten have triggers
that say so; none of them is ever `transform()`ed, which would drop the triggers unseen.
"""

from bot.store.migrations import (
    m001_the_desk,
    m002_what_the_city_knows,
    m003_presets,
    m004_inbox,
    m005_shared,
    m006_lying,
)
from bot.store.migrations.registry import MIGRATIONS, known_names

__all__ = [
    "MIGRATIONS",
    "known_names",
    "m001_the_desk",
    "m002_what_the_city_knows",
    "m003_presets",
    "m004_inbox",
    "m005_shared",
    "m006_lying",
]
