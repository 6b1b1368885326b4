"""Talk in the demo: on, with a code, and three chats: one waits, one goes on, one became a report."""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta

from haechi.common.clock import today
from haechi.conversations.models import Message, Side
from haechi.conversations.services import mark_read
from haechi.demo.people import Cast
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.reports.access import open_report
from haechi.reports.types import OpenReport, Receipt, new_draft_token
from haechi.staff.types import OfficerAtWork
from haechi.talkroom import services
from haechi.talkroom.codes import Plan, save_quick_answers, save_settings
from haechi.talkroom.turning import become_report
from haechi.talks.models import Chat
from haechi.talks.rotation import codes_from
from haechi.talks.services import open_chat, say
from haechi.talks.types import Rotation, Subject

_PLAN = Plan(
    is_on=True,
    rotation=Rotation.WEEKLY,
    hours_ko="평일 9시~18시",
    hours_en="Weekdays 9:00–18:00",
    opens_at=time(9),
    closes_at=time(18),
)
_ANSWERS = (
    "안녕하십니까. 감사담당자입니다. 편하게 말씀해 주십시오.",
    "이름이나 소속을 밝히지 않으셔도 됩니다.",
    "언제, 어디에서 있었던 일인지 알려 주시겠습니까?",
    "사진이나 문서가 있으면 여기에 올려 주십시오. 촬영 정보는 자동으로 지워집니다.",
    "나가시더라도 리포트키와 비밀번호로 다시 들어오실 수 있습니다.",
)


@dataclass(frozen=True)
class _Talk:
    """`lines`: the reporter's, and the officer's (beginning with >)."""

    subject: Subject
    ago: int  # days
    lines: tuple[str, ...]


_WAITING = _Talk(
    Subject.BUDGET,
    0,
    (
        "안녕하세요. 부서 업무추진비로 개인 식사비를 결제하는 걸 봤습니다.",
        "영수증에 참석자를 실제와 다르게 적고 있어요. 한두 번이 아닙니다.",
    ),
)
_OPEN = _Talk(
    Subject.ABUSE,
    2,
    (
        "과장님이 주말마다 개인 이사와 아이 등하원을 시킵니다. 거절하면 평가에서 불이익을 줍니다.",
        ">안녕하십니까. 감사담당자입니다. 용기 내어 주셔서 고맙습니다. 언제부터 있었던 일입니까?",
        "올해 8월부터입니다. 메신저로 지시한 기록이 있습니다.",
        ">이름이 보이지 않게 가리고 올려 주시면 됩니다. 지우지 말고 보관해 주십시오.",
        "네, 정리해서 내일 올리겠습니다.",
    ),
)
_REPORTED = _Talk(
    Subject.FAVOURS,
    9,
    (
        "승진 심사를 앞두고 특정 직원이 인사 담당자에게 골프 접대를 했다는 이야기를 들었습니다.",
        ">직접 보신 일입니까, 전해 들으신 일입니까?",
        "골프장 예약 문자를 직접 봤습니다. 날짜는 지난달 14일입니다.",
        ">신고로 접수하여 조사하겠습니다. 리포트키와 비밀번호로 결과를 보실 수 있습니다.",
        "알겠습니다. 부탁드립니다.",
    ),
)


def talk(cast: Cast, institution: Institution) -> Receipt:
    """Key and password of the chat that goes on, to look at it as its reporter."""
    head = cast.head_of(institution)
    save_settings(actor=head, plan=_PLAN)
    save_quick_answers(actor=head, texts=_ANSWERS)
    _play(_WAITING, institution, head)
    _opened, receipt = _play(_OPEN, institution, cast.officers["seoyeon"])
    reported, _receipt = _play(_REPORTED, institution, head)
    found = services.open_chat(actor=head, chat_id=reported.report.pk)
    category = institution.categories.get(code="corruption")
    become_report(actor=head, found=found, category=category)
    _settle()
    return receipt


def _play(
    told: _Talk, institution: Institution, officer: OfficerAtWork
) -> tuple[OpenReport, Receipt]:
    code = codes_from(institution, today())[0]
    begun = open_chat(
        institution=institution, subject=told.subject, token=new_draft_token(), code=code
    )
    held = open_report(begun.session)
    for line in told.lines:
        _say(line, held, officer)
    pk = held.report.pk
    day = today() - timedelta(days=told.ago)
    Message.objects.filter(report=pk).update(posted_on=day)
    Chat.objects.filter(pk=pk).update(opened_on=day)
    held.report.received_on = day
    held.report.save(update_fields=["received_on"])
    return held, begun.receipt


def _say(line: str, held: OpenReport, officer: OfficerAtWork) -> None:
    if not line.startswith(">"):
        message = say(opened=held, text=line, token=new_draft_token(), uid=uuid.uuid4())
        mark_read(report=held.report, reader=Side.REPORTER, up_to=message.pk)
        return
    found = services.open_chat(actor=officer, chat_id=held.report.pk)
    services.answer(actor=officer, found=found, text=line[1:], uid=uuid.uuid4())


def _settle() -> None:
    """What was told of these chats was told long ago."""
    for chat in Chat.objects.filter(opened_on__lt=today()):
        Delivery.objects.filter(subject__in=[f"report:{chat.pk}", f"talk:{chat.pk}"]).update(
            status=DeliveryStatus.SENT,
            payload=b"",
            attempts=1,
            ended_on=chat.opened_on,
            next_attempt_at=None,
        )
