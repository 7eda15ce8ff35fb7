"""Column mappings: which heading is which column, as a user said for a layout."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb


def find_mapping(db: ReadDb, kind: str, layout: str) -> dict[str, str] | None:
    """Return the mapping of a layout (column → heading); None if there is none."""
    found = db.fetch_value(
        "SELECT assigned FROM column_mappings WHERE kind = :kind AND layout = :layout", kind=kind, layout=layout
    )
    return None if found is None else json.loads(found)


def store_mapping(db: Db, kind: str, layout: str, assigned: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Store the mapping of a layout; it replaces an earlier one."""
    db.execute(
        """
        INSERT INTO column_mappings (kind, layout, assigned, by, at) VALUES (:kind, :layout, :assigned, :by, :at)
        ON CONFLICT (kind, layout) DO UPDATE SET assigned = excluded.assigned, by = excluded.by, at = excluded.at
        """,
        kind=kind,
        layout=layout,
        assigned=_json(assigned),
        by=by,
        at=times.format_moment(now),
    )


def delete_mapping(db: Db, kind: str, layout: str) -> bool:
    """Delete the mapping of a layout; False when there was none."""
    return (
        db.execute("DELETE FROM column_mappings WHERE kind = :kind AND layout = :layout", kind=kind, layout=layout) == 1
    )


def find_layout(db: ReadDb, kind: str, file_id: int) -> str | None:
    """Return the layout of a target list's file or of another imported file; None if it is not known."""
    if kind == "targets":
        found = db.fetch_value("SELECT layout FROM target_lists WHERE id = :id", id=file_id)
    else:
        found = db.fetch_value(
            "SELECT layout FROM imported_files WHERE id = :id AND kind = :kind", id=file_id, kind=kind
        )
    return None if found is None else str(found)


def store_list_layout(
    db: Db,
    list_id: int,
    *,
    layout: str,
    assigned: Mapping[str, str],
    unknown: Sequence[str],
    questions: Mapping[str, int],
) -> None:
    """Store how a list's file was read."""
    db.execute(
        """
        UPDATE target_lists SET layout = :layout, assigned = :assigned, unknown = :unknown, questions = :questions
        WHERE id = :id
        """,
        id=list_id,
        layout=layout,
        assigned=_json(assigned),
        unknown=_json(unknown),
        questions=_json(questions),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
