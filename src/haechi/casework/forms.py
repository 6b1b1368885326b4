"""The fields of the official forms 1 to 11, by the words printed on them (PI-22). Layout is `documents`'.

Identities are empty unless they were opened with a reason and are passed in.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from haechi.cases.clocks import settings_of
from haechi.cases.identifiers import written
from haechi.cases.models import Case, Party
from haechi.cases.papers import words_of
from haechi.cases.people import consents_now
from haechi.cases.sealing import content_of
from haechi.cases.states import CaseState
from haechi.cases.types import (
    Channel,
    ConsentKind,
    Identity,
    OpenCase,
    PartyKind,
    RewardKind,
)
from haechi.casework.handling import GROUND_WORDS
from haechi.casework.identity import accused_of
from haechi.casework.people import addressee

Fields = dict[str, object]
Identities = Mapping[UUID, Identity]
NOBODY: Identities = {}


def form_data(
    opened: OpenCase, form: int, *, officer: str = "", identities: Identities = NOBODY
) -> Fields:
    """The fields of one form. `officer`: whose name stands at 담당. Form 2 is `register_line`.

    Raises:
        KeyError: no such form.
    """
    return _common(opened, officer) | _FORMS[form](opened, identities)


def register_line(case: Case, title: str, handlers: str) -> Fields:
    """A line of form 2 (공익신고접수관리대장)."""
    return {
        "연번": case.sequence,
        "접수번호": case.display_number,
        "접수일자": case.received_on,
        "접수방법": str(Channel(case.channel).label),
        "신고제목": title,
        "담당": handlers,
        "처리상태": str(CaseState(case.state).label),
        "처리일자": case.state_on,
        "처리기한": case.due_on,
        "종결사유": f"제20조제1항제{case.ground}호" if case.ground else "",
    }


def _common(opened: OpenCase, officer: str) -> Fields:
    case, own = opened.case, settings_of(opened.case.institution)
    return {
        "기관명": case.institution.name_ko,
        "공익신고센터": own.centre_ko,
        "접수번호": case.display_number,
        "접수일자": case.received_on,
        "신고제목": content_of(opened.data_key, case).title,
        "담당": officer,
    }


def _person(identity: Identity | None) -> Fields:
    if identity is None:
        return dict.fromkeys(
            ("성명", "주민등록번호", "주소", "연락처", "전자우편", "직업", "소속"), ""
        )
    return {
        "성명": identity.name,
        "주민등록번호": _number(identity),
        "주소": identity.address,
        "연락처": identity.phone,
        "전자우편": identity.email,
        "직업": identity.job,
        "소속": identity.workplace,
    }


def _number(identity: Identity) -> str:
    """Whole where it was opened whole, masked as it is otherwise."""
    if "*" in identity.number:
        return identity.number
    return written(identity.number_kind, identity.number)


def _reporter(opened: OpenCase, identities: Identities) -> Fields:
    who = addressee(opened.case)
    return _person(identities.get(who.pk) if who else None)


def _accused(opened: OpenCase, identities: Identities) -> Fields:
    views = accused_of(opened)
    if not views:
        return _person(None)
    return _person(identities.get(views[0].party_id, views[0].identity))


def _form_1(opened: OpenCase, identities: Identities) -> Fields:
    content = content_of(opened.data_key, opened.case)
    return {
        "처리기간": "30일",
        "신고자": _reporter(opened, identities),
        "피신고자": _accused(opened, identities),
        "공익신고 취지 및 이유": content.purpose,
        "공익신고 내용": content.content,
        "증거자료 등 첨부서류": content.evidence,
        "연명": _read_back(opened),
    }


def _read_back(opened: OpenCase) -> bool:
    first = opened.case.papers.filter(form=1).first()
    return bool(first and words_of(first, opened.data_key).fields.get("read_back"))


def _form_3(opened: OpenCase, identities: Identities) -> Fields:
    return {"신고자": _reporter(opened, identities)["성명"]}


def _form_4(opened: OpenCase, identities: Identities) -> Fields:
    said = consents_now(opened.case)
    return {
        "신고자": _reporter(opened, identities),
        "조사과정 동의": said.get(ConsentKind.DISCLOSURE_INVESTIGATION),
        "수사과정 동의": said.get(ConsentKind.DISCLOSURE_PROSECUTION),
    }


def _form_5(opened: OpenCase, identities: Identities) -> Fields:
    reporters = opened.case.parties.filter(kind=PartyKind.REPORTER, left_on__isnull=True)
    others = [row for row in reporters if not row.is_representative]
    return {
        "대표신고자": _reporter(opened, identities),
        "선정자": [_appointer(row, identities) for row in others],
        "선정자 수": len(others),
    }


def _appointer(row: Party, identities: Identities) -> Fields:
    return {"연번": row.number, **_person(identities.get(row.pk))}


def _form_6(opened: OpenCase, identities: Identities) -> Fields:
    """The cover. No reporter's name without her consent, no accused's before a violation (제17조②, 제23조)."""
    case, said = opened.case, consents_now(opened.case)
    accused = accused_of(opened)
    years = case.retention_years
    return {
        "신고자 성명": _reporter(opened, identities)["성명"] if said.get(ConsentKind.COVER) else "",
        "피신고자성명": accused[0].identity.name if accused else "",
        "조사종료일": case.concluded_on,
        "내용": GROUND_WORDS_BY_NUMBER.get(case.ground, ""),
        "이송일": case.state_on if case.transferred_by else None,
        "이송기관": _body(opened),
        "결과통보일": case.notified_on,
        "조사기관 동의": said.get(ConsentKind.DISCLOSURE_INVESTIGATION),
        "수사기관 동의": said.get(ConsentKind.DISCLOSURE_PROSECUTION),
        "종결일": _closed_on(case),
        "보존기간": f"{years}년" if years else "영구",
        "보존기한": case.retention_until,
    }


GROUND_WORDS_BY_NUMBER = {ground.value: words for ground, words in GROUND_WORDS.items()}


def _body(opened: OpenCase) -> str:
    sent = opened.case.papers.filter(form=8).order_by("entry").last()
    return str(words_of(sent, opened.data_key).fields.get("이송기관", "")) if sent else ""


def _closed_on(case: Case) -> date | None:
    line = case.events.filter(event__in=("close", "close-withdrawn", "file-away")).first()
    return line.on if line else None


def _nothing(_opened: OpenCase, _identities: Identities) -> Fields:
    return {}


def _form_8(opened: OpenCase, _identities: Identities) -> Fields:
    return {"이송기관": _body(opened), "이송일": opened.case.state_on}


def _form_9(opened: OpenCase, identities: Identities) -> Fields:
    row = opened.case.objections.last()
    paper = opened.case.papers.filter(form=9).order_by("entry").last()
    return {
        "신고자": _reporter(opened, identities),
        "이의신청 접수일자": row.received_on if row else None,
        "처리일자": row.answered_on if row else None,
        "결과통보일": opened.case.notified_on,
        "이의신청 이유": words_of(paper, opened.data_key).text if paper else "",
        "처리결과": _result(opened),
    }


def _result(opened: OpenCase) -> str:
    paper = opened.case.papers.filter(kind="decision").order_by("entry").last()
    return words_of(paper, opened.data_key).text if paper else ""


def _form_10(opened: OpenCase, identities: Identities) -> Fields:
    case, said = opened.case, consents_now(opened.case)
    award = case.rewards.filter(kind=RewardKind.AWARD).last()
    return {
        "추천일자": award.told_on if award else None,
        "처리기간": "90일",
        "추천기관명": case.institution.name_ko,
        "포상금 지급대상자": _reporter(opened, identities),
        "내부 공익신고자": case.insider is True,
        "외부 공익신고자": case.insider is False,
        "사전 동의": bool(said.get(ConsentKind.RECOMMENDATION)),
        "추천사유 호": award.ground if award else "",
        "신고기관": case.institution.name_ko,
        "신고일자": case.received_on,
        "신고내용": content_of(opened.data_key, case).content,
        "결과통지일자": case.notified_on,
        "통지내용": _result(opened),
    }


_FORMS = {
    1: _form_1,
    3: _form_3,
    4: _form_4,
    5: _form_5,
    6: _form_6,
    7: _nothing,
    8: _form_8,
    9: _form_9,
    10: _form_10,
    11: _nothing,
}
