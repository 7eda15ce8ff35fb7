"""The public page as HTML: one file with its style, without scripts and without anything from elsewhere.

Japanese first, then English. It is made for phones, readers of screens, and paper.
"""

from collections.abc import Iterable, Sequence
from html import escape

from bot.model.public_page import Carrier, PublicPage, WeeklyHours
from bot.words import Locale, Words
from bot.words import words as load_words

MARK = '<meta name="generator" content="nofu publish">'
"""By this a page of ours is known: no other file is overwritten."""
NEVER = ("links", "accounts", "payment", "atm", "numbers", "reply")
"""What the city never asks for; a sentence each."""
_STYLE = """
:root { color-scheme: light; --ink: #1a1a1a; --quiet: #4a4a4a; --line: #8a8a8a; --soft: #f2f5f9; --strong: #1f3a5f; }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: #fff; color: var(--ink); line-height: 1.8;
  font-family: "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", Meiryo, system-ui, sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.4; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.15rem; line-height: 1.4; margin: 2rem 0 0.5rem; padding-left: 0.6rem;
  border-left: 0.3rem solid var(--strong); }
p, ul, dl { margin: 0.5rem 0; }
ul { padding-left: 1.4rem; }
a { color: #0b4a8f; }
a:focus-visible { outline: 3px solid #0b4a8f; outline-offset: 2px; }
section + section { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line); }
.languages { text-align: right; }
.call { background: var(--soft); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.8rem 1rem; }
.phone { display: block; font-size: 1.6rem; font-weight: bold; line-height: 1.5; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }
th { background: var(--soft); font-weight: bold; width: 45%; }
figure { margin: 0.8rem 0; border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.8rem 1rem; }
figcaption { color: var(--quiet); font-size: 0.9rem; }
blockquote { margin: 0.3rem 0 0; white-space: pre-line; }
.made { color: var(--quiet); font-size: 0.9rem; margin-top: 2rem; }
@media print {
  body { padding: 0; font-size: 9.5pt; line-height: 1.45; }
  h1 { font-size: 1.4rem; margin: 0 0 0.5rem; }
  h2 { margin-top: 0.9rem; break-after: avoid; }
  p, ul { margin: 0.3rem 0; }
  figure { margin: 0.4rem 0; padding: 0.4rem 0.7rem; }
  .languages { display: none; }
  .made { margin-top: 0.9rem; }
  p, figure, table, li { break-inside: avoid; }
  section + section { margin-top: 0; padding-top: 0; break-before: page; border-top: 0; }
}
""".strip()


def build_page(page: PublicPage) -> str:
    """Build the page."""
    ja, en = load_words(Locale.JA), load_words(Locale.EN)
    sections = [_build_section(ja, page), _build_section(en, page)]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="ja">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            MARK,
            f"<title>{escape(ja('page.title', city=page.city, desk=page.desk))}</title>",
            f"<style>\n{_STYLE}\n</style>",
            "</head>",
            "<body>",
            "<main>",
            *sections,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _build_section(words: Words, page: PublicPage) -> str:
    names = {"city": page.city, "desk": page.desk}
    other = Locale.EN if words.locale is Locale.JA else Locale.JA
    other_name = load_words(other)("page.language")
    parts = [
        f'<p class="languages"><a href="#{other.value}" lang="{other.value}" hreflang="{other.value}">'
        f"{escape(other_name)}</a></p>",
        f"<h1>{escape(words('page.title', **names))}</h1>",
        _paragraph(words("page.lead", **names)),
        *_build_doubt(words, page),
        *_build_never(words, page),
        *_build_senders(words, page),
        *_build_texts(words, page),
        *_build_hours(words, page),
        _heading(words("page.stop")),
        _paragraph(words("page.stop_text")),
        f'<p class="made">{escape(words("page.made", day=page.made_on, **names))}</p>',
    ]
    body = "\n".join(parts)
    return f'<section id="{words.locale.value}" lang="{words.locale.value}">\n{body}\n</section>'


