"""Protecting reporters (제24조 to 제27조): eight grounds, what was done, guidance; retaliation reports."""

import uuid
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.errors import NotNow
from haechi.cases.models import Protection, Retaliation
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import open_words, seal_words
from haechi.cases.types import NoticeKind, OpenCase, ProtectionGround
from haechi.casework.access import open_to_change
from haechi.casework.errors import NoSuchCase
from haechi.casework.notices import lay_draft
from haechi.casework.steps import checked_day
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID

GUIDANCE = {
    ProtectionGround.WITNESS: "「특정범죄신고자 등 보호법」 준용 (법 제11조)",
    ProtectionGround.SECRECY: "비밀보장 위반에 대한 구제 (법 제12조)",
    ProtectionGround.SAFETY: "신변보호조치 요구 (법 제13조)",
    ProtectionGround.LIABILITY: "책임의 감면 (법 제14조)",
    ProtectionGround.OBSTRUCTION: "신고 방해·취소 강요의 금지 (법 제15조)",
    ProtectionGround.PERSONNEL: "인사조치의 우선적 고려 (법 제16조)",
    ProtectionGround.MEASURES: "보호조치 신청 (법 제17조)",
    ProtectionGround.PROHIBITION: "불이익조치 금지 신청 (법 제22조)",
}


@transaction.atomic
def open_measure(
    *, actor: OfficerAtWork, case_id: CaseId, ground: ProtectionGround, matter: str
) -> Protection:
    """Protection is needed on this ground; a draft of the guidance for the reporter is laid out."""
    opened = open_to_change(actor, case_id)
    if not matter.strip():
        raise NotNow(Problem.NO_REASON)
    row = Protection(case=opened.case, ground=ground, opened_on=today(), officer=actor.officer)
    row.matter = seal_words(
        opened.data_key, opened.case.pk, f"protection {row.pk}", checked_text(matter)
    )
    row.save(force_insert=True)
    lay_draft(actor, opened, NoticeKind.PROTECTION, {"보호안내": GUIDANCE[ground]})
    leave_row(actor, Action.CASE_PROTECTION, opened.case, ground=ground.value)
    return row


@transaction.atomic
def close_measure(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    protection_id: str | uuid.UUID,
    done: str,
    guided_on: date | None = None,
) -> None:
    """What was done, and on which day the reporter was guided (제27조): both are needed to close it.

    Raises:
        NotNow: closed already, or nothing is said of what was done.
        DayRefused.
    """
    opened = open_to_change(actor, case_id)
    row = _measure(opened, protection_id)
    if row.closed_on is not None:
        raise NotNow(Problem.ALREADY)
    if not done.strip():
        raise NotNow(Problem.NO_REASON)
    row.guided_on = checked_day(guided_on, not_before=row.opened_on)
    row.closed_on = today()
    row.done = seal_words(
        opened.data_key, opened.case.pk, f"protection done {row.pk}", checked_text(done)
    )
    row.save(update_fields=["guided_on", "closed_on", "done"])
    leave_row(actor, Action.CASE_PROTECTION, opened.case, closed=row.ground)


@transaction.atomic
def report_retaliation(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    matter: str,
    on: date | None = None,
    protection_id: str | uuid.UUID | None = None,
) -> Retaliation:
    """The reporter says that she suffers for the report (불이익조치). Raises NotNow, DayRefused."""
    opened = open_to_change(actor, case_id)
    if not matter.strip():
        raise NotNow(Problem.NO_REASON)
    row = Retaliation(
        case=opened.case,
        protection=_measure(opened, protection_id) if protection_id else None,
        reported_on=checked_day(on, not_before=opened.case.received_on),
    )
    row.matter = seal_words(
        opened.data_key, opened.case.pk, f"retaliation {row.pk}", checked_text(matter)
    )
    row.save(force_insert=True)
    leave_row(actor, Action.CASE_PROTECTION, opened.case, retaliation=True)
    return row


@transaction.atomic
def close_retaliation(
    *, actor: OfficerAtWork, case_id: CaseId, retaliation_id: str | uuid.UUID, outcome: str
) -> None:
    """How it ended. Raises NotNow without words, or when closed already."""
    opened = open_to_change(actor, case_id)
    try:
        wanted = uuid.UUID(str(retaliation_id))
    except ValueError:
        raise NoSuchCase from None
    row = Retaliation.objects.filter(case=opened.case, pk=wanted).first()
    if row is None:
        raise NoSuchCase
    if row.closed_on is not None or not outcome.strip():
        raise NotNow(Problem.ALREADY if row.closed_on else Problem.NO_REASON)
    row.closed_on = today()
    row.outcome = seal_words(
        opened.data_key, opened.case.pk, f"retaliation end {row.pk}", checked_text(outcome)
    )
    row.save(update_fields=["closed_on", "outcome"])
    leave_row(actor, Action.CASE_PROTECTION, opened.case, retaliation=False)


def words_of_measure(opened: OpenCase, row: Protection) -> tuple[str, str]:
    """What it is about, and what was done."""
    key, case_id = opened.data_key, opened.case.pk
    return (
        open_words(key, case_id, f"protection {row.pk}", row.matter),
        open_words(key, case_id, f"protection done {row.pk}", row.done),
    )


def words_of_retaliation(opened: OpenCase, row: Retaliation) -> tuple[str, str]:
    key, case_id = opened.data_key, opened.case.pk
    return (
        open_words(key, case_id, f"retaliation {row.pk}", row.matter),
        open_words(key, case_id, f"retaliation end {row.pk}", row.outcome),
    )


def _measure(opened: OpenCase, protection_id: str | uuid.UUID) -> Protection:
    try:
        row = Protection.objects.filter(case=opened.case, pk=uuid.UUID(str(protection_id))).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchCase
    return row
