"""The key derivation alone, in a process of its own: run with a count, prints CPU milliseconds each.

As many threads as the servers let evaluate at once, since they share the memory bus there too.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import _path  # noqa: F401

from haechi.crypto.credentials import derive_credential
from haechi.crypto.types import ReportKey


def main() -> None:
    count = int(sys.argv[1])
    pepper = os.urandom(32)

    def one(number: int) -> None:
        derive_credential(ReportKey("ABCDEF"), f"{number:04d}", pepper=pepper)

    with ThreadPoolExecutor(int(sys.argv[2])) as pool:
        list(pool.map(one, range(4)))
        before = time.process_time()
        list(pool.map(one, range(count)))
        print((time.process_time() - before) / count * 1000)


if __name__ == "__main__":
    main()
