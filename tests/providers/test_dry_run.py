"""The dry-run provider, which sends nothing."""

from datetime import UTC, datetime

from bot.model.providers import Absent, Accepted, Outgoing
from bot.providers.dry_run import DryRun

NOW = datetime(2026, 7, 7, tzinfo=UTC)


def test_a_dry_run_accepts_every_message_with_a_new_id() -> None:
    connection = DryRun().connect()
    first = connection.send(Outgoing("m-1", "09012345678", "本文", None))
    second = connection.send(Outgoing("m-2", "09012345678", "本文", None))
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert first.provider_id != second.provider_id


def test_a_dry_run_has_no_receipts_and_finds_no_message() -> None:
    connection = DryRun().connect()
    connection.send(Outgoing("m-1", "09012345678", "本文", None))
    assert list(connection.receipts(NOW, NOW)) == []
    assert connection.look_up("m-1", NOW) == Absent()
    assert DryRun().check() is None
