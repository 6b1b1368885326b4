"""The centre: who is designated, its settings and words, consultations (제5조, 제8조, 제9조)."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.cases.clocks import recount
from haechi.cases.errors import NotNow
from haechi.cases.models import (
    CaseSettings,
    Consultation,
    ConsultationKey,
    Designation,
    NoticeTemplate,
)
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import open_fields, seal_fields
from haechi.cases.templates import STANDARD
from haechi.cases.types import NoticeKind, Post
from haechi.casework.access import open_case
from haechi.casework.errors import NoSuchCase
from haechi.casework.intake import sits_at_centre
from haechi.casework.notices import unfilled
from haechi.casework.steps import checked_day
from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import PublicKey
from haechi.custody.errors import NoSeat
from haechi.custody.models import Officer
from haechi.custody.selectors import current_epoch, open_epoch
from haechi.custody.types import DeskFunction
from haechi.reports.sealing import data_key_of, new_keys
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role

_ENTITLED = frozenset({Role.HEAD, Role.ADMINISTRATOR})


@transaction.atomic
def designate(
    *,
    actor: OfficerAtWork,
    officer: Officer,
    post: Post,
    since: date | None = None,
    scope: str = "",
    ground: str = "",
) -> Designation:
    """Designate the 책임관 (ending who was) or a member of the centre. Seats at the desks are given apart.

    Raises:
        NotAllowed: neither head nor administrator, or an officer of elsewhere.
        NotNow: designated already.
    """
    institution = actor.officer.institution
    if actor.role not in _ENTITLED or officer.institution_id != institution.pk:
        raise NotAllowed
    day = checked_day(since)
    rows = Designation.objects.filter(institution=institution, post=post, until__isnull=True)
    if rows.filter(officer=officer).exists():
        raise NotNow(Problem.ALREADY)
    if post is Post.CHIEF:
        for row in rows:
            row.until = max(day, row.since)
            row.save(update_fields=["until"])
    made = Designation.objects.create(
        institution=institution,
        officer=officer,
        post=post,
        since=day,
        scope=scope[:300],
        ground=ground[:200],
    )
    _row(actor, designated=officer.pk, post=post.value)
    return made


@transaction.atomic
def end_designation(*, actor: OfficerAtWork, designation_id: int) -> None:
    """Raises NotAllowed, NoSuchCase."""
    if actor.role not in _ENTITLED:
        raise NotAllowed
    row = designations(actor).filter(pk=designation_id, until__isnull=True).first()
    if row is None:
        raise NoSuchCase
    row.until = max(today(), row.since)
    row.save(update_fields=["until"])
    _row(actor, ended=row.officer_id, post=row.post)


def designations(actor: OfficerAtWork) -> QuerySet[Designation]:
    """The whole history, newest first."""
    return Designation.objects.filter(institution_id=actor.officer.institution_id).select_related(
        "officer"
    )


@transaction.atomic
def save_settings(*, actor: OfficerAtWork, changed: CaseSettings) -> int:
    """Keep the centre's settings; open clocks go on by the rule they were started with.

    Returns how many open clocks end on another day now (none, unless holidays changed meanwhile).

    Raises:
        NotAllowed.
        django.core.exceptions.ValidationError
    """
    if actor.role not in _ENTITLED:
        raise NotAllowed
    changed.institution = actor.officer.institution
    changed.full_clean(validate_unique=False)
    CaseSettings.objects.update_or_create(
        institution=changed.institution,
        defaults={
            "counting_rule": changed.counting_rule,
            "retention_years": changed.retention_years,
            "supplement_days": changed.supplement_days,
            "centre_ko": changed.centre_ko,
            "address_ko": changed.address_ko,
        },
    )
    moved = len(recount(changed.institution))
    _row(actor, settings=True)
    return moved


@transaction.atomic
def save_template(*, actor: OfficerAtWork, kind: NoticeKind, title: str, text: str) -> None:
    """The institution's own words of a notice; empty text brings the standard ones back.

    Raises:
        NotAllowed.
        NotNow: a field that this notice does not know.
    """
    if actor.role not in _ENTITLED:
        raise NotAllowed
    own: dict[str, Any] = {"institution": actor.officer.institution, "kind": kind}
    if not text.strip():
        NoticeTemplate.objects.filter(**own).delete()
    else:
        known = set(unfilled("".join(STANDARD[kind]))) | {"처리기한"}
        if not set(unfilled(title + text)) <= known:
            raise NotNow(Problem.MISSING_FIELD)
        values = {"title": title.strip()[:100], "text": checked_text(text)}
        NoticeTemplate.objects.update_or_create(**own, defaults=values)
    _row(actor, template=kind.value)


@dataclass(frozen=True)
class Talk:
    """A consultation (제9조). No name is asked for; who gives one tells it as part of the words."""

    subject: str = field(repr=False)
    matter: str = field(default="", repr=False)
    advice: str = field(default="", repr=False)


@transaction.atomic
def record_consultation(
    *,
    actor: OfficerAtWork,
    talk: Talk,
    way: str,
    on: date | None = None,
    case_id: str | uuid.UUID | None = None,
) -> Consultation:
    """Before or without a report; `case_id` where one followed.

    Raises:
        NotAllowed: not of the centre.
        DayRefused, TooMuch, DeskEmpty.
    """
    if not sits_at_centre(actor):
        raise NotAllowed
    institution = actor.officer.institution
    epoch, keys = current_epoch(institution, DeskFunction.CASES), new_keys()
    row = Consultation(
        institution=institution,
        case=open_case(actor, case_id).case if case_id else None,
        on=checked_day(on),
        way=way[:20],
        epoch=epoch,
        sealed_key=seal_to(PublicKey(bytes(epoch.public_key)), keys.secret),
        officer=actor.officer,
    )
    fields = {
        "subject": checked_text(talk.subject),
        "matter": checked_text(talk.matter),
        "advice": checked_text(talk.advice),
    }
    row.sealed = seal_fields(keys.data_key, row.pk, "consultation", fields)
    row.save(force_insert=True)
    ConsultationKey.objects.create(consultation=row, key=keys.erasure)
    record(actor=actor.trail, action=Action.CONSULTATION, subject=f"consultation:{row.pk}")
    return row


@transaction.atomic
def open_consultation(
    *, actor: OfficerAtWork, consultation_id: str | uuid.UUID
) -> tuple[Consultation, Talk]:
    """Raises NoSuchCase: not there, or not sealed to this officer."""
    row = consultations(actor).filter(pk=consultation_id, erasure_key__isnull=False).first()
    if row is None:
        raise NoSuchCase
    try:
        pair = open_epoch(actor.unlocked, row.epoch_id)
        key = data_key_of(open_with(pair, row.sealed_key), row.erasure_key.key)
    except (NoSeat, CannotOpen):
        raise NoSuchCase from None
    talk = Talk(**open_fields(key, row.pk, "consultation", row.sealed))
    record(
        actor=actor.trail,
        action=Action.CONSULTATION,
        subject=f"consultation:{row.pk}",
        detail={"opened": True},
    )
    return row, talk


def consultations(actor: OfficerAtWork) -> QuerySet[Consultation]:
    """Days and ways alone, newest first; none for who is not of the centre."""
    if not sits_at_centre(actor):
        return Consultation.objects.none()
    rows = Consultation.objects.filter(institution_id=actor.officer.institution_id)
    return rows.select_related("officer", "case")


def _row(actor: OfficerAtWork, **detail: str | int | bool) -> None:
    record(
        actor=actor.trail,
        action=Action.CENTRE_CHANGED,
        subject=f"institution:{actor.officer.institution_id}",
        detail=detail,
    )
