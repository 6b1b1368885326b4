"""Public-interest cases of 한빛구청 in every state, acted out by the services on days relative to today."""

from datetime import timedelta

from haechi.cases.types import Post
from haechi.casework import office
from haechi.casework.office import Talk
from haechi.casework.retention import destroy_due_cases
from haechi.common.clock import played_on, today
from haechi.demo.case_plots import PLOTS
from haechi.demo.case_stage import HEAD, OFFICER, receive
from haechi.demo.people import Cast
from haechi.institutions.models import Institution


def play_cases(cast: Cast, institution: Institution) -> None:
    """Numbers come in the order of receipt: oldest first."""
    _open_centre(cast)
    for plot in sorted(PLOTS, key=lambda plot: -plot.age):
        scene = receive(cast, institution, plot)
        plot.play(scene)
    destroy_due_cases()


def _open_centre(cast: Cast) -> None:
    head, officer = cast.officers[HEAD], cast.officers[OFFICER]
    with played_on(today() - timedelta(days=400)):
        order = "2025년 인사발령 제12호"
        office.designate(actor=head, officer=head.officer, post=Post.CHIEF, ground=order)
        scope = "접수·상담·조사"
        office.designate(actor=head, officer=officer.officer, post=Post.STAFF, scope=scope)
    for days, talk in _TALKS:
        with played_on(today() - timedelta(days=days)):
            office.record_consultation(actor=officer, talk=talk, way="phone")


_TALKS = (
    (21, Talk("신고 전 보호 제도 문의", "회사 일을 알리면 불이익이 없는지 물음.",
              "불이익조치 금지와 보호조치 신청(1398)을 안내함.")),
    (6, Talk("변호사 비실명 대리신고 절차", "이름을 밝히지 않고 신고할 수 있는지 물음.",
             "비실명 대리신고와 자문 변호사단을 안내함.")),
)  # fmt: skip
