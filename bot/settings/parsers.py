"""Parsers: the text of one setting, without the spaces around it, into a value. They raise BadValue."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.model.errors import FileRefused
from bot.model.public_page import Carrier
from bot.network import make_tls_context
from bot.rules.addresses import is_loopback_url
from bot.rules.exporting.layouts import ExportLayout
from bot.rules.exporting.layouts import read_layout as read_export_layout
from bot.rules.importing.call_results import CallResult, ResultTable, read_result_table
from bot.rules.importing.codes import BadTable
from bot.rules.importing.debts import TAXES, ArrearsTable, TaxTable, read_arrears_table, read_tax_table
from bot.rules.importing.heading_names import hash_without_key, make_reference
from bot.rules.importing.heading_rows import find_heading
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.record_layouts import BadLayout, RecordLayout, read_layout
from bot.settings.faults import BadValue, FaultCode
from bot.vault import decode_outer_key

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

_FLAGS = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}


def optional(parse: Callable[[str], Value]) -> Callable[[str], Value | None]:
    """Make a parser that returns None for a blank text."""
    return lambda text: parse(text) if text else None


def make_parser(parse: Callable[[str], Value], code: FaultCode, **facts: str | int) -> Callable[[str], Value]:
    """Make a parser from a function; its ValueError becomes this fault."""

    def parse_text(text: str) -> Value:
        try:
            return parse(text)
        except ValueError as error:
            raise BadValue(code, facts) from error

    return parse_text


def make_checker(test: Callable[[str], object], code: FaultCode, **facts: str | int) -> Callable[[str], str]:
    """Make a parser that returns the text unchanged; a text that fails the test is this fault."""

    def test_text(text: str) -> str:
        if not test(text):
            raise BadValue(code, facts)
        return text

    return test_text


def token(prefix: str) -> Callable[[str], str]:
    """A Slack token, recognised by its prefix."""
    return make_checker(lambda text: text.startswith(prefix), FaultCode.BAD_PREFIX, prefix=prefix)


def slack_id(letters: str) -> Callable[[str], str]:
    """A Slack id, which begins with one of these letters."""
    pattern = re.compile(rf"[{letters}][A-Z0-9]{{2,}}")
    return make_checker(pattern.fullmatch, FaultCode.BAD_ID, prefix="/".join(letters))


def slack_ids(letters: str) -> Callable[[str], frozenset[str]]:
    """Slack ids separated by commas."""
    return lambda text: frozenset(slack_id(letters)(word) for word in words(text))


def words(text: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two numbers, both included."""

    def is_valid(text: str) -> bool:
        return re.fullmatch(r"\d{1,9}", text, re.ASCII) is not None and least <= int(text) <= most

    test = make_checker(is_valid, FaultCode.BAD_NUMBER, least=least, most=most)
    return lambda text: int(test(text))


def megabytes(most: int) -> Callable[[str], int]:
    """A whole number of megabytes, from 1 to `most`, as a number of bytes."""
    return lambda text: number(1, most)(text) * 1024 * 1024


def price(text: str) -> Decimal:
    """Yen; contracts have prices with fractions."""
    value = _decimal(text)
    if not (value.is_finite() and 0 <= value <= 10_000):
        raise BadValue(FaultCode.BAD_PRICE)
    return value


def share(text: str) -> Decimal:
    """A share above 0, at most 1."""
    value = _decimal(text)
    if not (value.is_finite() and 0 < value <= 1):
        raise BadValue(FaultCode.BAD_SHARE)
    return value


def rate(text: str) -> Decimal:
    """A rate of tax, from 0 to 1."""
    value = _decimal(text)
    if not (value.is_finite() and 0 <= value <= 1):
        raise BadValue(FaultCode.BAD_RATE)
    return value


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def flag(text: str) -> bool:
    """Yes or no."""
    if text.lower() not in _FLAGS:
        raise BadValue(FaultCode.BAD_CHOICE, {"choices": "yes | no"})
    return _FLAGS[text.lower()]


def flag_without_effect(text: str) -> bool:
    """A flag that has no effect yet. Yes is a fault, since somebody would rely on it."""
    if flag(text):
        raise BadValue(FaultCode.NOT_YET)
    return False


def choice(kind: type[Choice]) -> Callable[[str], Choice]:
    """A member of an enum."""
    return make_parser(kind, FaultCode.BAD_CHOICE, choices=" | ".join(kind))


def url(usual: str, end: str = "") -> Callable[[str], str]:
    """An https URL, or http on this machine, without credentials and query; blank is the usual one."""

    def parse_url(text: str) -> str:
        value = text or usual
        try:
            parts = urlsplit(value)
            complete = bool(parts.hostname) and parts.port != 0 and not parts.query and not parts.fragment
        except ValueError as error:
            raise BadValue(FaultCode.BAD_URL) from error
        if not complete or parts.scheme not in ("http", "https"):
            raise BadValue(FaultCode.BAD_URL)
        if parts.username is not None or (parts.scheme == "http" and not is_loopback_url(value)):
            raise BadValue(FaultCode.NOT_HTTPS)
        return value.rstrip("/") + end

    return parse_url


def proxy(text: str) -> str:
    """A proxy's URL, http://host:port with or without a user and a password. Blank path, `http://` may be left out.

    Slack's library cannot speak TLS with a proxy, so https is refused.
    """
    value = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(value)
        usable = parts.scheme == "http" and bool(parts.hostname) and parts.port is not None
    except ValueError as error:
        raise BadValue(FaultCode.BAD_PROXY) from error
    if not usable or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadValue(FaultCode.BAD_PROXY)
    return value.rstrip("/")


