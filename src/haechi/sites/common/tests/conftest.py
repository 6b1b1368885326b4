"""The tiny site of site.py served over HTTP on a free loopback port, and a real Chromium."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from tests.browser import FLAGS, SHELL

from haechi.sites.common.tests.site import SETTINGS


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def site_settings() -> Iterator[None]:
    with override_settings(**SETTINGS), translation.override("ko"):
        yield


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(**SETTINGS):
        handler = WSGIHandler()
        with make_server("127.0.0.1", 0, handler, Server, QuietHandler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=SHELL, args=FLAGS)
        yield found
        found.close()
