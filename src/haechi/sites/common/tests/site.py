"""A tiny real site under the production CSP: the style page, the confirmation page, the error pages."""

from collections.abc import Callable
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils.translation import get_language
from django.views.static import serve

from haechi.sites.common.chrome import LanguageLink, SiteChrome
from haechi.sites.common.error_pages import error_page, render_error

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATIC = Path(__file__).parents[1] / "static"
STATUSES = [
    ("received", "접수"),
    ("confirmed", "확인"),
    ("investigating", "조사"),
    ("done", "처리완료"),
]
LONG = (
    "지난 10월부터 계약 담당자가 특정 업체에 설계 변경을 몰아 주었습니다.\n" + "가나다라마바사" * 12
)


class ReportForm(forms.Form):
    use_required_attribute = False
    category = forms.ChoiceField(
        label="무엇에 관한 일입니까",
        choices=[("corruption", "공직자 부조리"), ("gapjil", "갑질"), ("gift", "클린신고")],
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label="있었던 일",
        help_text="누가, 언제, 어디서, 무엇을, 어떻게, 왜의 순서로 적으면 좋습니다.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    day = forms.DateField(
        label="언제", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.CharField(label="어디서", required=False, help_text="부서나 장소")
    department = forms.ChoiceField(
        label="관련 부서", required=False, choices=[("", "모름"), ("a", "재무과"), ("b", "건설과")]
    )
    excluded = forms.MultipleChoiceField(
        label="이 담당자는 볼 수 없게",
        required=False,
        help_text="고른 담당자에게는 알림도 가지 않습니다.",
        choices=[("1", "감사담당관 김한결"), ("2", "조사팀 이도윤")],
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = forms.FileField(label="파일", required=False, help_text="한 파일은 2 GB까지")
    key = forms.CharField(label="리포트키", max_length=6)
    understood = forms.BooleanField(label="리포트키를 잃으면 다시 볼 수 없음을 알았습니다")

    def clean(self) -> None:
        raise forms.ValidationError("열린 지 오래된 화면입니다. 다시 보내 주십시오.")


class PlainForm(forms.Form):
    reason = forms.CharField(label="까닭", help_text="적지 않아도 됩니다.", required=False)


def _chrome(**changes: object) -> SiteChrome:
    values: dict[str, object] = {
        "institution_name": "한빛구청",
        "service_name": "익명신고시스템(헬프라인)",
        "home_url": "/",
        "quick_exit_url": "/elsewhere",
        "contact_lines": ("감사담당관 02-000-0000", "서울특별시 한빛구 한빛로 1"),
    }
    return SiteChrome(**(values | changes))  # type: ignore[arg-type]


def _frame(**changes: object) -> dict[str, object]:
    other = ("en", "English") if get_language() == "ko" else ("ko", "한국어")
    return {"site": _chrome(**changes), "languages": [LanguageLink(*other, "?lang=" + other[0])]}


def _item(label: str, *, current: bool = False, count: object = None) -> dict[str, object]:
    return {"label": label, "url": "#main", "current": current, "count": count}


def _file(name: str, size: int, **more: object) -> dict[str, object]:
    return {"name": name, "size": size, **more}


def styleguide(request: HttpRequest) -> HttpResponse:
    form = ReportForm(None if request.GET.get("fresh") else {"body": LONG * 3, "day": "어제"})
    context = {
        **_frame(show_masthead=bool(request.GET.get("official"))),
        "form": form,
        "statuses": STATUSES,
        "two_steps": [("write", "내용 적기"), ("review", "확인하고 보내기")],
        "category_hints": {"corruption": "금품, 향응, 특혜", "gapjil": "부당한 지시와 괴롭힘"},
        "nav_items": [_item("제보하기", current=True), _item("진행 확인"), _item("알림", count=3)],
        "crumbs": [_item("처음"), _item("제보하기")],
        "tab_items": [_item("모두", current=True, count=3), _item("내 담당", count=0)],
        "long_text": LONG,
        "picked": [_file("계약서.pdf", 482_113, remove_name="remove", remove_value="1")],
        "stored": [
            _file("IMG_20261101_현장_사진_원본.jpg", 5_482_113, url="#main", kind="사진"),
            _file("녹음.m4a", 982_113, kind="소리", removed=["촬영 위치", "기기 이름"]),
            _file("옛문서.hwp", 82_113, warning="문서 정보를 지울 수 없어 봉인해 두었습니다."),
        ],
        "reports": [
            {
                "title": "설계 변경 특혜",
                "status": "접수",
                "tone": "",
                "unread": True,
                "count": 1,
                "officer": "김한결",
                "due": "12월 21일",
            },
            {
                "title": "회식비 강요",
                "status": "조사",
                "tone": "information",
                "count": 12,
                "officer": "이도윤",
                "due": "12월 3일",
            },
            {
                "title": "K" * 60,
                "status": "처리완료",
                "tone": "success",
                "count": 4,
                "officer": "박서연",
                "due": "끝남",
            },
        ],
        "columns": [{"label": "통로"}, {"label": "상태"}, {"label": "건수", "numeric": True}],
        "rows": [
            ["누리집 배너", {"value": "열림", "tone": "success"}, 12],
            [{"value": "QR 스티커", "url": "#main"}, "쉼", 3],
        ],
        "scripts": [
            f"haechi/js/{name}.js" for name in ("copy", "print", "char-count", "confirm-leave")
        ],
    }
    return render(request, "site_common/styleguide.html", context)


def confirm(request: HttpRequest) -> HttpResponse:
    context = {
        **_frame(),
        "title": "제보를 취하하시겠습니까?",
        "message": "취하하면 되돌릴 수 없습니다.",
        "consequences_title": "취하하면",
        "consequences": ["더 조사하지 않을 수 있습니다.", "리포트키는 계속 쓸 수 있습니다."],
        "confirm_label": "취하합니다",
        "cancel_url": "/",
        "danger": True,
        "hidden": {"version": "3"},
        "form": PlainForm(),
    }
    return render(request, "site_common/confirm.html", context)


def error(request: HttpRequest, status: int) -> HttpResponse:
    return render_error(request, error_page(status, back_url="/"))


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>날씨</title><p>맑음</p>")


def with_csp(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = CSP
        return response

    return middleware


urlpatterns = [
    path("", styleguide),
    path("confirm", confirm),
    path("error/<int:status>", error),
    path("elsewhere", elsewhere),
    re_path(r"^static/(?P<path>.*)$", serve, {"document_root": STATIC}),
]
SETTINGS = {
    "ROOT_URLCONF": __name__,
    "ALLOWED_HOSTS": ["127.0.0.1", "testserver"],
    "MIDDLEWARE": [f"{__name__}.with_csp", "django.middleware.locale.LocaleMiddleware"],
    "STATIC_URL": "/static/",
    "LANGUAGE_CODE": "ko",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
}
