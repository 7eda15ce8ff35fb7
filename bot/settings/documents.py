"""`.env.example` and the tables of the administrator guide, made from the declared settings.

`python -m bot.settings.documents` writes both in the current directory; a test checks that they are up to date.
"""

import re
from pathlib import Path

from bot.settings.loading import SETTINGS
from bot.words import Locale, words

EXAMPLE = Path(".env.example")
GUIDE = Path("docs/administrator-guide.md")
FIRST_OF_SECTION = {
    "NOFU_DB": "files",
    "NOFU_LOCALE": "language",
    "SLACK_BOT_TOKEN": "slack",
    "SMS_PROVIDER": "provider",
    "HTTPS_PROXY": "network",
    "CITY_NAME": "city",
    "MIN_CALLS": "policy",
    "APPROVAL_HOURS": "approval",
    "CALL_RESULTS": "calls",
    "DIGEST_DAILY": "digests",
}
"""The first setting of each section of the documents."""


def env_example() -> str:
    """The content of `.env.example`: each setting with its default, and its meaning in both languages."""
    ja, en = words("ja"), words("en")
    lines = [f"# {say(key)}" for key in ("settings.about.1", "settings.about.2") for say in (ja, en)]
    for name, setting in SETTINGS.items():
        if name in FIRST_OF_SECTION:
            key = f"settings.section.{FIRST_OF_SECTION[name]}"
            title = ja(key) if ja(key) == en(key) else f"{ja(key)} / {en(key)}"
            lines += ["", f"# ── {title} ──"]
        lines += [f"# {ja(f'settings.{name}')}", f"# {en(f'settings.{name}')}", f"{name}={setting.default}"]
    return "\n".join(lines) + "\n"


def table(locale: Locale) -> str:
    """The guide's table in one language: name, default or "required", and meaning of each setting."""
    say = words(locale)
    columns = ("settings.column.name", "settings.column.default", "settings.column.meaning")
    lines = [f"| {' | '.join(say(key) for key in columns)} |", "| --- | --- | --- |"]
    for name, setting in SETTINGS.items():
        if name in FIRST_OF_SECTION:
            lines.append(f"| **{say(f'settings.section.{FIRST_OF_SECTION[name]}')}** | | |")
        default = f"`{setting.default}`" if setting.default else "–"
        usual = say("settings.required") if setting.required else default
        lines.append(f"| `{name}` | {usual} | {say(f'settings.{name}')} |")
    return "\n".join(lines) + "\n"


def guide(text: str) -> str:
    """The guide with its two tables replaced: each begins with the heading that `table` gives it."""
    for locale in Locale:
        new = table(locale)
        heading = re.escape(new.splitlines()[0])
        text = re.sub(rf"^{heading}\n(\|.*\n)*", new.replace("\\", r"\\"), text, flags=re.MULTILINE)
    return text


if __name__ == "__main__":
    EXAMPLE.write_text(env_example(), "utf-8")
    GUIDE.write_text(guide(GUIDE.read_text("utf-8")), "utf-8")
