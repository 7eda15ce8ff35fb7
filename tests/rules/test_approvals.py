from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.model.access import Actor, Role
from bot.model.campaigns import ChangedPart
from bot.model.policy import Policy
from bot.rules.approvals import (
    ApprovalTerms,
    Deputy,
    compute_fingerprint,
    count_needed_approvals,
    decides_as_supervisor,
    find_changed_part,
    find_decision_refusal,
    find_reminder_time,
    find_role_refusal,
    hash_messages,
    read_deputies,
    write_terms,
)
from bot.rules.hours import read_hours
from bot.screens.samples.campaigns import make_campaign

WEEKDAYS: tuple[object, ...] = ((time(9), time(16)), frozenset({date(2026, 7, 11), date(2026, 8, 1)}))
TERMS = ApprovalTerms(
    campaign=1,
    submission=1,
    intent="call_back",
    texts={"ja": "{city} {phone}"},
    fields={"city": "三郷市", "phone": "048-930-7722"},
    provider="karaden",
    billing=(70, 66, None),
    not_before=None,
    windows=WEEKDAYS,
    policy={"min_calls": 2},
    units=2,
    yen=24,
)
MESSAGES = [(b"p" * 32, b"t" * 32, "1", "one", "send"), (b"q" * 32, b"u" * 32, "2", "two", "send")]
MARK = compute_fingerprint(write_terms(TERMS), hash_messages(MESSAGES))


def test_the_same_campaign_has_the_same_fingerprint() -> None:
    assert compute_fingerprint(write_terms(replace(TERMS)), hash_messages(iter(list(MESSAGES)))) == MARK
    assert len(MARK) == 64
    assert find_changed_part(write_terms(TERMS), write_terms(replace(TERMS))) is None


def test_sets_are_written_in_one_order_and_unknown_values_are_refused() -> None:
    days = frozenset(date(2026, month, day) for month in range(1, 13) for day in range(1, 28))
    assert write_terms(replace(TERMS, windows=(days,))) == write_terms(
        replace(TERMS, windows=(frozenset(sorted(days)),))
    )
    with pytest.raises(TypeError):
        write_terms(replace(TERMS, windows=(object(),)))


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"campaign": 2}, None),
        ({"submission": 2}, None),
        ({"texts": {"ja": "{city}"}}, ChangedPart.TEXT),
        ({"texts": {"ja": "{city} {phone}", "en": "…"}}, ChangedPart.TEXT),
        ({"fields": {"city": "三郷市", "phone": "048-000-0000"}}, ChangedPart.TEXT),
        ({"provider": "dry_run"}, ChangedPart.PROVIDER),
        ({"not_before": datetime(2026, 7, 8, tzinfo=UTC)}, ChangedPart.SCHEDULE),
        ({"windows": ((time(9), time(20)),)}, ChangedPart.SCHEDULE),
        ({"intent": "letter_posted"}, ChangedPart.RULES),
        ({"policy": {"min_calls": 1}}, ChangedPart.RULES),
        ({"billing": (160, 153, None)}, ChangedPart.COST),
        ({"units": 3}, ChangedPart.COST),
        ({"yen": 25}, ChangedPart.COST),
    ],
)
def test_a_change_of_the_terms_changes_the_fingerprint_and_is_named(
    changed: dict[str, Any], part: ChangedPart | None
) -> None:
    terms = write_terms(replace(TERMS, **changed))
    assert compute_fingerprint(terms, hash_messages(MESSAGES)) != MARK
    assert find_changed_part(write_terms(TERMS), terms) is part


@pytest.mark.parametrize(
    "messages",
    [
        MESSAGES[:1],
        MESSAGES[::-1],
        [*MESSAGES, MESSAGES[0]],
        [MESSAGES[0], (b"r" * 32, b"u" * 32, "2", "two", "send")],
        [MESSAGES[0], (b"q" * 32, b"v" * 32, "2", "two", "send")],
        [MESSAGES[0], (b"q" * 32, b"u" * 32, "3", "two", "send")],
        [MESSAGES[0], (b"q" * 32, b"u" * 32, "2", "tow", "send")],
        [MESSAGES[0], (b"q" * 32, b"u" * 32, "2", "two", "withheld")],
        [(b"p" * 32, b"t" * 32, "1", "one", "send" + "q" * 32), (b"", b"u" * 32, "2", "two", "send")],
    ],
)
def test_a_change_of_the_messages_changes_the_fingerprint(messages: list[tuple[bytes, bytes, str, str, str]]) -> None:
    assert compute_fingerprint(write_terms(TERMS), hash_messages(messages)) != MARK


