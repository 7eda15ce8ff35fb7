"""`python -m sandbox.walk BASE DIR`: does the main job and prints a line a step; the last line is one JSON object."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sandbox import city
from sandbox.walk import counts, steps
from sandbox.walk.client import ControlClient, StepFailed
from sandbox.walk.steps import Session

_PAYMENT_DAY = "2026-07-14"


def main(base: str, folder: Path) -> int:
    """Run the walk. Returns 0 only if every step succeeded."""
    began = time.monotonic()
    session = steps.open_session(ControlClient(base), folder)
    try:
        for step in _steps():
            print(f"{time.monotonic() - began:6.1f} s  {step(session)}", flush=True)
    except StepFailed as fault:
        print(f"{time.monotonic() - began:6.1f} s  did not hold: {fault}", flush=True)
        return 1
    summary = _summarize(session, time.monotonic() - began)
    print(json.dumps(summary, ensure_ascii=False), flush=True)
    return 0 if _is_correct(summary) else 1


def _steps() -> tuple[Callable[[Session], str], ...]:
    targets, payments = city.files()
    return (
        steps.open_desk,
        lambda session: steps.upload_list(session, targets),
        steps.preview_and_submit,
        steps.try_to_approve_as_author,
        steps.approve,
        steps.wait_for_sending,
        steps.wait_for_receipts,
        steps.wait_for_first_digest,
        lambda session: steps.upload_payments(session, payments),
        steps.wait_for_second_digest,
    )


def _summarize(session: Session, seconds: float) -> dict[str, object]:
    states = counts.count_states(session.folder)
    return {
        **counts.count_list(session.folder),
        **counts.read_decision(session.folder),
        **counts.count_sends(session.folder),
        "delivered": states.get("delivered", 0),
        "undelivered": states.get("undelivered", 0),
        "payments": counts.count_payments(session.folder),
        "paid_after_sms": counts.count_paid_after_sms(session.folder, _PAYMENT_DAY),
        "digest_ts": steps.find_digest_ts(session),
        "slack_errors": counts.count_slack_errors(session.folder),
        "seconds": round(seconds, 1),
    }


def _is_correct(summary: dict[str, object]) -> bool:
    """Tell whether everybody got one message, nobody else got one, and Slack refused nothing."""
    people = summary["recipients"]
    is_once = people == summary["arrived"] == summary["accepted"] and summary["duplicates"] == 0
    return is_once and summary["slack_errors"] == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
