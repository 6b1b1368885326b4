"""What `haechi serve` tells the operator: addresses, demo sign-ins, a QR of the report form."""

import io
import time
from pathlib import Path

import segno

from haechi.common.totp import totp_code
from haechi.demo.signins import DemoSignIns


def greeting(
    *, reporter: str, staff: str, sign_ins: DemoSignIns | None, setup_code: Path, terminal: bool
) -> str:
    """The whole text; the QR only on a terminal (`terminal`)."""
    form = f"{reporter}{sign_ins.form}" if sign_ins else f"{reporter}/"
    lines = [
        "",
        f"  신고 사이트   / reporter site   {form}",
        f"  담당자 사이트 / staff site      {staff}/",
    ]
    if sign_ins:
        lines += _demo(sign_ins)
    elif setup_code.exists():
        lines += _first_run(staff, setup_code)
    if terminal:
        lines += ["", _qr(form)]
    lines += ["", "  Ctrl-C: 멈춤 / stop", ""]
    return "\n".join(lines)


def _demo(sign_ins: DemoSignIns) -> list[str]:
    now = time.time()
    rows = [
        f"  {o.user:<10} {o.password:<18} {totp_code(o.secret, now)}  {o.secret}  "
        f"{o.institution} {o.name} ({o.role})"
        for o in sign_ins.officers
    ]
    return [
        "",
        "  시연용 로그인 / demo sign-ins (일회용 코드는 30초마다 바뀜: haechi demo code 사용자)",
        f"  {'사용자':<8}{'비밀번호':<16}{'코드':<6}비밀키(앱에 등록)",
        *rows,
        "",
        "  신고자로 보기 / as a reporter: /check/",
        *(f"  {each.report_key}  {each.password}" for each in sign_ins.receipts),
    ]


def _first_run(staff: str, setup_code: Path) -> list[str]:
    return [
        "",
        f"  첫 설정 / first-run wizard      {staff}/setup/",
        f"  설정 코드 / set-up code         {setup_code.read_text().strip()}",
    ]


def _qr(address: str) -> str:
    out = io.StringIO()
    segno.make(address, micro=False).terminal(out, compact=True)
    return out.getvalue().rstrip("\n")
