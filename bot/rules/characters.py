"""Characters that a Japanese phone may not be able to show (domain.md 1.5)."""

_SAFE = frozenset("\n～－∥￠￡￢—")
"""The line break, and signs that JIS X 0208 has, but whose code in Unicode differs from the one that Python knows."""


def bad_characters(text: str) -> list[str]:
    """The characters outside JIS X 0208 and ASCII, in order: emoji, ①, ㈱, 髙, half-width kana, control characters."""
    return [character for character in text if not _is_safe(character)]


def _is_safe(character: str) -> bool:
    if character in _SAFE or " " <= character <= "~":
        return True
    try:
        return len(character.encode("shift_jis")) == 2
    except UnicodeEncodeError:
        return False
