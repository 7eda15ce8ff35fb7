"""A campaign's status and a digest in a store with many messages and payments. Times in milliseconds."""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.model.digests import DigestKind
from bot.services import campaign_views, digests
from tests.bench.cases import CLOCK, copy_messages, open_bench, start_campaign


def measure(people: int, messages: int) -> dict[str, float]:
    """Return the 99th percentile of a campaign's view, and the median of a daily digest."""
    with tempfile.TemporaryDirectory() as name:
        context = open_bench(Path(name))
        campaign_id = start_campaign(context, Path(name), people)
        copy_messages(context, campaign_id, messages)
        status = sorted(
            _time(lambda: campaign_views.get_campaign_view(context, CLOCK, campaign_id)) for _ in range(200)
        )
        digest = sorted(
            _time(lambda: digests.compute_figures(context, CLOCK, DigestKind.DAILY, date(2026, 7, 1))) for _ in range(5)
        )
        context.store.close()
    return {"status_p99_ms": status[197], "digest_ms": digest[2], "messages_in_store": messages}


def _time(work: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
