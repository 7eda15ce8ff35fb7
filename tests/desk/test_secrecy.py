"""Nothing personal lies open in the file, in what is told, or in what is refused."""

import base64
from pathlib import Path

from bot.model.campaigns import Draft, Intent
from bot.services import drafts, receipts
from tests.desk.files import Debt, Paid
from tests.desk.office import AUTHOR, CLOCK, Office, report
from tests.desk.steps import imported, paid, sends, work

NAME = "髙﨑　花子"
NUMBER = "09087651234"
TAXPAYER = "770011223"
PERSON = Debt(taxpayer=TAXPAYER, phone="090-8765-1234", name=NAME)


def written(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("nofu.db*")))


def forms(text: str) -> list[bytes]:
    """How a text could stand in a file."""
    plain = [text.encode(encoding) for encoding in ("utf-8", "cp932", "utf-16-le", "utf-16-be")]
    return [*plain, text.encode().hex().encode(), base64.b64encode(text.encode())]


def test_no_number_name_or_taxpayer_lies_open_in_the_file(office: Office) -> None:
    target = imported(office, [PERSON, Debt(taxpayer="1", promise="R8.7.20")]).target
    sends(office, target.id)
    work(office)
    receipts.record_receipts(office, CLOCK, [report("p1")])
    paid(office, [Paid(taxpayer=TAXPAYER)])
    folder = office.store.path.parent
    with_wal = written(folder)
    office.store.close()
    for content in (with_wal, written(folder)):
        for secret in (NAME, "花子", NUMBER, "090-8765-1234", "+819087651234", TAXPAYER):
            assert not [form for form in forms(secret) if form in content], secret
        assert b"090-****-1234" in content  # the file was read, then


def test_the_number_is_opened_for_the_provider_alone(office: Office) -> None:
    sends(office, imported(office, [PERSON]).target.id)
    work(office)
    assert [message.to for message in office.provider.arrived] == [NUMBER]
    with office.store.reading() as db:
        row = db.one("SELECT name_box, taxpayer_box FROM recipients")
        assert row is not None
        assert db.vault.open("name", row["name_box"]) == NAME
        assert db.vault.open("taxpayer", row["taxpayer_box"]) == TAXPAYER


def test_equal_numbers_cannot_be_told_from_their_boxes(office: Office) -> None:
    first, second = (imported(office, [PERSON, Debt(taxpayer=str(n))]).target.id for n in (1, 2))
    assert first != second
    boxes = office.column("SELECT phone_box FROM recipients WHERE phone_mask = '090-****-1234'")
    keys = office.column("SELECT phone_key FROM recipients WHERE phone_mask = '090-****-1234'")
    assert len(boxes) == len(set(boxes)) == 2
    assert len(set(keys)) == 1


def test_what_the_desk_shows_names_nobody(office: Office) -> None:
    card = imported(office, [PERSON])
    seen = drafts.preview_draft(office, AUTHOR, Draft(card.target.id, Intent.CALL_BACK, "", None))
    for shown in (repr(card), repr(seen), repr(office.store.vault), repr(office.audited())):
        for secret in (NAME, NUMBER, "1234", TAXPAYER):
            assert secret not in shown
    assert office.store.vault.lookup.hex() not in repr(office.store.vault)
    assert repr(office.store.vault.sealing) not in repr(office.store.vault)