@pytest.mark.parametrize(
    ("person", "author", "editor", "uploader", "decider", "code"),
    [
        ("A", "A", None, "U", None, "author_cannot_approve"),
        ("A", "A", "E", "U", None, "author_cannot_approve"),
        ("E", "A", "E", "U", None, "editor_cannot_approve"),
        ("U", "A", None, "U", None, "uploader_cannot_approve"),
        ("A", "A", "A", "A", "A", "author_cannot_approve"),
        ("D", "A", "E", "U", "D", "decider_cannot_approve"),
        ("C", "A", "E", "U", "D", None),
        ("C", "A", None, None, None, None),
    ],
)
def test_author_last_editor_uploader_and_decider_may_not_approve(
    person: str, author: str, editor: str | None, uploader: str | None, decider: str | None, code: str | None
) -> None:
    campaign = replace(make_campaign(), author=author, editor=editor, uploader=uploader, decider=decider)
    assert find_decision_refusal(person, campaign) == code


DAYS = (date(2026, 12, 28), date(2027, 1, 5))


@pytest.mark.parametrize(
    ("text", "deputies"),
    [
        ("", ()),
        ("U123:2026-12-28..2027-01-05", (Deputy("U123", *DAYS),)),
        (
            " U123:2026-12-28..2027-01-05 ,W9:2026-07-07, ",
            (Deputy("U123", *DAYS), Deputy("W9", date(2026, 7, 7), date(2026, 7, 7))),
        ),
    ],
)
def test_deputies_are_read_with_their_days(text: str, deputies: tuple[Deputy, ...]) -> None:
    assert read_deputies(text) == deputies


@pytest.mark.parametrize(
    "text",
    [
        *("U123", "U123:", "U123:2026-12-28..", "U123:2027-01-05..2026-12-28", "U123:2026-02-30", "X1:2026-12-28"),
        *("U123:2026-12-28-2027-01-05", "U123:12-28..01-05", "U123:２０２６-12-28", "U123:2026-12-28;U2:2026-12-28"),
    ],
)
def test_a_deputy_who_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_deputies(text)


SUPERVISOR, IN_ONE_ONLY = frozenset({Role.SUPERVISOR}), "supervisor_in_one_only"


@pytest.mark.parametrize(
    ("roles", "decides", "day", "code"),
    [
        (SUPERVISOR, True, date(2026, 12, 27), None),
        (SUPERVISOR, False, date(2026, 12, 27), IN_ONE_ONLY),
        (SUPERVISOR, False, date(2026, 12, 28), None),
        (frozenset({Role.DEPUTY}), True, date(2026, 12, 27), "deputy_not_today"),
        (frozenset({Role.DEPUTY}), True, date(2026, 12, 28), None),
        (frozenset({Role.DEPUTY}), True, date(2027, 1, 5), None),
        (frozenset({Role.DEPUTY}), True, date(2027, 1, 6), "deputy_not_today"),
    ],
)
def test_supervisors_decide_and_deputies_on_their_days(
    roles: frozenset[Role], day: date, code: str | None, *, decides: bool
) -> None:
    actor = Actor("U123", roles, "ja", decides=decides)
    assert find_role_refusal(actor, (Deputy("U123", *DAYS), Deputy("U9", *DAYS)), day) == code
    assert decides_as_supervisor(actor) is (roles == SUPERVISOR and decides)


HOURS = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00")


@pytest.mark.parametrize(
    ("submitted", "hours", "reminded"),
    [
        ("2026-07-07T10:00", 48, "2026-07-08T14:00"),  # Tuesday to Thursday 10:00: an hour on that day, three before
        ("2026-07-07T16:30", 1, "2026-07-07T16:45"),
        ("2026-07-07T09:00", 8, "2026-07-07T13:00"),
        ("2026-07-07T13:00", 4, "2026-07-07T15:00"),
        ("2026-07-10T16:00", 48, "2026-07-10T16:30"),  # a Friday: only an hour is left until Sunday
        ("2026-07-10T16:00", 65, "2026-07-10T16:30"),  # until Monday 9:00
        ("2026-07-10T16:00", 70, "2026-07-13T11:00"),  # until Monday 14:00: half of six hours
        ("2026-07-10T17:00", 48, None),
        ("2026-07-19T10:00", 47, None),  # a Sunday, and a holiday until 9:00
    ],
)
def test_a_reminder_comes_while_the_office_is_open_and_some_time_is_left(
    submitted: str, hours: int, reminded: str | None
) -> None:
    asked = datetime.fromisoformat(f"{submitted}+09:00")
    found = find_reminder_time(HOURS, asked, asked + timedelta(hours=hours))
    assert found == (None if reminded is None else datetime.fromisoformat(f"{reminded}+09:00"))


@pytest.mark.parametrize(("recipients", "people"), [(0, 1), (3000, 1), (3001, 2), (100_000, 2)])
def test_two_people_must_approve_above_the_limit(recipients: int, people: int) -> None:
    assert count_needed_approvals(recipients, Policy()) == people
