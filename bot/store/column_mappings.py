"""Which heading is which column, as somebody has said: for a layout (a preset), and for each file that was read."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb


def find_mapping(db: ReadDb, kind: str, layout: str) -> dict[str, str] | None:
    """The preset of a layout (column → heading), if there is one."""
    found = db.fetch_value(
        "SELECT assigned FROM presets WHERE kind = :kind AND layout = :layout", kind=kind, layout=layout
    )
    return None if found is None else json.loads(found)


def store_mapping(db: Db, kind: str, layout: str, assigned: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Remember an assignment as the layout's preset; it takes the place of an earlier one."""
    db.execute(
        """
        INSERT INTO presets (kind, layout, assigned, by, at) VALUES (:kind, :layout, :assigned, :by, :at)
        ON CONFLICT (kind, layout) DO UPDATE SET assigned = excluded.assigned, by = excluded.by, at = excluded.at
        """,
        kind=kind,
        layout=layout,
        assigned=_json(assigned),
        by=by,
        at=times.format_moment(now),
    )


def delete_mapping(db: Db, kind: str, layout: str) -> bool:
    """Forget the preset of a layout; False when there was none."""
    return db.execute("DELETE FROM presets WHERE kind = :kind AND layout = :layout", kind=kind, layout=layout) == 1


def find_layout(db: ReadDb, kind: str, file_id: int) -> str | None:
    """The layout of a list's or a payment file's file; None where it is not known."""
    table = {"targets": "target_lists", "payments": "payment_files"}[kind]
    found = db.fetch_value(f"SELECT layout FROM {table} WHERE id = :id", id=file_id)
    return None if found is None else str(found)


def store_list_layout(
    db: Db, list_id: int, *, layout: str, assigned: Mapping[str, str], unknown: Sequence[str], unclear: int
) -> None:
    """Write down how a list's file was read."""
    db.execute(
        """
        UPDATE target_lists SET layout = :layout, assigned = :assigned, unknown = :unknown, unclear = :unclear
        WHERE id = :id
        """,
        id=list_id,
        layout=layout,
        assigned=_json(assigned),
        unknown=_json(unknown),
        unclear=unclear,
    )


def store_payment_layout(
    db: Db, file_id: int, *, layout: str, assigned: Mapping[str, str], problems: Sequence[tuple[int, str]]
) -> None:
    """Write down how a payment file was read, and its first rows that could not be."""
    db.execute(
        "UPDATE payment_files SET layout = :layout, assigned = :assigned, problems = :problems WHERE id = :id",
        id=file_id,
        layout=layout,
        assigned=_json(assigned),
        problems=_json(problems),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
