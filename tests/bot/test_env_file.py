"""The `.env` file: what it gives, what is wrong with it, and that the example is complete."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.rules.policy import Policy
from bot.settings import BadSettings, FaultCode, Need, load, needed, read

NONE: frozenset[Need] = frozenset()
REPOSITORY = Path(__file__).parents[2]


class Asked(Mapping[str, str]):
    """Settings that remember which names were asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values_, self.names = values, set[str]()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeffMIN_CALLS=5\nexport CITY_NAME='みさと野市'\nDESK_NAME=${HOME}\nAPPROVAL_HOURS=12\n", "utf-8")
    needs = frozenset({Need.CITY})
    settings = load(needs, file, {"APPROVAL_HOURS": "36", "DESK_PHONE": "048-000-0123"})
    assert (settings.policy.min_calls, settings.policy.approval_hours) == (5, 36)
    assert (needed(settings.city).name, needed(settings.city).desk) == ("みさと野市", "${HOME}")


def test_a_missing_file_is_no_fault(tmp_path: Path) -> None:
    assert load(NONE, tmp_path / ".env", {}).policy == Policy()


def test_a_file_in_another_encoding_and_lines_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("CITY_NAME=みさと野市\n".encode("cp932"))
    (tmp_path / "odd.env").write_text("MIN_CALLS=2\nCITY_NAME='unclosed\nMIN_AMOUNT=x\n", "utf-8")
    with pytest.raises(BadSettings) as encoding:
        load(NONE, tmp_path / ".env", {})
    with pytest.raises(BadSettings) as line:
        load(NONE, tmp_path / "odd.env", {})
    with pytest.raises(BadSettings) as folder:
        load(NONE, tmp_path, {})
    assert [fault.code for fault in encoding.value.faults] == [FaultCode.ENV_NOT_UTF8]
    assert [fault.code for fault in folder.value.faults] == [FaultCode.ENV_UNREADABLE]
    assert [(fault.code, dict(fault.facts).get("line")) for fault in line.value.faults] == [
        (FaultCode.ENV_BAD_LINE, 2),
        (FaultCode.BAD_NUMBER, None),
    ]


def test_the_example_names_every_setting_and_no_other() -> None:
    asked = Asked({"SMS_PROVIDER": "karaden", "NOFU_CLOCK_URL": "http://127.0.0.1:80/"})
    with pytest.raises(BadSettings):
        read(frozenset(Need), asked)
    assert set(dotenv_values(REPOSITORY / ".env.example")) == asked.names


def test_the_example_shows_the_defaults() -> None:
    shown = {name: value or "" for name, value in dotenv_values(REPOSITORY / ".env.example").items()}
    assert read(frozenset({Need.PROVIDER}), shown) == read(frozenset({Need.PROVIDER}), {})
