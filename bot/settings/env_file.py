"""The `.env` file, by python-dotenv's grammar; lines that it cannot read are faults here, not warnings in a log."""

import io
from pathlib import Path

from dotenv.parser import parse_stream

from bot.settings.faults import FaultCode, SettingsFault


def read_env_file(path: Path) -> tuple[dict[str, str], list[SettingsFault]]:
    """The settings in a file, and what is wrong with it; a file that is not there is empty.

    `${…}` is not filled in: a token may hold these signs.
    """
    try:
        # Windows editors put a byte-order mark first; it would become part of the first name.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except UnicodeDecodeError:
        return {}, [SettingsFault(FaultCode.ENV_NOT_UTF8, path.name)]
    except OSError:
        return {}, [SettingsFault(FaultCode.ENV_UNREADABLE, path.name)]
    values: dict[str, str] = {}
    faults: list[SettingsFault] = []
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            faults.append(SettingsFault(FaultCode.ENV_BAD_LINE, path.name, {"line": binding.original.line}))
        elif binding.key and binding.value is not None:
            values[binding.key] = binding.value
    return values, faults
