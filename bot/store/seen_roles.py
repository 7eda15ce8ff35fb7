"""Roles last seen: which roles Slack gave a user, and when, kept for a day; and the languages of users with a role."""

from collections.abc import Iterable
from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb


def list_roles(db: ReadDb, user: str, since: datetime) -> set[str]:
    """Return the roles that a user was seen to have since a moment."""
    rows = db.fetch_all(
        "SELECT role FROM seen_roles WHERE user = :user AND seen_at > :since",
        user=user,
        since=times.format_moment(since),
    )
    return {row["role"] for row in rows}


def list_all_roles(db: ReadDb, user: str) -> set[str]:
    """Return the roles of a user that are stored, however old."""
    return {row["role"] for row in db.fetch_all("SELECT role FROM seen_roles WHERE user = :user", user=user)}


def replace_roles(db: Db, user: str, roles: Iterable[str], now: datetime) -> None:
    """Store the roles that a user has now, in place of the earlier ones."""
    db.execute("DELETE FROM seen_roles WHERE user = :user", user=user)
    db.execute_many(
        "INSERT INTO seen_roles (user, role, seen_at) VALUES (:user, :role, :seen_at)",
        [{"user": user, "role": role, "seen_at": times.format_moment(now)} for role in roles],
    )


def delete_old(db: Db, before: datetime) -> None:
    """Delete what was seen before a moment."""
    db.execute("DELETE FROM seen_roles WHERE seen_at <= :before", before=times.format_moment(before))


def list_locales(db: ReadDb) -> dict[str, str]:
    """Return the language of each user whose role was seen."""
    return {row["user"]: row["locale"] for row in db.fetch_all("SELECT user, locale FROM seen_locales")}


def replace_locale(db: Db, user: str, locale: str | None) -> None:
    """Store the language of a user, or forget it."""
    db.execute("DELETE FROM seen_locales WHERE user = :user", user=user)
    if locale is not None:
        db.execute("INSERT INTO seen_locales (user, locale) VALUES (:user, :locale)", user=user, locale=locale)
