"""Hosts, HTTPS, proxies and what the reporter zone logs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from haechi.cli.addresses import is_loopback
from haechi.cli.findings.types import Finding, error, warning
from haechi.common.environment import Environment

_VISIT_LOGGERS = ("uvicorn.access", "django.server")
_FORWARDED = re.compile(r"(?i)proxy_set_header\s+(x-forwarded-for|x-real-ip|forwarded)\s+[^;\"]*\$")
_COMMENT = re.compile(r"#.*")


def check_hosts(hosts: list[str]) -> Iterator[Finding]:
    wide = [host for host in hosts if host == "*" or host.startswith(".")]
    if wide:
        yield error(
            "hosts",
            f"아무 주소로나 접속됩니다 / any host name is accepted: HAECHI_HOSTS={wide[0]}",
            "쓰는 주소만 적으십시오 / list the exact host names",
        )


def check_https(variables: Mapping[str, str]) -> Iterator[Finding]:
    env = Environment(variables)
    host = env.text("HAECHI_HOST", "127.0.0.1")
    addresses = (
        env.text(f"HAECHI_{zone}_URL", "http://127.0.0.1") for zone in ("REPORTER", "STAFF")
    )
    public = [each for each in addresses if not is_loopback(urlsplit(each).hostname or "")]
    if not env.flag("HAECHI_HTTPS") and (public or not is_loopback(host)):
        yield error(
            "https",
            f"HTTPS 없이 열려 있습니다 / open to others without HTTPS: {(public or [host])[0]}",
            "HTTPS 프록시를 앞에 두고 HAECHI_HTTPS=1 / put an HTTPS proxy in front, set HAECHI_HTTPS=1",
        )
    plain = [each for each in public if urlsplit(each).scheme != "https"]
    if env.flag("HAECHI_HTTPS") and plain:
        yield error(
            "https-address",
            f"HTTPS인데 주소가 http입니다 / HAECHI_HTTPS is on and an address is not https: {plain[0]}",
            "HAECHI_REPORTER_URL, HAECHI_STAFF_URL",
        )


def check_debug(*, debug: bool) -> Iterator[Finding]:
    if debug:
        yield error(
            "debug",
            "DEBUG가 켜져 있어 오류 화면에 신고 내용이 나올 수 있습니다 / error pages would show content",
            "DEBUG = False",
        )


def check_reporter_logging(config: Mapping[str, Any]) -> Iterator[Finding]:
    """No access log, no times, no paths: every handler of the zone writes code places only."""
    for name in _VISIT_LOGGERS:
        logger = config.get("loggers", {}).get(name, {})
        if logger.get("handlers") != ["null"] or logger.get("propagate", True):
            yield error(
                "reporter-access-log",
                f"신고 사이트가 방문을 기록합니다 / the reporter site logs visits: {name}",
                "haechi.common.logs.reporter_logging",
            )
    for name, handler in config.get("handlers", {}).items():
        formatter = config.get("formatters", {}).get(handler.get("formatter"), {})
        silent = handler.get("class") == "logging.NullHandler"
        if not silent and formatter.get("()") != "haechi.common.logs.PlaceOnly":
            yield error(
                "reporter-log-format",
                f"신고 사이트 로그에 시각이나 내용이 남을 수 있습니다 / a log could carry content: {name}",
                "haechi.common.logs.PlaceOnly",
            )


def check_staff_proxies(proxies: list[str], *, https: bool) -> Iterator[Finding]:
    if "*" in proxies:
        yield error(
            "staff-proxies",
            "아무나 접속지를 꾸밀 수 있습니다 / anybody may forge addresses: HAECHI_STAFF_PROXIES=*",
            "프록시의 주소만 적으십시오 / list the addresses of your proxies",
        )
    if https and not proxies:
        yield warning(
            "staff-proxies",
            "접속기록에 프록시의 주소가 남습니다 / the trail will hold the proxy's address, not the officer's",
            "HAECHI_STAFF_PROXIES=프록시 주소 / the proxy's address",
        )


def check_nginx(files: Mapping[Path, str], reporter_port: int) -> Iterator[Finding]:
    """Server blocks that pass to the reporter site: what nginx writes about visitors by itself."""
    plain = {path: _COMMENT.sub("", text) for path, text in files.items()}
    targets = [rf"[^;]*:{reporter_port}\b", *_upstreams(plain.values(), reporter_port)]
    for path, text in plain.items():
        for block in _server_blocks(text):
            if any(re.search(rf"proxy_pass\s+http://{target}", block) for target in targets):
                yield from _check_block(path, block)


def _upstreams(texts: Iterable[str], port: int) -> Iterator[str]:
    """Names of upstream blocks with a server on that port."""
    for text in texts:
        for name, body in re.findall(r"\bupstream\s+(\S+)\s*\{([^}]*)\}", text):
            if re.search(rf"\bserver\s+[^;]*:{port}\b", body):
                yield rf"{re.escape(name)}\b"


def _check_block(path: Path, block: str) -> Iterator[Finding]:
    if not re.search(r"access_log\s+off\s*;", block):
        yield error(
            "proxy-access-log",
            f"프록시가 신고자의 주소를 기록합니다 / the proxy logs reporters' addresses: {path}",
            "access_log off;",
        )
    if not re.search(r"error_log\s+/dev/null", block):
        yield error(
            "proxy-error-log",
            f"프록시의 오류 로그에 신고자의 주소가 남습니다 / error_log prints client addresses: {path}",
            "error_log /dev/null crit;",
        )
    if not re.search(r"proxy_request_buffering\s+off\s*;", block):
        yield error(
            "proxy-buffering",
            f"프록시가 올린 파일을 평문으로 디스크에 씁니다 / nginx spools uploads to disk in plain: {path}",
            "proxy_request_buffering off;",
        )
    if _FORWARDED.search(block):
        yield warning(
            "proxy-headers",
            f"프록시가 신고자의 주소를 넘깁니다 (받아도 버립니다) / the proxy passes addresses on: {path}",
            'proxy_set_header X-Forwarded-For "";',
        )


def _server_blocks(text: str) -> Iterator[str]:
    for match in re.finditer(r"\bserver\s*\{", text):
        depth, end = 1, match.end()
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[match.end() : end]
