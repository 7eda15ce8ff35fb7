"""Looks up the person who calls: by the 受付番号 of a message, or by the last digits of a number and the message's day.

Every look at one person is audited, by the number of the message; the digits are neither stored nor logged.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

from bot.model.access import Action, Actor, Role
from bot.model.errors import BadInput, NotFound
from bot.model.people import PersonMatches, PersonQuery, PersonView, PhoneDesk
from bot.rules.message_text.refs import is_test_ref
from bot.rules.people import list_due_days
from bot.services.context import JST, ServiceContext
from bot.services.unit_of_work import Read, change, check, require
from bot.store import call_backs, eligibility_facts, imported_files, people
from bot.store.people import FoundPerson

MOST_OPENED = 20_000
"""So many numbers are opened at most to compare their last digits: more than an office sends on a day."""
_MOST_MATCHES = 20
_MOST_MESSAGES = 10
MOST_RECORDS = 10


def require_desk(context: ServiceContext, actor: Actor) -> None:
    """Require that somebody may look people up, before the form is shown. Raises NotAllowed, audited."""
    require(context, actor, Action.PERSON_LOOK)


def get_desk(context: ServiceContext) -> PhoneDesk:
    """Return how the city and the office are named on the phone."""
    city = context.city
    return PhoneDesk(city.name, city.desk, city.phone)


def find_person(context: ServiceContext, actor: Actor, query: PersonQuery) -> PersonView | PersonMatches:
    """Return the person with a 受付番号, or the messages that match. Raises NotFound, NotAllowed, BadInput."""
    if query.ref is None:
        return _find_by_digits(context, actor, query)
    return get_person(context, actor, find_message(context, actor, query.ref), is_verified=query.is_verified)


def find_message(context: ServiceContext, actor: Actor, ref: str) -> int:
    """Return the id of the message with a 受付番号. Raises NotFound, NotAllowed."""
    with check(context, actor, Action.PERSON_LOOK, "-") as unit:
        message_id = people.find_by_ref(unit.db, ref)
        if message_id is None:
            raise NotFound("ref_of_test" if is_test_ref(ref) else "ref_unknown", ref=ref)
    return message_id


def get_person(context: ServiceContext, actor: Actor, message_id: int, *, is_verified: bool) -> PersonView:
    """Return what is known of the person whom a message was for. Raises NotFound, NotAllowed.

    `is_verified`: the caller said who they are. In a shell the same is shown, and no caller is there.
    """
    with change(context, actor, Action.PERSON_LOOK, f"message:{message_id}") as unit:
        unit.add_facts(verified=is_verified and Role.MACHINE not in actor.roles)
        return build_view(unit, actor, message_id, is_verified=is_verified)


def build_view(unit: Read, actor: Actor, message_id: int, *, is_verified: bool) -> PersonView:
    """Build the view of a person; of a caller who is not verified it has only the message. Raises NotFound."""
    found = require_person(unit, message_id)
    view = PersonView(found.message, is_verified)
    if not is_verified:
        return view
    key = found.person_key
    messages = people.list_messages(unit.db, key)
    return replace(
        view,
        messages=messages[:_MOST_MESSAGES],
        more_messages=len(messages[_MOST_MESSAGES:]),
        due_days=list_due_days(people.list_instalments(unit.db, key)),
        data_day=imported_files.find_newest_day(unit.db, imported_files.PAYMENTS),
        promises=people.list_promises(unit.db, key),
        is_kept_back=_is_kept_back(unit, found),
        others=people.count_others(unit.db, found.phone_key, key),
        records=(records := call_backs.list_newest(unit.db, key, MOST_RECORDS)),
        may_correct=actor.may(Action.CALL_BACK_CORRECT) and any(one.correction is None for one in records),
        may_export=actor.may(Action.PERSON_EXPORT),
        may_explain=actor.may(Action.PERSON_WHY),
    )


def require_person(unit: Read, message_id: int) -> FoundPerson:
    """Return a message with the keys of its person. Raises NotFound."""
    found = people.get_person(unit.db, message_id)
    if found is None:
        raise NotFound("message_gone")
    return found


def _is_kept_back(unit: Read, found: FoundPerson) -> bool:
    newest = people.find_newest_recipient(unit.db, found.person_key)
    facts = [
        eligibility_facts.get_facts(unit.db, one, unit.now)
        for one in {found.recipient_id, newest or found.recipient_id}
    ]
    return any(one.is_suppressed or one.is_flagged for one in facts)


def _find_by_digits(context: ServiceContext, actor: Actor, query: PersonQuery) -> PersonMatches:
    """Compare the digits with the numbers of a day's messages. The audit has the day and how many match."""
    day = query.day or context.clock.now().astimezone(JST).date()
    start = datetime.combine(day, time(), JST)
    end = start + timedelta(days=1)
    with change(context, actor, Action.PERSON_SEARCH, f"day:{day.isoformat()}") as unit:
        if day > unit.today:
            raise BadInput("day_to_come", "day")
        if people.count_sent(unit.db, start, end) > MOST_OPENED:
            raise BadInput("too_many_on_day", "digits", n=MOST_OPENED)
        found = people.list_by_digits(unit.db, query.digits or "", start, end)
        messages = list(islice(found, _MOST_MATCHES))
        more = sum(1 for _ in found)
        unit.add_facts(matches=len(messages) + more)
        if not messages:
            raise NotFound("digits_unknown", day=day.isoformat())
    return PersonMatches(messages, more, day, query.is_verified)
