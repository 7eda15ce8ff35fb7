"""Links and phone numbers in a text, and which links are allowed."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

_TOP_LEVEL_DOMAINS = (
    "jp|com|net|org|info|biz|io|co|me|cc|tv|app|dev|xyz|site|online|shop|top|link|gov|ly|gl|gd|nu|la|sc|at|to|do|id"
    "|tw|ee|tl|mp|in|blue|space"
)
_LINK = re.compile(
    rf"(?:https?|hxxps?)://[^\s　「」<>]+|www\.[^\s　「」<>]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL_DOMAINS})(?![a-z0-9-])(?:[/?#:][!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"[a-z0-9.-]+")
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)
_SHORTENERS = re.compile(
    r"(?:bit\.ly|goo\.gl|t\.co|tinyurl\.com|is\.gd|ow\.ly|x\.gd|ux\.nu|onl\.(?:la|sc|tw)|s\.id|lin\.ee|buff\.ly"
    r"|rebrand\.ly|cutt\.ly|shorturl\.at|amzn\.to|r10\.to|ai9\.jp|p\.tl|j\.mp|v\.gd|t\.ly|urx\.(?:blue|space)"
    r"|00m\.in)"
)


def find_links(text: str) -> list[str]:
    """The links in an NFKC-normalised text, with and without a scheme, in order."""
    return [found.rstrip(".,、。)）!?") for found in _LINK.findall(text)]


def is_allowed(link: str, allowed: Iterable[str]) -> bool:
    """Whether a link is to an allowed host or its subdomain, and below the allowed path if there is one.

    `allowed` are hosts (`city.example.lg.jp`) or URLs (`https://city.example.lg.jp/tax/`). A link with a user or a
    port is never allowed: `https://city.example.lg.jp@other.example/` is a link to other.example.
    """
    host, path = _split_link(link)
    return any(_is_below(host, path, *_split_link(entry)) for entry in allowed if entry.strip())


def is_shortener(link: str) -> bool:
    """Whether a link is to a public URL shortener, which hides its destination."""
    return _SHORTENERS.fullmatch(_split_link(link)[0].removeprefix("www.")) is not None


def _split_link(link: str) -> tuple[str, str]:
    host, slash, path = _SCHEME.sub("", link.strip()).partition("/")
    return host.lower(), slash + path


def _is_below(host: str, path: str, allowed_host: str, allowed_path: str) -> bool:
    if not _HOST.fullmatch(host) or (host != allowed_host and not host.endswith("." + allowed_host)):
        return False
    start = allowed_path.rstrip("/")
    return (path == start or path.startswith((start + "/", start + "?"))) and ".." not in unquote(path)


_DASH = r"[-‐‑‒–—―−ー]"
_PHONE = re.compile(
    rf"(?<![\d])(?<!\d{_DASH})(?:"
    rf"(?:\+81|0081)[ ]?{_DASH}?\(?0?\)?\d{{1,4}}(?:[ ]?{_DASH}?[ ]?\d{{1,4}}){{2}}"
    rf"|\(0\d{{1,4}}\)[ ]?\d{{1,4}}(?:{_DASH}|[ ])?\d{{3,4}}"
    rf"|0\d{{1,4}}(?:{_DASH}\d{{1,4}}{_DASH}?|\(\d{{1,4}}\)|[ ]\d{{1,4}}[ ])\d{{3,4}}"
    r"|0\d{9,10}"
    r")(?!\d)"
)
_LENGTHS = (10, 11)


def find_phones(text: str) -> list[str]:
    """The Japanese phone numbers in an NFKC-normalised text, as digits with the leading zero, in order."""
    found = (normalise_phone(match[0]) for match in _PHONE.finditer(text))
    return [number for number in found if len(number) in _LENGTHS]


def normalise_phone(number: str) -> str:
    """The digits of a phone number with the leading zero, also for a number with +81."""
    digits = "".join(character for character in number if character in "0123456789")
    if number.lstrip().startswith("+81"):
        digits = digits[2:]
    elif digits.startswith("0081"):
        digits = digits[4:]
    else:
        return digits
    return "0" + digits.lstrip("0")
