"""Exclusions: append-only. The newest day decides; a person stays excluded until a row says "no"."""

from collections.abc import Mapping

from bot.store.database import Db, ReadDb


def add_exclusion(db: Db, row: Mapping[str, object], *, may_lift: bool = True) -> bool:
    """Add the exclusion in a row; False when it is known already. The row names every column but the id.

    For one day the last imported file decides, even if its bytes equal an earlier file's: a row is known only if no
    later file has another row for that day. A "no" of a file without `may_lift` (an old file, imported again) counts
    as known: other files for its day were imported after it.
    """
    changed = db.execute(
        """
        INSERT INTO exclusions (file_id, line, taxpayer_key, as_of, excluded, ground)
        SELECT :file_id, :line, :taxpayer_key, :as_of, :excluded, :ground WHERE NOT EXISTS (
            SELECT 1 FROM exclusions e WHERE e.taxpayer_key = :taxpayer_key AND e.as_of = :as_of
                AND e.excluded = :excluded AND e.ground = :ground AND (NOT :may_lift AND NOT e.excluded OR NOT EXISTS (
                    SELECT 1 FROM exclusions n WHERE n.taxpayer_key = :taxpayer_key AND n.as_of = :as_of
                        AND n.file_id > e.file_id AND (n.excluded <> e.excluded OR n.ground <> e.ground)
                ))
        )
        """,
        **row,
        may_lift=may_lift,
    )
    return changed == 1


def is_excluded(db: ReadDb, taxpayer_key: bytes) -> bool:
    """Return whether a taxpayer is excluded."""
    sql = "SELECT 1 FROM exclusions_in_force WHERE taxpayer_key = :taxpayer_key LIMIT 1"
    return db.fetch_value(sql, taxpayer_key=taxpayer_key) is not None
