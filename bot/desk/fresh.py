"""Whether the city's data is fresh enough to send by: asked before a submission, an approval, and at every claim."""

from bot.desk.act import Deed
from bot.desk.tools import JST, Tools
from bot.rules.errors import Conflict
from bot.rules.freshness import Known, stale
from bot.store import data_files, payments


def missing(tools: Tools, deed: Deed) -> tuple[str, ...]:
    """What is expected by the settings and is too old, or never came; nothing where nothing is expected."""
    policy = tools.policy
    if policy.expects_nothing:
        return ()
    known = Known(
        calls=data_files.as_of(deed.db, data_files.CALLS),
        exclusions=data_files.as_of(deed.db, data_files.EXCLUSIONS),
        channels=payments.as_of_by_channel(deed.db, deed.today),
    )
    return stale(policy, known, deed.now.astimezone(JST).date())


def require(tools: Tools, deed: Deed) -> None:
    """Go on only with fresh data. Raises Conflict, naming the first that is missing."""
    for what in missing(tools, deed):
        if what == data_files.CALLS:
            raise Conflict("stale_calls")
        if what == data_files.EXCLUSIONS:
            raise Conflict("stale_exclusions")
        raise Conflict("stale_channel", channel=what)
