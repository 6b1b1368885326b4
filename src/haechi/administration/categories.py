"""Categories and their questions (HL-3). A report keeps the words it was asked with."""

from typing import Final

from django.db import transaction

from haechi.administration.errors import TooMany
from haechi.administration.order import Step, move
from haechi.administration.trail import settings_changed
from haechi.institutions.models import Category, Institution, Question
from haechi.staff.types import OfficerAtWork

MOST_QUESTIONS: Final = 10
"""Of one category: a form that asks more is not filled in."""
MOST_OF_ALL: Final = 100
"""Of all categories: each may come as a field of one form, and a form has 500 at most."""


@transaction.atomic
def move_category(*, actor: OfficerAtWork, category: Category, step: Step) -> bool:
    """One place up or down; False, and no row in the trail, where it is first or last already."""
    rows = actor.officer.institution.categories.select_for_update()
    moved = move(rows, category.pk, step)
    if moved:
        settings_changed(actor, "category moved", category.code)
    return moved


@transaction.atomic
def offer_category(*, actor: OfficerAtWork, category: Category, offered: bool) -> None:
    """Offer it to reporters, or no longer; reports that are there stay as they are."""
    Category.objects.filter(pk=category.pk).update(is_active=offered)
    settings_changed(
        actor, "category offered" if offered else "category not offered", category.code
    )


@transaction.atomic
def save_question(*, actor: OfficerAtWork, question: Question) -> None:
    """Save a new or changed question of a category of the actor's institution.

    Raises:
        TooMany: the category, or the institution, has as many as it may.
        django.core.exceptions.ValidationError: something is missing or too long.
    """
    if question.pk is None:
        _check_room(question.category)
    question.full_clean()
    question.save()
    settings_changed(actor, "question", f"{question.category.code} {question.pk}")


def _check_room(category: Category) -> None:
    # The institution's row is locked, so that two administrators do not both take the last place.
    Institution.objects.select_for_update().get(pk=category.institution_id)
    if category.questions.count() >= MOST_QUESTIONS:
        raise TooMany(MOST_QUESTIONS)
    if (
        Question.objects.filter(category__institution=category.institution_id).count()
        >= MOST_OF_ALL
    ):
        raise TooMany(MOST_OF_ALL)


@transaction.atomic
def move_question(*, actor: OfficerAtWork, question: Question, step: Step) -> bool:
    """As `move_category`, among the questions of its category."""
    rows = question.category.questions.select_for_update()
    moved = move(rows, question.pk, step)
    if moved:
        settings_changed(actor, "question moved", f"{question.category.code} {question.pk}")
    return moved


@transaction.atomic
def remove_question(*, actor: OfficerAtWork, question: Question) -> None:
    """Ask it no longer; what was answered stays readable in its reports."""
    name = f"{question.category.code} {question.pk}"
    question.delete()
    settings_changed(actor, "question removed", name)
