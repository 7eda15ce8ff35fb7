"""The shape and limits of the `data_visualization` block.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block; where its copies differ, the wider limit.
"""

from sandbox.slack.checks import Check, Problems, above_zero, anything, by_type, fields, items, number, problem, string
from sandbox.slack.elements import IDENTIFIER

TYPE = "data_visualization"
MOST_IN_A_MESSAGE = 2

_SEGMENT = fields({"label": string(20), "value": above_zero}, ("label", "value"))
_POINT = fields({"label": string(20), "value": number}, ("label", "value"))
_SERIES = fields({"name": string(20), "data": items(_POINT, most=20)}, ("name", "data"))
_AXES = fields(
    {"categories": items(string(20), most=20), "x_label": string(50), "y_label": string(50)}, ("categories",)
)
_PIE = fields({"type": anything, "segments": items(_SEGMENT, most=12)}, ("segments",))
_PLOT = fields({"type": anything, "series": items(_SERIES, most=12), "axis_config": _AXES}, ("series", "axis_config"))
_CHART = by_type({"pie": _PIE, "bar": _PLOT, "line": _PLOT, "area": _PLOT})
_BLOCK = fields({"type": anything, "block_id": IDENTIFIER, "title": string(50), "chart": _CHART}, ("title", "chart"))


def _chart(value: object, at: str, problems: Problems) -> None:
    before = len(problems)
    _BLOCK(value, at, problems)
    if len(problems) == before and isinstance(value, dict) and "series" in value["chart"]:
        _whole(value["chart"], f"{at}/chart", problems)


def _whole(chart: dict[str, list[dict[str, object]]], at: str, problems: Problems) -> None:
    """Every series must have its own name and one value for each category."""
    axes: object = chart["axis_config"]
    categories = axes["categories"] if isinstance(axes, dict) else []
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        problem(problems, "series names must be unique", f"{at}/series")
    for index, series in enumerate(chart["series"]):
        data = series["data"]
        labels = [point["label"] for point in data] if isinstance(data, list) else []
        if labels != categories:
            problem(problems, "must have one value for each category", f"{at}/series/{index}/data")


CHART: Check = _chart
