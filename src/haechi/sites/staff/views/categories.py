"""Categories and their questions."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from haechi.administration.categories import (
    move_category,
    move_question,
    offer_category,
    remove_question,
    save_question,
)
from haechi.administration.errors import TooMany
from haechi.institutions.models import Category, Institution, Question
from haechi.institutions.types import QuestionKind
from haechi.sites.staff.forms.reporting import QuestionForm
from haechi.sites.staff.forms.settings import CategoryForm
from haechi.sites.staff.guards import OfficerRequest, for_managers
from haechi.sites.staff.settings_rows import (
    Mark,
    Row,
    ask_removal,
    back_to,
    confirmed,
    placed,
    step_of,
)
from haechi.sites.staff.views.settings import form_page
from haechi.staff.administration import save_category


@require_safe
@for_managers
def categories(request: OfficerRequest) -> HttpResponseBase:
    found = request.institution.categories.prefetch_related("questions")
    context = {
        "title": _("Categories"),
        "lead": _("In this order they stand on the report form."),
        "rows": placed(_category_row(row) for row in found),
        "new_url": reverse("category_new"),
        "new_label": _("New category"),
    }
    return render(request, "site_staff/settings_list.html", context)


def _category_row(category: Category) -> Row:
    n = len(category.questions.all())
    turn = ("no", _("Do not offer")) if category.is_active else ("yes", _("Offer"))
    asked = ngettext("{n} question of its own", "{n} questions of its own", n).format(n=n)
    return Row(
        key=category.pk,
        name=category.name,
        details=[category.help] if category.help else [],
        marks=[] if category.is_active else [Mark(_("not offered"))],
        edit=reverse("category", args=[category.pk]),
        move=reverse("category_move", args=[category.pk]),
        switch=(reverse("category_offer", args=[category.pk]), *turn),
        more=(reverse("questions", args=[category.pk]), asked),
    )


@for_managers
def category_edit(request: OfficerRequest, category_id: int | None = None) -> HttpResponseBase:
    category = Category(institution=request.institution, order=_next_order(request.institution))
    if category_id:
        category = _category(request, category_id)
    title = category.name if category_id else _("New category")
    form = CategoryForm(request.POST or None, instance=category)
    if request.method == "POST" and form.is_valid():
        save_category(actor=request.officer, category=form.save(commit=False))
        messages.success(request, _("The category was saved."))
        return HttpResponseRedirect(reverse("categories"))
    return form_page(request, form, title, back=reverse("categories"))


def _next_order(institution: Institution) -> int:
    last = institution.categories.last()
    return last.order + 1 if last else 0


@require_POST
@for_managers
def category_move(request: OfficerRequest, category_id: int) -> HttpResponseBase:
    category, step = _category(request, category_id), step_of(request)
    if step:
        move_category(actor=request.officer, category=category, step=step)
    return back_to(reverse("categories"), category.pk)


@require_POST
@for_managers
def category_offer(request: OfficerRequest, category_id: int) -> HttpResponseBase:
    category = _category(request, category_id)
    offered = request.POST.get("to") == "yes"
    others = request.institution.categories.filter(is_active=True).exclude(pk=category.pk)
    if not offered and not others.exists():
        messages.error(
            request, _("The last category on offer stays: nobody could report any more.")
        )
    elif offered != category.is_active:
        offer_category(actor=request.officer, category=category, offered=offered)
    return back_to(reverse("categories"), category.pk)


@require_safe
@for_managers
def questions(request: OfficerRequest, category_id: int) -> HttpResponseBase:
    category = _category(request, category_id)
    context = {
        "title": _("Questions: %(name)s") % {"name": category.name},
        "lead": _(
            "Asked on the form when this category is chosen. A report keeps the words with which it was"
            " asked: what you change here changes no earlier report."
        ),
        "rows": placed(_question_row(row) for row in category.questions.all()),
        "empty": _("No questions of its own yet"),
        "new_url": reverse("question_new", args=[category.pk]),
        "new_label": _("New question"),
        "back": (reverse("categories"), _("Categories")),
    }
    return render(request, "site_staff/settings_list.html", context)


def _question_row(question: Question) -> Row:
    kind = QuestionKind(question.kind)
    answers = " · ".join(korean for korean, _english in question.options)
    return Row(
        key=question.pk,
        name=question.label,
        details=[line for line in (str(kind.label), answers, question.help) if line],
        marks=[Mark(_("must be answered"), "primary")] if question.required else [],
        edit=reverse("question", args=[question.pk]),
        move=reverse("question_move", args=[question.pk]),
        remove=reverse("question_remove", args=[question.pk]),
    )


@for_managers
def question_new(request: OfficerRequest, category_id: int) -> HttpResponseBase:
    category = _category(request, category_id)
    last = category.questions.last()
    return _edit(request, Question(category=category, order=last.order + 1 if last else 0))


@for_managers
def question_edit(request: OfficerRequest, question_id: int) -> HttpResponseBase:
    return _edit(request, _question(request, question_id))


def _edit(request: OfficerRequest, question: Question) -> HttpResponseBase:
    title = question.label if question.pk else _("New question")
    form = QuestionForm(request.POST or None, instance=question)
    back = reverse("questions", args=[question.category_id])
    if request.method == "POST" and form.is_valid():
        try:
            save_question(actor=request.officer, question=form.save(commit=False))
        except TooMany as many:
            words = _("There may be at most %(most)s questions. Remove another one first.")
            form.add_error(None, words % {"most": many.most})
        else:
            messages.success(request, _("The question was saved."))
            return HttpResponseRedirect(back)
    return form_page(request, form, title, back=back)


@require_POST
@for_managers
def question_move(request: OfficerRequest, question_id: int) -> HttpResponseBase:
    question, step = _question(request, question_id), step_of(request)
    if step:
        move_question(actor=request.officer, question=question, step=step)
    return back_to(reverse("questions", args=[question.category_id]), question.pk)


@for_managers
def question_remove(request: OfficerRequest, question_id: int) -> HttpResponseBase:
    question = _question(request, question_id)
    back = reverse("questions", args=[question.category_id])
    if confirmed(request):
        remove_question(actor=request.officer, question=question)
        messages.success(request, _("The question was removed."))
        return HttpResponseRedirect(back)
    return ask_removal(
        request,
        title=_("Remove the question “%(name)s”?") % {"name": question.label},
        consequences=[
            _("It is not asked any more."),
            _("Answers in earlier reports stay, with the question as it was asked."),
        ],
        back=back,
    )


def _category(request: OfficerRequest, category_id: int) -> Category:
    return get_object_or_404(Category, pk=category_id, institution=request.institution)


def _question(request: OfficerRequest, question_id: int) -> Question:
    rows = Question.objects.select_related("category")
    return get_object_or_404(rows, pk=question_id, category__institution=request.institution)
