"""The sender: the share of a contracted rate that it uses, and the cost of the database at full speed."""

import tempfile
import threading
import time
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from bot.model.providers import Accepted, Outgoing
from scheduler.sender import MAX_WORKERS, Sender
from tests.bench.cases import START, Bench, open_bench, run_carrier, start_campaign

_UNLIMITED = 1_000_000
_TEXT = (
    "みさと野市収納課 市税等の件でお電話ください。048-000-0123 受付番号123456 "
    "お心当たりのない方は削除願います。送信専用"
)
"""As long as the built-in text of a campaign."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a number of messages cost: seconds, and processor seconds of this process, all threads."""

    seconds: float
    cpu: float


def measure(people: int) -> dict[str, float]:
    """Return the used share of 10, 30 and 50 a second at 50 ms an answer, and full speed with and without a store.

    `rate_worst_…` is the largest share of the rate that arrived at the provider in any second.
    `send_cpu_ratio` is the ratio of full speed in processor time, which other programs on the machine change less.
    """
    found: dict[str, float] = {}
    for rate in (10, 30, 50):
        found[f"rate_used_{rate}"], found[f"rate_worst_{rate}"] = _measure_rate(rate, rate * 8)
    with run_carrier(0.0) as url:
        durable, bare = _time_sender(url, people, _UNLIMITED), _time_clients(url, people)
    return {
        **found,
        "send_per_s": people / durable.seconds,
        "send_bare_per_s": people / bare.seconds,
        "send_ratio": bare.seconds / durable.seconds,
        "send_cpu_ratio": bare.cpu / durable.cpu,
    }


def _measure_rate(rate: int, people: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as name:
        log = Path(name, "arrivals")
        with run_carrier(0.05, log) as url:
            _time_sender(url, people, rate)
        times = [float(line) for line in log.read_text().splitlines()]
    used = (len(times) - 1) / (times[-1] - times[0]) / rate
    return used, max(bisect_left(times, at + 1.0) - index for index, at in enumerate(times)) / rate


def _time_sender(url: str, people: int, rate: int) -> _Cost:
    with tempfile.TemporaryDirectory() as name:
        context = open_bench(Path(name), url)
        start_campaign(context, Path(name), people)
        sender = Sender(context, rate)
        began, cpu = time.perf_counter(), time.process_time()
        sender.start()
        while not _is_done(context):
            time.sleep(0.02)
        cost = _Cost(time.perf_counter() - began, time.process_time() - cpu)
        sender.stop()
        assert _list_states(context) == ["accepted"]
        context.store.close()
    return cost


def _is_done(context: Bench) -> bool:
    with context.store.read_transaction() as db:
        return db.fetch_value("SELECT 1 FROM messages WHERE state IN ('queued', 'claimed') LIMIT 1") is None


def _list_states(context: Bench) -> list[str]:
    with context.store.read_transaction() as db:
        return [row["state"] for row in db.fetch_all("SELECT DISTINCT state FROM messages")]


def _time_clients(url: str, people: int) -> _Cost:
    """Return what as many workers with the same client cost without a database."""
    with tempfile.TemporaryDirectory() as name:
        provider = open_bench(Path(name), url).provider
        workers = MAX_WORKERS
        numbers = iter(range(people))
        lock = threading.Lock()

        def work() -> None:
            connection = provider.connect()
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return connection.close()
                result = connection.send(Outgoing(f"nofu:{number:024}", "09012345678", _TEXT, START))
                assert isinstance(result, Accepted), result

        threads = [threading.Thread(target=work) for _ in range(workers)]
        began, cpu = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return _Cost(time.perf_counter() - began, time.process_time() - cpu)
