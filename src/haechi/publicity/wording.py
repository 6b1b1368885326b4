"""What the pieces say: defaults an institution may change, and what stays as it is.

Like names of categories these are texts in both languages at once, not translations of the page's.
"""

from dataclasses import dataclass

from haechi.publicity.types import Language, Texts

DEFAULTS = {
    Language.KOREAN: Texts(
        headline="혼자 고민하지 마시고\n이름 없이 알려 주십시오",
        lead="QR을 찍으면 바로 신고창이 열립니다.",
        points="이름도 로그인도 필요 없습니다.\n"
        "접속 주소(IP)를 남기지 않습니다.\n"
        "사진과 문서의 숨은 정보를 지웁니다.\n"
        "리포트키와 비밀번호로 처리 결과를 확인합니다.",
        short="QR을 찍고\n이름 없이 신고하세요",
        contact="",
    ),
    Language.ENGLISH: Texts(
        headline="You are not alone.\nTell us, without your name.",
        lead="Scan the code: the report form opens at once.",
        points="No name, no account.\n"
        "Your address on the network (IP) is not kept.\n"
        "Hidden data in photos and documents is removed.\n"
        "Follow the result with report key and password.",
        short="Scan and report\nwithout your name",
        contact="",
    ),
}


@dataclass(frozen=True)
class Fixed:
    """What every piece says in the same words."""

    service: str
    about: str
    caution: str
    typed: str
    sheet: str
    button: str


FIXED = {
    Language.KOREAN: Fixed(
        service="익명 신고",
        about="이런 일을 알려 주십시오",
        caution="사무실 PC나 사내 와이파이 대신 개인 휴대전화의 데이터로 신고하면 더 안전합니다.",
        typed="주소로도 들어갈 수 있습니다",
        sheet="자르는 표시를 따라 잘라 붙이십시오. 100 % 크기로 인쇄하십시오.",
        button="이름 없이 신고하기",
    ),
    Language.ENGLISH: Fixed(
        service="Anonymous reports",
        about="What you can report",
        caution="Safer from your own phone on mobile data than from an office PC or office Wi-Fi.",
        typed="Or type this address",
        sheet="Cut along the marks. Print at 100 % size.",
        button="Report anonymously",
    ),
}
