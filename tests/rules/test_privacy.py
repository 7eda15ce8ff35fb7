"""Numbers are found in every format; the usual contents of Slack's payloads are accepted."""

import contextlib
import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.privacy import Leak, LeakKind, check_payload, find_leaks, is_personal_number, scrub

NUMBERS = [
    *("09012345678", "電話は090-1234-5678です", "０９０－１２３４－５６７８", "①０９０ー１２３４ー５６７８"),
    *("②090‑1234‑5678", "０９０　１２３４　５６７８", "090.1234.5678", "090-12345678", "0901-234-5678"),
    *("+81 90-1234-5678", "+819012345678", "+81(0)90-1234-5678", "0081 90 1234 5678", "819012345678"),
    *("9012345678", "9012345678.0", "90-1234-5678", "(03)1234-5678", "03（1234）5678", "0480-12-3456", "0480123456"),
    *("048-0001234", "048−000−9999", "04992-1-2345", "0120-123-456", "0800-123-4567", "050 1234 5678"),
    *("tel:+81480001234", "TEL048-000-9999", "<tel:09012345678|電話>", "2026-07-07 09012345678", "1行目\\n09012345678"),
    *("81-90-1234-5678", "+8613812345678"),
]
HARMLESS = [
    *("090-****-1234", "1720310400.000100", "p1720310400000100", "1720310400", "1720310400123"),
    *("7334522460.738474920.8088930838d88f008e0", "U0123456789", "C0901234567", "F0901234567", "受付番号 0901234"),
    *("0901234 5678", "01234 56789", "048012 3456", "2026-07-07 09:00", "2026-06-30 2026-07-01"),
    *("2026-07-07T09:00:00.012345+09:00", "令和8年7月7日 10:00-16:00", "20260707-090000", "list_202607070900.csv"),
    *("12,345,678,901円", "8012345678円", "¥8012345678", "0.9012345678", "0.0312345678", "123456789012"),
    *("1234-5678-9012", "https://files.slack.com/files-pri/T0123-F0123/7012345678/targets.csv"),
]
PERSONAL = "123456789018"


