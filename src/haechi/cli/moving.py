"""`haechi institution export|inspect|import|destroy|certificate`: an institution leaves, or arrives."""

import argparse
import errno
import getpass
import re
import secrets
import sys
from pathlib import Path

from django.conf import settings

from haechi.audit.types import Actor, command_line
from haechi.cli.progress import ProgressBar
from haechi.continuity.certificate import certificate
from haechi.continuity.models import Departure
from haechi.continuity.selectors import leaving_of
from haechi.crypto.credentials import draw_phrase
from haechi.institutions.models import Institution
from haechi.moving.archive import Progress
from haechi.moving.arrival import Place, obstacles, take_in
from haechi.moving.contents import Contents, look
from haechi.moving.destruction import Order, begin, finish
from haechi.moving.errors import CannotMove
from haechi.moving.export import Export, export_institution, first_reports

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHOWN = (
    ("reports.Report", "신고 / reports"),
    ("conversations.Message", "메시지 / messages"),
    ("inbox.InternalNote", "내부 메모 / notes"),
    ("custody.Officer", "담당자 / officers"),
    ("institutions.EntryPoint", "링크 / links"),
)


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = actions.add_parser("export", help="기관 자료 내보내기 / export an institution")
    export.add_argument("slug")
    export.add_argument("--to", type=Path, required=True, metavar="FILE")
    export.add_argument(
        "--reason",
        default="",
        help="누가 무슨 문서로 요청했는지 / who asked, by which letter (or two managers on the site)",
    )
    _passphrase(export)
    older = export.add_mutually_exclusive_group()
    older.add_argument("--with-first-pepper", action="store_true", help="docs/adr/015")
    older.add_argument("--without-first-pepper", action="store_true", help="docs/adr/015")
    inspect = actions.add_parser("inspect", help="내보낸 파일 확인 / read an archive to its end")
    bring = actions.add_parser("import", help="기관 자료 들여오기 / take an institution in")
    for parser in (inspect, bring):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as", dest="slug", metavar="SLUG", help="다른 짧은 이름 / another short name"
        )
        parser.add_argument("--user-prefix", default="", metavar="TEXT")
        _passphrase(parser)
    bring.add_argument("--parent", metavar="SLUG", help="상위 기관 / parent institution")
    bring.add_argument("--dry-run", action="store_true", help="확인만 / change nothing")
    _add_destroy(actions)


def _add_destroy(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    destroy = actions.add_parser("destroy", help="떠난 기관의 자료 파기 / destroy what left")
    destroy.add_argument("slug")
    export = destroy.add_mutually_exclusive_group()
    export.add_argument(
        "--sha256", default="", help="받은 기관이 알려 준 해시 / as the receiver read it out"
    )
    export.add_argument("--without-export", action="store_true")
    destroy.add_argument("--reason", default="")
    destroy.add_argument(
        "--new-address", default="", metavar="URL", help="옮긴 주소 / where it takes reports now"
    )
    destroy.add_argument(
        "--confirm", metavar="SLUG", help="묻지 않음: 짧은 이름을 한 번 더 / the short name again"
    )
    paper = actions.add_parser("certificate", help="파기 증명서 / certificate of destruction")
    paper.add_argument("slug")
    for parser in (destroy, paper):
        parser.add_argument("--certificate", type=Path, metavar="PDF")
        parser.add_argument("--operator", default="", help="파기한 사람의 소속 / who destroyed it")


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="암호를 읽을 파일, -는 표준 입력 / file, - for standard input",
    )


def run(arguments: argparse.Namespace) -> int:
    try:
        return _ACTIONS[arguments.action](arguments)
    except CannotMove as error:
        print(f"그대로입니다 / nothing was done: {error}", file=sys.stderr)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        why = "디스크에 자리가 없습니다 / the disk is full" if full else error.strerror
        print(f"그대로입니다 / nothing was done: {why}", file=sys.stderr)
    return 1


def _actor() -> Actor:
    return command_line(getpass.getuser())


