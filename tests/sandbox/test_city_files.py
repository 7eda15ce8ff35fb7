"""The sample city's files: they are reproducible, realistic, and agree with the expected counts.

The rows are judged here by a second, simple implementation of the rules: it checks the expected counts, not the bot.
"""

import csv
import json
import re
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from sandbox import city
from sandbox.city.__main__ import build

TODAY = date(2026, 7, 7)
ORDER = (
    *("duplicate_row", "not_mobile", "shared_phone", "excluded_flag", "has_arrears", "not_yet_overdue", "paid"),
    *("promise_open", "too_few_calls"),
)
Line = dict[str, str]


def lines(content: bytes, *, heading: int) -> list[Line]:
    table = list(csv.reader(content.decode("cp932").split("\r\n")))
    return [dict(zip(table[heading], cells, strict=True)) for cells in table[heading + 1 :] if cells]


@pytest.fixture(scope="module")
def listed() -> list[Line]:
    return [line for line in lines(city.files()[0].read_bytes(), heading=2) if line["宛名番号"] != "合計"]


@pytest.fixture(scope="module")
def paid() -> list[Line]:
    return lines(city.files()[1].read_bytes(), heading=0)


@pytest.fixture(scope="module")
def expected() -> Any:
    return json.loads((city.data() / city.EXPECTED).read_text("utf-8"))


def to_digits(cell: str) -> str:
    """Return the number in a cell as it is dialled in Japan."""
    number = re.sub(r"\D", "", unicodedata.normalize("NFKC", cell))
    if cell.startswith("+81"):
        return "0" + number[2:]
    return number if number.startswith("0") else "0" + number


def read_date(cell: str) -> date | None:
    if not cell:
        return None
    year, month, number = (int(part) for part in re.findall(r"\d+", cell))
    return date(year + 2018 if year < 100 else year, month, number)


def read_yen(line: Line) -> int:
    return int(re.sub(r"\D", "", line["未納額"]))


def without_rejected(listed: list[Line]) -> list[Line]:
    return [line for line in listed if line["電話番号"] != "不明" and line["納期限"] != "R8.2.30"]


def is_mobile(line: Line) -> bool:
    return re.fullmatch(r"0[6-9]0[1-9]\d{7}", to_digits(line["電話番号"])) is not None