@pytest.mark.parametrize("text", NUMBERS)
def test_a_full_number_is_found_in_every_format(text: str) -> None:
    assert [place.kind for place in find_leaks(text)] == [LeakKind.PHONE]
    assert "***" in scrub(text)
    assert not find_leaks(scrub(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_not_found(text: str) -> None:
    assert find_leaks(text) == []
    assert scrub(text) == text


@pytest.mark.parametrize("text", [PERSONAL, "1234-5678-9018", "1234 5678 9018", "番号１２３４５６７８９０１８。"])
def test_a_personal_number_is_found(text: str) -> None:
    assert [place.kind for place in find_leaks(text)] == [LeakKind.PERSONAL_NUMBER]


def test_check_digits_of_personal_numbers_are_computed_correctly() -> None:
    right = [number for number in range(100_000_000_000, 100_000_000_300) if is_personal_number(f"{number:012d}")]
    assert len(right) == 30
    assert is_personal_number("000000000060")
    assert not is_personal_number("000000000061")


@pytest.mark.parametrize(
    "written", ["048-000-0123", "0480000123", "(048)000-0123", "+81 48-000-0123", "０４８－０００－０１２３"]
)
def test_the_allowed_number_of_the_office_is_accepted_in_every_format(written: str) -> None:
    text = f"みさと野市収納課です。{written}受付番号1234 送信専用"
    assert find_leaks(text)
    assert find_leaks(text, frozenset({"048-000-0123"})) == []


def test_an_allowed_number_does_not_hide_another() -> None:
    text = "048-000-0123 または 090-1234-5678"
    (place,) = find_leaks(text, frozenset({"048-000-0123"}))
    assert text[place.start : place.end] == "090-1234-5678"


def test_scrubbing_replaces_only_the_number() -> None:
    assert scrub("連絡先：０９０－１２３４－５６７８（昼）、048-000-9999") == "連絡先：***（昼）、***"


def test_a_nested_value_of_a_payload_is_checked() -> None:
    payload = {"blocks": [{"type": "section", "text": {"text": "件数 12"}}, {"fields": [{"text": "090-1234-5678"}]}]}
    with pytest.raises(Leak) as caught:
        check_payload(payload)
    assert caught.value.path == "payload.blocks[1].fields[0].text"
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    "payload",
    [
        {"09012345678": 1},
        ("x", {"y": "09012345678"}),
        {"value": 819012345678},
        {"n": int(PERSONAL)},
        b"09012345678",
        {"private_metadata": json.dumps({"note": "電話09012345678"})},
        {"blocks": json.dumps([{"text": json.dumps({"deep": "番号\u300009012345678"})}])},
    ],
)
def test_a_number_is_found_in_keys_numbers_bytes_and_json_strings(payload: object) -> None:
    with pytest.raises(Leak) as caught:
        check_payload(payload)
    assert "0901234" not in caught.value.path


def test_a_usual_payload_is_accepted() -> None:
    check_payload(
        {
            "channel": "C0901234567",
            "ts": "1720310400.000100",
            "thread_ts": None,
            "unfurl_links": False,
            "trigger_id": "7334522460.738474920.8088930838d88f008e0",
            "client_msg_id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "text": "承認待ち：3,412件 46,800円 受付番号 1234 090-****-1234 048-000-0123",
            "blocks": [
                {"type": "actions", "elements": [{"action_id": "campaign_approve", "value": "7:" + "0" * 64}]},
                {"type": "data_visualization", "chart": {"segments": [{"label": "到達", "value": 9_012_345_678}]}},
                {"type": "context", "elements": [{"text": "<!date^1720310400^{date}|2026-07-07> 73.2 %"}]},
            ],
            "updated": 1720310400,
            "exact": 1720310400.123456,
        },
        frozenset({"048-000-0123"}),
    )


DIGITS = st.text("0123456789", min_size=8, max_size=8)
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=["Nd", "Ll", "Lu", "No"]), max_size=20)
HYPHEN = st.sampled_from(["", "-", " ", "‐", "－", "ー", "−", "　"])


@given(AROUND, st.sampled_from(["060", "070", "080", "090", "050", "020"]), HYPHEN, DIGITS, AROUND)
def test_surrounding_text_does_not_hide_a_mobile_number(
    before: str, prefix: str, gap: str, rest: str, after: str
) -> None:
    number = f"{prefix}{gap}{rest[:4]}{gap}{rest[4:]}"
    text = f"{before}{number}{after}"
    assume(not before.endswith("."))
    assert any(place.start <= len(before) and place.end >= len(before) + len(number) for place in find_leaks(text))
    assert number not in scrub(text)


@given(st.uuids(), st.binary(min_size=8, max_size=64), st.integers(0, 9_999_999))
def test_ids_hashes_and_references_are_not_found(key: uuid.UUID, content: bytes, reference: int) -> None:
    assert find_leaks(f"{key} {hashlib.sha256(content).hexdigest()} 受付番号 {reference:04d}") == []


@given(st.integers(0, 2_000_000_000), st.integers(0, 999_999), st.integers(0, 999_999_999))
def test_times_and_amounts_are_not_found(seconds: int, micros: int, yen: int) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    stamp = f"{1_577_836_800 + seconds % 600_000_000}.{micros:06d}"
    assert find_leaks(f"{stamp} {moment.isoformat()} {yen:,}円 {yen}円 {moment:%Y%m%d%H%M}") == []


@given(st.text(), st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.lists(inner)))
def test_no_payload_raises_another_error(text: str, payload: object) -> None:
    assert not find_leaks(scrub(text))
    with contextlib.suppress(Leak):
        check_payload({text: payload})
