"""The main job up to the approval, played on a small list, so that a test begins where it is interesting."""

from dataclasses import replace

from sandbox.walk import steps
from sandbox.walk.hand import Json, buttons
from tests.desk.files import people, target_list
from tests.process.stage import Stage, until


def numbers(count: int) -> list[str]:
    """The numbers of the people in a list, as the carrier sees them; a message to each of them arrives."""
    return [debt.phone.replace("-", "") for debt in people(count)]


def submitted(stage: Stage, count: int, *, uploader: str | None = None, author: str | None = None) -> None:
    """A list of so many people, and a campaign that waits for its approval."""
    by, desk = stage.desk.staff, stage.desk
    path = target_list(stage.folder.parent / f"targets{count}.csv", people(count))
    steps.upload_list(replace(desk, staff=uploader or by), path)
    steps.preview_and_submit(replace(desk, staff=author or by))


def sending(stage: Stage, count: int) -> None:
    """A campaign that has been approved: its messages leave from now on."""
    submitted(stage, count)
    steps.approve(stage.desk)


def arrive(stage: Stage, least: int) -> None:
    """Wait until so many messages have arrived."""
    until(lambda: len(stage.arrived()) >= least, f"{least} arrivals")


def cards(stage: Stage, campaign: int = 1) -> list[Json]:
    """The posts in the desk's channel that are a campaign's card."""
    title = f"一斉送信 {campaign}："
    seen = stage.hand.messages(stage.desk.desk, stage.desk.staff)
    return [message for message in seen if not message["ephemeral_to"] and title in message["text"]]


def approve_button(stage: Stage, campaign: int = 1) -> tuple[str, str]:
    """Where the card of a campaign stands, and the value of its Approve button."""

    def look() -> tuple[str, str] | None:
        found = [
            (card["ts"], button["value"])
            for card in cards(stage, campaign)
            for button in buttons(card["blocks"], "campaign_approve")
        ]
        return found[0] if found else None

    return until(look, "the approval card")


def press(stage: Stage, user: str, ts: str, value: str | None = None) -> None:
    """Somebody presses Approve on the card at `ts`; with a value, a forged one."""
    fields = {} if value is None else {"value": value}
    stage.hand.post("click", user=user, channel=stage.desk.desk, ts=ts, action_id="campaign_approve", **fields)


def told(stage: Stage, user: str) -> list[str]:
    """What only this person was told in the desk's channel."""
    seen = stage.hand.messages(stage.desk.desk, user)
    return [message["text"] for message in seen if message["ephemeral_to"] == user]