def certificates(text: str) -> Path:
    """A PEM file with at least one certificate."""
    path = Path(text)
    try:
        make_tls_context(path)
    except OSError as error:
        raise BadValue(FaultCode.BAD_CERTIFICATES) from error
    return path


phone_number = make_checker(
    lambda text: re.fullmatch(r"0[1-9]\d{8,9}", text.replace("-", ""), re.ASCII), FaultCode.BAD_PHONE
)
"""A Japanese phone number, kept as written."""


_mobile_number = make_checker(
    lambda text: re.fullmatch(r"0[6-9]0\d{8}", text.replace("-", ""), re.ASCII), FaultCode.BAD_PHONE
)


def mobile_numbers(text: str) -> tuple[str, ...]:
    """Mobile numbers separated by commas, without hyphens."""
    return tuple(_mobile_number(word).replace("-", "") for word in words(text))


def sender_numbers(text: str) -> tuple[tuple[Carrier, str], ...]:
    """Sender numbers as phones show them, by carrier: `docomo=0480000000,au=…`. Each bad entry is a fault.

    They may be short: SoftBank shows six digits or fewer.
    """
    found: list[tuple[Carrier, str]] = []
    faults: list[dict[str, str | int]] = []
    for position, entry in enumerate(words(text), start=1):
        name, _, number = (part.strip() for part in entry.partition("="))
        if name.lower() in set(Carrier) and re.fullmatch(r"\+?\d[\d-]{2,14}", number, re.ASCII):
            found.append((Carrier(name.lower()), number))
        else:
            faults.append({"entry": position, "choices": " | ".join(Carrier)})
    if faults:
        raise BadValue(FaultCode.BAD_SENDER, *faults)
    return tuple(found)


path_part = make_checker(re.compile(r"[A-Za-z0-9-]+").fullmatch, FaultCode.BAD_PATH_PART)
"""The id of an account that becomes a part of a URL's path."""
data_key = make_parser(decode_outer_key, FaultCode.BAD_KEY)
"""32 bytes in URL-safe base64."""


def result_table(text: str) -> ResultTable:
    """The city's codes for results of calls. Each entry that cannot be used is a fault of its own."""
    try:
        return read_result_table(text)
    except BadTable as bad:
        raise _make_table_fault(FaultCode.BAD_CALL_RESULT, bad, CallResult) from bad


def tax_table(text: str) -> TaxTable:
    """The city's codes for taxes. Each entry that cannot be used is a fault of its own."""
    try:
        return read_tax_table(text)
    except BadTable as bad:
        raise _make_table_fault(FaultCode.BAD_CODE, bad, TAXES) from bad


def arrears_table(text: str) -> ArrearsTable:
    """The city's codes for 現滞区分. Each entry that cannot be used is a fault of its own."""
    try:
        return read_arrears_table(text)
    except BadTable as bad:
        raise _make_table_fault(FaultCode.BAD_CODE, bad, ("current", "arrears")) from bad


def record_layouts(text: str) -> tuple[RecordLayout, ...]:
    """The city's layouts of files with records of a fixed length, from the TOML files of a folder."""
    return tuple(_read_layout(path) for path in _list_layouts(text))


def export_layouts(text: str) -> tuple[ExportLayout, ...]:
    """The city's layouts of files for its own system, from the TOML files of a folder."""
    return tuple(_read_export_layout(path) for path in _list_layouts(text))


def _list_layouts(text: str) -> list[Path]:
    """The TOML files of a folder; none where no folder is named."""
    paths = sorted(Path(text).glob("*.toml")) if text else []
    if text and not paths:
        raise BadValue(FaultCode.NO_LAYOUTS, {})
    return paths


def _read_export_layout(path: Path) -> ExportLayout:
    facts: dict[str, str | int] = {"file": path.name}
    try:
        return read_export_layout(path.read_text("utf-8"))
    except BadLayout as bad:
        raise BadValue(FaultCode.BAD_LAYOUT, facts | {"entry": bad.key}) from bad
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(FaultCode.BAD_LAYOUT, facts | {"entry": "utf-8"}) from error


def _read_layout(path: Path) -> RecordLayout:
    facts: dict[str, str | int] = {"file": path.name}
    try:
        layout = read_layout(path.read_text("utf-8"))
        if layout.kind not in FILE_FORMATS:
            raise BadLayout("kind")
        columns = FILE_FORMATS[layout.kind].columns
        known = build_layout(find_heading([layout.headings], columns, {})[1], columns, {})
        for at, heading in enumerate(layout.headings):  # a slip in a heading would silently leave its cells unread
            if make_reference(at, heading, hash_without_key) in known.unknown:
                raise BadLayout(heading)
    except BadLayout as bad:
        raise BadValue(FaultCode.BAD_LAYOUT, facts | {"entry": bad.key}) from bad
    except FileRefused as refusal:  # a column is missing, or two have the same meaning
        raise BadValue(FaultCode.BAD_LAYOUT, facts | {"entry": f"columns ({refusal.code})"}) from refusal
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(FaultCode.BAD_LAYOUT, facts | {"entry": "utf-8"}) from error
    return layout


def _make_table_fault(code: FaultCode, bad: BadTable, choices: Iterable[str]) -> BadValue:
    facts: list[dict[str, str | int]] = [
        {"entry": position, "choices": " | ".join(choices)} for position in bad.positions
    ]
    return BadValue(code, *facts)
