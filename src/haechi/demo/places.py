"""한빛구청 and its affiliates, with departments and entry points."""

from haechi.custody.services import make_recovery_shares
from haechi.demo.furnishing import furnish
from haechi.institutions.models import Department, EntryPoint, Institution
from haechi.institutions.services import create_institution

MAIN = "hanbit"
_AFFILIATES = (
    ("hanbit-facilities", "한빛구도시관리공단", "Hanbit District Facilities Corporation"),
    ("hanbit-kids", "한빛어린이집", "Hanbit Day-care Centre"),
)
_DEPARTMENTS = {
    "hanbit": (
        ("감사담당관", "Audit Office"),
        ("청렴팀", "Integrity Team"),
        ("총무과", "General Affairs"),
        ("건축과", "Building"),
        ("도로과", "Roads"),
        ("복지정책과", "Welfare Policy"),
        ("정보통신과", "Information Technology"),
    ),
    "hanbit-facilities": (("감사실", "Audit Office"), ("시설팀", "Facilities Team")),
    "hanbit-kids": (("운영위원회", "Steering Committee"),),
}
_HOLDERS = ("총무과장 윤가람", "감사담당관 문서함", "부구청장실 금고")
_ENTRY_POINTS = (
    ("saeol", "새올 배너", "Intranet banner"),
    ("room301", "301호 스티커", "Sticker, room 301"),
    ("poster", "포스터", "Poster"),
    ("card", "명함", "Visiting card"),
)


def found() -> tuple[dict[str, Institution], dict[str, list[str]]]:
    """The institutions by slug, and the recovery shares of each (a real one prints them once)."""
    main = create_institution(slug=MAIN, name_ko="한빛구청", name_en="Hanbit District Office")
    institutions = {MAIN: main}
    for slug, name_ko, name_en in _AFFILIATES:
        institutions[slug] = create_institution(
            slug=slug, name_ko=name_ko, name_en=name_en, parent=main
        )
    for slug, institution in institutions.items():
        Department.objects.bulk_create(
            Department(institution=institution, name_ko=name_ko, name_en=name_en)
            for name_ko, name_en in _DEPARTMENTS[slug]
        )
        EntryPoint.objects.bulk_create(
            EntryPoint(institution=institution, code=code, name_ko=name_ko, name_en=name_en)
            for code, name_ko, name_en in _ENTRY_POINTS
        )
    furnish(main, institutions)
    shares = {
        slug: make_recovery_shares(institution=each, holders=_HOLDERS)
        for slug, each in institutions.items()
    }
    return institutions, shares
