"""A file comes in: who brought it and how, whether they may, and what its refusal means.

Every way in (Slack, the inbox, a shell) has its file read inside `taking`, so that none of them forgets to ask, to
write a refusal down, or to raise the alarm about a 個人番号.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.model.access import Action, Actor
from bot.model.errors import FileRefused, NotFound
from bot.model.posts import DESK_CHANNEL, INCIDENT_POST
from bot.model.views import IncidentView
from bot.services.context import ServiceContext
from bot.services.unit_of_work import read, require
from bot.store import audit, posts

PERSONAL_NUMBER = "personal_number"
_SUBJECT = "file:"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file came from: `how` is slack, terminal or inbox; `person` is the named one who brought it, if any.

    `reduced`: names, addresses and dates of birth must not come this way.
    `retried`: a crash may have interrupted an earlier import of this very file.
    """

    how: str
    person: str | None
    reduced: bool = False
    retried: bool = False


@contextmanager
def guard_import(context: ServiceContext, actor: Actor, action: Action, source: Source, kind: str) -> Iterator[None]:
    """The reading of one file; `kind` is targets, payments, …. Raises NotAllowed; passes every refusal on, audited.

    Who may not import does not get to have a file read.
    """
    require(context, actor, action)
    try:
        yield
    except FileRefused as found:
        # Nobody is asked to mend a file that must not come this way at all.
        hopeless = source.reduced and found.facts.get("sensitive")
        refusal = FileRefused("upload_has_names") if hopeless else found
        _record_refusal(context, actor, action, source, kind, refusal.code)
        raise refusal from found


def refuse_sensitive_columns(source: Source, sensitive: frozenset[str]) -> None:
    """Refuse a file with names, addresses, dates of birth where they must not pass. Raises FileRefused."""
    if source.reduced and sensitive:
        raise FileRefused("upload_has_names")


def get_incident(context: ServiceContext, actor: Actor, entry_id: int) -> IncidentView:
    """A file with a 個人番号, by the audit's entry of its refusal. Raises NotFound."""
    with read(context, actor, Action.DESK_LOOK) as unit:
        entry = audit.get_entry(unit.db, entry_id)
    if entry is None or entry.outcome != PERSONAL_NUMBER:
        raise NotFound("incident_gone")
    person = entry.facts.get("person")
    return IncidentView(
        at=entry.at,
        kind=entry.subject.removeprefix(_SUBJECT),
        how=str(entry.facts["how"]),
        person=None if person is None else str(person),
    )


def _record_refusal(
    context: ServiceContext, actor: Actor, action: Action, source: Source, kind: str, code: str
) -> None:
    facts = {"how": source.how, "person": source.person}
    with context.store.transaction() as db:
        entry = audit.append_entry(db, context.clock.now(), actor.user, action.value, f"{_SUBJECT}{kind}", code, facts)
        if code == PERSONAL_NUMBER:  # 番号法: whoever meets one outside its purpose stops, reports, and keeps nothing
            posts.queue_post(db, INCIDENT_POST, entry, DESK_CHANNEL)
    if code == PERSONAL_NUMBER:
        context.wake()
