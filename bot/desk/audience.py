"""Who would be messaged by a text to a list, now, and at what cost; the same for preview and submission."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.desk.act import Deed
from bot.desk.tools import JST, Tools
from bot.rules import eligibility
from bot.rules.eligibility import Basis, Standing
from bot.rules.lists import TargetList
from bot.rules.reasons import Excluded
from bot.rules.refs import ref
from bot.rules.templates import Intent
from bot.rules.text import Field, render
from bot.rules.units import units
from bot.store import data_files, messages, standing
from bot.store.standing import Facts, Person

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


def basis(tools: Tools, deed: Deed, columns: frozenset[str], intent: Intent) -> Basis:
    """What a judgement at this moment is made by."""
    return Basis(tools.policy, columns | _told_of(deed), intent, deed.now.astimezone(JST).date(), deed.now)


def unjudged(tools: Tools, deed: Deed, columns: frozenset[str], intent: Intent) -> tuple[Excluded, ...]:
    """The rules that cannot be judged for a list with these columns, and of which the city tells nothing either."""
    return eligibility.unjudged(columns | _told_of(deed), intent, tools.policy)


def _told_of(deed: Deed) -> frozenset[str]:
    """The columns that a list need not have, since the city tells of them in files of their own."""
    files = {"calls": data_files.CALLS, "excluded": data_files.EXCLUSIONS}
    return frozenset(column for column, kind in files.items() if data_files.as_of(deed.db, kind) is not None)


def of(tools: Tools, deed: Deed, target: TargetList, intent: Intent) -> Audience:
    """Judge everybody of a list."""
    left: list[int] = []
    out: Counter[Excluded] = Counter()
    for person, verdict in judged(deed, target.id, basis(tools, deed, target.columns, intent)):
        if verdict.why_not is None:
            left.append(person.recipient_id)
        else:
            out[verdict.why_not] += 1
    return Audience(tuple(left), dict(out))


def judged(deed: Deed, list_id: int, ground: Basis) -> Iterator[tuple[Person, Verdict]]:
    """Everybody of a list with their verdict. Of whom the same is known, they are judged once: most of a list."""
    same: dict[Facts, Verdict] = {}
    for person in standing.of_list(deed.db, list_id, deed.now, eligibility.matters(ground)):
        if person.chosen:  # what is known of the others of their number counts, too
            yield person, _verdict(standing.of_recipient(deed.db, person.recipient_id, deed.now), ground)
            continue
        verdict = same.get(person.facts)
        if verdict is None:
            verdict = _verdict(standing.standing(person), ground)
            if len(same) < _MOST_REMEMBERED:
                same[person.facts] = verdict
        yield person, verdict


def _verdict(of: Standing, ground: Basis) -> Verdict:
    rows = eligibility.judge(of, ground)
    why_not = None if eligibility.eligible(rows) else eligibility.why_not(rows)
    return Verdict(tuple(rows.values()) if any(rows.values()) else (), why_not)


def fields(tools: Tools, number: str) -> dict[Field, str]:
    """What fills a text's fields for the recipient with this 受付番号."""
    city = tools.city
    return {
        Field.REF: number,
        Field.CITY: city.name,
        Field.DESK: city.desk,
        Field.PHONE: city.phone,
        Field.HOURS: city.hours,
    }


def written(tools: Tools, body: str, number: str) -> str:
    """The text as one recipient gets it. Raises UnknownField."""
    return render(body, fields(tools, number))


def text_hash(text: str) -> str:
    """By what a text is known again at the claim: the settings fill it, and they may have changed since."""
    return hashlib.sha256(text.encode()).hexdigest()


def cost(tools: Tools, deed: Deed, body: str, people: int) -> tuple[int, int]:
    """Units of the longest message, and of all together, if it were submitted now."""
    first = messages.next_number(deed.db)
    lengths = Counter(len(ref(first + index)) for index in range(max(people, 1)))
    # Texts differ by their 受付番号 alone, and digits are of one width: one text a length stands for all.
    each = {length: units(written(tools, body, "0" * length), tools.provider.terms) for length in lengths}
    return each[max(lengths)], sum(each[length] * count for length, count in lengths.items()) if people else 0
