"""The seven categories an institution starts with, in the official words (HL-3)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DefaultCategory:
    code: str
    name_ko: str
    name_en: str
    help_ko: str
    help_en: str


DEFAULT_CATEGORIES = (
    DefaultCategory(
        "corruption",
        "공직자 부조리",
        "Corruption of officials",
        "금품·향응 수수, 횡령, 직권남용, 업무 처리의 특혜",
        "Bribes, entertainment, embezzlement, abuse of office, favours",
    ),
    DefaultCategory(
        "conduct",
        "행동강령 위반",
        "Breach of the code of conduct",
        "이해충돌, 사적 노무 요구, 외부강의 미신고 등",
        "Conflicts of interest, private errands, undeclared lectures",
    ),
    DefaultCategory(
        "public-interest",
        "공익신고(공익침해행위)",
        "Public-interest violation",
        "국민의 건강·안전, 환경, 소비자 이익, 공정한 경쟁을 해치는 행위",
        "Harm to health, safety, environment, consumers or fair competition",
    ),
    DefaultCategory(
        "solicitation",
        "부정청탁 등록",
        "Improper solicitation",
        "법령을 어기도록 부탁받은 일",
        "A request to act against the law",
    ),
    DefaultCategory(
        "clean",
        "클린신고(금품 자진신고)",
        "Gifts declared by the recipient",
        "받은 금품을 스스로 신고하고 돌려주려는 경우",
        "To declare and return a gift that was received",
    ),
    DefaultCategory(
        "subcontract",
        "하도급 부조리",
        "Subcontracting abuse",
        "불법 하도급, 대금 미지급, 부당한 요구",
        "Illegal subcontracting, unpaid dues, unfair demands",
    ),
    DefaultCategory(
        "gapjil",
        "갑질",
        "Abuse of power",
        "지위를 이용한 부당한 지시, 폭언, 따돌림",
        "Unfair orders, abusive language or exclusion by someone in power",
    ),
)
