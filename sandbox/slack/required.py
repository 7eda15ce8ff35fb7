"""What Slack refuses before the bot hears of it: inputs left empty, too short, too long, or not a number."""

from sandbox.slack.errors import Json
from sandbox.slack.state import Spot, spots

EMPTY = "Please complete this required field."


def refusals(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return a sentence for each input block that cannot be handed in so, by block_id."""
    found: dict[str, str] = {}
    for spot in spots(blocks):
        if spot.block["type"] == "input" and spot.holding is not None:
            held = values[spot.block["block_id"]][spot.element["action_id"]][spot.holding.key]
            sentence = _judge(spot, held)
            if sentence is not None:
                found[spot.block["block_id"]] = sentence
    return found


def _judge(spot: Spot, held: object) -> str | None:
    if held in (None, "", []):
        return None if spot.block.get("optional", False) else EMPTY
    if spot.element["type"] == "number_input":
        return _number(spot.element, str(held))
    if spot.element["type"] == "plain_text_input":
        return _length(spot.element, str(held))
    if spot.element["type"] == "file_input" and isinstance(held, list):
        return _files(spot.element, len(held))
    return None


def _length(element: Json, text: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(text) > most else None


def _number(element: Json, text: str) -> str | None:
    try:
        number = float(text) if element["is_decimal_allowed"] else int(text)
    except ValueError:
        return "Please enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Please enter a number of at least {least}."
    return f"Please enter a number of at most {most}." if most is not None and number > float(most) else None


def _files(element: Json, count: int) -> str | None:
    most = element.get("max_files", 10)
    return f"Please choose at most {most} files." if count > most else None
