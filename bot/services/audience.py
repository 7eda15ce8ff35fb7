"""The recipients of a text to a list, and its cost, as of now; preview and submission use the same functions."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from bot.model.campaigns import Intent
from bot.model.drafts import TextEstimate
from bot.model.followups import FollowUpKind
from bot.model.lists import TargetList
from bot.model.reasons import Excluded
from bot.rules import eligibility
from bot.rules.eligibility import EligibilityFacts, JudgementBasis, NeededFacts
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.text import SAMPLE_DAY, TextField, format_day, render_text
from bot.rules.message_text.units import count_characters, count_units
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Change, Read
from bot.settings.declared import City
from bot.store import eligibility_facts, imported_files, incidents, lists, messages, unsent_messages
from bot.store.eligibility_facts import Person, RawFacts

_MAX_CACHED = 20_000
_LONGEST_DAY = date(2026, 12, 31)
_MADE_UP = "9876543210"
"""Digits of a 受付番号 that is nobody's."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The ids of the recipients, and the number of people who are left out, by reason.

    `debts`: of a recipient some of whose rows are excluded, the lines of the others, which a message is about.
    `basis`: on which they were judged. `promised`: for a reminder of promises, the promised day of each recipient.
    """

    recipients: tuple[int, ...]
    left_out: Mapping[Excluded, int]
    debts: Mapping[int, tuple[int, ...]]
    basis: JudgementBasis
    promised: Mapping[int, date] = field(default_factory=dict)


class Verdict(NamedTuple):
    """Why each row of a person is excluded (`rows` is empty if none is), and why the person is, if all rows are."""

    rows: tuple[Excluded | None, ...]
    excluded: Excluded | None


def make_basis(
    context: ServiceContext, unit: Read, columns: frozenset[str], intent: Intent | FollowUpKind
) -> JudgementBasis:
    """Return the basis for judging people now: settings, columns, intent and time."""
    return JudgementBasis(
        context.settings.policy, columns | _columns_from_files(unit), intent, unit.now.astimezone(JST).date(), unit.now
    )


def find_unjudged(context: ServiceContext, unit: Read, columns: frozenset[str], intent: Intent) -> tuple[Excluded, ...]:
    """Return the rules that cannot be judged: neither these columns nor the city's other files have the data."""
    return eligibility.find_unjudged_rules(columns | _columns_from_files(unit), intent, context.settings.policy)


def _columns_from_files(unit: Read) -> frozenset[str]:
    """Return the columns that a list does not need, because the city sent their data in other files."""
    files = {"calls": imported_files.CALLS, "excluded": imported_files.EXCLUSIONS}
    return frozenset(
        column for column, kind in files.items() if imported_files.find_newest_day(unit.db, kind) is not None
    )


def find_audience(
    context: ServiceContext,
    unit: Read,
    target: TargetList,
    intent: Intent,
    *,
    rest_of: int | None = None,
    correction_of: int | None = None,
) -> Audience:
    """Judge every person of a list.

    With `rest_of` only those to whom this stopped campaign sent nothing; with `correction_of` only those to whom the
    campaign of this incident sent a message. A correction is for nobody who has had one: no gap of days is between.
    """
    chosen = _find_chosen(unit, rest_of, correction_of)
    is_correction = intent is Intent.CORRECTION
    corrected = unsent_messages.list_corrected(unit.db, target.id, correction_of) if is_correction else set()
    left: list[int] = []
    out: Counter[Excluded] = Counter()
    debts: dict[int, tuple[int, ...]] = {}
    promised: dict[int, date] = {}
    basis = make_basis(context, unit, target.columns, intent)
    for person, verdict in judge_list(unit, target.id, basis):
        if chosen is not None and person.recipient_id not in chosen:
            continue
        if verdict.excluded is None and person.recipient_id in corrected:
            out[Excluded.NOT_AFFECTED] += 1
        elif verdict.excluded is None:
            left.append(person.recipient_id)
            if intent is Intent.PROMISE_NEAR and (day := _find_promised_day(unit, person)):
                promised[person.recipient_id] = day
            if verdict.rows:
                rows = zip(person.lines, verdict.rows, strict=True)
                debts[person.recipient_id] = tuple(line for line, reason in rows if reason is None)
        else:
            out[verdict.excluded] += 1
    return Audience(tuple(left), dict(out), debts, basis, promised)


def _find_promised_day(unit: Read, person: Person) -> date | None:
    """Find the day that a person has promised next, from the facts that the claim will read."""
    if person.has_others:
        return eligibility_facts.get_facts(unit.db, person.recipient_id, unit.now).promised_on
    return eligibility_facts.make_facts(person).promised_on


def list_facts(unit: Read, list_id: int, recipients: Collection[int]) -> Iterator[EligibilityFacts]:
    """Yield the facts of these recipients of a list in the order of the file, each with all that is known."""
    wanted = frozenset(recipients)
    for person in eligibility_facts.list_people(unit.db, list_id, unit.now, NeededFacts(sums=True, ages=True)):
        if person.recipient_id in wanted:
            yield (
                eligibility_facts.get_facts(unit.db, person.recipient_id, unit.now)
                if person.has_others
                else eligibility_facts.make_facts(person)
            )


