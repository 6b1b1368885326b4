"""The demo's sign-ins: drawn for each installation, kept in the data folder for its owner alone."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE_NAME = "demo-sign-ins.json"


@dataclass(frozen=True)
class SignIn:
    """One demo officer. `secret` is the second factor's, in base 32."""

    user: str
    name: str
    institution: str
    role: str
    password: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class DemoReceipt:
    """Key and password of one demo report, to look at it as its reporter."""

    label: str
    report_key: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True)
class DemoSignIns:
    """`form`: path of the report form on the reporter site; `recovery`: shares by institution."""

    form: str
    officers: tuple[SignIn, ...]
    receipts: tuple[DemoReceipt, ...]
    recovery: dict[str, list[str]] = field(repr=False)


def write_sign_ins(folder: Path, sign_ins: DemoSignIns) -> None:
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(asdict(sign_ins), ensure_ascii=False, indent=1) + "\n")


def read_sign_ins(folder: Path) -> DemoSignIns | None:
    """None where no demo was loaded."""
    path = folder / FILE_NAME
    if not path.exists():
        return None
    stored = json.loads(path.read_text())
    return DemoSignIns(
        form=stored["form"],
        officers=tuple(SignIn(**officer) for officer in stored["officers"]),
        receipts=tuple(DemoReceipt(**receipt) for receipt in stored["receipts"]),
        recovery=stored["recovery"],
    )
