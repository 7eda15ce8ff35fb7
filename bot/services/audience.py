"""Who would be messaged by a text to a list, now, and at what cost; the same for preview and submission."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.model.campaigns import Intent
from bot.model.lists import TargetList
from bot.model.reasons import Excluded
from bot.rules import eligibility
from bot.rules.eligibility import EligibilityFacts, JudgementBasis
from bot.rules.message_text.refs import make_ref
from bot.rules.message_text.text import TextField, render_text
from bot.rules.message_text.units import count_units
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Change, Read
from bot.store import eligibility_facts, imported_files, lists, messages
from bot.store.eligibility_facts import Person, RawFacts

_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Audience:
    """The recipients (ids) that are left, and the people kept out by reason."""

    recipients: tuple[int, ...]
    left_out: Mapping[Excluded, int]


class Verdict(NamedTuple):
    """Of each row of a person why it is kept out (none at all, if none is); and of the person, if no row is left."""

    rows: tuple[Excluded | None, ...]
    why_not: Excluded | None


def make_basis(context: ServiceContext, unit: Read, columns: frozenset[str], intent: Intent) -> JudgementBasis:
    """What a judgement at this moment is made by."""
    return JudgementBasis(
        context.settings.policy, columns | _columns_from_files(unit), intent, unit.now.astimezone(JST).date(), unit.now
    )


def find_unjudged(context: ServiceContext, unit: Read, columns: frozenset[str], intent: Intent) -> tuple[Excluded, ...]:
    """The rules that cannot be judged for a list with these columns, and of which the city tells nothing either."""
    return eligibility.find_unjudged_rules(columns | _columns_from_files(unit), intent, context.settings.policy)


def _columns_from_files(unit: Read) -> frozenset[str]:
    """The columns that a list need not have, since the city tells of them in files of their own."""
    files = {"calls": imported_files.CALLS, "excluded": imported_files.EXCLUSIONS}
    return frozenset(
        column for column, kind in files.items() if imported_files.find_newest_day(unit.db, kind) is not None
    )


def find_audience(context: ServiceContext, unit: Read, target: TargetList, intent: Intent) -> Audience:
    """Judge everybody of a list."""
    left: list[int] = []
    out: Counter[Excluded] = Counter()
    for person, verdict in judge_list(unit, target.id, make_basis(context, unit, target.columns, intent)):
        if verdict.why_not is None:
            left.append(person.recipient_id)
        else:
            out[verdict.why_not] += 1
    return Audience(tuple(left), dict(out))


def judge_list(unit: Read, list_id: int, ground: JudgementBasis) -> Iterator[tuple[Person, Verdict]]:
    """Everybody of a list with their verdict. Of whom the same is known, they are judged once: most of a list."""
    same: dict[RawFacts, Verdict] = {}
    for person in eligibility_facts.list_people(unit.db, list_id, unit.now, eligibility.find_needed_facts(ground)):
        if person.chosen:  # what is known of the others of their number counts, too
            yield person, _judge_person(eligibility_facts.get_facts(unit.db, person.recipient_id, unit.now), ground)
            continue
        verdict = same.get(person.facts)
        if verdict is None:
            verdict = _judge_person(eligibility_facts.make_facts(person), ground)
            if len(same) < _MOST_REMEMBERED:
                same[person.facts] = verdict
        yield person, verdict


def _judge_person(of: EligibilityFacts, ground: JudgementBasis) -> Verdict:
    rows = eligibility.judge_rows(of, ground)
    why_not = None if eligibility.is_eligible(rows) else eligibility.choose_reason(rows)
    return Verdict(tuple(rows.values()) if any(rows.values()) else (), why_not)


def fill_values(context: ServiceContext, number: str) -> dict[TextField, str]:
    """What fills a text's fields for the recipient with this 受付番号."""
    city = context.city
    return {
        TextField.REF: number,
        TextField.CITY: city.name,
        TextField.DESK: city.desk,
        TextField.PHONE: city.phone,
        TextField.HOURS: city.hours,
    }


def render_message(context: ServiceContext, body: str, number: str) -> str:
    """The text as one recipient gets it. Raises UnknownField."""
    return render_text(body, fill_values(context, number))


def hash_text(text: str) -> str:
    """By what a text is known again at the claim: the settings fill it, and they may have changed since."""
    return hashlib.sha256(text.encode()).hexdigest()


def estimate_cost(context: ServiceContext, unit: Read, body: str, people: int) -> tuple[int, int]:
    """Units of the longest message, and of all together, if it were submitted now."""
    first = messages.get_next_number(unit.db)
    lengths = Counter(len(make_ref(first + index)) for index in range(max(people, 1)))
    # Texts differ by their 受付番号 alone, and digits are of one width: one text a length stands for all.
    each = {
        length: count_units(render_message(context, body, "0" * length), context.provider.terms) for length in lengths
    }
    return each[max(lengths)], sum(each[length] * count for length, count in lengths.items()) if people else 0


def judge_and_store(context: ServiceContext, unit: Change, list_id: int) -> None:
    """Write down why each row is kept out, as of now."""
    ground = make_basis(context, unit, lists.get_columns(unit.db, list_id), Intent.CALL_BACK)
    reasons = [
        (line, reason)
        for person, verdict in judge_list(unit, list_id, ground)
        for line, reason in zip(person.lines, verdict.rows)  # noqa: B905 - nobody kept out: no rows
        if reason is not None
    ]
    lists.store_reasons(unit.db, list_id, reasons)