def _told(progress: Progress) -> None:
    if sys.stderr.isatty():
        print(
            f"\r  파일 / files {progress.blobs} · 줄 / rows {progress.rows}  ",
            end="",
            file=sys.stderr,
        )


def _export(arguments: argparse.Namespace) -> int:
    institution = Institution.objects.get(slug=arguments.slug)
    old = first_reports(institution)
    if old and not (arguments.with_first_pepper or arguments.without_first_pepper):
        print(
            f"0.1판에서 접수한 신고가 {old}건 있습니다. 그 신고자들이 새 곳에서 리포트키로 돌아오려면"
            " 이 설치의 옛 비밀을 함께 주어야 합니다. docs/adr/015를 읽고"
            " --with-first-pepper 또는 --without-first-pepper를 고르십시오."
            f" / {old} reports of release 0.1: read docs/adr/015 and choose",
            file=sys.stderr,
        )
        return 1
    reason = _reason(arguments.reason, institution)
    drawn = None if arguments.passphrase_file else _draw()
    export = Export(
        institution=institution,
        target=arguments.to.resolve(),
        passphrase=drawn or _read(arguments.passphrase_file),
        reason=reason,
        first_pepper=arguments.with_first_pepper,
    )
    receipt = export_institution(actor=_actor(), export=export, told=_told)
    print(f"내보냈습니다 / exported: {export.target}")
    _print_counts(receipt.counts)
    print(f"SHA-256: {receipt.sha256}")
    if drawn:
        print(f"암호 / passphrase: {drawn}")
        print(
            "암호는 여기에만 나옵니다. 파일과 다른 길로 전하십시오. / shown once: send it by another way."
        )
    return 0


def _reason(given: str, institution: Institution) -> str:
    """What the operator was told, or what two managers of the institution asked for."""
    asked = leaving_of(institution.pk)
    if asked and asked.agreed_at:
        words = f"{asked.reason} ({asked.asked_name}, {asked.agreed_name})"
        print(f"요청 / asked for: {words}")
        return given.strip() or words
    if not given.strip():
        raise CannotMove("사유나 두 사람의 요청이 있어야 합니다 / a reason or a request: --reason")
    return given.strip()


def _draw() -> str:
    """Eight words, 88 bits."""
    return " ".join(draw_phrase("en", secrets.token_bytes(16)) for _ in range(2))


def _read(file: str | None) -> str:
    if file == "-":
        return sys.stdin.readline().strip()
    if file:
        return Path(file).read_text().strip()
    return getpass.getpass("암호 / passphrase: ").strip()


def _print_counts(counts: dict[str, int]) -> None:
    for label, name in _SHOWN:
        print(f"  {name}: {counts.get(label, 0)}")


def _look(arguments: argparse.Namespace, passphrase: str) -> tuple[Contents, Place, list[str]]:
    contents = look(arguments.file, passphrase, _told)
    parent_slug = getattr(arguments, "parent", None)
    parent = Institution.objects.get(slug=parent_slug) if parent_slug else None
    place = Place(arguments.slug or contents.about["slug"], arguments.user_prefix, parent)
    print(f"{contents.about['name_ko']} / {contents.about['name_en']} ({contents.about['slug']})")
    print(f"만든 날 / made on: {contents.about['made_on']}, Haechi {contents.about['haechi']}")
    _print_counts(contents.counts)
    print(f"  첨부파일 / files: {contents.blobs} ({contents.bytes:,} bytes)")
    print(f"SHA-256: {contents.sha256}")
    if contents.first_reports and "first_pepper" not in contents.peppers:
        print(
            f"주의: 0.1판의 신고 {contents.first_reports}건은 신고자가 돌아올 수 없습니다."
            " / warning: their reporters cannot come back (docs/adr/015)"
        )
    return contents, place, obstacles(contents, place)


def _inspect(arguments: argparse.Namespace) -> int:
    return _import(arguments)


