"""The network of a message as each provider names it, or none."""

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
