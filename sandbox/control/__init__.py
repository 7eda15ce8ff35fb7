"""The control face: how tests, the walk and the page act as people, look, move the clock and set faults.

requests.py  reading what was asked, answering bad input with 400 and 404
acting.py    doing something as a person
looking.py   what can be seen: people, channels, messages, views, Homes
steering.py  the clock and Slack's faults
"""

from starlette.routing import BaseRoute

from sandbox.clock import Clock
from sandbox.control import acting, looking, steering
from sandbox.slack.workspace import Workspace

__all__ = ["routes"]


def routes(workspace: Workspace, clock: Clock) -> list[BaseRoute]:
    """Return the control face's routes, relative to `/control`."""
    return [*acting.routes(workspace), *looking.routes(workspace), *steering.routes(workspace, clock)]
