"""The settings with which `nofu run` talks to this sandbox, as lines of a `.env` file."""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from sandbox.carrier.carrier import STAFF_PHONES
from sandbox.slack.people import GROUPS, TEAM
from sandbox.slack.workspace import Workspace

_GROUP_SETTINGS = ("SLACK_OPERATOR_GROUP", "SLACK_STAFF_GROUP", "SLACK_SUPERVISOR_GROUP", "SLACK_ADMIN_GROUP")
_UNQUOTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/=")


def settings(workspace: Workspace, provider: str, accounts: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return every setting by name: with a new data key, and with the files in `folder`.

    `accounts` are the settings of all providers, of which the bot uses those of `provider`.
    """
    purposes = {channel.purpose: channel.id for channel in workspace.channels.by_id.values()}
    return {
        "SLACK_BOT_TOKEN": workspace.credentials.bot_token,
        "SLACK_APP_TOKEN": workspace.credentials.app_token,
        "SLACK_API_URL": f"{workspace.base}/api/",
        "SLACK_TEAM_ID": TEAM,
        "SLACK_DESK_CHANNEL": purposes["desk"],
        "SLACK_DIGEST_CHANNEL": purposes["digest"],
        **{name: group.id for name, group in zip(_GROUP_SETTINGS, GROUPS, strict=True)},
        "SLACK_UPLOAD": "reduced",
        "SMS_PROVIDER": provider,
        **accounts,
        "SMS_RATE": "50",
        "SMS_UNIT_YEN": "12",
        "TEST_PHONES": ",".join(STAFF_PHONES),
        "APPROVAL_GRACE_MINUTES": "0",
        "OPERATORS": "0",
        "CITY_NAME": "みさと野市",
        "DESK_NAME": "収納課",
        "DESK_PHONE": "048-000-0123",
        "NOFU_CLOCK_URL": f"{workspace.base}/control/clock",
        "NOFU_DATA_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "NOFU_DB": str(folder / "nofu.db"),
        "NOFU_INBOX": str(folder / "inbox"),
        "NOFU_EXPORTS": str(folder / "exports"),
        "BACKUP_DIR": str(folder / "backups"),
        "NOFU_LOCALE": workspace.language,
    }


def format_lines(values: Mapping[str, str]) -> str:
    """Return the settings as lines that python-dotenv reads."""
    return "".join(f"{name}={_quote(value)}\n" for name, value in values.items())


def write(path: Path, text: str) -> None:
    """Write the lines to a file that only its owner can read: they contain the data key."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _quote(value: str) -> str:
    if set(value) <= _UNQUOTED:
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
