"""Everything about one person as a sheet in NOFU_EXPORTS: with a reason, audited; Slack shows its name only."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from bot.files.exports import Cell, NotWritten
from bot.model.access import Action, Actor
from bot.model.errors import Conflict
from bot.model.people import SheetReason
from bot.services.context import JST, ServiceContext
from bot.services.people import require_person
from bot.services.people_files import PeopleTable, write_files
from bot.services.unit_of_work import Read, change, check
from bot.store import call_backs, people
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX
from bot.words import Words

_log = logging.getLogger(__name__)
HEADINGS = ("about", "when", "what", "value")
_ALL = 1_000


def check_exportable(context: ServiceContext, actor: Actor, message_id: int) -> str:
    """Return the 受付番号 of the message whose person may be written to a file. Raises NotFound, NotAllowed."""
    with check(context, actor, Action.PERSON_EXPORT, f"message:{message_id}") as unit:
        return require_person(unit, message_id).message.ref


def write_sheet(context: ServiceContext, actor: Actor, message_id: int, reason: SheetReason) -> str:
    """Write the sheet; return its name. Raises NotFound, NotAllowed, Conflict (it could not be written).

    The reason is recorded first, so that no sheet is without one.
    """
    words = context.words
    with change(context, actor, Action.PERSON_EXPORT, f"message:{message_id}") as unit:
        found = require_person(unit, message_id)
        rows = _list_rows(words, unit, found.person_key)
        unit.add_facts(reason=reason.value, rows=len(rows))
    heading = [words(f"sheet.{name}") for name in HEADINGS]
    try:
        (file,) = write_files(context, PeopleTable(f"person-{found.message.ref}", heading, rows))
    except (NotWritten, OSError) as fault:
        _log.warning("not_written", extra={"message_id": message_id, "cause": str(fault)})
        raise Conflict("sheet_not_written") from fault
    with change(context, actor, Action.PERSON_EXPORT, f"message:{message_id}") as written:
        written.add_facts(written=file.rows, sha256=file.sha256)
    return file.name


def _list_rows(words: Words, unit: Read, key: bytes) -> list[list[Cell]]:
    return [
        *_list_identity_rows(words, unit, key),
        *_list_debt_rows(words, unit, key),
        *_list_message_rows(words, unit, key),
        *_list_promise_rows(words, unit, key),
        *_list_record_rows(words, unit, key),
        *(
            _row(words, "suppression", since, words(f"suppression_reason.{reason}"), until or "")
            for since, _kind, reason, until in people.list_suppressions(unit.db, key)
        ),
    ]


def _list_identity_rows(words: Words, unit: Read, key: bytes) -> Iterable[list[Cell]]:
    """The id and name as on the newest list, and every number."""
    for taxpayer, name in people.list_identities(unit.db, key)[:1]:
        yield _row(words, "taxpayer", None, "", (TAXPAYER_BOX + key, taxpayer))
        if name is not None:
            yield _row(words, "name", None, "", (NAME_BOX + key, name))
    for phone_key, box, obtained_on in people.list_phones(unit.db, key):
        yield _row(words, "phone", obtained_on, "", (PHONE_BOX + key + phone_key, box))


def _list_debt_rows(words: Words, unit: Read, key: bytes) -> Iterable[list[Cell]]:
    """Each instalment as on the newest list that has it: when it was due, what is unpaid, and what is known as paid."""
    seen = set()
    for debt, one in people.list_instalments(unit.db, key):
        if (debt, one.due_on) in seen:
            continue
        seen.add((debt, one.due_on))
        amount = words("sheet.unknown") if one.amount is None else str(one.amount)
        yield _row(words, "debt", one.due_on, " ".join(debt), words("sheet.amounts", amount=amount, paid=one.paid_yen))


def _list_message_rows(words: Words, unit: Read, key: bytes) -> Iterable[list[Cell]]:
    for one in people.list_messages(unit.db, key):
        what = words("sheet.message", ref=one.ref, campaign=str(one.campaign_id), intent=words(f"intent.{one.intent}"))
        yield _row(words, "message", one.sent_at, what, words(f"message.{one.state}"))


def _list_promise_rows(words: Words, unit: Read, key: bytes) -> Iterable[list[Cell]]:
    for one in people.list_promises(unit.db, key):
        yield _row(
            words, "promise", one.promised_on, words("sheet.made", day=one.made_on), words(f"promise_state.{one.state}")
        )


def _list_record_rows(words: Words, unit: Read, key: bytes) -> Iterable[list[Cell]]:
    for one in call_backs.list_newest(unit.db, key, _ALL):
        what = f"{words(f'record_result.{one.result}')} {words(f'record_detail.{one.detail}')}"
        yield _row(words, "record", one.at, f"{what} {one.by}", one.note or "")
        if (taken := one.correction) is not None:
            why = words(f"correction_reason.{taken.reason}")
            said = words("record.corrected", at=taken.at, who=taken.by, reason=why).strip()
            yield _row(words, "record", taken.at, said, what)


def _row(words: Words, about: str, when: datetime | date | None, what: str, value: Cell) -> list[Cell]:
    moment = when.astimezone(JST).strftime("%Y-%m-%d %H:%M") if isinstance(when, datetime) else ""
    day = when.isoformat() if when is not None and not moment else ""
    return [words(f"sheet_about.{about}"), moment or day, what, value]
