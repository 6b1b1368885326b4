"""What official forms print of a case, by the words on them, and a copy of it as a paper keeps it (제17조).

A form in the binder is printed as it was filed, so its fields are sealed with the paper on that day.
No reporter's identity is among them; the accused is, under the same key as ever, and is masked in print
until a violation was found.
"""

from collections.abc import Mapping
from datetime import date

from haechi.cases.clocks import settings_of
from haechi.cases.identifiers import mask, mask_name, written
from haechi.cases.models import Case
from haechi.cases.types import CaseContent, Identity

Fields = dict[str, object]
PERSON = ("성명", "주민등록번호", "주소", "연락처", "전자우편", "직업", "소속")
ACCUSED = "피신고자"
ACCUSED_NAME = "피신고자성명"
HANDLING_PERIOD = "30일"
UNNAMED = "비실명(변호사 대리)"
NOT_SAID = "밝히지 않음"


def common_fields(case: Case, title: str, officer: str) -> Fields:
    own = settings_of(case.institution)
    return {
        "기관명": case.institution.name_ko,
        "공익신고센터": own.centre_ko,
        "접수번호": case.display_number,
        "접수일자": case.received_on,
        "신고제목": title,
        "담당": officer,
    }


def report_fields(content: CaseContent, *, read_back: bool) -> Fields:
    """Of form 1, what its writer says."""
    return {
        "처리기간": HANDLING_PERIOD,
        "공익신고 취지 및 이유": content.purpose,
        "공익신고 내용": content.content,
        "증거자료 등 첨부서류": content.evidence,
        "연명": read_back,
    }


def person_fields(identity: Identity | None) -> Fields:
    """The number whole where it was opened whole, masked as it is otherwise."""
    if identity is None:
        return dict.fromkeys(PERSON, "")
    masked = "*" in identity.number
    number = identity.number if masked else written(identity.number_kind, identity.number)
    return {
        "성명": identity.name,
        "주민등록번호": number,
        "주소": identity.address,
        "연락처": identity.phone,
        "전자우편": identity.email,
        "직업": identity.job,
        "소속": identity.workplace,
    }


def unnamed_fields(lawyer: Identity | None = None) -> Fields:
    """A lawyer's client, who is not named (비실명 대리신고, 「공익신고자 보호법」 제8조의2).

    The reporter stays the reporter, unnamed; where the lawyer was opened, the form says by whom she is
    represented and how to reach him. His number is nobody's business here (제30조).
    """
    fields: Fields = dict.fromkeys(PERSON, "")
    fields["성명"] = f"비실명(대리 변호사 {lawyer.name})" if lawyer else UNNAMED
    fields["주민등록번호"] = NOT_SAID
    for name in ("주소", "연락처", "전자우편") if lawyer else ():
        if value := str(person_fields(lawyer)[name]):
            fields[name] = f"(변호사) {value}"
    return fields


def accused_to_keep(identity: Identity | None) -> Fields:
    """As a paper keeps her: everything but the whole number."""
    fields = person_fields(identity)
    if identity is not None:
        fields["주민등록번호"] = mask(identity.number_kind, identity.number)
    return fields


def to_keep(fields: Mapping[str, object]) -> Fields:
    """As JSON takes it: days as 2026-03-02."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return to_keep(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def masked_fields(fields: Mapping[str, object]) -> Fields:
    """The same with the accused as she is shown before a violation was found (제23조②)."""
    found = dict(fields)
    if isinstance(person := found.get(ACCUSED), Mapping):
        name = str(person.get("성명", ""))
        found[ACCUSED] = person_fields(Identity(mask_name(name)) if name else None)
    if name := str(found.get(ACCUSED_NAME) or ""):
        found[ACCUSED_NAME] = mask_name(name)
    return found
