"""Checks of the blocks that show data: rich text, tables and charts.

Source: docs.slack.dev/reference/block-kit/blocks (rich-text-block, table-block, data-visualization-block). Newer copies
of the last page, such as slackblocks 3.0.0, allow 12 segments or series in a chart. The page itself says 6, so that a
chart that is accepted here is accepted by every workspace.
"""

from sandbox.slack.checks import (
    IDENTIFIER,
    Problems,
    add_problem,
    anything,
    boolean,
    by_type,
    combine,
    fields,
    integer,
    items,
    number,
    one_of,
    positive,
    string,
)
from sandbox.slack.errors import Json

CHART_TYPE = "data_visualization"
MOST_IN_TABLE = 10_000  # characters of all cells
MOST_IN_CHART = 6  # segments or series

_COMMON = {"type": anything, "block_id": IDENTIFIER}
_STYLE = fields(dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_STYLED = {"type": anything, "style": _STYLE}
_WHO = one_of("here", "channel", "everyone")
_TEXT = fields(_STYLED, text=string())
_LINK = fields({**_STYLED, "text": string(), "unsafe": boolean}, url=string(3000))
_INLINE = by_type(
    {
        "text": _TEXT,
        "link": _LINK,
        "user": fields(_STYLED, user_id=string(255)),
        "usergroup": fields(_STYLED, usergroup_id=string(255)),
        "channel": fields(_STYLED, channel_id=string(255)),
        "emoji": fields({**_STYLED, "unicode": string(), "skin_tone": integer(1, 6)}, name=string()),
        "broadcast": fields(_STYLED, range=_WHO),
        "color": fields(_STYLED, value=string(255)),
        "date": fields({**_STYLED, "url": string(3000), "fallback": string()}, timestamp=number, format=string()),
    }
)
_INLINES = items(_INLINE, least=0, most=1000)
_BORDER = {"border": integer(0, 1)}
_SECTION = fields({"type": anything}, elements=_INLINES)
_LIST = fields(
    {"type": anything, "indent": integer(0, 8), "offset": integer(0, 1_000_000), **_BORDER},
    style=one_of("bullet", "ordered"),
    elements=items(by_type({"rich_text_section": _SECTION}), most=1000),
)
_PREFORMATTED = fields(
    {"type": anything, **_BORDER, "language": string(255)},
    elements=items(by_type({"text": _TEXT, "link": _LINK}), least=0, most=1000),
)
_PARTS = {
    "rich_text_section": _SECTION,
    "rich_text_list": _LIST,
    "rich_text_preformatted": _PREFORMATTED,
    "rich_text_quote": fields({"type": anything, **_BORDER}, elements=_INLINES),
}
RICH_TEXT = fields(_COMMON, elements=items(by_type(_PARTS), most=1000))

_CELL = by_type(
    {
        "raw_text": fields({"type": anything}, text=string()),
        "raw_number": fields({"type": anything, "text": string()}, value=number),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = fields({"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _check_table(table: Json, at: str, problems: Problems) -> None:
    """Check that all rows have as many cells as the first, and that the cells are not too long together."""
    rows = table["rows"]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            add_problem(problems, f"must have {len(rows[0])} cells, as the first row", f"{at}/rows/{index}")
    if sum(_count_characters(row) for row in rows) > MOST_IN_TABLE:
        add_problem(problems, f"must be less than {MOST_IN_TABLE + 1} characters in all cells", f"{at}/rows")


def _count_characters(value: object) -> int:
    """Return the number of characters of all texts in a row, also in its rich texts."""
    match value:
        case {"text": str(found)}:
            return len(found)
        case dict():
            return sum(_count_characters(inner) for inner in value.values())
        case list():
            return sum(_count_characters(inner) for inner in value)
        case _:
            return 0


TABLE = combine(
    fields(
        {**_COMMON, "column_settings": items(_COLUMN, least=0, most=20)},
        rows=items(items(_CELL, most=20), most=100),
    ),
    _check_table,
)

_PIE = fields({"type": anything}, segments=items(fields({}, label=string(20), value=positive), most=MOST_IN_CHART))
_SERIES = fields({}, name=string(20), data=items(fields({}, label=string(20), value=number), most=20))
_AXES = fields({"x_label": string(50), "y_label": string(50)}, categories=items(string(20), most=20))
_PLOT = fields({"type": anything}, series=items(_SERIES, most=MOST_IN_CHART), axis_config=_AXES)
_CHART = by_type({"pie": _PIE, "bar": _PLOT, "line": _PLOT, "area": _PLOT})


def _check_chart(block: Json, at: str, problems: Problems) -> None:
    """Check that every series has its own name and one value for each category."""
    chart = block["chart"]
    names = [series["name"] for series in chart.get("series", [])]
    if len(set(names)) < len(names):
        add_problem(problems, "series names must be unique", f"{at}/chart/series")
    for index, series in enumerate(chart.get("series", [])):
        if [point["label"] for point in series["data"]] != chart["axis_config"]["categories"]:
            add_problem(problems, "must have one value for each category", f"{at}/chart/series/{index}/data")


CHART = combine(fields(_COMMON, title=string(50), chart=_CHART), _check_chart)
