"""Links and phone numbers in a text, also disguised ones, and which links are allowed."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from bot.rules.message_text.skeleton import OWN, Form, Skeleton, fold, fold_pattern

_TOP_LEVEL_DOMAINS = (
    "jp|com|net|org|info|biz|gov|edu|xyz|site|online|shop|top|link|app|dev|space|blue|icu|vip|cfd|cyou|sbs|bond|click|club"
    "|store|work|live|life|today|news|tech|email|support|cloud|page|buzz|rest|quest|monster|win|bid|loan|men|fun|pro|mobi"
    "|name|asia|tokyo|osaka|nagoya|okinawa|kyoto|moe|ninja|website|host|press|center|services|finance|money|cash|credit|tax"
    "|bank|help|zone|run|world|group|ltd|inc|llc|lol|wtf|lat|pics|best|one|plus|example"
    "|ac|ad|ae|ag|ai|al|am|as|at|au|ba|be|bg|biz|br|by|bz|ca|cc|cf|ch|ci|cl|cm|cn|co|cx|cz|de|dk|do|ee|es|eu|fi|fm|fr|ga|gd"
    "|gg|gl|gq|gs|gy|hk|hn|hr|hu|id|ie|il|im|in|io|is|it|je|ke|kg|kr|ky|kz|la|lc|li|lk|lt|lu|lv|ly|ma|md|me|mg|mk|ml|mn|mp"
    "|ms|mu|mx|my|na|nf|ng|nl|no|nu|nz|pe|ph|pk|pl|pm|pn|pr|ps|pt|pw|re|ro|rs|ru|sa|sc|se|sg|sh|si|sk|sl|sm|sn|so|sr|st|su"
    "|sx|tc|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|tv|tw|ua|ug|uk|us|uy|uz|vc|vg|vn|vu|wf|ws|yt|za"
)
_SURE_DOMAINS = "com|net|org|jp|xyz|top|cn|ru|icu|vip|cc|tk|info|biz|shop|site|link"
"""Those that are no words, so that a space may stand between them and the dot."""
_END = r"(?![a-z0-9-])"
_PATH = r"(?:[/?#:][!-~]*)?"
_LINK = re.compile(
    rf"(?:https?|hxxps?)://[^\s　「」<>]+|www\.[^\s　「」<>]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL_DOMAINS}){_END}{_PATH}",
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"[a-z0-9.-]+")
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)
_SHORTENERS = (
    r"(?:bit\.ly|goo\.gl|t\.co|tinyurl\.com|is\.gd|ow\.ly|x\.gd|ux\.nu|onl\.(?:la|sc|tw)|s\.id|lin\.ee|buff\.ly"
    r"|rebrand\.ly|cutt\.ly|shorturl\.at|amzn\.to|r10\.to|ai9\.jp|p\.tl|j\.mp|v\.gd|t\.ly|urx\.(?:blue|space)|00m\.in)"
)
_SHORTENER_HOST = re.compile(_SHORTENERS)


def find_links(text: str) -> list[str]:
    """The links in an NFKC-normalised text that is not disguised, with and without a scheme, in order."""
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
    return _SHORTENER_HOST.fullmatch(_split_link(link)[0].removeprefix("www.")) is not None


def _split_link(link: str) -> tuple[str, str]:
    host, slash, path = _SCHEME.sub("", link.strip()).partition("/")
    return host.lower(), slash + path


def _is_below(host: str, path: str, allowed_host: str, allowed_path: str) -> bool:
    if not _HOST.fullmatch(host) or (host != allowed_host and not host.endswith("." + allowed_host)):
        return False
    start = allowed_path.rstrip("/")
    return (path == start or path.startswith((start + "/", start + "?"))) and ".." not in unquote(path)


_KANA_DOT = fold_pattern("ドット")
_SPACE = r"[^\S\n]{0,3}"
_WRITTEN_DOT = re.compile(
    rf"{_SPACE}[\[({{<【「〔《]{_SPACE}(?:[.。・]|{_KANA_DOT}|dot|点|てん){_SPACE}[\])}}>】」〕》]{_SPACE}"
    rf"|{_SPACE}{_KANA_DOT}{_SPACE}|(?<=[a-z0-9])(?:[。・•·]|{_SPACE}(?<=\s)dot(?=\s){_SPACE}|点)(?=[a-z])"
)
_DOMAINS = {
    fold_pattern(word): domain
    for word, domain in {"こむ": "com", "じぇいぴー": "jp", "じぇーぴー": "jp", "ねっと": "net"}.items()
}
_WRITTEN_DOMAIN = re.compile(rf"(?<=\.)(?:{'|'.join(_DOMAINS)})")
_HOST_LENGTH = 60
_HOST_BEFORE = re.compile(rf"[^\s{OWN}、。（）「」()]*$")
"""The name of a host before its last part. It is looked for only where there is such a part: from each character on, a
long text would take seconds."""
_DISGUISED_LINK = re.compile(
    rf"(?<![a-z])(?:https?|hxxps?)(?![a-z]){_SPACE}(?:[:;]{_SPACE})?[/\\¥][!-~]*"
    rf"|[a-z][a-z0-9+]{{1,9}}{_SPACE}:{_SPACE}[/\\¥]{_SPACE}[/\\¥][!-~]*"
    r"|(?<![a-z])(?:https?|hxxps?|www)(?![a-z])|xn--[!-~]*|(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    rf"|(?<=[\w{OWN}])\.(?:{_TOP_LEVEL_DOMAINS}){_END}{_PATH}"
    rf"|(?<=[\w{OWN}])[^\S\n]{{1,3}}[.,][^\S\n]{{0,3}}(?:{_SURE_DOMAINS}){_END}{_PATH}"
    rf"|(?<=[a-z0-9]),(?:com|net|org|jp){_END}|(?<=[\w{OWN}])\.[^\S\n]{{1,3}}(?:com|net|org|jp|xyz){_END}{_PATH}"
)
_SQUEEZED_LINK = re.compile("https?|hxxps?|" + fold_pattern("エイチティーティーピー|ダブリューダブリューダブリュー"))
_SPACED_SHORTENER = re.compile(rf"(?<![a-z0-9.-]){_SHORTENERS}[^\S\n]*/".replace(r"\.", r"[^a-z0-9\n]{1,3}"))


def _write_dots(base: Form) -> Form:
    """The form with each dot of an address that is written otherwise: ドット, [.], 。"""
    form = base.replace(_WRITTEN_DOT, lambda _: ".")
    return form.replace(_WRITTEN_DOMAIN, lambda match: _DOMAINS[match[0]])


def find_disguised_link(skeleton: Skeleton) -> tuple[int, int] | None:
    """Where a link stands in the original text, in whatever disguise; allowed links are hidden in the skeleton."""
    for form in (skeleton.base, skeleton.joined):
        dotted = _write_dots(form)
        if match := _DISGUISED_LINK.search(dotted.text):
            before = _HOST_BEFORE.search(dotted.text[max(0, match.start() - _HOST_LENGTH) : match.start()])
            return dotted.locate(match.start() - len(before[0] if before else ""), match.end())
    if match := _SQUEEZED_LINK.search(skeleton.squeezed[0].text):
        return skeleton.squeezed[0].locate(*match.span())
    return None


def find_shortener(text: str) -> str | None:
    """The first address of a public URL shortener in a text, also a disguised one, and one that is allowed."""
    dotted = _write_dots(fold(text)).text
    if link := next(filter(is_shortener, find_links(dotted)), None):
        return link
    match = _SPACED_SHORTENER.search(dotted)
    return match[0] if match else None


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
    """The Japanese phone numbers in an NFKC-normalised text, as people write them, in order.

    Each is its digits with the leading zero.
    """
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


_GAP = rf"(?:[^0-9a-zぁ-ゖ一-龥々{OWN}]|の){{0,3}}"
_JAPAN = rf"\+81{_GAP}(?:\(?0\)?{_GAP})?"
_TIME_OR_DAY = re.compile(
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9:])|(?<![0-9])20[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}(?![0-9])"
)
_DISGUISED_PHONE = re.compile(
    rf"(?<![0-9])0{_GAP}[1-9](?:{_GAP}[0-9]){{8,9}}(?![0-9])|(?:\+{_GAP}[0-9]|(?<![0-9])00{_GAP}[1-9])(?:{_GAP}[0-9]){{7,13}}(?![0-9])"
    rf"|(?:電話|でんわ|tel|連絡先)[^0-9{OWN}]{{0,4}}[0-9]{{2,4}}-[0-9]{{4}}(?![0-9])"
)


def hide_phone(form: Form, phone: str) -> Form:
    """The form with a phone number replaced by OWN, however its digits are separated."""
    digits = normalise_phone(phone)
    if len(digits) not in _LENGTHS:
        return form
    zero, rest = digits[0], _GAP.join(digits[1:])
    return form.replace(
        re.compile(rf"(?<![0-9])(?:{zero}{_GAP}|\+81{_GAP}(?:\(?0\)?{_GAP})?){rest}(?![0-9])"), lambda _: OWN
    )


def find_disguised_phone(numbers: Form) -> tuple[int, int] | None:
    """Where a phone number, Japanese or foreign, stands in the original text; the office's own is hidden before."""
    masked = numbers.replace(_TIME_OR_DAY, lambda match: OWN * len(match[0]))
    match = _DISGUISED_PHONE.search(masked.text)
    return masked.locate(*match.span()) if match else None
