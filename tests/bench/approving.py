"""The time that a decision on a large campaign takes, from the click's service on: Slack's answers are left out."""

import tempfile
import time
from pathlib import Path

from bot.model.campaigns import DecisionReason
from bot.services import approvals, campaigns, voiding
from tests.bench.cases import CHIEF, CLOCK, STAFF, get_fingerprint, open_bench, submit_campaign


def measure(people: int) -> dict[str, float]:
    """Return the milliseconds of sending back, of looking for changes, and of an approval."""
    with tempfile.TemporaryDirectory() as name:
        context = open_bench(Path(name))
        campaign_id = submit_campaign(context, Path(name), people)
        seen = get_fingerprint(context, campaign_id)
        began = time.perf_counter()
        approvals.send_back_campaign(context, CHIEF, campaign_id, seen, DecisionReason.TEXT, "")
        sent_back = time.perf_counter() - began
        campaigns.submit_campaign(context, STAFF, campaign_id)
        seen = get_fingerprint(context, campaign_id)
        began = time.perf_counter()
        voiding.void_changed(context, CLOCK)
        looked = time.perf_counter() - began
        began = time.perf_counter()
        approvals.approve_campaign(context, CHIEF, campaign_id, seen)
        approved = time.perf_counter() - began
        context.store.close()
        context.sender_lock.release()
    return {"approval_ms": approved * 1000, "send_back_ms": sent_back * 1000, "change_check_ms": looked * 1000}


if __name__ == "__main__":
    print(measure(20_000))
