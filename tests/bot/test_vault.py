import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import NAME_BOX, PHONE_BOX, BadKey, Vault, WrongKey, decode_outer_key, make_outer_key

OUTER, OTHER = b"o" * 32, b"x" * 32
VAULT = Vault.create()


PLACE = PHONE_BOX + b"t" * 32 + b"p" * 32


@given(text=st.text())
def test_an_encrypted_value_is_decrypted_again(text: str) -> None:
    assert VAULT.decrypt(PLACE, VAULT.encrypt(PLACE, text)) == text


def test_equal_values_have_equal_hashes_and_different_encryptions() -> None:
    assert VAULT.hash_value("phone", "09012345678") == VAULT.hash_value("phone", "09012345678")
    assert len(VAULT.hash_value("phone", "09012345678")) == 32
    first, second = VAULT.encrypt_values([(PLACE, "09012345678")] * 2)
    assert first != second


@given(kind=st.sampled_from(("phone", "taxpayer")), key=st.binary(min_size=32, max_size=32), texts=st.lists(st.text()))
def test_hashes_are_hmac_sha256_of_the_kind_and_the_value(kind: str, key: bytes, texts: list[str]) -> None:
    expected = [hmac.digest(key, f"{kind}\0{text}".encode(), hashlib.sha256) for text in texts]
    assert Vault(b"s" * 32, key).hash_values(kind, texts) == expected


def test_values_of_different_kinds_and_files_do_not_match() -> None:
    found = {VAULT.hash_value("phone", "1"), VAULT.hash_value("taxpayer", "1"), Vault.create().hash_value("phone", "1")}
    assert len(found) == 3


def test_an_encrypted_value_opens_only_unchanged_and_with_its_own_context() -> None:
    box = VAULT.encrypt(PLACE, "09012345678")
    harmed = [box[:-1], box + b"\0", b"", box[:12], bytes([box[0] ^ 1]) + box[1:], box[:-1] + bytes([box[-1] ^ 1])]
    for wrong in harmed:
        with pytest.raises(WrongKey):
            VAULT.decrypt(PLACE, wrong)
    for place in (NAME_BOX + PLACE[len(PHONE_BOX) :], PHONE_BOX + b"x" * 64, b""):
        with pytest.raises(WrongKey):
            VAULT.decrypt(place, box)
    with pytest.raises(WrongKey):
        Vault.create().decrypt(PLACE, box)


def test_the_inner_keys_are_unwrapped_only_with_the_outer_key() -> None:
    wrapped = VAULT.wrap(OUTER)
    assert Vault.unwrap(wrapped, OUTER) == VAULT
    for outer, bad in ((OTHER, wrapped), (OUTER, wrapped[:-1]), (OUTER, b"")):
        with pytest.raises(WrongKey):
            Vault.unwrap(bad, outer)
    assert Vault.unwrap(Vault.unwrap(wrapped, OUTER).wrap(OTHER), OTHER) == VAULT


def test_a_new_outer_key_can_be_decoded_again() -> None:
    assert len(decode_outer_key(make_outer_key())) == 32
    assert make_outer_key() != make_outer_key()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "鍵" * 44,
        base64.urlsafe_b64encode(b"k" * 31).decode(),
        base64.urlsafe_b64encode(b"k" * 33).decode(),
        "a",
    ],
)
def test_a_text_that_is_no_key_raises_bad_key(text: str) -> None:
    with pytest.raises(BadKey):
        decode_outer_key(text)


def test_repr_contains_no_key() -> None:
    shown = repr(VAULT)
    assert repr(VAULT.sealing)[2:-1] not in shown
    assert repr(VAULT.lookup)[2:-1] not in shown
