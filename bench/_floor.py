"""The key derivation alone, in a process of its own: `_floor.py COUNT THREADS [BETWEEN_MS]`.

Prints CPU milliseconds an evaluation. As many threads as the servers let evaluate at once, since they
share the memory bus there too. With BETWEEN_MS each evaluation follows that much other work, which is
not counted: in a server the caches and the kernel's free pages are not warm from the evaluation before.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import _path  # noqa: F401

from haechi.crypto.credentials import derive_credential
from haechi.crypto.types import ReportKey


def main() -> None:
    count, threads = int(sys.argv[1]), int(sys.argv[2])
    between = float(sys.argv[3]) / 1000 if len(sys.argv) > 3 else 0.0
    pepper = os.urandom(32)

    def one(number: int) -> float:
        until = time.thread_time() + between
        while time.thread_time() < until:
            json.loads(json.dumps([{str(i): [i]} for i in range(200)]))
        before = time.thread_time()
        derive_credential(ReportKey("ABCDEF"), f"{number:04d}", pepper=pepper)
        return time.thread_time() - before

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(4)))
        print(sum(pool.map(one, range(count))) / count * 1000)


if __name__ == "__main__":
    main()
