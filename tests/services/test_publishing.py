"""The public page: what it says, that it is whole and valid, and that no other file is overwritten."""

import hashlib
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.model.access import Actor
from bot.model.campaigns import Intent
from bot.model.errors import Conflict, NotAllowed
from bot.model.public_page import Carrier, PublicPage
from bot.rules.hours import read_hours
from bot.rules.message_text.templates import ALL_TEMPLATES
from bot.rules.privacy import find_leaks
from bot.screens.public_page import MARK, build_page
from bot.services import publishing
from bot.settings.declared import City
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import CHIEF, CLOCK, OPERATOR, HarnessContext, fail_with

SENDERS = ((Carrier.DOCOMO, "048-000-0000"), (Carrier.SOFTBANK, "242240"), (Carrier.SOFTBANK, "242241"))
BODY = "{city}{desk}からお知らせです。お電話ください。{phone} 受付番号{ref} 送信専用"
VOID = {"meta", "br", "link"}


class Page(HTMLParser):
    """Reads a page as strictly as a validator: each element is closed in order, and each id is used once."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.text.append(data)

    def list_tags(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    def read_section(self, language: str) -> str:
        text = "\n".join(self.text)
        ja, en = text.split("日本語")  # the link back to Japanese begins the English part
        return ja if language == "ja" else en


def build(context: HarnessContext) -> str:
    return build_page(publishing.collect_page(context, CLOCK))


def write(context: HarnessContext, folder: Path) -> Path:
    return publishing.write_page(context, CLOCK, folder, build(context), MARK)


def test_the_page_is_whole_html_in_two_languages_without_scripts_and_without_anything_from_elsewhere(
    context: HarnessContext,
) -> None:
    html = build(context.with_settings(senders=SENDERS))
    assert html.startswith("<!DOCTYPE html>\n")
    page = Page(html)
    assert page.list_tags("html") == [{"lang": "ja"}]
    assert [one["lang"] for one in page.list_tags("section")] == ["ja", "en"]
    used = {tag for tag, _ in page.tags}
    assert used.isdisjoint({"script", "img", "iframe", "form", "input", "link", "object"})
    addresses = [str(value) for _, attrs in page.tags for name, value in attrs.items() if name in ("href", "src")]
    assert sorted(addresses) == ["#en", "#ja", "tel:0489307722", "tel:0489307722"]
    assert not re.search(r"url\(|@import|https?:", html)
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_the_page_can_be_used_with_a_reader_of_screens(context: HarnessContext) -> None:
    page = Page(build(context.with_settings(senders=SENDERS)))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {one["href"] for one in page.list_tags("a")} >= {f"#{name}" for name in ids}
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings.count("h1") == 2
    assert set(headings) == {"h1", "h2"}
    assert {attrs.get("scope") for attrs in page.list_tags("th")} == {"col", "row"}
    assert [attrs for attrs in page.list_tags("blockquote") if attrs.get("lang") != "ja"] == []
    (viewport,) = [attrs for attrs in page.list_tags("meta") if attrs.get("name") == "viewport"]
    assert viewport["content"] == "width=device-width, initial-scale=1"


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "ja",
            (
                "リンク（URL）",
                "口座番号",
                "プリペイドカード",
                "ATM",
                "マイナンバー",
                "返信",
                "月曜日から金曜日の9:00～16:00",
            ),
        ),
        (
            "en",
            (
                "link (URL)",
                "account number",
                "prepaid card",
                "ATM",
                "My Number",
                "reply",
                "Monday to Friday 9:00–16:00",
            ),
        ),
    ],
)
def test_the_page_says_who_sends_what_when_and_what_is_never_asked(
    context: HarnessContext, language: str, sentences: tuple[str, ...]
) -> None:
    text = Page(build(context.with_settings(senders=SENDERS))).read_section(language)
    for sentence in (*sentences, "048-930-7722", "048-000-0000", "三郷市", "○○○○"):
        assert sentence in text, sentence
    assert "242240、242241" in text or "242240, 242241" in text


def test_the_texts_are_those_in_use_and_none_is_shown_twice(context: HarnessContext) -> None:
    steps.submit_and_approve(context, steps.import_list(context, make_debts(1)).target.id, body=BODY)
    steps.submit(context, steps.import_list(context, make_debts(2)).target.id, body=f"{BODY} 承認前")
    page = publishing.collect_page(context, CLOCK)
    shown = [one.text for one in page.texts]
    assert shown[0] == "三郷市収納管理課からお知らせです。お電話ください。048-930-7722 受付番号○○○○ 送信専用"
    off = {Intent.BEFORE_NOTICE, Intent.DIRECT_DEBIT}
    assert len(shown) == len(set(shown)) == 1 + sum(one.intent not in off for one in ALL_TEMPLATES)
    assert not [text for text in shown if "承認前" in text]
    assert all(find_leaks(text, frozenset({context.city.phone})) == [] for text in shown)


@pytest.mark.parametrize(("days", "is_shown"), [(91, True), (93, False)])
def test_a_text_is_shown_for_three_months_after_its_campaign(
    context: HarnessContext, days: int, is_shown: bool
) -> None:
    campaign_id = steps.start_sending(context, steps.import_list(context, make_debts(1)).target.id, body=BODY)
    steps.send_all(context)
    steps.finish(context)
    context.clock.advance(days=days)
    texts = [one.text for one in publishing.collect_page(context, CLOCK).texts]
    assert any("からお知らせです" in text for text in texts) is is_shown, campaign_id


def test_a_text_of_a_dry_run_is_not_shown(context: HarnessContext) -> None:
    context.provider.terms = replace(context.provider.terms, name="dry_run")
    steps.start_sending(context, steps.import_list(context, make_debts(1)).target.id, body=BODY)
    assert not [one for one in publishing.collect_page(context, CLOCK).texts if "からお知らせです" in one.text]


def test_without_sender_numbers_there_is_no_empty_table(context: HarnessContext) -> None:
    page = Page(build(context))
    assert page.list_tags("table") == []
    assert "送信元として表示される番号" not in page.read_section("ja")


def test_the_only_links_that_texts_may_have_are_named(context: HarnessContext) -> None:
    page = Page(build(context.with_settings(url_allow=("city.example.lg.jp",))))
    assert "市のサイト（city.example.lg.jp）以外のリンク" in page.read_section("ja")


def collect(context: HarnessContext, send: str, desk: str, extra: str = "", closed: str = "") -> PublicPage:
    return publishing.collect_page(context.with_settings(hours=read_hours(send, desk, extra, closed)), CLOCK)


def test_hours_are_named_by_runs_of_days_and_days_to_come_that_are_extra(context: HarnessContext) -> None:
    page = collect(
        context,
        "mon-tue 09:00-12:00, mon-tue 13:00-16:00, thu 10:00-15:00",
        "mon-sat 09:00-17:00",
        "2026-07-11 09:00-12:00, 2026-07-04, 2026-07-12",
        "2026-07-12",
    )
    assert [(one.first_day, one.last_day, one.spans) for one in page.send_hours] == [
        (0, 1, ((540, 720), (780, 960))),
        (3, 3, ((600, 900),)),
    ]
    assert page.extra_days == [date(2026, 7, 11)]
    text = Page(build_page(page)).read_section("ja")
    assert "月曜日から火曜日の9:00～12:00、13:00～16:00、木曜日の10:00～15:00" in text
    assert "2026年7月11日" in text


def test_what_settings_and_texts_have_is_escaped(context: HarnessContext) -> None:
    odd = replace(context, city=City("<b>&市", '課"', "048-930-7722", "x"))
    html = build(odd)
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;市" in html
    Page(html)


def test_the_page_is_written_whole_and_replaces_an_earlier_one(context: HarnessContext, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    path = write(context, folder)
    assert path == folder / "index.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    first = path.read_text("utf-8")
    later = context.with_settings(senders=SENDERS)
    assert write(later, folder).read_text("utf-8") != first
    assert [one.name for one in folder.iterdir()] == ["index.html"]
    entry = context.audit_entries()[-1]
    assert (entry.action, entry.facts) == (
        "page.publish",
        {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
    )


def make_foreign(folder: Path) -> Iterator[Path]:
    """Make what may be there in the place of the page, one after the other."""
    path = folder / "index.html"
    path.write_text("<html>the city's own page</html>")
    yield path
    path.unlink()
    path.symlink_to(folder / "other.html")
    yield path
    path.unlink()
    path.mkdir()
    yield path


def test_a_file_of_somebody_else_is_never_overwritten(context: HarnessContext, tmp_path: Path) -> None:
    for path in make_foreign(tmp_path):
        before = path.lstat()
        with pytest.raises(Conflict, match="page_not_ours"):
            write(context, path.parent)
        assert path.lstat() == before


def test_a_page_that_cannot_be_written_leaves_the_earlier_one(
    context: HarnessContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "public"
    path = write(context, folder)
    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", fail_with(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write(context.with_settings(senders=SENDERS), folder)
    assert path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["index.html"]


@pytest.mark.parametrize("actor", [CHIEF, OPERATOR])
def test_only_the_shell_writes_the_page(context: HarnessContext, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        publishing.collect_page(context, actor)
