"""A public-interest case on the demo's stage: what it is, and acting on a day after it came."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from haechi.cases.files import ReadyScan, make_ready
from haechi.cases.intake import CaseIntake
from haechi.cases.models import Case, Paper
from haechi.cases.people import NewParty
from haechi.cases.types import CaseContent, Channel, ConsentKind, Identity, PartyKind, Track, Way
from haechi.casework import handling, intake, notices
from haechi.common.clock import played_on, today
from haechi.crypto.spool import EncryptedSpool
from haechi.demo.files import make_file
from haechi.demo.people import Cast
from haechi.institutions.models import Institution
from haechi.staff.types import OfficerAtWork

HEAD, OFFICER = "hankyeol", "seoyeon"
Play = Callable[["Scene"], None]


@dataclass(frozen=True)
class Plot:
    """A case: how many days ago it came, what form 1 says, and what became of it."""

    age: int
    title: str
    content: str
    play: Play
    purpose: str = "주민의 안전과 환경을 해치므로 바로잡아 주시기 바랍니다."
    evidence: str = "사진 4장"
    channel: Channel = Channel.VISIT
    reporters: tuple[str, ...] = ("홍길동",)
    accused: str = "가람산업 대표 남궁민수"
    insider: bool | None = False
    commission: str = ""
    reference: str = ""
    scans: tuple[str, ...] = ()
    named_scans: tuple[str, ...] = ()


@dataclass
class Scene:
    """A case on the stage; `on(days)` acts so many days after it came."""

    case: Case
    actor: OfficerAtWork
    came: date
    here: dict[str, Any] = field(default_factory=dict)

    def on(self, days: int) -> Any:  # noqa: ANN401  a context manager
        return played_on(self.came + timedelta(days=days))

    def investigate(self, days: int, text: str) -> None:
        with self.on(days):
            handling.start_investigation(**self.here)
            handling.log_investigation(**self.here, title="현장 조사", text=text)

    def conclude(self, days: int, finding: str, *, found: bool = True) -> None:
        with self.on(days):
            handling.end_investigation(**self.here, finding=finding, violation_found=found)

    def send_all(self, days: int, way: Way = Way.POST) -> None:
        with self.on(days):
            for row in Paper.objects.filter(case=self.case, status="draft").order_by("entry"):
                notices.send_notice(**self.here, paper_id=row.pk, way=way)


def receive(cast: Cast, institution: Institution, plot: Plot) -> Scene:
    came = today() - timedelta(days=plot.age)
    actor = cast.officers[OFFICER]
    with played_on(came):
        opened = _taken(actor, institution, plot, came)
    here = {"actor": actor, "case_id": opened.case.pk}
    return Scene(opened.case, actor, came, here)


def _taken(actor: OfficerAtWork, institution: Institution, plot: Plot, came: date) -> Any:  # noqa: ANN401
    asked = plot.channel is Channel.VISIT
    taken = CaseIntake(
        institution,
        plot.channel,
        CaseContent(plot.title, plot.purpose, plot.content, plot.evidence),
        track=Track.REFERRED if plot.commission else Track.NAMED,
        parties=list(_parties(plot)),
        consents={
            ConsentKind.DISCLOSURE_INVESTIGATION: True,
            ConsentKind.DISCLOSURE_PROSECUTION: False,
        }
        if asked
        else {},
        way=Way.HAND if asked else Way.POST,
        insider=plot.insider,
        reference=plot.reference,
        scans=[_scan(institution, name) for name in plot.scans],
        named_scans=[_scan(institution, name) for name in plot.named_scans],
    )
    if plot.commission:
        return intake.receive_referral(
            actor=actor, taken=taken, commission_number=plot.commission, referred_on=came
        )
    return intake.receive(actor=actor, taken=taken)


def _scan(institution: Institution, name: str) -> ReadyScan:
    with EncryptedSpool(settings.SPOOL_DIR) as spool:
        spool.write(make_file(name))
        spool.seek(0)
        return make_ready(institution=institution, source=spool, name=name)


def _parties(plot: Plot) -> list[NewParty]:
    address = "한빛구 한빛로 12"
    found = [
        NewParty(
            PartyKind.REPORTER,
            Identity(name=name, address=address, phone=f"010-0000-10{at:02}"),
            is_representative=at == 0,
        )
        for at, name in enumerate(plot.reporters)
    ]
    return [*found, NewParty(PartyKind.ACCUSED, Identity(name=plot.accused))]
