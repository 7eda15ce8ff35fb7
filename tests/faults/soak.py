"""`make soak N=20000`: one long campaign under faults mixed at random from a seed; prints one JSON object.

The real bot is killed, frozen and locked out of its database, Slack and the carrier fail in every way that the sandbox
has, and people pay while it sends. Every number is counted in the carrier's own log. Exit 1 if anybody was harmed.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pysqlite3

from sandbox.walk import client
from tests.faults import campaign, witness
from tests.faults.witness import Plan, Verdict
from tests.process.system import System, run_nofu, run_sandbox, wait_until
from tests.services.files import Paid, write_rows

GONE_SHARE = 0.02
"""The share of the approved people who have paid, and of those who have opted out, before sending begins."""
PAY_AT_ONCE = 5
QUIET_SECONDS = 2.0
SETTLE_SECONDS = 61
LOCK_SECONDS = 2.0
BEGIN_SECONDS = 1800
"""With a million messages the check takes minutes; a bot that is killed meanwhile begins it again."""
SETTINGS = {"KARADEN_LIST_COMPLETE_SECONDS": "30", "FIRST_BATCH": "0"}
AFTER_ACCEPT = ("timeout_after_accept", "reset_after_accept", "half_answer", "garbage", "accepted_no_id")
REFUSALS = ("refuse_connection", "http_429", "http_500", "http_401", "redirect_307", "balance_out")
OTHERS = ("slow", "lookup_down", "foreign_id", "same_id", "receipts_duplicate", "receipts_reversed")
SLACK_FAULTS = ("drop_socket", "http_500", "http_429", "lose_ack", "redeliver")


@dataclass(slots=True)
class Soak:
    """A sandbox, the bot in it, and what was done to it."""

    system: System
    plan: Plan
    random: random.Random
    rate: int
    people: Mapping[str, str]
    """the id at the city of each person, by number"""
    done: Counter[str] = field(default_factory=Counter)
    paid_at: dict[str, str] = field(default_factory=dict)
    """when the payment of a number had been imported, by the desk's clock; they paid while messages were sent"""

    def run(self) -> None:
        """Do something every few seconds until nothing waits to be sent; then let everything settle."""
        self.start()
        client.wait_until(self.has_begun, "the first message: the whole file is checked before it", BEGIN_SECONDS)
        actions = (
            self.kill,
            self.freeze,
            self.lock,
            self.pay,
            self.break_carrier,
            self.break_carrier,
            self.break_slack,
        )
        while {"queued", "claimed"} & self.count_approved().keys():
            action: Callable[[], None] = self.random.choice(actions)
            action()
            self.done[action.__name__] += 1
            time.sleep(self.random.uniform(0.2, QUIET_SECONDS))
            self.go_on()
        self.settle()

    def has_begun(self) -> bool:
        """Whether a message has been claimed."""
        return bool(self.system.query("SELECT 1 FROM message_events WHERE state = 'claimed' LIMIT 1"))

    def start(self) -> None:
        """Start the bot; Slack must answer for that."""
        self.system.clear_slack_faults()
        self.system.start(SMS_RATE=str(self.rate), **SETTINGS)

    def kill(self) -> None:
        """Kill the bot and start it again."""
        self.system.kill()
        self.start()

    def freeze(self) -> None:
        """Freeze the bot for a while."""
        self.system.freeze()
        time.sleep(self.random.uniform(0.1, 2.0))
        os.kill(self.system.get_pid(), signal.SIGCONT)

    def lock(self) -> None:
        """Lock the database from another process for a while."""
        connection = pysqlite3.connect(self.system.read_setting("NOFU_DB"), isolation_level=None, timeout=30)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(self.random.uniform(0.1, LOCK_SECONDS))
        connection.close()

    def pay(self) -> None:
        """Let some people pay whose message may not have left yet."""
        chosen = set(self.random.sample(list(self.people), PAY_AT_ONCE)) & self.plan.texts.keys() - self.paid_at.keys()
        rows = [Paid(taxpayer=self.people[to]) for to in sorted(chosen)]
        if not rows:
            return
        path = write_rows(self.system.folder / f"paid{self.done['pay']}.csv", Paid, rows)
        assert run_nofu(self.system.write_store_settings(), "import", "payments", str(path)).returncode == 0
        now = self.system.client.get("clock")["now"]
        self.paid_at |= dict.fromkeys(chosen, now)

    def break_carrier(self) -> None:
        """Set a fault of the carrier for a few requests."""
        name = self.random.choice(self.random.choice((AFTER_ACCEPT, REFUSALS, OTHERS)))
        fields = {"seconds": self.random.uniform(0.1, 3.0)} if name in ("slow", "http_429") else {}
        self.system.set_carrier_fault(
            name, times=self.random.randint(1, 20), after=self.random.randint(0, 20), **fields
        )
        self.done[name] += 1

    def break_slack(self) -> None:
        """Set a fault of Slack for a few calls."""
        name = self.random.choice(SLACK_FAULTS)
        fields: dict[str, object] = {"seconds": 2} if name == "drop_socket" else {"times": self.random.randint(1, 10)}
        self.system.set_slack_fault(name, **fields)
        self.done[name] += 1

    def go_on(self) -> None:
        """Resume what nofu has paused, as a person would who has looked; now and then time passes."""
        if self.system.query("SELECT 1 FROM campaigns WHERE id = 1 AND state = 'paused'"):
            if self.random.random() < 0.5:
                self.system.clear_carrier_faults()
            run_nofu(self.system.write_store_settings(), "resume", "1")
            self.done["resumed"] += 1
        if self.random.random() < 0.1:
            self.system.move_clock(advance_seconds=SETTLE_SECONDS)

    def settle(self) -> None:
        """End all faults and wait until every message is settled, or a person must decide on it."""
        self.system.clear_carrier_faults()
        self.system.clear_slack_faults()
        for _ in range(4):
            self.system.move_clock(advance_seconds=SETTLE_SECONDS)
            wait_until(lambda: self.is_quiet(), "the look-ups")
            self.go_on()
        wait_until(lambda: not {"queued", "claimed"} & self.count_approved().keys(), "the last messages")

    def is_quiet(self) -> bool:
        """Whether no look-up is due and nothing waits to be sent."""
        now = self.system.client.get("clock")["now"]
        due = self.system.query("SELECT MIN(look_up_at) FROM messages WHERE state = 'uncertain'")[0][0]
        return (due is None or _to_utc(due) > _to_utc(now)) and "claimed" not in self.count_approved()

    def count_approved(self) -> dict[str, int]:
        """Count the approved campaign's messages in each state."""
        sql = "SELECT state, COUNT(*) FROM messages WHERE campaign_id = 1 GROUP BY state"
        return dict(self.system.query(sql))

    def judge(self) -> tuple[Verdict, list[str], int]:
        """Return the verdict, who was claimed after their payment had been imported, and how many had left before."""
        sends = witness.read_sends(self.system.folder)
        late = [line for line in witness.list_arrivals(sends) if line["at"] > self.paid_at.get(line["to"], "9")]
        claimed = dict(
            self.system.query(
                """
                SELECT m.reference, MAX(e.at) FROM messages m JOIN message_events e ON e.message_id = m.id
                WHERE e.state = 'claimed' GROUP BY m.id
                """
            )
        )
        wrong = [line["to"] for line in late if _to_utc(claimed[line["reference"]]) > _to_utc(self.paid_at[line["to"]])]
        return witness.judge(self.plan, sends), wrong, len(late) - len(wrong)


