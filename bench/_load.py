"""Closed-loop load: so many clients, each a thread with its own connection."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from _browse import Browser
from _common import say

Step = Callable[[Browser, int], bool]


@dataclass
class Outcome:
    """`seconds`: of each step that succeeded; `failed`: steps that did not."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    took: float = 0.0


def run(port: int, clients: int, total: int, step: Step) -> Outcome:
    """Let `clients` browsers do `total` steps between them; a step gets its number."""
    outcome, lock, numbers = Outcome(), threading.Lock(), iter(range(total))

    def work() -> None:
        browser = Browser(port)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                browser.close()
                return
            begun = time.perf_counter()
            good = _tried(step, browser, number)
            with lock:
                outcome.failed += not good
                if good:
                    outcome.seconds.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.took = time.perf_counter() - begun
    return outcome


def _tried(step: Step, browser: Browser, number: int) -> bool:
    try:
        return step(browser, number)
    except Exception as error:  # a failed request is what is counted
        say("failed:", repr(error)[:300])
        browser.close()
        return False
