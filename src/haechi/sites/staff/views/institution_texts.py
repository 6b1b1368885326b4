"""The institution's own words on the reporters' pages, with a preview and the way back to the standard."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from haechi.administration.texts import own_words, save_text
from haechi.institutions.models import InstitutionText
from haechi.institutions.types import TextKind
from haechi.institutions.wording import DEFAULTS, LIMIT
from haechi.sites.staff.forms.reporting import TextForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import Mark, Row

UNPROCESSABLE = 422


@require_safe
@for_managers
def institution_texts(request: OfficerRequest) -> HttpResponseBase:
    own = set(request.institution.texts.values_list("kind", flat=True))
    context = {
        "title": _("Texts for reporters"),
        "lead": _("In Korean and English. Where you write nothing, our standard text stands."),
        "rows": [_row(at, kind, own=kind in own) for at, kind in enumerate(TextKind)],
    }
    return render(request, "site_staff/settings_list.html", context)


def _row(at: int, kind: TextKind, *, own: bool) -> Row:
    return Row(
        key=at,
        name=str(kind.label),
        details=[_place(kind)],
        marks=[Mark(_("own text"), "primary") if own else Mark(_("standard text"))],
        edit=reverse("institution_text", args=[kind.value]),
    )


def _place(kind: TextKind) -> str:
    return {
        TextKind.INTRO: _("At the top of the report form."),
        TextKind.PROMISE: _("On the report form, below the advice on anonymity."),
        TextKind.RECEIPT: _("Below report key and password, after a report was sent."),
        TextKind.PRIVACY: _("On a page of its own that the form leads to."),
        TextKind.CLOSING: _("Where the reporter reads on, once the report is completed."),
    }[kind]


@for_managers
def institution_text(request: OfficerRequest, name: str) -> HttpResponseBase:
    kind = _kind(name)
    row = InstitutionText.objects.filter(institution=request.institution, kind=kind).first()
    own = (row.text_ko, row.text_en) if row else ("", "")
    form = TextForm(request.POST or None, kind=kind, own=own)
    shown = own
    if request.method == "POST":
        if request.POST.get("to") == "standard":
            return _store(request, kind, "", "", _("The standard text stands again."))
        if form.is_valid():
            typed = form.cleaned_data["korean"], form.cleaned_data["english"]
            if request.POST.get("to") != "preview":
                return _store(request, kind, *typed, _("The texts were saved."))
            shown = own_words(kind, *typed)
    preview = [text or standard for text, standard in zip(shown, DEFAULTS[kind], strict=True)]
    context = {
        "form": form,
        "title": kind.label,
        "place": _place(kind),
        "limit": LIMIT,
        "previews": list(zip(("ko", "en"), ("한국어", "English"), preview, strict=True)),
        "unsaved": request.method == "POST",
        "has_own": row is not None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "site_staff/institution_text.html", context, status=status)


def _store(
    request: OfficerRequest, kind: TextKind, korean: str, english: str, words: str
) -> HttpResponseBase:
    save_text(actor=request.officer, kind=kind, korean=korean, english=english)
    messages.success(request, words)
    return HttpResponseRedirect(reverse("institution_text", args=[kind.value]))


def _kind(name: str) -> TextKind:
    try:
        return TextKind(name)
    except ValueError:
        raise Http404 from None
