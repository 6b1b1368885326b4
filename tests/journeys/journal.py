"""What browsers asked for and were told during the journeys, and what is wrong with it (HL-5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, unquote, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, Route, WebError

WEATHER = "<!doctype html><title>날씨</title><p>맑음</p>"
PAGE_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
STATIC_HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
PAGE_CSP = ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
SANDBOX_CSP = ("sandbox", "default-src 'none'", "form-action 'none'")
LOUD = "securitypolicyviolation"
LISTEN = (
    "document.addEventListener('securitypolicyviolation', (e) => console.error("
    f"'{LOUD} ' + e.violatedDirective + ' ' + e.blockedURI));"
)
# Chromium's own remark on a status ≥ 400 or a cut line: the journeys assert what the page says instead.
_EXPECTED_REMARKS = ("Failed to load resource",)
# A static file's hash may hold the four digits of a drawn password.
_FINGERPRINT = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")


@dataclass
class Journal:
    """`secrets` must appear in no address; `exit_host` answers quick exits without any network."""

    origins: set[str]
    exit_host: str
    secrets: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    answers: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    exits: list[dict[str, str]] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(LISTEN)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.route(f"**://{self.exit_host}/**", self._exit)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _response(self, response: Response) -> None:
        self.answers.append((response.url, response.status, response.headers))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def _error(self, error: WebError) -> None:
        self.said.append(f"uncaught: {error.error}")

    def _exit(self, route: Route) -> None:
        self.exits.append(route.request.headers)
        route.fulfill(
            body="<!doctype html><title>날씨</title><p>맑음</p>",
            content_type="text/html; charset=utf-8",
        )

    def keep_out(self, *secrets: str) -> None:
        """These words belong to a person: no address may carry them."""
        self.secrets.update(word for word in secrets if len(word) >= 4)

    def faults(self, since: "Mark | None" = None) -> list[str]:
        """Sentences, one a fault; empty when all is well."""
        mark = since or Mark(0, 0, 0)
        return [
            *self._strangers(self.requests[mark.requests :]),
            *self._telling_addresses(self.requests[mark.requests :]),
            *self._bare_answers(self.answers[mark.answers :]),
            *(
                f"said: {text}"
                for text in self.said[mark.said :]
                if not text.startswith(_EXPECTED_REMARKS)
            ),
        ]

    def mark(self) -> "Mark":
        return Mark(len(self.requests), len(self.answers), len(self.said))

    def _strangers(self, urls: Iterable[str]) -> list[str]:
        return [
            f"asked elsewhere: {url}"
            for url in urls
            if not self._ours(url) and not self._is_exit(url)
        ]

    def _ours(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme in {"blob", "about"}:
            return True
        return f"{parts.scheme}://{parts.netloc}" in self.origins

    def _is_exit(self, url: str) -> bool:
        return urlsplit(url).hostname == self.exit_host

    def _telling_addresses(self, urls: Iterable[str]) -> list[str]:
        return [
            f"a secret in an address: {word!r} in {url}"
            for url in dict.fromkeys(urls)
            for told in (_FINGERPRINT.sub("", url),)
            for word in self.secrets
            if any(form in told for form in (word, quote(word), quote_plus(word)))
            or word in unquote(told)
        ]

    def _bare_answers(self, answers: Iterable[tuple[str, int, dict[str, str]]]) -> list[str]:
        faults = []
        for url, status, headers in answers:
            if self._ours(url) and urlsplit(url).scheme.startswith("http"):
                faults += [f"{fault} on {status} {url}" for fault in header_faults(url, headers)]
        return list(dict.fromkeys(faults))


@dataclass(frozen=True)
class Mark:
    requests: int
    answers: int
    said: int


def header_faults(url: str, headers: dict[str, str]) -> list[str]:
    """What one answer lacks."""
    static = urlsplit(url).path.startswith("/static/")
    wanted = STATIC_HEADERS if static else PAGE_HEADERS
    faults = [
        f"{name} is {headers.get(name)!r}"
        for name, value in wanted.items()
        if value not in headers.get(name, "").split(", ")
    ]
    policy = headers.get("content-security-policy", "")
    sandboxed = policy.startswith("sandbox")
    parts = ("default-src 'none'",) if static else SANDBOX_CSP if sandboxed else PAGE_CSP
    faults += [f"policy without {part}" for part in parts if part not in policy]
    if "unsafe-inline" in policy and not sandboxed:
        faults.append("policy with unsafe-inline")
    if {"set-cookie", "server", "etag", "last-modified"} & headers.keys() - _may_have(static):
        faults.append(f"headers {sorted(headers)}")
    return faults


def _may_have(static: bool) -> set[str]:
    return {"etag", "last-modified"} if static else {"set-cookie"}
