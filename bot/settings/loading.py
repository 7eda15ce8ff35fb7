"""Reads the settings from the environment and the `.env` file (python-dotenv's grammar). Blank means not set."""

import errno
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream

from bot.model.providers import ProviderName
from bot.rules.addresses import is_loopback_url
from bot.settings.declared import PROVIDER_URLS, SLACK_API, Members, Need, Settings
from bot.settings.declaring import Part, Setting
from bot.settings.faults import BadSettings, BadValue, FaultCode, SettingsFault
from bot.words import Locale

ALL_SETTINGS = Part(Settings, None, "", {})
SETTINGS = {each.name: each for each in ALL_SETTINGS.list_settings()}
"""Every setting by its name, in the order of `.env.example`."""
_ORDER = tuple(SETTINGS)
_UNREADABLE = {IsADirectoryError: FaultCode.ENV_FOLDER, PermissionError: FaultCode.ENV_FORBIDDEN}


def load(needs: frozenset[Need], env_file: Path, environ: Mapping[str, str]) -> Settings:
    """The settings from a file and the environment, which wins. Raises BadSettings with every fault."""
    values, faults = read_env_file(env_file)
    if faults and not values:
        raise BadSettings(tuple(faults))  # every other fault would follow from these
    return read(needs, values | dict(environ), faults)


def locale(env_file: Path, environ: Mapping[str, str]) -> str:
    """The language for reporting faults: what NOFU_LOCALE says, else Japanese."""
    values = read_env_file(env_file)[0] | dict(environ)
    return values.get("NOFU_LOCALE", "").strip() or Locale.JA


def provider_name(env_file: Path, environ: Mapping[str, str]) -> ProviderName:
    """The provider that SMS_PROVIDER names, without its account; `dry_run` if it names none."""
    values = read_env_file(env_file)[0] | dict(environ)
    name = values.get("SMS_PROVIDER", "").strip()
    return ProviderName(name) if name in list(ProviderName) else ProviderName.DRY_RUN


def read(needs: frozenset[Need], values: Mapping[str, str], found: list[SettingsFault] | None = None) -> Settings:
    """The settings from names and texts; `found` are earlier faults. Raises BadSettings with every fault."""
    reader = _Reader(needs, values)
    settings: Settings = reader.read_part(ALL_SETTINGS)
    if settings.slack and settings.slack.supervisors == Members(None, frozenset()):
        # Without one nothing could ever be approved; the other roles may be left out.
        reader.add_fault(FaultCode.NO_MEMBERS, "SLACK_SUPERVISOR_GROUP", {"other": "SLACK_SUPERVISOR_USERS"})
    if settings.clock_url:
        reader.check_clock(settings.clock_url)
    faults = (*(found or ()), *sorted(reader.faults, key=lambda fault: _ORDER.index(fault.name)))
    if faults:
        raise BadSettings(faults)
    return settings


class _Reader:
    """Reads declared settings and collects their faults, so that all of them are reported."""

    def __init__(self, needs: frozenset[Need], values: Mapping[str, str]) -> None:
        self._values = values
        provider = self._text("SMS_PROVIDER")
        self._needs = {None, *needs, *(name for name in ProviderName if name == provider)}
        self.faults: list[SettingsFault] = []

    def add_fault(self, code: FaultCode, name: str, facts: Mapping[str, str | int]) -> None:
        self.faults.append(SettingsFault(code, name, facts))

    def read_part(self, part: Part) -> Any:
        """A part with a value for each field; a setting with a fault is None, and the caller raises BadSettings."""
        if part.need not in self._needs:
            return None
        values = {
            field: self.read_part(declared) if isinstance(declared, Part) else self._read_setting(declared)
            for field, declared in part.list_fields()
        }
        return part.kind(**values)

    def check_clock(self, clock_url: str) -> None:
        """The sandbox's clock with the real Slack or provider could send at night: all are on this machine, or none."""
        if not (clock_url.startswith("http://") and is_loopback_url(clock_url)):
            self.add_fault(FaultCode.CLOCK_NOT_LOOPBACK, "NOFU_CLOCK_URL", {})
        urls = {"SLACK_API_URL": self._text("SLACK_API_URL") or SLACK_API}
        for provider, defaults in PROVIDER_URLS.items():
            if provider in self._needs:
                urls |= {name: self._text(name) or default for name, default in defaults.items()}
        for name, address in urls.items():
            if address and not is_loopback_url(address):
                self.add_fault(FaultCode.CLOCK_WITH_REAL, name, {})

    def _text(self, name: str) -> str:
        return self._values.get(name, "").strip()

    def _read_setting(self, setting: Setting[Any]) -> Any:
        if setting.need not in self._needs:
            return None
        text = self._text(setting.name)
        if setting.required and not text:
            self.add_fault(FaultCode.MISSING, setting.name, {})
            return None
        try:
            return setting.parse(text or setting.default)
        except BadValue as bad:
            for facts in bad.facts:
                self.add_fault(bad.code, setting.name, facts)
            return None


def read_env_file(path: Path) -> tuple[dict[str, str], list[SettingsFault]]:
    """The settings in a file, and its faults. A missing file has no settings and no faults.

    `${…}` is not expanded, since a token may contain these characters.
    """
    try:
        # Windows editors put a byte-order mark first; it would become part of the first name.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except UnicodeDecodeError:
        return {}, [SettingsFault(FaultCode.ENV_NOT_UTF8, str(path))]
    except OSError as fault:
        code = _UNREADABLE.get(type(fault), FaultCode.ENV_UNREADABLE)
        return {}, [SettingsFault(code, str(path), {"reason": errno.errorcode.get(fault.errno or 0, "")})]
    values: dict[str, str] = {}
    faults: list[SettingsFault] = []
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            faults.append(SettingsFault(FaultCode.ENV_BAD_LINE, str(path), {"line": binding.original.line}))
        elif binding.key and binding.value is not None:
            values[binding.key] = binding.value
    return values, faults
