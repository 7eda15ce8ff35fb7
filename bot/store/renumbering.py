"""What is stored of taxpayers, counted for a renumbering."""

from bot.store.database import ReadDb

_ROWS_BY_TAXPAYER = {
    **{
        table: f"SELECT taxpayer_key, COUNT(*) FROM {table} GROUP BY taxpayer_key"
        for table in ("recipients", "messages", "payments", "promises", "calls", "exclusions")
    },
    "suppressions": "SELECT key, COUNT(*) FROM suppressions WHERE kind = 'taxpayer' GROUP BY key",
}


def count_rows_by_taxpayer(db: ReadDb) -> dict[str, dict[bytes, int]]:
    """Count the rows of each taxpayer: for each kind of thing that is stored, by their key."""
    return {name: dict(db.stream_tuples(sql)[1]) for name, sql in _ROWS_BY_TAXPAYER.items()}