def _to_utc(moment: str) -> str:
    return moment.replace("Z", "+00:00")[:26]


def run_soak(number: int, seed: int, rate: int, folder: Path) -> dict[str, object]:
    """Send `number` messages under random faults; return the figures."""
    began = time.monotonic()
    with run_sandbox(folder) as system:
        gone = round(number * GONE_SHARE)
        plan = campaign.prepare(system, number, paid=gone, suppressed=gone, unapproved=max(2, gone))
        people = {campaign.get_number(debt): debt.taxpayer for debt in campaign.make_people(number)}
        soak = Soak(system, plan, random.Random(seed), rate, people)
        try:
            soak.run()
        except BaseException:
            print(system.describe(), file=sys.stderr)
            print(dict(soak.done), soak.count_approved(), file=sys.stderr)
            raise
        verdict, paid, in_flight = soak.judge()
        states = soak.count_approved()
    figures = {name: len(numbers) for name, numbers in asdict(verdict).items()}
    figures["paid"] += len(paid)
    return {
        "messages": number,
        "arrived": len(plan.texts) - figures.pop("missing"),
        **figures,
        "paid_in_flight": in_flight,
        "states": states,
        "done": dict(sorted(soak.done.items())),
        "seed": seed,
        "seconds": round(time.monotonic() - began),
    }


def main() -> int:
    """Run it with the options of the command line."""
    parser = argparse.ArgumentParser(prog="make soak", description="One long campaign under faults mixed at random.")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--rate", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nofu-soak-") as folder:
        figures = run_soak(options.messages, options.seed, options.rate, Path(folder) / "out")
    print(json.dumps(figures))
    return int(any(figures[name] for name in ("duplicates", "wrong", "paid", "suppressed", "unapproved")))


if __name__ == "__main__":
    sys.exit(main())
