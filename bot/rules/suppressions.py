"""Whom somebody means who types a 受付番号, a taxpayer id or a phone number into a form."""

from bot.model.errors import BadInput
from bot.model.reasons import Rejected
from bot.model.suppressions import TypedPerson
from bot.rules.importing.cells import (
    find_personal_number,
    list_similar_ids,
    normalise_taxpayer,
    read_taxpayer,
)
from bot.rules.importing.phones import read_phone
from bot.rules.message_text.refs import read_ref


def read_person(ref: str, taxpayer: str, phone: str) -> TypedPerson:
    """Read what was typed, as the import of a file reads it. Raises BadInput; its field is ref, taxpayer or phone.

    Nothing is guessed: a 受付番号 with a wrong check digit, or one beside something else, is refused.
    """
    if ref.strip():
        if taxpayer.strip() or phone.strip():
            raise BadInput("person_twice", "ref")
        found = read_ref(ref)
        if found is None:
            raise BadInput("ref_mistyped", "ref")
        return TypedPerson(found)
    if find_personal_number([taxpayer], frozenset()) is not None:
        raise BadInput("personal_number_typed", "taxpayer")
    found_id = _read_taxpayer(taxpayer)
    person = TypedPerson(
        ref=None,
        taxpayer=None if found_id is None else normalise_taxpayer(found_id),
        phone=_read_phone(phone),
        similar_ids=() if found_id is None else tuple(list_similar_ids(found_id)),
    )
    if person.taxpayer is None and person.phone is None:
        raise BadInput("person_missing", "ref")
    return person


def _read_taxpayer(text: str) -> str | None:
    if not text.strip():
        return None
    found = read_taxpayer(text.strip())
    if isinstance(found, Rejected):
        raise BadInput("taxpayer_unreadable", "taxpayer")
    return found


def _read_phone(text: str) -> str | None:
    if not text.strip():
        return None
    found = read_phone(text.strip())
    if isinstance(found, Rejected):
        raise BadInput("phone_unreadable", "phone")
    return found.digits