def _find_chosen(unit: Read, rest_of: int | None, correction_of: int | None) -> set[int] | None:
    """Return the recipients to whom a campaign is limited; None: it is for everybody on its list."""
    if correction_of is not None:
        return incidents.list_to_correct(unit.db, correction_of)
    return None if rest_of is None else unsent_messages.list_unsent(unit.db, rest_of)


def judge_list(unit: Read, list_id: int, basis: JudgementBasis) -> Iterator[tuple[Person, Verdict]]:
    """Yield every person of a list with the verdict. Equal facts, which most of a list has, are judged once."""
    same: dict[RawFacts, Verdict] = {}
    for person in eligibility_facts.list_people(unit.db, list_id, unit.now, eligibility.find_needed_facts(basis)):
        if person.has_others:  # facts about other people with the same number count, too
            yield person, _judge_person(eligibility_facts.get_facts(unit.db, person.recipient_id, unit.now), basis)
            continue
        verdict = same.get(person.facts)
        if verdict is None:
            verdict = _judge_person(eligibility_facts.make_facts(person), basis)
            if len(same) < _MAX_CACHED:
                same[person.facts] = verdict
        yield person, verdict


def _judge_person(facts: EligibilityFacts, basis: JudgementBasis) -> Verdict:
    rows = eligibility.judge_rows(facts, basis)
    excluded = None
    if not eligibility.is_eligible(rows):
        imported = {row.line for row in facts.instalments if not row.is_left_out}
        excluded = eligibility.choose_reason(eligibility.select_debts(rows, imported))
    return Verdict(tuple(rows.values()) if any(rows.values()) else (), excluded)


class HasCity(Protocol):
    """Has the city and the office that texts name."""

    @property
    def city(self) -> City:
        """The city and the office."""
        ...


def fill_values(
    context: HasCity, ref: str, *, promised_on: date | None = None, letter_on: date | None = None
) -> dict[TextField, str]:
    """Return the values of a text's fields for the recipient with this 受付番号 (`ref`).

    A field whose day is None has no value.
    """
    city = context.city
    days = {TextField.PROMISE_DATE: promised_on, TextField.LETTER_DATE: letter_on}
    return {
        **{field: format_day(day) for field, day in days.items() if day is not None},
        TextField.REF: ref,
        TextField.CITY: city.name,
        TextField.DESK: city.desk,
        TextField.PHONE: city.phone,
        TextField.HOURS: city.hours,
    }


def fill_longest(context: HasCity, longest_ref: str) -> dict[TextField, str]:
    """Return the values of a text's fields at their longest."""
    return fill_values(context, longest_ref, promised_on=_LONGEST_DAY, letter_on=_LONGEST_DAY)


def render_message(
    context: ServiceContext, body: str, ref: str, *, promised_on: date | None = None, letter_on: date | None = None
) -> str:
    """Return the text for one recipient. Raises UnknownField, also if it names a day and the recipient has none."""
    return render_text(body, fill_values(context, ref, promised_on=promised_on, letter_on=letter_on))


def render_sample(context: ServiceContext, body: str, ref: str, letter_on: date | None = None) -> str:
    """Return the text for nobody in particular: a promised day stands as ○月○日. Raises UnknownField."""
    days = {TextField.PROMISE_DATE: SAMPLE_DAY, TextField.LETTER_DATE: SAMPLE_DAY}
    return render_text(body, {**days, **fill_values(context, ref, letter_on=letter_on)})


def hash_text(text: str) -> str:
    """Return the hash by which the claim checks that a text is still the approved one: settings fill its fields."""
    return hashlib.sha256(text.encode()).hexdigest()


def estimate_texts(
    context: ServiceContext, unit: Read, body: str, people: Audience, letter_on: date | None = None
) -> TextEstimate:
    """Return what the texts would be and cost if the draft were submitted now. Raises UnknownField."""
    first = messages.get_next_number(unit.db)
    if not people.recipients:
        text = render_sample(context, body, _MADE_UP[: len(make_ref(first))], letter_on)
        return TextEstimate(text, text, {})
    # Texts differ only in the 受付番号, whose digits all cost the same, and in the promised day: one of each will do.
    kinds = Counter(
        (len(make_ref(number)), people.promised.get(recipient))
        for number, recipient in enumerate(people.recipients, start=first)
    )
    texts = {
        (length, day): render_message(context, body, _MADE_UP[:length], promised_on=day, letter_on=letter_on)
        for length, day in kinds
    }
    by_units: Counter[int] = Counter()
    for kind, count in kinds.items():
        by_units[count_units(texts[kind], context.provider.terms)] += count
    longest, shortest = (choose(texts.values(), key=count_characters) for choose in (max, min))
    return TextEstimate(longest, shortest if len(shortest) < len(longest) else longest, dict(sorted(by_units.items())))


def judge_and_store(context: ServiceContext, unit: Change, list_id: int) -> None:
    """Store why each row of a list is excluded, as of now."""
    basis = make_basis(context, unit, lists.get_columns(unit.db, list_id), Intent.CALL_BACK)
    reasons = [
        (line, reason)
        for person, verdict in judge_list(unit, list_id, basis)
        for line, reason in zip(person.lines, verdict.rows)  # noqa: B905 - without an exclusion, there are no rows
        if reason is not None
    ]
    lists.store_reasons(unit.db, list_id, reasons)
