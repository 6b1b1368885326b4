"""Words of the guideline that papers, notices, register and forms share."""

from haechi.cases.types import ClosingGround

FINDING, CLOSING, TRANSFER = "조사 결과", "종결 결정", "이송서"
"""Titles of the papers that say how a case was handled."""

GROUND_WORDS = {
    ClosingGround.FALSE: "공익신고의 내용이 명백히 거짓인 경우",
    ClosingGround.UNKNOWN_REPORTER: "공익신고자의 인적사항을 알 수 없는 경우",
    ClosingGround.NOT_SUPPLEMENTED: "보완 요구를 2회 이상 받고도 보완 기간에 보완하지 아니한 경우",
    ClosingGround.REPEATED: "처리 결과를 통지받은 사항에 대하여 정당한 사유 없이 다시 신고한 경우",
    ClosingGround.PUBLISHED: "언론매체 등을 통하여 공개된 내용에 해당하고 새로운 증거가 없는 경우",
    ClosingGround.OTHER_LAW: "다른 법령에 따라 조사·수사가 시작되었거나 이미 끝난 경우",
    ClosingGround.UNRELATED: "신고내용이 공익침해행위와 관련성이 없는 경우",
    ClosingGround.NO_EVIDENCE: "공익침해행위를 증명할 수 있는 증거가 없는 경우",
}
"""As the guideline says it: goes into notices, register and forms."""
