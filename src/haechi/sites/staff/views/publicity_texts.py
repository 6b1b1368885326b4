"""What the printed pieces say, and their logo."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from haechi.publicity.errors import LogoFault, LogoRefused, NoGlyph, TooLong
from haechi.publicity.selectors import logo_of, own_texts
from haechi.publicity.services import remove_logo, save_texts, set_logo
from haechi.publicity.types import Language
from haechi.sites.staff.forms.publicity import LogoForm, TextsForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.publicity_page import trouble
from haechi.sites.staff.publicity_requests import language_names, spoken

UNPROCESSABLE = 422


@for_managers
def texts(request: OfficerRequest, language: str) -> HttpResponseBase:
    """What the pieces say in one language, and the logo."""
    in_language = spoken(language)
    own = own_texts(request.institution, in_language)
    form = TextsForm(request.POST or None, language=in_language, own=own)
    if request.method == "POST" and form.is_valid():
        try:
            save_texts(actor=request.officer, language=in_language, texts=form.texts())
        except (TooLong, NoGlyph) as fault:
            field = fault.field if fault.field in form.fields else None
            form.add_error(field, trouble(fault))
        else:
            messages.success(request, _("The texts were saved."))
            return HttpResponseRedirect(request.path)
    return _texts_page(request, in_language, form, LogoForm())


@require_POST
@for_managers
def logo(request: OfficerRequest) -> HttpResponseBase:
    form = LogoForm(request.POST, request.FILES)
    if request.POST.get("remove"):
        remove_logo(actor=request.officer)
        messages.success(request, _("The logo was removed."))
        return HttpResponseRedirect(_texts_url(Language.KOREAN))
    if form.is_valid() and _logo_taken(request, form):
        return HttpResponseRedirect(_texts_url(Language.KOREAN))
    in_language = Language.KOREAN
    shown = TextsForm(language=in_language, own=own_texts(request.institution, in_language))
    return _texts_page(request, in_language, shown, form)


def _logo_taken(request: OfficerRequest, form: LogoForm) -> bool:
    try:
        read = set_logo(actor=request.officer, upload=form.cleaned_data["logo"].spool)
    except LogoRefused as refused:
        form.refuse(_logo_words(refused.fault))
        return False
    messages.success(request, _("The logo was saved."))
    if read.script_removed:
        messages.warning(
            request,
            _("The file held a script. It was left out: only the picture is kept."),
        )
    return True


def _logo_words(fault: LogoFault) -> str:
    return {
        LogoFault.KIND: _("This is no PNG, JPEG or SVG."),
        LogoFault.BROKEN: _("The file is damaged or too complicated to draw. Save it anew as PNG."),
        LogoFault.TOO_LARGE: _(
            "The file is too large. Up to 10 MB and 60 million pixels are taken."
        ),
        LogoFault.LETTERS: _(
            "The SVG holds letters that are not outlines and would look different in print."
            " Convert them to outlines in the drawing program, or save a PNG."
        ),
        LogoFault.BUSY: _("There is no room on the server at the moment. Please try again later."),
    }[fault]


@require_safe
@for_managers
def logo_picture(request: OfficerRequest) -> HttpResponseBase:
    png = logo_of(request.institution)
    if png is None:
        raise Http404
    return HttpResponse(png, content_type="image/png")


def _texts_page(
    request: OfficerRequest, language: Language, form: TextsForm, logo_form: LogoForm
) -> HttpResponseBase:
    first = request.institution.entry_points.filter(is_active=True).order_by("pk").first()
    context = {
        "form": form,
        "logo_form": logo_form,
        "has_logo": logo_of(request.institution) is not None,
        "language": language,
        "first": first,
        "tabs": [
            {"label": label, "url": _texts_url(each), "current": each is language}
            for each, label in language_names()
        ],
    }
    status = UNPROCESSABLE if form.errors or logo_form.errors else 200
    return render(request, "site_staff/publicity_texts.html", context, status=status)


def _texts_url(language: Language) -> str:
    return reverse("publicity_texts", args=[language.value])
