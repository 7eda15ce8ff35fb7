"""The `.env` file and its faults; the documents that list the settings agree with the declarations."""

import errno
from collections.abc import Sequence
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.demo import drop_settings
from bot.model.policy import Policy
from bot.settings import documents
from bot.settings.declared import Need, require_setting
from bot.settings.faults import BadSettings, FaultCode, SettingsFault
from bot.settings.loading import ALL_SETTINGS, load, read
from bot.words import Locale
from tests.services.harness import fail_with

NONE: frozenset[Need] = frozenset()
REPOSITORY = Path(__file__).parents[2]


def get_faults(file: Path, needs: frozenset[Need] = NONE) -> Sequence[SettingsFault]:
    with pytest.raises(BadSettings) as refused:
        load(needs, file, {})
    return refused.value.faults


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeffMIN_CALLS=5\nexport CITY_NAME='みさと野市'\nDESK_NAME=${HOME}\nAPPROVAL_HOURS=12\n", "utf-8")
    needs = frozenset({Need.CITY})
    settings = load(needs, file, {"APPROVAL_HOURS": "36", "DESK_PHONE": "048-000-0123"})
    assert (settings.policy.min_calls, settings.policy.approval_hours) == (5, 36)
    assert (require_setting(settings.city).name, require_setting(settings.city).desk) == ("みさと野市", "${HOME}")


def test_the_demo_takes_no_setting_from_the_shell() -> None:
    others = {"PATH": "/bin", "HOME": "/root", "LANG": "ja_JP.UTF-8"}
    names = ("MIN_CALLS", "APPROVAL_TWO_ABOVE", "SEND_WINDOW", "DIGEST_DAILY", "KARADEN_TOKEN", "SLACK_CLIENT_ID")
    assert drop_settings(others | dict.fromkeys(names, "1")) == others


def test_a_missing_file_is_no_fault(tmp_path: Path) -> None:
    assert load(NONE, tmp_path / ".env", {}).policy == Policy()


def test_a_file_in_another_encoding_and_lines_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("CITY_NAME=みさと野市\n".encode("cp932"))
    (tmp_path / "odd.env").write_text("MIN_CALLS=2\nCITY_NAME='unclosed\nMIN_AMOUNT=x\n", "utf-8")
    assert [fault.code for fault in get_faults(tmp_path / ".env")] == [FaultCode.ENV_NOT_UTF8]
    lines = [(fault.code, fault.facts.get("line")) for fault in get_faults(tmp_path / "odd.env")]
    assert lines == [(FaultCode.ENV_BAD_LINE, 2), (FaultCode.BAD_NUMBER, None)]


@pytest.mark.parametrize(
    ("error", "code"),
    [("EISDIR", FaultCode.ENV_FOLDER), ("EACCES", FaultCode.ENV_FORBIDDEN), ("EIO", FaultCode.ENV_UNREADABLE)],
)
def test_a_file_that_cannot_be_read_is_the_only_fault_and_has_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str, code: FaultCode
) -> None:
    monkeypatch.setattr(Path, "read_text", fail_with(OSError(getattr(errno, error), "")))
    assert get_faults(tmp_path, frozenset(Need)) == (SettingsFault(code, str(tmp_path), {"reason": error}),)


def test_the_example_and_the_guide_are_made_from_the_declared_settings() -> None:
    guide = (REPOSITORY / documents.GUIDE).read_text("utf-8")
    assert (REPOSITORY / documents.EXAMPLE).read_text("utf-8") == documents.env_example(), (
        "python -m bot.settings.documents"
    )
    assert all(documents.table(locale) in guide for locale in Locale), "python -m bot.settings.documents"
    assert documents.guide(guide) == guide


def test_each_setting_is_declared_once_except_the_desk_hours_which_a_text_names_too() -> None:
    names = [setting.name for setting in ALL_SETTINGS.list_settings()]
    assert [name for name in set(names) if names.count(name) > 1] == ["DESK_HOURS"]
    assert set(documents.FIRST_OF_SECTION) <= set(names)


def test_the_example_contains_the_defaults() -> None:
    values = {name: value or "" for name, value in dotenv_values(REPOSITORY / ".env.example").items()}
    assert read(frozenset({Need.PROVIDER}), values) == read(frozenset({Need.PROVIDER}), {})
