"""The files of the inbox that could not be taken in: what the desk is told of each."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.rules.cards import InboxFailure
from bot.store import times
from bot.store.database import Db


def add(db: Db, *, kind: str, name: str, code: str, facts: Mapping[str, str | int], now: datetime) -> int:
    """A file that was refused; `name` is under which it lies in `failed`. The entry's id, also of one made before."""
    known = db.value("SELECT id FROM inbox_failures WHERE kind = :kind AND name = :name", kind=kind, name=name)
    return known or db.add(
        "INSERT INTO inbox_failures (kind, name, code, facts, at) VALUES (:kind, :name, :code, :facts, :now)",
        kind=kind,
        name=name,
        code=code,
        facts=json.dumps(facts, ensure_ascii=False),
        now=times.text(now),
    )


def get(db: Db, failure_id: int) -> InboxFailure | None:
    """One of them."""
    row = db.one("SELECT * FROM inbox_failures WHERE id = :id", id=failure_id)
    if row is None:
        return None
    at = times.moment(row["at"])
    return InboxFailure(at=at, kind=row["kind"], name=row["name"], code=row["code"], facts=json.loads(row["facts"]))
