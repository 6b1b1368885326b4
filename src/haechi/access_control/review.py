"""Marking findings and signing a month's review (접속기록 월 1회 점검, 기준 §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from haechi.access_control.errors import FindingsChanged, NotSignable, OwnReview
from haechi.access_control.models import FindingMark, Review
from haechi.access_control.month import (
    TrailMonth,
    finished_months,
    is_overdue,
    next_month,
    read_month,
)
from haechi.access_control.rules import Finding
from haechi.access_control.types import Outcome
from haechi.audit.actions import Action
from haechi.audit.models import AuditHead
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import now, today
from haechi.institutions.models import Institution


@dataclass(frozen=True)
class MarkedFinding:
    """A finding with what a reviewer said about it; `mine`: it is about the reader."""

    finding: Finding
    mark: FindingMark | None
    mine: bool


def marked(
    institution: Institution, read: TrailMonth, officer_id: int | None
) -> list[MarkedFinding]:
    marks = _marks(institution, read.month)
    return [
        MarkedFinding(finding, marks.get(finding.key), finding.officer_id == officer_id)
        for finding in read.findings
    ]


def is_sole(officer_id: int | None, reviewers: frozenset[int]) -> bool:
    """Whether nobody else could review."""
    return not reviewers - {officer_id}


def reviews_only_oneself(officer_id: int | None, read: TrailMonth) -> bool:
    return bool(read.actors) and read.actors == {officer_id}


@transaction.atomic
def mark_findings(
    *,
    actor: Actor,
    institution: Institution,
    read: TrailMonth,
    reviewers: frozenset[int],
    marks: Mapping[str, tuple[Outcome, str]],
) -> int:
    """Keep what the reviewer says, finding by finding; return how many.

    Raises:
        NotSignable: the month is not over, or signed.
        FindingsChanged: a key that is no finding of the month.
        OwnReview: a finding about the reviewer, where another reviewer is there.
    """
    _check_open(institution, read.month)
    by_key = {finding.key: finding for finding in read.findings}
    if not marks.keys() <= by_key.keys():
        raise FindingsChanged
    for key, (outcome, remark) in marks.items():
        if by_key[key].officer_id == actor.officer_id and not is_sole(actor.officer_id, reviewers):
            raise OwnReview
        FindingMark.objects.update_or_create(
            institution_id=institution.pk,
            month=read.month,
            key=key,
            defaults={
                "outcome": outcome.value,
                "remark": remark[:300],
                "officer_id": actor.officer_id or 0,
                "officer_name": actor.name[:150],
            },
        )
    return len(marks)


@transaction.atomic
def sign(
    *,
    actor: Actor,
    institution: Institution,
    month: date,
    reviewers: frozenset[int],
    remark: str = "",
) -> Review:
    """Sign the month: its findings with their outcomes, and the trail's end as it stands, for good.

    Raises:
        NotSignable: the month is not over, was signed, or a finding has no mark.
        OwnReview: everything in it is the signer's own, and another reviewer is there.
    """
    _check_open(institution, month)
    review = build_review(actor=actor, institution=institution, month=month, reviewers=reviewers)
    review.remark = remark[:500]
    review.save(force_insert=True)
    FindingMark.objects.filter(institution_id=institution.pk, month=month).delete()
    follow_ups = sum(kept["outcome"] == Outcome.FOLLOW_UP for kept in review.findings)
    record(
        actor=actor,
        action=Action.REVIEW_SIGNED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={
            "month": f"{month:%Y-%m}",
            "findings": len(review.findings),
            "follow_ups": follow_ups,
        },
    )
    return review


def build_review(
    *, actor: Actor, institution: Institution, month: date, reviewers: frozenset[int]
) -> Review:
    """The review as it would be signed now, not stored yet.

    Raises:
        NotSignable: a finding has no mark.
        OwnReview: everything in it is the signer's own, and another reviewer is there.
    """
    read = read_month(institution, month)
    sole = is_sole(actor.officer_id, reviewers)
    if reviews_only_oneself(actor.officer_id, read) and not sole:
        raise OwnReview
    rows = marked(institution, read, actor.officer_id)
    if any(row.mark is None for row in rows):
        raise NotSignable
    head = AuditHead.objects.get(id=1)
    return Review(
        institution_id=institution.pk,
        month=month,
        signed_at=now(),
        officer_id=actor.officer_id or 0,
        officer_name=actor.name[:150],
        is_sole=sole,
        trail_sequence=head.sequence,
        trail_mac=bytes(head.mac),
        rows=read.rows,
        findings=[_kept(row) for row in rows],
    )


def _kept(row: MarkedFinding) -> dict[str, object]:
    mark, finding = row.mark, row.finding
    return {
        "key": finding.key,
        "rule": finding.rule.value,
        "officer_id": finding.officer_id,
        "name": finding.name,
        "count": finding.count,
        "sequences": list(finding.sequences),
        "values": dict(finding.values),
        "outcome": mark.outcome if mark else "",
        "remark": mark.remark if mark else "",
        "by": mark.officer_name if mark else "",
    }


def _check_open(institution: Institution, month: date) -> None:
    signed = Review.objects.filter(institution_id=institution.pk, month=month).exists()
    if signed or next_month(month) > today():
        raise NotSignable


def _marks(institution: Institution, month: date) -> dict[str, FindingMark]:
    rows = FindingMark.objects.filter(institution_id=institution.pk, month=month)
    return {row.key: row for row in rows}


def signed_reviews(institution: Institution) -> dict[date, Review]:
    return {row.month: row for row in Review.objects.filter(institution_id=institution.pk)}


def open_months(institution: Institution) -> list[date]:
    """Months that are over and not signed, newest first."""
    signed = signed_reviews(institution)
    return [month for month in finished_months(institution) if month not in signed]


def overdue_months(institution: Institution) -> list[date]:
    return [month for month in open_months(institution) if is_overdue(month)]