def _import(arguments: argparse.Namespace) -> int:
    passphrase = _read(arguments.passphrase_file)
    contents, place, stands = _look(arguments, passphrase)
    for each in stands:
        print(each, file=sys.stderr)
    if stands or arguments.action == "inspect" or arguments.dry_run:
        return int(bool(stands))
    made = take_in(
        actor=_actor(), path=arguments.file, passphrase=passphrase, contents=contents, place=place, told=_told
    )  # fmt: skip
    print(f"들여왔습니다 / taken in: {made.slug}")
    print(
        f"다음 / next: {settings.SECRETS_DIR}/reporter/institutions/{made.pk}*\n"
        "  이 파일을 신고 사이트의 비밀 폴더에 복사하십시오. 담당자는 쓰던 비밀번호로 로그인하고"
        " 2차 인증과 연락처를 다시 등록합니다.\n  copy it to the reporter site's secrets;"
        " officers keep their passwords and enrol a second factor and their contacts anew"
    )
    if not made.is_active:
        print(f"신고를 받으려면 / to take reports: haechi institution resume {made.slug}")
    return 0


def _destroy(arguments: argparse.Namespace) -> int:
    """A run that was killed goes on where it was, without asking again."""
    last = Departure.objects.filter(slug=arguments.slug).last()
    institution = Institution.objects.filter(slug=arguments.slug).first()
    if last is None or (last.destroyed_on and institution):
        found = institution or Institution.objects.get(slug=arguments.slug)
        if not _is_confirmed(arguments, found):
            print("그만두었습니다 / stopped", file=sys.stderr)
            return 1
        last = begin(actor=_actor(), institution=found, order=_order(arguments))
    bar = ProgressBar("파기 / destroyed")
    done = finish(
        actor=_actor(), departure=last, told=lambda gone, total: bar(min(gone, total - 1), total)
    )
    print(f"파기했습니다 / destroyed: {done.slug}, {done.counts['reports.Report']}")
    return _write(arguments, done)


def _order(arguments: argparse.Namespace) -> Order:
    sha256 = re.sub(r"\s", "", arguments.sha256).lower()
    if not arguments.without_export and not _SHA256.fullmatch(sha256):
        raise CannotMove(
            "내보낸 파일의 SHA-256을 받은 기관에서 확인해 --sha256으로 넣으십시오"
            "(또는 --without-export --reason)."
            " / give --sha256 as the receiver read it out, or --without-export --reason"
        )
    address = arguments.new_address
    if address and not re.fullmatch(r"https?://[^\s<>\"]{3,180}", address):
        raise CannotMove(
            "새 주소는 https://로 시작해야 합니다 / the new address must begin with https://"
        )
    return Order(sha256, arguments.reason, address)


def _is_confirmed(arguments: argparse.Namespace, institution: Institution) -> bool:
    if arguments.confirm is not None:
        return bool(arguments.confirm == institution.slug)
    print(
        f"{institution.name_ko}의 신고 {institution.reports.count()}건과 담당자, 설정을 모두 파기합니다."
        " 되돌릴 수 없습니다."
        " / everything of it is destroyed; there is no way back"
    )
    return (
        input(
            f"계속하려면 짧은 이름을 입력하십시오 / type the short name [{institution.slug}]: "
        ).strip()
        == institution.slug
    )


def _certificate(arguments: argparse.Namespace) -> int:
    found = Departure.objects.filter(slug=arguments.slug, destroyed_on__isnull=False).last()
    if found is None:
        print("파기된 그런 기관이 없습니다 / no such institution was destroyed", file=sys.stderr)
        return 1
    return _write(arguments, found)


def _write(arguments: argparse.Namespace, departure: Departure) -> int:
    path = arguments.certificate or Path(f"haechi-certificate-{departure.slug}.pdf")
    path.write_bytes(certificate(departure, arguments.operator))
    print(f"파기 증명서 / certificate: {path}")
    return 0


_ACTIONS = {
    "export": _export,
    "inspect": _inspect,
    "import": _import,
    "destroy": _destroy,
    "certificate": _certificate,
}
ACTIONS = frozenset(_ACTIONS)
