"""The binder as officers use it: filing, scans, opening, all in order of date (제17조)."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases import files
from haechi.cases.errors import NotNow
from haechi.cases.files import FileView
from haechi.cases.models import Paper, PaperFile
from haechi.cases.papers import NewPaper, PaperText, add_paper, words_of
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.cases.types import Direction, OpenCase, PaperKind, PaperStatus
from haechi.casework.access import identity_key, open_case, open_to_change
from haechi.casework.errors import NoSuchCase
from haechi.casework.filed import keep_form
from haechi.casework.steps import checked_day
from haechi.casework.trail import leave_row
from haechi.crypto.spool import EncryptedSpool
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID


@dataclass(frozen=True)
class PaperView:
    """A paper as the binder lists it. `title` comes from under the seal; `apart`: scans under the identity
    key, of which nothing is shown."""

    row: Paper
    title: str = field(repr=False)
    files: tuple[FileView, ...] = ()
    apart: int = 0


@transaction.atomic
def file_paper(  # noqa: PLR0913  (each is a field of the form)
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    kind: PaperKind,
    direction: Direction,
    title: str,
    text: str = "",
    on: date | None = None,
    form: int | None = None,
    reference: str = "",
) -> Paper:
    """Put a paper into the binder in any state; the same received paper (`reference`) comes once.

    Raises:
        NotNow: without a title.
        DayRefused, TooMuch.
    """
    opened = open_to_change(actor, case_id)
    if not title.strip():
        raise NotNow(Problem.NO_REASON)
    words = PaperText(checked_text(title), checked_text(text))
    paper = NewPaper(kind, direction, checked_day(on), words, form=form, reference=reference)
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    keep_form(opened, row, actor.officer)
    leave_row(actor, Action.CASE_PAPER, opened.case, paper=row.entry, kind=kind.value)
    return row


def attach_scan(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    paper_id: str | uuid.UUID,
    source: EncryptedSpool,
    name: str,
    is_identity: bool = False,
) -> FileView:
    """A scan of a paper, cleaned and sealed. Raises what `reports.attachments.store_file` raises, NotNow.

    `is_identity`: it says who somebody is, as every proof of authority does: sealed apart, which only
    members of the 책임관's desk can do after the intake (IdentityRefused).
    """
    opened = open_case(actor, case_id)
    row = _paper(opened, paper_id)
    if row.status == PaperStatus.SENT:
        raise NotNow(Problem.SENT)
    apart = is_identity or row.kind == PaperKind.AUTHORITY
    key = identity_key(actor, opened.case) if apart else opened.data_key
    view = files.store_scan(paper=row, key=key, source=source, name=name, is_identity=apart)
    with transaction.atomic():
        leave_row(actor, Action.CASE_PAPER, opened.case, paper=row.entry, scan=True, apart=apart)
    return view


@transaction.atomic
def read_paper(
    *, actor: OfficerAtWork, case_id: CaseId, paper_id: str | uuid.UUID
) -> tuple[Paper, PaperText]:
    """Open one paper: one row in the trail (PI-9)."""
    opened = open_case(actor, case_id)
    row = _paper(opened, paper_id)
    leave_row(actor, Action.CASE_PAPER_OPENED, opened.case, paper=row.entry)
    return row, words_of(row, opened.data_key)


@transaction.atomic
def open_scan(
    *, actor: OfficerAtWork, case_id: CaseId, file_id: str | uuid.UUID
) -> tuple[FileView, Iterator[bytes]]:
    """A scan's description and bytes: one row in the trail. One sealed apart: `sealed_papers`."""
    opened = open_case(actor, case_id)
    try:
        wanted = uuid.UUID(str(file_id))
    except ValueError:
        raise NoSuchCase from None
    rows = PaperFile.objects.filter(paper__case=opened.case, is_identity=False)
    row = rows.filter(pk=wanted).first()
    if row is None:
        raise NoSuchCase
    leave_row(actor, Action.CASE_PAPER_OPENED, opened.case, scan=str(row.pk))
    return files.view_of(row, opened.data_key), files.read_scan(row, opened.data_key)


def binder(opened: OpenCase) -> list[PaperView]:
    """Every paper in order of its date, drafts last; the caller opened the case and left the row."""
    rows = list(Paper.objects.filter(case=opened.case).prefetch_related("files"))
    rows.sort(key=lambda row: (row.status == PaperStatus.DRAFT, row.dated_on, row.entry))
    return [_view(opened, row) for row in rows]


def _view(opened: OpenCase, row: Paper) -> PaperView:
    scans = list(row.files.all())
    seen = tuple(files.view_of(each, opened.data_key) for each in scans if not each.is_identity)
    title = words_of(row, opened.data_key).title
    return PaperView(row, title, seen, len(scans) - len(seen))


@transaction.atomic
def whole_binder(
    *, actor: OfficerAtWork, case_id: CaseId, reason: str
) -> tuple[OpenCase, list[tuple[Paper, PaperText]]]:
    """Everything with its words, for the PDF of the whole record: one row in the trail, with the reason."""
    opened = open_case(actor, case_id)
    rows = Paper.objects.filter(case=opened.case).exclude(status=PaperStatus.DRAFT)
    found = [(row, words_of(row, opened.data_key)) for row in rows.order_by("dated_on", "entry")]
    leave_row(actor, Action.CASE_PAPER_OPENED, opened.case, papers=len(found), reason=reason)
    return opened, found


def _paper(opened: OpenCase, paper_id: str | uuid.UUID) -> Paper:
    try:
        row = Paper.objects.filter(case=opened.case, pk=uuid.UUID(str(paper_id))).first()
    except ValueError:
        row = None
    if row is None or opened.case.state == CaseState.DESTROYED:
        raise NoSuchCase
    return row
