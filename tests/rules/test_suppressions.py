"""What somebody typed to say whom they mean."""

import pytest

from bot.model.errors import BadInput
from bot.model.suppressions import TypedPerson
from bot.rules.message_text.refs import make_ref
from bot.rules.suppressions import read_person

REF = make_ref(123)


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ((REF, "", ""), TypedPerson(REF)),
        ((f" 受付番号 {REF[:2]}-{REF[2:]} ", " ", ""), TypedPerson(REF)),
        (("", "００１００１", ""), TypedPerson(None, "1001")),
        (("", "", "+81 90-1234-5601"), TypedPerson(None, None, "09012345601")),
        (("", "1001", "９０１２３４５６０１"), TypedPerson(None, "1001", "09012345601")),
    ],
)
def test_a_person_is_read_as_files_are(typed: tuple[str, str, str], person: TypedPerson) -> None:
    assert read_person(*typed) == person


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        (("", "", ""), "person_missing", "ref"),
        ((" ", "　", ""), "person_missing", "ref"),
        ((REF[:-1] + str((int(REF[-1]) + 1) % 10), "", ""), "ref_mistyped", "ref"),
        (("09012345601", "", ""), "ref_mistyped", "ref"),
        ((REF, "1001", ""), "person_twice", "ref"),
        (("", "1001、1002", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "1.2E+09", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "000", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "カナリア名前", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "山田3", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "Yamada", ""), "taxpayer_unreadable", "taxpayer"),
        (("", "納税 太郎", "090-1234-5601"), "taxpayer_unreadable", "taxpayer"),
        (("", "123456789018", ""), "personal_number_typed", "taxpayer"),
        (("", "", "090-1234-567"), "phone_unreadable", "phone"),
        (("", "1001", "不明"), "phone_unreadable", "phone"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(typed: tuple[str, str, str], code: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_person(*typed)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_typed_id_or_number_is_in_no_traceback() -> None:
    assert "1001" not in repr(TypedPerson(None, "1001", "09012345601"))
    assert "0901" not in repr(TypedPerson(None, "1001", "09012345601"))
