"""The threads in which views and database reads run.

They live as long as the process, and each keeps its database connection: a thread and a connection
per request would cost more than most requests.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.urls import set_urlconf

from haechi.common.threads import Threads

Result = TypeVar("Result")

_threads = Threads(settings.WEB_THREADS, "web")


async def in_thread(work: Callable[[], Result]) -> Result:
    """Run `work` in a thread of the pool; its exceptions come back to the caller."""
    return await _threads.run(partial(_with_connection, work))


def _with_connection(work: Callable[[], Result]) -> Result:
    close_old_connections()
    set_urlconf(None)  # what the last request of this thread left, perhaps of another site's test
    return work()
