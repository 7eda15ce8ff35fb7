"""The limits of Block Kit: the local Slack agrees with Slack's own models and with slackblocks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import slackblocks as sb
from slack_sdk.errors import SlackApiError, SlackObjectFormationError
from slack_sdk.models.blocks import Block

from sandbox.slack.blocks import check_message, check_view
from sandbox.slack.content import read_message
from sandbox.slack.errors import Json, Refused
from tests.sandbox.slack.client import DESK, LocalSlack, plain_text
from tests.tables import list_cases


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(number: int = 0, **more: object) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain_text("押す"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(count: int) -> Json:
    listed = [{"text": plain_text("x"), "value": str(n)} for n in range(count)]
    return {"type": "static_select", "action_id": "s", "options": listed}


def entry(label: str = "名", **element: object) -> Json:
    return {
        "type": "input",
        "label": plain_text(label),
        "element": {"type": "plain_text_input", "action_id": "a", **element},
    }


LIMITS: dict[str, tuple[int, Callable[[int], Json]]] = {
    "section text": (3000, lambda n: {"type": "section", "text": mrkdwn("x" * n)}),
    "section fields": (10, lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}),
    "header text": (150, lambda n: {"type": "header", "text": plain_text("x" * n)}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}),
    "actions elements": (25, lambda n: actions(*[button(i) for i in range(n)])),
    "button text": (75, lambda n: actions(button(text=plain_text("x" * n)))),
    "button value": (2000, lambda n: actions(button(value="x" * n))),
    "select options": (100, lambda n: actions(select(n))),
    "input label": (2000, lambda n: entry("x" * n)),
    "input placeholder": (150, lambda n: entry(placeholder=plain_text("x" * n))),
    "block id": (255, lambda n: {**entry(), "block_id": "x" * n}),
    "image address": (
        3000,
        lambda n: {"type": "image", "image_url": "https://example.com/".ljust(n, "x"), "alt_text": "x"},
    ),
    "markdown text": (12_000, lambda n: {"type": "markdown", "text": "x" * n}),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_that_of_slacks_own_models(name: str) -> None:
    most, build = LIMITS[name]
    parsed = Block.parse(build(most))
    assert parsed is not None
    parsed.to_dict()
    check_message([build(most)])
    with pytest.raises(SlackObjectFormationError):
        (Block.parse(build(most + 1)) or pytest.fail("not known to the SDK")).to_dict()
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message([build(most + 1)])


def series(names: list[str], points: int) -> list[sb.DataSeries]:
    return [sb.DataSeries(name, [sb.DataPoint(f"{n}日", n) for n in range(points)]) for name in names]


def bars(names: list[str], points: int = 3) -> Json:
    axes = sb.AxisConfig([f"{n}日" for n in range(points)], "日", "通")
    return to_json(sb.DataVisualizationBlock("到達", sb.BarChart(series(names, points), axes)))


def to_json(block: sb.DataVisualizationBlock) -> Json:
    parsed: Json = json.loads(str(block))
    return parsed


def test_charts_from_slackblocks_are_accepted() -> None:
    pie = sb.DataVisualizationBlock("到達", sb.PieChart([sb.ChartSegment("到達", 5), sb.ChartSegment("不達", 1)]))
    blocks = [to_json(pie), bars(["到達", "不達"], 20)]
    assert [block["type"] for block in check_message(blocks)] == ["data_visualization"] * 2


@pytest.mark.parametrize(
    ("title", "label", "value", "count"),
    [("x" * 51, "x", 1, 1), ("x", "x" * 21, 1, 1), ("x", "x", 0, 1), ("x", "x", 1, 0), ("x", "x", 1, 13)],
)
def test_both_refuse_a_chart_beyond_the_limits(title: str, label: str, value: int, count: int) -> None:
    with pytest.raises(sb.errors.InvalidUsageError):
        sb.DataVisualizationBlock(title, sb.PieChart([sb.ChartSegment(label, value)] * count))
    chart = {"type": "pie", "segments": [{"label": label, "value": value}] * count}
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message([{"type": "data_visualization", "title": title, "chart": chart}])


def test_a_series_without_a_value_for_each_category_and_a_third_chart_are_refused() -> None:
    short = bars(["到達"])
    short["chart"]["series"][0]["data"].pop()
    twice = bars(["到達", "不達"])
    twice["chart"]["series"][1]["name"] = "到達"
    for blocks in ([short], [twice], [bars(["到達"]) for _ in range(3)]):
        with pytest.raises(Refused, match="invalid_blocks"):
            check_message(blocks)


@pytest.mark.parametrize(
    ("pointer", "block"),
    list_cases(
        ("/blocks/0", {"type": "section", "text": mrkdwn("x"), "colour": "red"}, {"type": "section"}),
        ("/blocks/0", {"type": "header"}),
        ("/blocks/0/elements/0", actions({"type": "static_select", "action_id": "s"})),
        ("/blocks/0", {"text": mrkdwn("x")}, {"type": "image", "alt_text": "x"}, actions(button(1), button(1))),
        ("/blocks/0/elements/0", actions({**select(2), "initial_option": {"text": plain_text("x"), "value": "9"}})),
        ("/blocks/0/elements/0", actions({**select(2), "initial_option": {"text": plain_text("y"), "value": "1"}})),
        ("/blocks/0/type", {"type": "carousel", "elements": []}),
        ("/blocks/0/text/type", {"type": "header", "text": mrkdwn("x")}),
        ("/blocks/0/elements", actions()),
        ("/blocks/0/elements/0/style", actions(button(style="green"))),
        ("/blocks/0/elements/0/type", actions({"type": "file_input", "action_id": "f"})),
    ),
)
def test_a_problem_is_named_with_a_pointer(pointer: str, block: Json) -> None:
    with pytest.raises(Refused) as caught:
        check_message([block])
    assert caught.value.error == "invalid_blocks"
    metadata: Any = caught.value.extra["response_metadata"]
    assert any(message.endswith(f"[json-pointer:{pointer}]") for message in metadata["messages"]), metadata


def test_block_ids_are_unique_and_added_where_they_are_missing() -> None:
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message([{"type": "divider", "block_id": "b"}] * 2)
    done = check_message([{"type": "divider"}, actions({"type": "button", "text": plain_text("x")})])
    assert len({block["block_id"] for block in done}) == 2
    assert done[1]["elements"][0]["action_id"]


def test_a_message_has_at_most_fifty_blocks_and_thirteen_thousand_characters(slack: LocalSlack) -> None:
    line = {"type": "section", "text": mrkdwn("x" * 2500)}
    check_message([{"type": "divider"}] * 50)
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message([{"type": "divider"}] * 51)
    assert len(check_message([line] * 5)) == 5
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message([line] * 6)
    with pytest.raises(Refused, match="msg_too_long"):
        read_message(slack.workspace, {"text": "x" * 40_001})
    with pytest.raises(Refused, match="invalid_blocks_format"):
        read_message(slack.workspace, {"text": "x", "blocks": "[broken"})


def view(**more: Any) -> Json:
    return {"type": "modal", "title": plain_text("題"), "blocks": [], **more}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (view(title=plain_text("x" * 25)), "/view/title/text"),
        (view(private_metadata="x" * 3001), "/view/private_metadata"),
        (view(callback_id="x" * 256), "/view/callback_id"),
        (view(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
        (view(blocks=[entry()]), "/view"),
        (view(colour="red"), "/view"),
        ({"type": "modal", "blocks": []}, "/view"),
        ({"type": "home", "blocks": []}, "/view/type"),
    ],
)
def test_a_view_beyond_the_limits_is_refused_with_a_pointer(wrong: Json, pointer: str) -> None:
    with pytest.raises(Refused) as caught:
        check_view(wrong, "modal")
    assert caught.value.error == "invalid_arguments"
    assert f"[json-pointer:{pointer}]" in str(caught.value.extra)


def test_a_view_at_the_limits_is_accepted() -> None:
    blocks = [{"type": "divider"}] * 99 + [entry()]
    most = view(title=plain_text("x" * 24), submit=plain_text("x" * 24), private_metadata="x" * 3000, blocks=blocks)
    assert len(check_view(most, "modal")["blocks"]) == 100


def test_a_workspace_without_charts_refuses_only_charts(slack: LocalSlack) -> None:
    slack.post("faults", fault="refuse_charts")
    slack.bot.chat_postMessage(channel=DESK, text="図なし", blocks=[{"type": "divider"}])
    chart = bars(["到達"])
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        slack.bot.chat_postMessage(channel=DESK, text="図", blocks=[chart])
    slack.bot.chat_postMessage(channel=DESK, text="図", blocks=[chart])


def test_blocks_messages_and_views_can_be_checked_without_showing_them(slack: LocalSlack) -> None:
    wrong, right = {"type": "section", "text": {"type": "invalid", "text": "x"}}, {"type": "divider"}
    answer = slack.refuse("blocks.validate", blocks=[right, wrong])
    problem = {"code": "failed_constraint", "message": "unsupported type: invalid", "pointer": "/1/text/type"}
    assert (answer["error"], answer["errors"]) == ("invalid_blocks", [problem])
    answer = slack.refuse("blocks.validate", message={"text": "x", "blocks": [wrong]})
    assert (answer["error"], answer["errors"][0]["pointer"]) == ("invalid_message", "/blocks/0/text/type")
    answer = slack.refuse("blocks.validate", view=view(blocks=[wrong]))
    assert (answer["error"], answer["errors"][0]["pointer"]) == ("invalid_view", "/blocks/0/text/type")
    assert slack.get_error("blocks.validate", view=view(title=plain_text("x" * 25))) == "invalid_view"
    for good in ({"blocks": [right]}, {"message": {"blocks": [right]}}, {"view": view(blocks=[right])}):
        assert slack.bot.blocks_validate(**good)["ok"]
        assert slack.bot.api_call("blocks.validate", params={key: json.dumps(it) for key, it in good.items()})["ok"]
    assert slack.messages("U0STAFF0001") == []


@pytest.mark.parametrize("given", [{}, {"blocks": "[broken"}, {"blocks": [], "view": {}}, {"view": "no"}])
def test_a_check_needs_exactly_one_thing_in_json(slack: LocalSlack, given: Json) -> None:
    assert slack.get_error("blocks.validate", **given) == "invalid_arguments"


def test_a_workspace_without_charts_names_them_in_a_check(slack: LocalSlack) -> None:
    slack.post("faults", fault="refuse_charts")
    answer = slack.refuse("blocks.validate", blocks=[bars(["到達"])])
    assert [problem["pointer"] for problem in answer["errors"]] == ["/0/type"]
