"""Helpers for tables of cases."""

from typing import Any


def list_cases(*rows: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """List the cases of rows: the first value of a row with each of its other values."""
    return [(first, other) for first, *others in rows for other in others]
