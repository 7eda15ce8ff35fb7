"""The main job, a function a step; each waits until what it did can be seen, or says what did not hold."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.walk import evidence
from sandbox.walk.hand import Hand, Json, buttons, must, text_of


@dataclass(frozen=True, slots=True)
class Desk:
    """Who plays, and where."""

    hand: Hand
    folder: Path
    staff: str
    supervisor: str
    desk: str
    digest: str

    def card(self, kind: str) -> Json:
        """The newest campaign card on which something can be seen."""
        found = [m for m in self.hand.messages(self.desk, self.staff) if not m["ephemeral_to"] and kind in text_of(m)]
        return found[-1] if found else {}


def at(hand: Hand, folder: Path) -> Desk:
    """The players of the sample city."""
    return Desk(
        hand, folder, hand.person("staff"), hand.person("supervisor"), hand.channel("desk"), hand.channel("digest")
    )


def look_at_the_desk(desk: Desk) -> str:
    """/sms."""
    desk.hand.command(desk.staff, desk.desk, "/sms")
    return "/sms: the desk answers"


def upload_list(desk: Desk, targets: Path) -> str:
    """/sms-list, the form, the file, the result."""
    hand = desk.hand
    hand.command(desk.staff, desk.desk, "/sms-list")
    form = hand.view_with(desk.staff, "list_upload")
    file = hand.upload(desk.staff, targets.name, targets.read_bytes())
    hand.submit(desk.staff, form["id"], {"file": {"file": _file(file)}})
    hand.view_with(desk.staff, "list_result")
    hand.wait(lambda: desk.card("対象者リスト"), "the list's card")
    counted = evidence.listed(desk.folder)
    return f"/sms-list: {counted['rows']} rows, {counted['recipients']} people to message"


def preview_and_submit(desk: Desk) -> str:
    """/sms-new, a preview, the draft, the request for approval."""
    hand = desk.hand
    hand.command(desk.staff, desk.desk, "/sms-new")
    form = hand.view_with(desk.staff, "campaign_new")
    hand.post("click", user=desk.staff, view=form["id"], block_id="preview", action_id="preview")
    hand.wait(lambda: "プレビュー（" in text_of(hand.view(desk.staff)), "the preview")
    hand.submit(desk.staff, form["id"], {})
    created = hand.view_with(desk.staff, "campaign_created")
    (submit,) = buttons(created["blocks"], "campaign_submit")
    hand.post("click", user=desk.staff, view=created["id"], action_id="campaign_submit", value=submit["value"])
    hand.wait(lambda: buttons(desk.card("campaign_approve").get("blocks", []), "campaign_approve"), "the approval card")
    return "/sms-new: previewed, kept, approval asked for"


def author_cannot_approve(desk: Desk) -> str:
    """The author presses Approve, and is told why not."""
    card = desk.card("campaign_approve")
    before = len(_told(desk))
    desk.hand.post("click", user=desk.staff, channel=desk.desk, ts=card["ts"], action_id="campaign_approve")
    told = desk.hand.wait(lambda: _told(desk)[before:], "the refusal")
    must(buttons(desk.card("campaign_approve")["blocks"], "campaign_approve"), "the card still waits")
    return f"Approve by the author: refused ({told[0]['text']})"


def approve(desk: Desk) -> str:
    """A supervisor presses Approve."""
    card = desk.card("campaign_approve")
    desk.hand.post("click", user=desk.supervisor, channel=desk.desk, ts=card["ts"], action_id="campaign_approve")
    desk.hand.wait(lambda: not desk.card("campaign_approve"), "the card without its buttons")
    return "Approve by a supervisor: taken"


def send(desk: Desk) -> str:
    """The messages go out; the card shows how far."""
    desk.hand.wait(lambda: "送信終了" in text_of(desk.card("一斉送信")), "the end of sending", seconds=40.0)
    counted = evidence.carrier(desk.folder)
    return f"sent: {counted['arrived']} arrivals at the carrier, {counted['duplicates']} twice"


def receipts(desk: Desk) -> str:
    """The desk's clock moves a minute, and the receipts come."""
    desk.hand.post("clock", advance_seconds=60)
    counted = desk.hand.wait(lambda: _settled(desk), "the receipts")
    return f"receipts: {counted['delivered']} delivered, {counted['undelivered']} undelivered"


def first_digest(desk: Desk) -> str:
    """The next morning's digest."""
    desk.hand.post("clock", now="2026-07-08T09:00:00+09:00")
    found = desk.hand.wait(lambda: _digests(desk, 1), "the digest")
    return f"digest, 8 July 09:00: {found[-1]['text']}"


def payments(desk: Desk, file: Path) -> str:
    """A week later the payment file comes; the digests missed meanwhile come as one, late."""
    hand = desk.hand
    hand.post("clock", now="2026-07-14T10:00:00+09:00")
    hand.wait(lambda: _digests(desk, 2), "the late digest")
    hand.command(desk.staff, desk.desk, "/sms-payments")
    form = hand.view_with(desk.staff, "payments_upload")
    file_id = hand.upload(desk.staff, file.name, file.read_bytes())
    hand.submit(desk.staff, form["id"], {"file": {"file": _file(file_id)}})
    hand.view_with(desk.staff, "payments_result")
    return f"/sms-payments: {evidence.paid(desk.folder)} rows applied"


def second_digest(desk: Desk) -> str:
    """The digest that tells who paid; its ts is the walk's."""
    desk.hand.post("clock", now="2026-07-15T09:00:00+09:00")
    found = desk.hand.wait(lambda: _digests(desk, 3), "the digest")
    return f"digest, 15 July 09:00: {found[-1]['text']}"


def digest_ts(desk: Desk) -> str:
    """Where the newest digest stands."""
    return str(desk.hand.messages(desk.digest, desk.supervisor)[-1]["ts"])


def _file(file_id: str) -> Json:
    return {"type": "file_input", "files": [{"id": file_id}]}


def _told(desk: Desk) -> list[Json]:
    """What only the author has been told."""
    return [m for m in desk.hand.messages(desk.desk, desk.staff) if m["ephemeral_to"] == desk.staff]


def _settled(desk: Desk) -> Json | None:
    """The results, once only those are open that the carrier never answers."""
    states = evidence.states(desk.folder)
    never = evidence.never_answered(desk.folder)
    if states.get("accepted", 0) > never or not states.get("delivered"):
        return None
    return {"delivered": states["delivered"], "undelivered": states.get("undelivered", 0)}


def _digests(desk: Desk, least: int) -> list[Json] | None:
    found = desk.hand.messages(desk.digest, desk.supervisor)
    return found if len(found) >= least else None
