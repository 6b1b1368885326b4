"""What the demo institutions tell reporters: questions, other channels, texts, a temporary holiday."""

from datetime import date

from haechi.common.clock import today
from haechi.institutions.models import (
    ContactChannel,
    Institution,
    InstitutionText,
    Question,
    TemporaryHoliday,
)
from haechi.institutions.types import ChannelKind, QuestionKind, TextKind

# Category, kind, question, explanation, answers to choose from; Korean and English side by side.
_QUESTIONS = (
    (
        "gapjil",
        QuestionKind.CHOICE,
        ("그 사람과 어떤 사이입니까?", "How do you stand to that person?"),
        ("소속을 알 수 있는 말은 적지 않으셔도 됩니다.", "You need not tell where you work."),
        ("상급자\n동료\n다른 부서 직원\n민원인·업체", "Superior\nColleague\nAnother department\nOutsider"),
    ),
    (
        "gapjil",
        QuestionKind.YES_NO,
        ("같은 일이 여러 번 있었습니까?", "Did it happen more than once?"),
        ("", ""),
        ("", ""),
    ),
    (
        "gapjil",
        QuestionKind.LONG,
        ("누가 함께 보거나 들었습니까?", "Who else saw or heard it?"),
        ("이름 대신 ‘같은 팀 두 사람’처럼 적어도 됩니다.", "“Two of the same team” is enough."),
        ("", ""),
    ),
    (
        "subcontract",
        QuestionKind.SHORT,
        ("공사나 계약의 이름", "Name of the works or the contract"),
        ("", ""),
        ("", ""),
    ),
    (
        "subcontract",
        QuestionKind.DATE,
        ("대금을 받았어야 하는 날", "Day on which payment was due"),
        ("", ""),
        ("", ""),
    ),
)  # fmt: skip
_CHANNELS = (
    (
        ChannelKind.HOTLINE,
        ("부조리 신고전화", "Integrity hotline"),
        ("02-0000-1398", ""),
        ("평일 9시~18시, 그 밖의 시간은 자동응답", "Weekdays 9–18, answering machine at other times"),
    ),
    (
        ChannelKind.VISIT,
        ("감사담당관 상담실", "Audit Office, consulting room"),
        ("한빛구 한빛대로 1, 본관 3층 308호", "1 Hanbit-daero, main building, room 308"),
        ("평일 9시~18시. 이름을 밝히지 않아도 됩니다.", "Weekdays 9–18. You need not give a name."),
    ),
    (
        ChannelKind.POST,
        ("우편", "Post"),
        ("(00000) 한빛구 한빛대로 1 감사담당관 앞", "Audit Office, 1 Hanbit-daero, Hanbit-gu 00000"),
        ("", ""),
    ),
    (ChannelKind.FAX, ("팩스", "Fax"), ("02-0000-1399", ""), ("", "")),
)  # fmt: skip
_TEXTS = {
    TextKind.PROMISE: (
        "한빛구청은 신고한 사람을 찾지 않습니다.\n신고를 이유로 인사나 업무에서 불이익을 주면 징계합니다.",
        "Hanbit District Office does not look for the person who reported.\n"
        "Whoever retaliates at work is disciplined.",
    ),
    TextKind.CLOSING: (
        "처리가 끝났습니다. 결과에 대해 물으실 것이 있으면 30일 안에 글을 남겨 주십시오.",
        "The handling has ended. If you have questions on the result, write within 30 days.",
    ),
}


def furnish(main: Institution, institutions: dict[str, Institution]) -> None:
    """Questions and texts for the district, the hotline for everyone; due days stay as they are."""
    _ask(main)
    for kind, (korean, english) in _TEXTS.items():
        InstitutionText.objects.create(institution=main, kind=kind, text_ko=korean, text_en=english)
    for institution in institutions.values():
        _name_channels(institution, 4 if institution == main else 1)
    TemporaryHoliday.objects.create(
        institution=main,
        day=date(today().year + 1, 5, 4),
        name_ko="임시공휴일",
        name_en="Temporary holiday",
    )


def _ask(institution: Institution) -> None:
    for order, (code, kind, label, explanation, options) in enumerate(_QUESTIONS):
        Question.objects.create(
            category=institution.categories.get(code=code),
            kind=kind,
            label_ko=label[0],
            label_en=label[1],
            help_ko=explanation[0],
            help_en=explanation[1],
            options_ko=options[0],
            options_en=options[1],
            order=order,
        )


def _name_channels(institution: Institution, count: int) -> None:
    ContactChannel.objects.bulk_create(
        ContactChannel(
            institution=institution,
            kind=kind,
            name_ko=name[0],
            name_en=name[1],
            address_ko=address[0],
            address_en=address[1],
            hours_ko=hours[0],
            hours_en=hours[1],
            order=order,
        )
        for order, (kind, name, address, hours) in enumerate(_CHANNELS[:count])
    )
