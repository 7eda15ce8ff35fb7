"""Nothing personal lies open in the file, in what is told, or in what is refused."""

import base64
from pathlib import Path

from bot.model.campaigns import Draft, Intent
from bot.services import drafts, receipts
from tests.services.files import Debt, Paid
from tests.services.harness import AUTHOR, CLOCK, HarnessContext, make_receipt
from tests.services.steps import import_list, import_paid, send_all, start_sending

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


def test_no_number_name_or_taxpayer_lies_open_in_the_file(context: HarnessContext) -> None:
    target = import_list(context, [PERSON, Debt(taxpayer="1", promise="R8.7.20")]).target
    start_sending(context, target.id)
    send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    import_paid(context, [Paid(taxpayer=TAXPAYER)])
    folder = context.store.path.parent
    with_wal = written(folder)
    context.store.close()
    for content in (with_wal, written(folder)):
        for secret in (NAME, "花子", NUMBER, "090-8765-1234", "+819087651234", TAXPAYER):
            assert not [form for form in forms(secret) if form in content], secret
        assert b"090-****-1234" in content  # the file was read, then


def test_the_number_is_opened_for_the_provider_alone(context: HarnessContext) -> None:
    start_sending(context, import_list(context, [PERSON]).target.id)
    send_all(context)
    assert [message.to for message in context.provider.arrived] == [NUMBER]
    with context.store.read_transaction() as db:
        row = db.fetch_one("SELECT name_box, taxpayer_box FROM recipients")
        assert row is not None
        assert db.vault.open("name", row["name_box"]) == NAME
        assert db.vault.open("taxpayer", row["taxpayer_box"]) == TAXPAYER


def test_equal_numbers_cannot_be_told_from_their_boxes(context: HarnessContext) -> None:
    first, second = (import_list(context, [PERSON, Debt(taxpayer=str(n))]).target.id for n in (1, 2))
    assert first != second
    boxes = context.column("SELECT phone_box FROM recipients WHERE phone_mask = '090-****-1234'")
    keys = context.column("SELECT phone_key FROM recipients WHERE phone_mask = '090-****-1234'")
    assert len(boxes) == len(set(boxes)) == 2
    assert len(set(keys)) == 1


def test_what_the_desk_shows_names_nobody(context: HarnessContext) -> None:
    card = import_list(context, [PERSON])
    seen = drafts.preview_draft(context, AUTHOR, Draft(card.target.id, Intent.CALL_BACK, "", None))
    for shown in (repr(card), repr(seen), repr(context.store.vault), repr(context.audited())):
        for secret in (NAME, NUMBER, "1234", TAXPAYER):
            assert secret not in shown
    assert context.store.vault.lookup.hex() not in repr(context.store.vault)
    assert repr(context.store.vault.sealing) not in repr(context.store.vault)
