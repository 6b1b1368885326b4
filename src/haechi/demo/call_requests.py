"""Requests for yesterday's recordings, taken down at the counter and brought as far as each state."""

from dataclasses import dataclass

from haechi.applicants.filing import Filing, file_request
from haechi.disclosures.deciding import approve, ask_for_more, refuse
from haechi.disclosures.filing import ask_to_keep, take_down
from haechi.disclosures.granting import give_halves
from haechi.disclosures.handing import close, fetch_archive, new_archive, sign_hand_over
from haechi.disclosures.matching import candidates, choose
from haechi.disclosures.models import Request
from haechi.disclosures.types import Application, Certificate, Content, Way
from haechi.recordings.models import Call
from haechi.reports.types import new_draft_token
from haechi.staff.types import OfficerAtWork

_SIGNATURE = (
    "60,120 75,80 96,52 120,48 132,70 118,104 92,128 70,138 96,132 140,112 176,96;"
    "210,60 206,96 200,136;188,90 232,84;"
    "270,52 300,48 322,60 316,92 288,120 268,138 300,132 350,112 396,104;"
    "420,60 452,56 470,72 458,104 430,130 462,134 520,110"
)


@dataclass(frozen=True)
class Office:
    """정책임자, 부책임자 (at the custodian's desk), 관리자 (at the approver's), and an official with a line."""

    chief: OfficerAtWork
    deputy: OfficerAtWork
    keeper: OfficerAtWork
    official: OfficerAtWork


def ask_for_recordings(office: Office) -> None:
    """One received, one waiting for more, one refused, one to be heard, one handed out, one closed, one with
    the desks; and one that its official wants to keep."""
    keeper = office.keeper
    _taken_down(office, _HONG)
    ask_for_more(
        actor=keeper,
        request=_taken_down(office, _KIM),
        reason="위임장과 위임하신 분의 신분증 사본을 내 주십시오.",
    )
    refuse(
        actor=keeper,
        request=_taken_down(office, _PARK),
        reason="통화 당사자가 아니며, 다른 법률의 근거가 확인되지 않습니다(제9조제1항).",
    )
    _signed(office, _approved(office, _LEE), "이서준")
    provided = _signed(office, _approved(office, _CHOI), "최가람")
    new_archive(actor=keeper, request=provided)
    _name, chunks = fetch_archive(actor=keeper, request=provided)
    for _chunk in chunks:
        continue
    close(actor=keeper, request=_signed(office, _approved(office, _YOON), "윤슬기"))
    half = _approved(office, _JUNG)
    give_halves(actor=office.deputy, request=half)
    _keep(office)
    _from_the_public_page(office)


def _from_the_public_page(office: Office) -> None:
    """One more that waits: filed by its applicant, who is asked for her proof."""
    institution = office.chief.officer.institution
    file_request(Filing(institution, Way.VIEWING, _HAN, new_draft_token()))
    row = Request.objects.filter(institution=institution, received_by__isnull=True).get()
    ask_for_more(
        actor=office.keeper,
        request=row,
        reason="통화하신 번호가 본인 것임을 알 수 있는 통신요금 명세서나 통화 목록 사진을 내 주십시오.",
    )


def _content(name: str, number: str, purpose: str, reason: str, **more: str) -> Content:
    return Content(
        name=name, number=number, purpose=purpose, reason=reason, recorded="어제", **more
    )


def _taken_down(office: Office, application: Application) -> Request:
    """With the first call of the number that is written on it."""
    row = take_down(actor=office.keeper, application=application)
    for call in candidates(office.keeper, row)[:1]:
        for file in call.files.all():
            choose(actor=office.keeper, request=row, file=file)
    return row


def _approved(office: Office, application: Application) -> Request:
    row = _taken_down(office, application)
    for who in (office.keeper, office.deputy, office.chief):
        row = approve(actor=who, request=row)
    return row


def _signed(office: Office, row: Request, name: str) -> Request:
    for who in (office.deputy, office.keeper):
        give_halves(actor=who, request=row)
    signed = Certificate(name=name, strokes=_SIGNATURE)
    return sign_hand_over(actor=office.keeper, request=row, certificate=signed)


def _keep(office: Office) -> None:
    own = Call.objects.filter(official=office.official.officer, files_count__gt=0)
    file = own.order_by("begun_at")[0].files.all()[0]
    ask_to_keep(
        actor=office.official,
        file=file,
        reason="통화 중 폭언이 있어 소속 부서에 보고하려 합니다.",
    )


_HONG = Application(
    Way.PROVISION,
    is_party=True,
    content=_content(
        "홍길동",
        "010-1234-0001",
        "이의신청 자료",
        "기초연금 신청 결과가 통화에서 안내받은 내용과 달라 이의신청을 하려 합니다.",
        born="1961-03-02",
        address="한빛시 가온구 나래로 12",
        contact="010-1234-0001",
        relation="본인",
    ),
)
_HAN = _content(
    "한가온",
    "010-1234-0001",
    "안내 내용 확인",
    "자격 심사에서 무엇을 내라고 하셨는지 다시 듣고 싶습니다.",
    born="1988-02-14",
    address="한빛시 가온구 아람로 3",
    contact="010-1234-0001",
    relation="본인",
)
_KIM = Application(
    Way.VIEWING,
    is_party=True,
    content=_content(
        "김보람",
        "02-1234-0002",
        "안내 내용 확인",
        "어머니를 대신하여 통화 내용을 확인하려 합니다.",
        contact="02-1234-0002",
        relation="자녀(대리인)",
    ),
)
_PARK = Application(
    Way.PROVISION,
    is_party=True,
    content=_content(
        "박도윤", "010-1234-0001", "언론 제보", "이웃의 통화 내용을 알고 싶습니다.", relation="이웃"
    ),
)
_LEE = Application(
    Way.VIEWING,
    is_party=True,
    content=_content(
        "이서준",
        "02-1234-0002",
        "안내 내용 확인",
        "긴급복지 지원 기준을 어떻게 안내받았는지 다시 듣고 싶습니다.",
        born="1979-11-20",
        address="한빛시 가온구 다솜길 7",
        contact="02-1234-0002",
        relation="본인",
    ),
)
_CHOI = Application(
    Way.PROVISION,
    is_party=True,
    content=_content(
        "최가람",
        "010-1234-0001",
        "행정심판 증거",
        "행정심판에 통화 내용을 증거로 내려 합니다.",
        born="1985-07-14",
        address="한빛시 가온구 한별로 31",
        contact="010-1234-0001",
        relation="본인",
    ),
)
_YOON = Application(
    Way.VIEWING,
    is_party=True,
    content=_content(
        "윤슬기",
        "02-1234-0002",
        "안내 내용 확인",
        "안내받은 서류 목록을 다시 확인하려 합니다.",
        contact="02-1234-0002",
        relation="본인",
    ),
)
_JUNG = Application(
    Way.PROVISION,
    is_party=True,
    content=_content(
        "정하늘",
        "02-1234-0002",
        "손해배상 청구",
        "잘못 안내받아 지원 기간을 놓쳤습니다. 통화 내용을 증거로 내려 합니다.",
        born="1990-05-05",
        address="한빛시 가온구 나래로 40",
        contact="02-1234-0002",
        relation="본인",
    ),
)
