"""The network and the number of a message as each provider names them, or none."""

import pytest

from bot.model.providers import MobileCarrier
from bot.providers.karaden import codes as karaden
from bot.providers.zettai import codes as zettai

KARADEN = {"id": "1", "tags": ["nofu:1"], "status": "done", "result": "done", "sent_result": "received"}
ZETTAI = {"clientTag": "nofu:1", "statusId": 2, "detailedStatusId": None}


@pytest.mark.parametrize(
    ("word", "network"),
    [*((one.value, one) for one in MobileCarrier), *((word, None) for word in ("checking", "unknown", "ahamo", None))],
)
def test_karaden_names_the_network_by_a_word(word: object, network: MobileCarrier | None) -> None:
    receipt = karaden.read_receipt({**KARADEN, "carrier": word})
    assert receipt is not None
    assert receipt.carrier is network


@pytest.mark.parametrize(
    ("code", "network"),
    [
        (101, MobileCarrier.AU),
        (103, MobileCarrier.DOCOMO),
        (105, MobileCarrier.SOFTBANK),
        (106, MobileCarrier.RAKUTEN),
        (999, None),
        (None, None),
    ],
)
def test_zettai_names_the_network_by_a_number(code: object, network: MobileCarrier | None) -> None:
    receipt = zettai.read_receipt({**ZETTAI, "carrierId": code})
    assert receipt is not None
    assert receipt.carrier is network


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("09012345678", "09012345678"),
        ("+819012345678", "09012345678"),
        ("0312345678", None),
        ("+8109012345678", None),
        ("090-1234-5678", None),
        (9012345678, None),
        (None, None),
    ],
)
def test_the_number_of_a_message_is_read_and_never_printed(text: object, number: str | None) -> None:
    for receipt in (
        karaden.read_receipt({**KARADEN, "to": text}),
        zettai.read_receipt({**ZETTAI, "phoneNumber": text}),
    ):
        assert receipt is not None
        assert receipt.to == number
        assert "9012345678" not in repr(receipt)
