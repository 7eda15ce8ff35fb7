"""Steps of the main job on a small list, for tests that start later in the job."""

from dataclasses import replace

from sandbox.walk import steps
from sandbox.walk.client import Json, find_buttons, to_text
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_target_list


def list_numbers(count: int) -> list[str]:
    """Return the numbers of a list's people as the carrier gets them; a message to each is delivered."""
    return [debt.phone.replace("-", "") for debt in make_debts(count)]


def submit_campaign(system: System, count: int, *, uploader: str | None = None, author: str | None = None) -> None:
    """Upload a list of `count` people and submit a campaign for approval."""
    staff, session = system.session.staff, system.session
    path = write_target_list(system.folder.parent / f"targets{count}.csv", make_debts(count), without=("name",))
    steps.upload_list(replace(session, staff=uploader or staff), path)
    steps.preview_and_submit(replace(session, staff=author or staff))


def start_sending(system: System, count: int) -> None:
    """Submit and approve a campaign, which starts to send."""
    submit_campaign(system, count)
    steps.approve(system.session)


def wait_for_arrivals(system: System, least: int) -> None:
    """Wait until the carrier has at least so many messages."""
    wait_until(lambda: len(system.list_arrivals()) >= least, f"{least} arrivals")


def wait_until_none_is_claimed(system: System) -> None:
    """Wait until every request under way was answered and recorded. Where nothing is claimed, nothing leaves after."""
    wait_until(lambda: "claimed" not in system.count_states(), "the messages under way")


def wait_until_all_left(system: System) -> None:
    """Wait until no message is queued or claimed."""
    wait_until(lambda: not {"queued", "claimed"} & system.count_states().keys(), "the rest")


def finish_campaign(system: System, people: int) -> None:
    """Let uncertain messages be looked up until the campaign has finished; everybody has exactly one message."""
    for _ in range(3):
        wait_until_all_left(system)
        system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(people))


def find_cards(system: System, campaign: int = 1) -> list[Json]:
    """Return the posts in the desk's channel that are a campaign's card."""
    title = f"一斉送信 {campaign}："
    seen = system.client.messages(system.session.desk, system.session.staff)
    return [message for message in seen if not message["ephemeral_to"] and title in message["text"]]


def find_card(system: System, *sentences: str) -> Json:
    """Wait until the campaign's card has these sentences."""

    def find() -> Json | None:
        (card,) = find_cards(system)
        return card if all(sentence in to_text(card["blocks"]) for sentence in sentences) else None

    return wait_until(find, f"a card with {sentences}")


def press(system: System, user: str, card: Json, action_id: str) -> None:
    """Press a button of a card."""
    (button,) = find_buttons(card["blocks"], action_id)
    fields = {"channel": system.session.desk, "ts": card["ts"], "action_id": action_id, "value": button["value"]}
    system.client.post("click", user=user, **fields)


def find_approve_button(system: System, campaign: int = 1) -> tuple[str, str]:
    """Wait for a campaign's Approve button; return the ts of its card and its value."""
    return wait_until(lambda: list_approve_buttons(system, campaign), "the approval card")[0]


def list_approve_buttons(system: System, campaign: int = 1) -> list[tuple[str, str]]:
    """Return the ts of the card and the value of each Approve button of a campaign."""
    return [
        (card["ts"], button["value"])
        for card in find_cards(system, campaign)
        for button in find_buttons(card["blocks"], "campaign_approve")
    ]


def press_approve(system: System, user: str, ts: str, value: str | None = None) -> None:
    """Press Approve on the card at `ts`; a `value` replaces the button's own."""
    fields = {} if value is None else {"value": value}
    system.client.post("click", user=user, channel=system.session.desk, ts=ts, action_id="campaign_approve", **fields)