def is_a_month_overdue(line: Line) -> bool:
    due = read_date(line["納期限"])
    assert due is not None
    # No due date of the city falls on a day that the next month lacks, so that clipping is not needed.
    return date(due.year + due.month // 12, due.month % 12 + 1, due.day) <= TODAY


def judge(listed: list[Line]) -> Counter[str]:
    rows = without_rejected(listed)
    holders: dict[str, set[str]] = {}
    people: dict[str, list[Line]] = {}
    for line in rows:
        holders.setdefault(to_digits(line["電話番号"]), set()).add(line["宛名番号"])
        people.setdefault(line["宛名番号"], []).append(line)
    seen: set[tuple[str, ...]] = set()
    verdicts: Counter[str] = Counter()
    for line in rows:
        key = (line["宛名番号"], line["税目"], line["相当年度"], line["期別"])
        own = people[line["宛名番号"]]
        reasons = {
            "duplicate_row": key in seen,
            "not_mobile": not any(map(is_mobile, own)),
            "shared_phone": len(holders[to_digits(line["電話番号"])]) > 1,
            "excluded_flag": line["除外区分"] not in ("", "0", "なし", "転出"),
            "has_arrears": any(other["現滞区分"] != "現年" for other in own),
            "not_yet_overdue": not is_a_month_overdue(line),
            "paid": read_yen(line) == 0,
            "promise_open": any((read_date(other["納付約束日"]) or date.min) >= TODAY for other in own),
            "too_few_calls": max(int(other["架電回数"]) for other in own) < 2,
        }
        seen.add(key)
        verdicts[next((reason for reason in ORDER if reasons[reason]), "messaged")] += 1
    return verdicts


def find_recipients(listed: list[Line]) -> dict[str, str]:
    """Return the recipients with their numbers: people with a row for which no reason applies."""
    alone: dict[str, list[Line]] = {}
    for line in without_rejected(listed):
        alone.setdefault(line["宛名番号"], []).append(line)
    shared = Counter(to_digits(own[0]["電話番号"]) for own in alone.values())
    return {
        taxpayer: to_digits(own[0]["電話番号"])
        for taxpayer, own in alone.items()
        if shared[to_digits(own[0]["電話番号"])] == 1 and judge(own)["messaged"]
    }


def test_the_files_can_be_made_again_byte_for_byte() -> None:
    for name, content in build().items():
        assert (city.data() / name).read_bytes() == content, f"{name}: run python -m sandbox.city"


def test_the_list_has_the_format_of_a_core_system() -> None:
    content = city.files()[0].read_bytes()
    text = content.decode("cp932")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert text.startswith("納付案内対象者一覧")
    assert text.splitlines()[-1].startswith("合計,")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_the_list_has_no_names_and_the_list_for_practising_the_refusal_has(listed: list[Line]) -> None:
    assert "氏名" not in listed[0]
    with_names = lines((city.data() / city.WITH_NAMES).read_bytes(), heading=0)
    assert all(line["氏名"] for line in with_names)
    assert [{**line, "氏名": ""} for line in with_names] == [{**line, "氏名": ""} for line in listed[: len(with_names)]]


def test_every_row_has_its_expected_result(listed: list[Line], expected: Any) -> None:
    verdicts = judge(listed)
    assert verdicts.pop("messaged") == expected["targets"]["accepted"]
    assert verdicts == expected["targets"]["excluded"]
    assert len(listed) == expected["targets"]["rows"]
    assert len(listed) - len(without_rejected(listed)) == sum(expected["targets"]["rejected"].values()) == 2
    assert len(find_recipients(listed)) == expected["targets"]["recipients"]
    assert 500 <= expected["targets"]["recipients"] <= 560


def test_every_correction_is_counted_once_a_row(listed: list[Line], expected: Any) -> None:
    rows = without_rejected(listed)
    assert expected["targets"]["corrected"] == {
        "amount_formatted": sum(not line["未納額"].isdigit() for line in rows),
        "date_era": sum(line["納期限"][0] in "R令" for line in rows),
        "phone_fullwidth": sum(not line["電話番号"].isascii() for line in rows),
        "phone_plus81": sum(line["電話番号"].startswith("+81") for line in rows),
        "phone_zero_restored": sum(line["電話番号"][0] in "6789" for line in rows),
    }


def test_every_number_is_in_the_numbering_plan(listed: list[Line]) -> None:
    kinds: Counter[int] = Counter()
    for number in {to_digits(line["電話番号"]) for line in without_rejected(listed)}:
        parsed = phonenumbers.parse(number, "JP")
        assert phonenumbers.is_valid_number(parsed), number[:3]
        kinds[phonenumbers.number_type(parsed)] += 1
    assert set(kinds) == {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP}


def test_a_realistic_share_of_the_numbers_fails(listed: list[Line], expected: Any) -> None:
    endings = Counter(int(number[-2:]) for number in find_recipients(listed).values())
    failing = {ending: count for ending, count in endings.items() if 80 <= ending <= 92}
    assert set(failing) == set(range(80, 93))
    assert 0.05 < sum(failing.values()) / endings.total() < 0.13
    assert expected["outcomes"] == {
        "delivered": endings.total() - sum(failing.values()),
        "undelivered": sum(failing.values()) - failing[92],
        "never_answered": failing[92],
    }


def test_the_payments_are_those_of_the_week_after(listed: list[Line], paid: list[Line], expected: Any) -> None:
    assert {line["納付日"] for line in paid} <= {f"202607{number:02d}" for number in range(7, 12)}
    assert {line["収納日"] for line in paid} == {"20260709", "20260710", "20260713"}
    assert all(line["納付日"] < line["収納日"] for line in paid)
    assert {line["納付区分"] for line in paid} == {"コンビニ速報", "コンビニ確報", "口座振替", "窓口", "eLTAX"}
    assert expected["payments"]["as_of"] == "2026-07-13"


def test_every_payment_has_its_expected_result(listed: list[Line], paid: list[Line], expected: Any) -> None:
    owed = {
        (line["宛名番号"], line["税目"], f"R{line['相当年度'][2:]}", line["期別"]): read_yen(line)
        for line in without_rejected(listed)
    }
    results: Counter[str] = Counter()
    payers: set[str] = set()
    recipients = find_recipients(listed)
    for place, line in enumerate(paid):
        key = (line["整理番号"], line["税目"], line["年度"], line["期別"])
        is_result = {
            "rejected": not line["金額"].isdigit(),
            "reversals": bool(line["取消区分"]),
            "repeated": line["納付区分"] == "コンビニ確報",
            "applied": key in owed,
            "doubtful": any(line["整理番号"] == known[0] for known in owed),
        }
        result = next((name for name, holds in is_result.items() if holds), "unmatched")
        results[result] += 1
        if result == "applied":
            assert 0 < int(line["金額"]) <= owed[key]
            payers |= {line["整理番号"]} & recipients.keys()
        if result == "repeated":
            same = {"収納日": "", "納付区分": ""}
            assert {**line, **same} in [{**other, **same} for other in paid[:place]]
        if result == "reversals":
            assert {**line, "収納日": "", "取消区分": ""} in [{**other, "収納日": ""} for other in paid[:place]]
            payers -= {line["整理番号"]}
    known = {name: count for name, count in expected["payments"].items() if name in results}
    assert results == {**known, "rejected": 1}
    assert expected["payments"]["rejected"] == {"bad_amount": 1}
    assert expected["payments"]["rows"] == len(paid)
    reached = {taxpayer for taxpayer in payers if not 80 <= int(recipients[taxpayer][-2:]) <= 92}
    assert expected["payments"]["paid_after_sms"] == len(reached)
