"""A site of a few views for the server's own tests: it says what reached it."""

import contextlib
import hashlib
import os
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from haechi.sites.common.asgi import SpooledRequest

SECRET = "홍길동 010-4837-2615"  # what an exception might carry
MARK = b"PLAIN-MARKER-of-the-reporter"
started, go_on = threading.Event(), threading.Event()
outcome: list[Any] = []


def meta(request: HttpRequest) -> JsonResponse:
    return JsonResponse({name: str(value) for name, value in request.META.items()})


def body(request: SpooledRequest) -> JsonResponse:
    digest = hashlib.sha256()
    size = 0
    while chunk := request.spool.read(100_000):
        digest.update(chunk)
        size += len(chunk)
    marks = {"overflow": request.spool.overflow, "full": request.spool.full}
    return JsonResponse({"size": size, "sha256": digest.hexdigest(), **marks})


def form(request: HttpRequest) -> JsonResponse:
    upload: Any = request.FILES["file"]
    return JsonResponse(
        {
            "plain_on_disk": [name for name in _spool_files() if MARK in _content(name)],
            "text": request.POST["text"],
            "name": upload.name,
            "size": upload.size,
            "kind": type(upload).__name__,
            "sha256": hashlib.sha256(upload.spool.read()).hexdigest(),
        }
    )


def _spool_files() -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if "/spool/" in os.readlink(f"/proc/self/fd/{name}"):
                found.append(name)
    return found


def _content(descriptor: str) -> bytes:
    return os.pread(int(descriptor), 1 << 26, 0)


def slow(request: SpooledRequest) -> HttpResponse:
    """Waits until the connection is gone, then reads its body to the end."""
    started.set()
    go_on.wait(10)
    outcome.append(len(request.spool.read()))
    return HttpResponse("late")


def broken(_request: HttpRequest) -> HttpResponse:
    raise ValueError(SECRET)


def strict(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Content-Security-Policy": "sandbox"})


def pieces(_request: HttpRequest) -> StreamingHttpResponse:
    def stream() -> Iterator[bytes]:
        for number in range(5):
            outcome.append(number)
            yield b"%d" % number

    return StreamingHttpResponse(stream())


def events(_request: HttpRequest) -> StreamingHttpResponse:
    async def stream() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"%d" % number

    return StreamingHttpResponse(stream())


urlpatterns = [
    path("meta", meta),
    path("body", body),
    path("form", form),
    path("slow", slow),
    path("broken", broken),
    path("strict", strict),
    path("pieces", pieces),
    path("events", events),
]
