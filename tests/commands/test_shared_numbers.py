"""Numbers that several people have, decided at the list's card: by its buttons, and by the file that comes back."""

from bot.model.views import Mode
from bot.screens import lists as screens
from bot.screens.blocks import Frame
from bot.services.imports import targets
from bot.slack import posts
from tests.commands.harness import DESK, JA, OPERATOR, STAFF, Bureau
from tests.sandbox.slack.client import until
from tests.services.files import Debt
from tests.services.harness import UPLOADER
from tests.services.steps import import_list

HOUSE = [Debt(taxpayer="1001"), Debt(taxpayer="1002"), Debt(taxpayer="1003", phone="090-9999-0003")]


def card(bureau: Bureau) -> str:
    shown = screens.build_card(Frame(JA, Mode.SANDBOX), import_list(bureau.services, HOUSE))
    return posts.post_message(bureau.context.client, DESK, shown.text, shown.blocks).ts


def decisions(bureau: Bureau) -> list[object]:
    return bureau.services.column("SELECT shared_decision FROM recipients ORDER BY id")


def test_staff_decide_by_a_button_and_the_card_is_counted_anew(bureau: Bureau) -> None:
    ts = card(bureau)
    bureau.press(OPERATOR, ts, "shared_one")
    bureau.tells(OPERATOR, JA("refusal.not_allowed"))
    bureau.press(STAFF, ts, "shared_one")
    until(lambda: decisions(bureau) == ["send", "leave", None])
    assert bureau.services.audited()[-2:] == [(OPERATOR, "list.decide", "not_allowed"), (STAFF, "list.decide", "done")]
    bureau.press(STAFF, ts, "shared_leave")
    until(lambda: decisions(bureau) == ["leave", "leave", None])
    assert targets.get_list_view(bureau.services, UPLOADER, 1).target.counts.recipients == 1


def test_the_file_comes_back_by_the_form_that_the_card_opens(bureau: Bureau) -> None:
    ts = card(bureau)
    bureau.press(STAFF, ts, "shared_open")
    view = bureau.view(STAFF, "shared_upload")["id"]
    content = "リスト番号,宛名番号,電話番号,判断\r\n1,1002,090-1234-5601,{}\r\n"
    file = bureau.hand.upload(content.format("送る").encode("cp932"), STAFF, None)
    assert bureau.submit(STAFF, view, file={"file": {"type": "file_input", "files": [{"id": file}]}})["ok"]
    until(lambda: JA("refusal.decisions_unknown_word", rows="2") in str(bureau.view(STAFF, "shared_upload")["blocks"]))
    view = bureau.view(STAFF, "shared_upload")["id"]
    file = bureau.hand.upload(content.format("○").encode("cp932"), STAFF, None)
    assert bureau.submit(STAFF, view, file={"file": {"type": "file_input", "files": [{"id": file}]}})["ok"]
    assert "<@" + STAFF in str(bureau.view(STAFF, "shared_result")["blocks"])
    assert decisions(bureau) == [None, "send", None]
