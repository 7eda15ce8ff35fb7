"""A list whose headings nobody knows, by mouse and keyboard: asked about, taken in, known the next time, forgotten."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Cast, targets
from tests.process.system import System

pytestmark = pytest.mark.e2e


def strange(folder: Path, rows: int) -> Path:
    """The first rows of the sample city's list, with headings of somebody's own, and two rows that cannot be read."""
    lines = targets().read_text("cp932").splitlines()
    top = next(place for place, line in enumerate(lines) if line.startswith("宛名番号")) + 1
    head = "\r\n".join(lines[:top]).replace("電話番号", "でんわ").replace("架電回数", "かけた回数")
    lines = lines[top : top + rows]
    broken = [line.replace("R8.", "R8.13.") for line in lines[:2]]
    path = folder / f"strange{rows}.csv"
    path.write_text("\r\n".join([head, *lines, *broken]) + "\r\n", "cp932")
    return path


def bring(window: Window, cast: Cast, file: Path) -> None:
    window.command("/sms-list")
    window.form_saying(cast.words("list.file"))
    window.choose_file(cast.choose, file)
    window.press(cast.words("list.submit"), window.form)


@pytest.mark.parametrize("cast", [JAPANESE, ENGLISH], ids=lambda cast: cast.language)
def test_a_column_is_pointed_out_once_and_the_same_file_is_asked_about(
    window: Window, system: System, cast: Cast, tmp_path: Path
) -> None:
    system.start()
    words = cast.words
    window.sit(cast.author)
    bring(window, cast, strange(tmp_path, 40))
    window.form_saying(words("columns.title"))
    window.page.screenshot(path=tmp_path / "1-asked.png")
    window.form.get_by_label(words("column.phone")).first.select_option("でんわ")
    window.form.get_by_label(words("column.calls")).first.select_option("でんわ")
    window.press(words("list.submit"), window.form)
    window.form_saying(words("refusal.chosen_twice"))
    window.page.screenshot(path=tmp_path / "2-twice.png")
    window.form.get_by_label(words("column.calls")).first.select_option("かけた回数")
    window.press(words("list.submit"), window.form)
    window.form_saying(words("columns.used_again"))
    window.form_saying(words("problem.title"))
    window.page.screenshot(path=tmp_path / "3-result.png")
    window.close_form(words("form.close"))

    bring(window, cast, strange(tmp_path, 41))
    window.form_saying(words("columns.used_again"))
    window.close_form(words("form.close"))

    bring(window, cast, strange(tmp_path, 41))
    window.form_saying(words("list.same_file_do"))
    window.page.screenshot(path=tmp_path / "4-again.png")
    window.press(words("list.again"), window.form)
    window.form_saying(words("columns.used_again"))
    window.press(words("columns.forget"), window.form)
    window.confirm(words("confirm.forget.yes"))
    window.form_saying(words("columns.forgotten"))
    window.close_form(words("form.close"))
    # The desk's channel speaks Japanese, whoever reads it.
    card = (
        window.messages().filter(has=window.page.locator("h3", has_text=JAPANESE.words("list.header", list="3"))).last
    )
    expect(card).to_contain_text("でんわ")
    window.page.screenshot(path=tmp_path / "5-card.png", full_page=True)
