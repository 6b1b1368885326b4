"""The threads in which views and database reads run.

They live as long as the process, and each keeps its database connection: a thread and a connection
per request would cost more than most requests.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.urls import set_urlconf

Result = TypeVar("Result")

_threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="web")


async def in_thread(work: Callable[[], Result]) -> Result:
    """Run `work` in a thread of the pool; its exceptions come back to the caller."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _with_connection, work)


def _with_connection(work: Callable[[], Result]) -> Result:
    close_old_connections()
    set_urlconf(None)  # what the last request of this thread left, perhaps of another site's test
    return work()