def _build_doubt(words: Words, page: PublicPage) -> list[str]:
    """Say what to do when in doubt, with the office's number: the first thing that people look for."""
    digits = "".join(filter(str.isdigit, page.phone))
    call = [
        f"<strong>{escape(words('page.call', city=page.city, desk=page.desk))}</strong>",
        f'<a class="phone" href="tel:{digits}">{escape(page.phone)}</a>',
        escape(words("page.call_hours", hours=_describe_week(words, page.desk_hours))),
    ]
    return [
        _heading(words("page.doubt")),
        _paragraph(words("page.doubt_text")),
        "\n".join(['<p class="call">', *call, "</p>"]),
        _paragraph(words("page.ref_text")),
        _paragraph(words("page.stranger")),
    ]


def _build_never(words: Words, page: PublicPage) -> list[str]:
    items = [words(f"never.{name}") for name in NEVER]
    if page.domains:
        items[0] = words("never.other_links", domains=words("list.comma").join(page.domains))
    return [_heading(words("page.never")), _paragraph(words("page.never_text")), _list(items)]


def _build_senders(words: Words, page: PublicPage) -> list[str]:
    if not page.senders:
        return []
    rows = describe_senders(words, page.senders)
    heads = [f'<th scope="col">{escape(words(key))}</th>' for key in ("page.carrier", "page.sender")]
    head = f"<tr>{''.join(heads)}</tr>"
    body = [f'<tr><th scope="row">{escape(name)}</th><td>{escape(numbers)}</td></tr>' for name, numbers in rows]
    table = "\n".join(["<table>", "<thead>", head, "</thead>", "<tbody>", *body, "</tbody>", "</table>"])
    return [_heading(words("page.senders")), _paragraph(words("page.senders_text")), table]


def describe_senders(words: Words, senders: Iterable[tuple[Carrier, str]]) -> list[tuple[str, str]]:
    """Describe the sender numbers: the name of each carrier, and its numbers."""
    by_carrier: dict[Carrier, list[str]] = {}
    for carrier, number in senders:
        by_carrier.setdefault(carrier, []).append(number)
    comma = words("list.comma")
    return [(words(f"carrier.{carrier.value}"), comma.join(numbers)) for carrier, numbers in by_carrier.items()]


def _build_texts(words: Words, page: PublicPage) -> list[str]:
    figures = [
        f"<figure>\n<figcaption>{escape(words(f'purpose.{one.intent}'))}</figcaption>\n"
        f'<blockquote lang="ja">{escape(one.text)}</blockquote>\n</figure>'
        for one in page.texts
    ]
    return [_heading(words("page.texts")), _paragraph(words("page.texts_text")), *figures]


def _build_hours(words: Words, page: PublicPage) -> list[str]:
    hours = _describe_week(words, page.send_hours)
    parts = [_heading(words("page.hours")), _paragraph(words("page.hours_text", hours=hours))]
    if page.extra_days:
        days = words("list.comma").join(map(words.day, page.extra_days))
        parts.append(_paragraph(words("page.extra_days", days=days)))
    return parts


def _describe_week(words: Words, week: Sequence[WeeklyHours]) -> str:
    return words("list.comma").join(_describe_days(words, one) for one in week)


def _describe_days(words: Words, one: WeeklyHours) -> str:
    first, last = words(f"weekday.{one.first_day}"), words(f"weekday.{one.last_day}")
    days = first if one.first_day == one.last_day else words("page.days", first=first, last=last)
    spans = [words("page.span", start=_clock(start), end=_clock(end)) for start, end in one.spans]
    return words("page.days_hours", days=days, spans=words("list.comma").join(spans))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _list(items: Iterable[str]) -> str:
    return "\n".join(["<ul>", *(f"<li>{escape(item)}</li>" for item in items), "</ul>"])
