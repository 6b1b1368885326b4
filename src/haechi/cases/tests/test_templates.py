"""The standard words of notices (제11조②, 제18조①, 제19조②, 제20조②, 제21조③)."""

import pytest

from haechi.cases.templates import STANDARD
from haechi.cases.types import NoticeKind


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.NONE])
def test_every_notice_says_which_report_it_is_about(kind):
    _title, text = STANDARD[kind]
    for field in ("기관명", "접수번호", "접수일자", "신고제목", "오늘"):
        assert f"{{{field}}}" in text
