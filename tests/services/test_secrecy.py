"""No personal data is in clear in the database, in views or in refusals."""

import base64

import pytest

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.services import drafts, receipts, sending
from bot.store.database import Row
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX, WrongKey
from tests.services.files import Debt, Paid
from tests.services.harness import AUTHOR, CLOCK, HarnessContext, make_receipt
from tests.services.steps import (
    claim,
    import_list,
    import_paid,
    list_receivers,
    send_all,
    start_campaign,
    start_sending,
)

NAME = "髙﨑　花子"
NUMBER = "09087651234"
TAXPAYER = "770011223"
PERSON = Debt(taxpayer=TAXPAYER, phone="090-8765-1234", name=NAME)


def list_spellings(text: str) -> list[bytes]:
    """List the encodings of a text in which a file could contain it."""
    plain = [text.encode(encoding) for encoding in ("utf-8", "cp932", "utf-16-le", "utf-16-be")]
    return [*plain, text.encode().hex().encode(), base64.b64encode(text.encode())]


def fetch_boxes(context: HarnessContext) -> list[Row]:
    """Fetch the keys and encrypted values of each person from the tables: no service returns them."""
    with context.store.read_transaction() as db:
        return db.fetch_all(
            """
            SELECT r.taxpayer_key, r.phone_key, i.taxpayer_box, i.name_box, p.phone_box FROM recipients r
                JOIN recipient_identities i ON i.recipient_id = r.id JOIN recipient_phones p ON p.recipient_id = r.id
            ORDER BY r.id
            """
        )


def test_no_number_name_or_taxpayer_is_in_clear_in_the_database(context: HarnessContext) -> None:
    target = import_list(context, [PERSON, Debt(taxpayer="1", promise="R8.7.20")]).target
    start_sending(context, target.id)
    send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1")])
    import_paid(context, [Paid(taxpayer=TAXPAYER)])
    with_wal = context.read_bytes()
    context.store.close()
    for content in (with_wal, context.read_bytes()):
        for secret in (NAME, "花子", NUMBER, "090-8765-1234", "+819087651234", TAXPAYER):
            assert not [form for form in list_spellings(secret) if form in content], secret
        assert context.store.vault.hash_value("phone", NUMBER) in content  # proof that the file was read


def test_the_number_is_opened_for_the_provider_alone(context: HarnessContext) -> None:
    start_sending(context, import_list(context, [PERSON]).target.id)
    send_all(context)
    assert list_receivers(context) == [NUMBER]
    (row,) = fetch_boxes(context)
    assert context.store.vault.decrypt(NAME_BOX + row["taxpayer_key"], row["name_box"]) == NAME
    assert context.store.vault.decrypt(TAXPAYER_BOX + row["taxpayer_key"], row["taxpayer_box"]) == TAXPAYER


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE recipient_identities SET taxpayer_box = (SELECT taxpayer_box FROM recipient_identities LIMIT 1)",
        "UPDATE recipient_identities SET name_box = (SELECT name_box FROM recipient_identities LIMIT 1)",
        "UPDATE recipient_identities SET name_box = taxpayer_box",
        "UPDATE recipient_phones SET phone_box = (SELECT phone_box FROM recipient_phones LIMIT 1)",
        "UPDATE recipient_phones SET phone_box = (SELECT taxpayer_box FROM recipient_identities i"
        " WHERE i.recipient_id = recipient_phones.recipient_id)",
    ],
)
def test_a_box_moved_to_another_row_column_or_table_does_not_open(context: HarnessContext, move: str) -> None:
    import_list(context, [PERSON, Debt(taxpayer="1", name="別人")])
    context.execute(move)
    row = fetch_boxes(context)[-1]
    who = row["taxpayer_key"]
    places = (
        (TAXPAYER_BOX + who, row["taxpayer_box"]),
        (NAME_BOX + who, row["name_box"]),
        (PHONE_BOX + who + row["phone_key"], row["phone_box"]),
    )
    with pytest.raises(WrongKey):
        _ = [context.store.vault.decrypt(place, box) for place, box in places]


def test_a_number_moved_to_another_message_is_not_sent(context: HarnessContext) -> None:
    start_campaign(context, 2)
    context.execute("DROP TRIGGER message_phones_no_update")
    context.execute("UPDATE message_phones SET phone_box = (SELECT phone_box FROM message_phones LIMIT 1)")
    assert claim(context).outgoing.to == "09012345601"
    assert sending.claim_message(context, CLOCK) is None
    assert context.reasons()[1] == "seal_broken"


def test_equal_numbers_have_different_ciphertexts(context: HarnessContext) -> None:
    first, second = (import_list(context, [PERSON, Debt(taxpayer=str(n))]).target.id for n in (1, 2))
    assert first != second
    key = context.store.vault.hash_value("phone", NUMBER)
    boxes = [row["phone_box"] for row in fetch_boxes(context) if row["phone_key"] == key]
    assert len(boxes) == len(set(boxes)) == 2


def test_views_name_nobody(context: HarnessContext) -> None:
    card = import_list(context, [PERSON])
    seen = drafts.preview_draft(context, AUTHOR, Draft(card.target.id, Intent.CALL_BACK, "", None))
    for shown in (repr(card), repr(seen), repr(context.store.vault), repr(context.list_audited())):
        for secret in (NAME, NUMBER, "1234", TAXPAYER):
            assert secret not in shown
    assert context.store.vault.lookup.hex() not in repr(context.store.vault)
    assert repr(context.store.vault.sealing) not in repr(context.store.vault)
