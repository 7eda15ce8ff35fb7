"""Web addresses in a text: what a phone would make tappable, and whether it is allowed to stand there."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

_TOP = (
    "jp|com|net|org|info|biz|io|co|me|cc|tv|app|dev|xyz|site|online|shop|top|link|gov|ly|gl|gd|nu|la|sc|at|to|do|id"
    "|tw|ee|tl|mp|in|blue|space"
)
_LINK = re.compile(
    rf"(?:https?|hxxps?)://[^\s　「」<>]+|www\.[^\s　「」<>]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP})(?![a-z0-9-])(?:[/?#:][!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"[a-z0-9.-]+")
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)
_SHORTENERS = re.compile(
    r"(?:bit\.ly|goo\.gl|t\.co|tinyurl\.com|is\.gd|ow\.ly|x\.gd|ux\.nu|onl\.(?:la|sc|tw)|s\.id|lin\.ee|buff\.ly"
    r"|rebrand\.ly|cutt\.ly|shorturl\.at|amzn\.to|r10\.to|ai9\.jp|p\.tl|j\.mp|v\.gd|t\.ly|urx\.(?:blue|space)"
    r"|00m\.in)"
)


def links(text: str) -> list[str]:
    """The web addresses in a text (NFKC-normalised), with and without a scheme, in order."""
    return [found.rstrip(".,、。)）!?") for found in _LINK.findall(text)]


def is_allowed(link: str, allowed: Iterable[str]) -> bool:
    """Whether a link leads to an allowed host or a host below it, and below the allowed path where one is named.

    `allowed` are hosts (`city.example.lg.jp`) or addresses (`https://city.example.lg.jp/tax/`). A link that names
    a user or a port is never allowed: `https://city.example.lg.jp@elsewhere.example/` leads elsewhere.
    """
    host, path = _parts(link)
    return any(_below(host, path, *_parts(entry)) for entry in allowed if entry.strip())


def is_shortener(link: str) -> bool:
    """Whether a link leads to a public shortening service, which hides where it goes."""
    return _SHORTENERS.fullmatch(_parts(link)[0].removeprefix("www.")) is not None


def _parts(link: str) -> tuple[str, str]:
    host, slash, path = _SCHEME.sub("", link.strip()).partition("/")
    return host.lower(), slash + path


def _below(host: str, path: str, allowed_host: str, allowed_path: str) -> bool:
    if not _HOST.fullmatch(host) or (host != allowed_host and not host.endswith("." + allowed_host)):
        return False
    start = allowed_path.rstrip("/")
    return (path == start or path.startswith((start + "/", start + "?"))) and ".." not in unquote(path)
