"""The fields of the official forms 1 to 11, by the words printed on them (PI-22). Layout is `documents`'.

Identities are empty unless they were opened with a reason and are passed in.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from haechi.cases.clocks import settings_of
from haechi.cases.form_fields import (
    ACCUSED,
    ACCUSED_NAME,
    Fields,
    common_fields,
    person_fields,
    report_fields,
    unnamed_fields,
)
from haechi.cases.models import Case, Party, Reward
from haechi.cases.papers import words_of
from haechi.cases.people import consents_now
from haechi.cases.sealing import content_of, open_words
from haechi.cases.states import CaseState
from haechi.cases.types import (
    Channel,
    ConsentKind,
    Identity,
    OpenCase,
    PaperKind,
    PartyKind,
    RewardKind,
    Track,
)
from haechi.casework.identity import accused_of
from haechi.casework.parties import lawyer_of, reporter_of
from haechi.casework.wording import CLOSING, FINDING, TRANSFER

Identities = Mapping[UUID, Identity]
NOBODY: Identities = {}


def form_data(
    opened: OpenCase, form: int, *, officer: str = "", identities: Identities = NOBODY
) -> Fields:
    """The fields of one form. `officer`: whose name stands at 담당. Form 2 is `register_line`.

    Raises:
        KeyError: no such form.
    """
    return common_fields(opened.case, _title(opened), officer) | _FORMS[form](opened, identities)


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


def _title(opened: OpenCase) -> str:
    return content_of(opened.data_key, opened.case).title


def _reporter(opened: OpenCase, identities: Identities) -> Fields:
    """Who reports; never who acts for her. A lawyer's client is named where she agreed and was opened."""
    who = reporter_of(opened.case)
    known = identities.get(who.pk) if who else None
    if known is None and opened.case.track == Track.LAWYER:
        lawyer = lawyer_of(opened.case)
        return unnamed_fields(identities.get(lawyer.pk) if lawyer else None)
    return person_fields(known)


def _accused(opened: OpenCase, identities: Identities) -> Fields:
    views = accused_of(opened)
    if not views:
        return person_fields(None)
    return person_fields(identities.get(views[0].party_id, views[0].identity))


def _form_1(opened: OpenCase, identities: Identities) -> Fields:
    content = content_of(opened.data_key, opened.case)
    return {
        **report_fields(content, read_back=_read_back(opened)),
        "신고자": _reporter(opened, identities),
        ACCUSED: _accused(opened, identities),
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
        "선정자": [_appointer(at, row, identities) for at, row in enumerate(others, 1)],
        "선정자 수": len(others),
    }


def _appointer(place: int, row: Party, identities: Identities) -> Fields:
    known = identities.get(row.pk)
    unnamed = known is None and row.by_consent_only
    return {"연번": place, **(unnamed_fields() if unnamed else person_fields(known))}


def _form_6(opened: OpenCase, identities: Identities) -> Fields:
    """The cover. No reporter's name without her consent, no accused's before a violation (제17조②, 제23조)."""
    case, said = opened.case, consents_now(opened.case)
    accused = accused_of(opened)
    years = case.retention_years
    return {
        "신고자 성명": _reporter(opened, identities)["성명"] if said.get(ConsentKind.COVER) else "",
        ACCUSED_NAME: accused[0].identity.name if accused else "",
        **_office(case),
        "조사종료일": case.concluded_on,
        "내용": _handled(case),
        **_transfer(opened),
        "결과통보일": case.notified_on,
        "대상자": _told(case) if case.notified_on else "",
        "조사기관 동의": said.get(ConsentKind.DISCLOSURE_INVESTIGATION),
        "수사기관 동의": said.get(ConsentKind.DISCLOSURE_PROSECUTION),
        "종결일": _closed_on(case),
        "보존기간": f"{years}년" if years else "영구",
        "보존기한": case.retention_until,
    }


def _office(case: Case) -> Fields:
    """Who handles it and where, as the cover names them; nobody yet: whoever prints it stays."""
    rows = case.handlers.filter(until__isnull=True).select_related("officer__department")
    officers = [row.officer for row in rows]
    places = [each.department.name_ko for each in officers if each.department]
    own = settings_of(case.institution)
    found: Fields = {"담당부서": ", ".join(dict.fromkeys(places)) or own.centre_ko}
    if officers:
        found["담당"] = ", ".join(each.name for each in officers)
    return found


def _handled(case: Case) -> str:
    """In a line, what became of it."""
    if case.ground:
        return f"종결(제20조제1항제{case.ground}호)"  # its words do not fit the box of the cover
    if case.transferred_by:
        return "이송"
    if case.concluded_on:
        return "공익침해행위 확인" if case.violation_found else "공익침해행위가 확인되지 않음"
    return ""


def _told(case: Case) -> str:
    return "국민권익위원회" if case.is_referred else "신고자"


def _transfer(opened: OpenCase) -> Fields:
    sent = opened.case.papers.filter(form=8).order_by("entry").last()
    body = str(words_of(sent, opened.data_key).fields.get("이송기관", "")) if sent else ""
    return {"이송일": sent.dated_on if sent else None, "이송기관": body}


def _closed_on(case: Case) -> date | None:
    line = case.events.filter(event__in=("close", "close-withdrawn", "file-away")).first()
    return line.on if line else None


def _nothing(_opened: OpenCase, _identities: Identities) -> Fields:
    return {}


def _form_8(opened: OpenCase, _identities: Identities) -> Fields:
    return _transfer(opened)


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
    """What the last decision about the report itself says; exclusions and holds are decisions too."""
    for paper in opened.case.papers.filter(kind=PaperKind.DECISION).order_by("-entry"):
        words = words_of(paper, opened.data_key)
        if words.title in (FINDING, CLOSING, TRANSFER):
            return words.text
    return ""


def _form_10(opened: OpenCase, identities: Identities) -> Fields:
    case, said = opened.case, consents_now(opened.case)
    award = case.rewards.filter(kind=RewardKind.AWARD).last()
    return {
        "추천일자": award.told_on if award else None,
        "처리기간": "90일",
        "추천기관명": case.institution.name_ko,
        "소관부서": _office(case)["담당부서"],
        "포상금 지급대상자": _reporter(opened, identities),
        "내부 공익신고자": case.insider is True,
        "외부 공익신고자": case.insider is False,
        "사전 동의": bool(said.get(ConsentKind.RECOMMENDATION)),
        "추천사유 호": award.ground if award else "",
        "추천사유": _reason(opened, award) if award else "",
        "신고기관": case.institution.name_ko,
        "신고일자": case.received_on,
        "신고내용": content_of(opened.data_key, case).content,
        "조사수사기관": _transfer(opened)["이송기관"] or case.institution.name_ko,
        "결과통지일자": case.notified_on,
        "통지내용": _result(opened),
    }


def _reason(opened: OpenCase, award: Reward) -> str:
    return open_words(opened.data_key, opened.case.pk, f"reward {award.pk}", award.note)


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
