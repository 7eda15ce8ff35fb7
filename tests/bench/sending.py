"""The sender: the share of a contracted rate that it uses, and the cost of the database at full speed."""

import tempfile
import threading
import time
from pathlib import Path

from bot.model.messages import MessageState
from bot.model.providers import Accepted, Outgoing
from bot.services import campaigns
from scheduler.sender import Sender
from tests.bench.cases import CLOCK, Bench, open_bench, run_carrier, start_campaign

_UNLIMITED = 1_000_000


def measure(people: int) -> dict[str, float]:
    """Return the used share of 10, 30 and 50 a second at 50 ms an answer, and full speed with and without a store."""
    found = {f"rate_used_{rate}": _measure_rate(rate, rate * 8) for rate in (10, 30, 50)}
    with run_carrier(0.0) as url:
        durable = people / _time_sender(url, people, _UNLIMITED)
        bare = people / _time_clients(url, people)
    return {**found, "send_per_s": durable, "send_bare_per_s": bare, "send_ratio": durable / bare}


def _measure_rate(rate: int, people: int) -> float:
    with run_carrier(0.05) as url:
        return people / _time_sender(url, people, rate) / rate


def _time_sender(url: str, people: int, rate: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        context = open_bench(Path(name), url)
        campaign_id = start_campaign(context, Path(name), people)
        sender = Sender(context, rate)
        began = time.perf_counter()
        sender.start()
        while _count_accepted(context, campaign_id) < people:
            time.sleep(0.01)
        took = time.perf_counter() - began
        sender.stop()
        context.store.close()
    return took


def _count_accepted(context: Bench, campaign_id: int) -> int:
    return campaigns.get_campaign_view(context, CLOCK, campaign_id).states.get(MessageState.ACCEPTED, 0)


def _time_clients(url: str, people: int) -> float:
    """Return the seconds that as many workers with the same client take without a database."""
    with tempfile.TemporaryDirectory() as name:
        provider = open_bench(Path(name), url).provider
        workers = 24
        numbers = iter(range(people))
        lock = threading.Lock()

        def work() -> None:
            connection = provider.connect()
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return connection.close()
                result = connection.send(Outgoing(f"nofu:{number}", "09012345678", "みさと野市収納課です。", None))
                assert isinstance(result, Accepted), result

        threads = [threading.Thread(target=work) for _ in range(workers)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began
