"""`python -m sandbox.walk BASE DIR`: the main job, a line a step; the last line is one JSON object."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sandbox import city
from sandbox.walk import evidence, steps
from sandbox.walk.hand import Hand, NotHeld
from sandbox.walk.steps import Desk

_PAYMENT_DAY = "2026-07-14"


def main(base: str, folder: Path) -> int:
    """Play it; 0 only if every step held."""
    began = time.monotonic()
    desk = steps.at(Hand(base), folder)
    try:
        for step in _job():
            print(f"{time.monotonic() - began:6.1f} s  {step(desk)}", flush=True)
    except NotHeld as fault:
        print(f"{time.monotonic() - began:6.1f} s  did not hold: {fault}", flush=True)
        return 1
    seen = _summary(desk, time.monotonic() - began)
    print(json.dumps(seen, ensure_ascii=False), flush=True)
    return 0 if _sound(seen) else 1


def _job() -> tuple[Callable[[Desk], str], ...]:
    targets, payments = city.files()
    return (
        steps.look_at_the_desk,
        lambda desk: steps.upload_list(desk, targets),
        steps.preview_and_submit,
        steps.author_cannot_approve,
        steps.approve,
        steps.send,
        steps.receipts,
        steps.first_digest,
        lambda desk: steps.payments(desk, payments),
        steps.second_digest,
    )


def _summary(desk: Desk, seconds: float) -> dict[str, object]:
    states = evidence.states(desk.folder)
    return {
        **evidence.listed(desk.folder),
        **evidence.decided(desk.folder),
        **evidence.carrier(desk.folder),
        "delivered": states.get("delivered", 0),
        "undelivered": states.get("undelivered", 0),
        "payments": evidence.paid(desk.folder),
        "paid_after_sms": evidence.paid_after_sms(desk.folder, _PAYMENT_DAY),
        "digest_ts": steps.digest_ts(desk),
        "slack_errors": evidence.slack_errors(desk.folder),
        "seconds": round(seconds, 1),
    }


def _sound(seen: dict[str, object]) -> bool:
    """What must hold of the whole: everybody once, nobody else, and nothing that Slack refused."""
    people = seen["recipients"]
    return people == seen["arrived"] == seen["accepted"] and seen["duplicates"] == 0 and seen["slack_errors"] == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
