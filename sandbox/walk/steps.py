"""The main job, a function a step. Each waits until its result can be seen and returns a line to print.

All raise StepFailed if the result does not come.
"""

from dataclasses import dataclass
from pathlib import Path

from sandbox.walk import counts
from sandbox.walk.client import ControlClient, Json, find_buttons, require, to_text, wait_until

_FIRST_BATCH = 20
_RECEIPTS_AFTER = 6
"""The messages that the bot sends first, and the seconds of the desk's time until the carrier reports on them."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the sandbox: its client and folder, and the ids of the users and channels of the main job."""

    client: ControlClient
    folder: Path
    staff: str
    supervisor: str
    desk: str
    digest: str

    def find_card(self, text: str) -> Json:
        """Return the newest post in the desk's channel that contains a text, or an empty object."""
        posts = self.client.messages(self.desk, self.staff)
        found = [message for message in posts if not message["ephemeral_to"] and text in to_text(message)]
        return found[-1] if found else {}

    def click_approve(self, user: str) -> None:
        """Press Approve on the newest card that has the button."""
        card = self.find_card("campaign_approve")
        self.client.post("click", user=user, channel=self.desk, ts=card["ts"], action_id="campaign_approve")

    def submit_file(self, command: str, form: str, result: str, file: Path) -> str:
        """Upload a file through the form that a command opens; wait for the form `result`. Returns the file's id."""
        self.client.command(self.staff, self.desk, command)
        view = self.client.wait_for_view(self.staff, form)
        file_id = self.client.submit_file(self.staff, view["id"], file.name, file.read_bytes())
        self.client.wait_for_view(self.staff, result)
        return file_id


def open_session(client: ControlClient, folder: Path) -> Session:
    """Look up the users and channels of the main job."""
    staff, supervisor = client.find_person("staff"), client.find_person("supervisor")
    return Session(client, folder, staff, supervisor, client.find_channel("desk"), client.find_channel("digest"))


def open_desk(session: Session) -> str:
    """/sms."""
    session.client.command(session.staff, session.desk, "/sms")
    return "/sms: the desk answers"


def upload_list(session: Session, targets: Path) -> str:
    """/sms-list, the form, the file, the result."""
    session.submit_file("/sms-list", "list_upload", "list_result", targets)
    wait_until(lambda: session.find_card("list_details"), "the list's card")
    counted = counts.count_list(session.folder)
    return f"/sms-list: {counted['rows']} rows, {counted['recipients']} people to message"


def preview_and_submit(session: Session) -> str:
    """/sms-new, a preview, the draft, the request for approval."""
    client, staff = session.client, session.staff
    client.command(staff, session.desk, "/sms-new")
    form = client.wait_for_view(staff, "campaign_new")
    client.post("click", user=staff, view=form["id"], block_id="preview", action_id="preview")
    wait_until(lambda: "rich_text_quote" in to_text(client.top_view(staff)), "the preview")
    client.submit(staff, form["id"], {})
    created = client.wait_for_view(staff, "campaign_created")
    (submit,) = find_buttons(created["blocks"], "campaign_submit")
    client.post("click", user=staff, view=created["id"], action_id="campaign_submit", value=submit["value"])
    card = "campaign_approve"
    wait_until(lambda: find_buttons(session.find_card(card).get("blocks", []), card), "the approval card")
    return "/sms-new: previewed, kept, approval asked for"


def try_to_approve_as_author(session: Session) -> str:
    """The author presses Approve and gets the refusal."""
    before = len(_ephemeral(session))
    session.click_approve(session.staff)
    refusals = wait_until(lambda: _ephemeral(session)[before:], "the refusal")
    card = session.find_card("campaign_approve")
    require(card and find_buttons(card["blocks"], "campaign_approve"), "the card still waits")
    return f"Approve by the author: refused ({refusals[0]['text']})"


def approve(session: Session) -> str:
    """A supervisor presses Approve."""
    session.click_approve(session.supervisor)
    wait_until(lambda: not session.find_card("campaign_approve"), "the card without its buttons")
    return "Approve by a supervisor: taken"


def wait_for_sending(session: Session) -> str:
    """Let the receipts of the first messages come, and wait until the card says that all messages were sent."""
    wait_until(lambda: counts.count_sends(session.folder)["arrived"] >= _FIRST_BATCH, "the first messages")
    session.client.post("clock", advance_seconds=_RECEIPTS_AFTER)
    wait_until(lambda: _is_finished(to_text(session.find_card("█"))), "the end of sending", seconds=90.0)
    counted = counts.count_sends(session.folder)
    return f"sent: {counted['arrived']} arrivals at the carrier, {counted['duplicates']} twice"


def wait_for_receipts(session: Session) -> str:
    """Move the clock by a minute and wait for the receipts."""
    session.client.post("clock", advance_seconds=60)
    counted = wait_until(lambda: _find_outcomes(session), "the receipts")
    return f"receipts: {counted['delivered']} delivered, {counted['undelivered']} undelivered"


def wait_for_first_digest(session: Session) -> str:
    """Move the clock to the next morning's digest."""
    session.client.post("clock", now="2026-07-08T09:00:00+09:00")
    return f"digest, 8 July 09:00: {_wait_for_digests(session, 1, 'the digest')[-1]['text']}"


def upload_payments(session: Session, file: Path) -> str:
    """Move the clock by a week and upload the payment file; the digests missed meanwhile come as one, late."""
    session.client.post("clock", now="2026-07-14T10:00:00+09:00")
    _wait_for_digests(session, 2, "the late digest")
    session.submit_file("/sms-payments", "payments_upload", "payments_result", file)
    return f"/sms-payments: {counts.count_payments(session.folder)} rows applied"


def wait_for_second_digest(session: Session) -> str:
    """Move the clock to the digest that reports who paid."""
    session.client.post("clock", now="2026-07-15T09:00:00+09:00")
    return f"digest, 15 July 09:00: {_wait_for_digests(session, 3, 'the digest')[-1]['text']}"


def find_digest_ts(session: Session) -> str:
    """Return the ts of the newest digest."""
    return str(session.client.messages(session.digest, session.supervisor)[-1]["ts"])


def _ephemeral(session: Session) -> list[Json]:
    """Return the messages that only the author sees."""
    posts = session.client.messages(session.desk, session.staff)
    return [message for message in posts if message["ephemeral_to"] == session.staff]


def _is_finished(card: str) -> bool:
    """Whether a campaign has begun and can no longer be stopped; the same in every language.

    Its bar may not be full: a provider that refuses a message was handed nothing.
    """
    return "█" in card and "campaign_stop" not in card


def _find_outcomes(session: Session) -> Json | None:
    """Return the outcomes once all are known, except those that the carrier never reports."""
    states = counts.count_states(session.folder)
    if states.get("accepted", 0) > counts.count_never_answered(session.folder) or not states.get("delivered"):
        return None
    return {"delivered": states["delivered"], "undelivered": states.get("undelivered", 0)}


def _wait_for_digests(session: Session, least: int, what: str) -> list[Json]:
    def find() -> list[Json] | None:
        found = session.client.messages(session.digest, session.supervisor)
        return found if len(found) >= least else None

    return wait_until(find, what)
