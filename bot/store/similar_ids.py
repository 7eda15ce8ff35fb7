"""Ids that differ only by hyphens or a branch number: what is known under one holds the other (docs/decisions/0070)."""

from collections.abc import Iterable, Mapping

from bot.store.database import Db, ReadDb

SimilarId = tuple[bytes, bytes, bool]
"""The key of an id with a hyphen, that of one which may be the same person's, and whether that one has no branch."""


def add_similar_ids(db: Db, found: Iterable[SimilarId]) -> None:
    """Add pairs of similar ids; known ones stay."""
    db.load_tuples(
        "INSERT OR IGNORE INTO similar_ids (taxpayer_key, similar_key, branch) VALUES (?1, ?2, ?3)",
        ((taxpayer, similar, int(is_branch)) for taxpayer, similar, is_branch in found),
    )


def follow_renumbering(db: Db, new_ids: Mapping[bytes, bytes]) -> None:
    """Let whatever was similar to an old id be similar to the new one, too. The old id may be another person's now."""
    for column, other in (("similar_key", "taxpayer_key"), ("taxpayer_key", "similar_key")):
        db.load_tuples(
            f"""
            INSERT OR IGNORE INTO similar_ids ({column}, {other}, branch)
            SELECT ?2, {other}, branch FROM similar_ids WHERE {column} = ?1 AND {other} <> ?2
            """,
            new_ids.items(),
        )


def list_similar_people(db: ReadDb, list_id: int) -> set[int]:
    """Return the people of a list of whom something is known under a similar id."""
    if db.fetch_value("SELECT 1 FROM similar_ids LIMIT 1") is None:
        return set()
    rows = db.fetch_all(
        """
        SELECT DISTINCT r.id FROM recipients r CROSS JOIN similar_people s ON s.taxpayer_key = r.taxpayer_key
        WHERE r.list_id = :id AND (
            EXISTS (SELECT 1 FROM payments k WHERE k.taxpayer_key = s.other_key)
            OR EXISTS (SELECT 1 FROM promises k WHERE k.taxpayer_key = s.other_key)
            OR EXISTS (SELECT 1 FROM calls k WHERE k.taxpayer_key = s.other_key)
            OR EXISTS (SELECT 1 FROM exclusions k WHERE k.taxpayer_key = s.other_key)
            OR EXISTS (SELECT 1 FROM suppressions k WHERE k.key = s.other_key)
            OR EXISTS (SELECT 1 FROM unread_rows k WHERE k.taxpayer_key = s.other_key)
            OR EXISTS (SELECT 1 FROM messages k WHERE k.person_key = s.other_key)
            OR EXISTS (SELECT 1 FROM recipients k WHERE k.taxpayer_key = s.other_key AND k.list_id >= :id)
        )
        """,
        id=list_id,
    )
    return {row["id"] for row in rows}
