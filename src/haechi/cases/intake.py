"""A case is born: number, keys, contents, parties and clock in one transaction (제11조, 제12조)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.crypto import salted_hmac

from haechi.cases.clocks import new_clock, settings_of
from haechi.cases.conditions import Given, Picture
from haechi.cases.errors import AlreadyCase, DayRefused, NotNow, SamePaper
from haechi.cases.files import ReadyScan, file_scans
from haechi.cases.form_fields import (
    ACCUSED,
    Fields,
    accused_to_keep,
    common_fields,
    person_fields,
    report_fields,
    to_keep,
    unnamed_fields,
)
from haechi.cases.history import add_line
from haechi.cases.machine import advance
from haechi.cases.models import Case, Paper
from haechi.cases.numbers import next_number
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import NewParty, add_consent, add_party_row, checked, checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import (
    CaseKeys,
    new_case_keys,
    seal_content,
    seal_report_key,
    seal_words,
    store_keys,
)
from haechi.cases.states import CaseState, Event
from haechi.cases.types import (
    LAW_IN_FORCE,
    CaseContent,
    Channel,
    ClockKind,
    ConsentKind,
    Direction,
    OpenCase,
    PaperKind,
    PartyKind,
    Requirement,
    Track,
    Way,
)
from haechi.common.clock import today
from haechi.common.text import clean_text
from haechi.crypto.types import DataKey
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.types import OpenReport

PROOF_OF_AUTHORITY = "대행 권한 증명 서면"


@dataclass(frozen=True)
class CaseIntake:
    """Everything form 1 and the talk at the counter give.

    `parties`: reporters (one of them the representative where there are several), proxies, accused.
    `excluded`: officers with a conflict of interest, who never get a key. `read_back`: written by staff
    for one who cannot, read to her, signed by both (제10조②). `reference`: see `papers.NewPaper`; another
    case of the same way and mark is refused unless `is_another` says that it is another paper. `uid`:
    drawn by the page, becomes the case's key: a form sent twice takes one number (the second raises
    IntegrityError). `scans` belong to the paper of the report, and so do `named_scans`, which say who
    reports; these and `proofs` of authority (제13조②) lie under the identity key.
    """

    institution: Institution
    channel: Channel
    content: CaseContent = field(repr=False)
    track: Track = Track.NAMED
    parties: Sequence[NewParty] = field(default=(), repr=False)
    consents: Mapping[ConsentKind, bool] = field(default_factory=dict)
    received_on: date | None = None
    way: Way = Way.HAND
    insider: bool | None = None
    excluded: Sequence[Officer] = ()
    report: OpenReport | None = field(default=None, repr=False)
    commission_number: str = field(default="", repr=False)
    read_back: bool = False
    reference: str = field(default="", repr=False)
    is_another: bool = False
    uid: uuid.UUID | None = None
    scans: Sequence[ReadyScan] = ()
    named_scans: Sequence[ReadyScan] = ()
    proofs: Sequence[ReadyScan] = ()


@transaction.atomic
def open_new_case(taken: CaseIntake, *, officer: Officer | None) -> OpenCase:
    """Store it and return it open. `officer` None: the reporter's own act; no time is kept of it.

    Everything is inserted and nothing changed afterwards: the reporter's zone has no right to change.

    Raises:
        DeskEmpty: nobody could read the contents, or the identities; nothing is stored.
        DayRefused: received in the future or before the law.
        BadIdentifier, TooMuch, NotNow: see `people`; nothing is stored, no number is used.
        AlreadyCase: the report is one already.
        SamePaper: it was registered before; the number is given back.
        TooManyFiles: more scans of one paper than a paper takes; the caller discards them.
    """
    day = today()
    received = taken.received_on or day
    if not LAW_IN_FORCE <= received <= day:
        raise DayRefused
    _check_parties(taken)
    if taken.report is not None:
        _claim(taken.report.report)
    keys = new_case_keys()
    case = _row(taken, received, day)
    content = _checked_content(taken.content)
    case.content = seal_content(keys.content.data_key, case.pk, content)
    if taken.commission_number:
        case.commission_number = seal_words(
            keys.content.data_key, case.pk, "commission", taken.commission_number
        )
    if taken.report is not None:
        case.report_key = seal_report_key(keys.content.data_key, case.pk, taken.report.data_key)
    clock = new_clock(case, ClockKind.HANDLING, case.received_on)
    case.due_on = clock.due_on
    case.sequence = next_number(taken.institution, case.year)
    _mark_paper(case, taken)  # behind the counter's lock: of two officers the second sees the first
    case.save(force_insert=True)
    clock.save(force_insert=True)
    store_keys(case, keys, taken.institution, [each.pk for each in taken.excluded])
    _fill(case, keys, replace(taken, content=content), officer)
    return OpenCase(case, keys.content.data_key)


def _mark_paper(case: Case, taken: CaseIntake) -> None:
    reference = clean_text(taken.reference).casefold()
    if not reference:
        return
    mark = f"{taken.institution.pk} {taken.channel} {reference}"
    tag = salted_hmac("haechi.cases.paper", mark, algorithm="sha256").digest()[:16]
    rows = Case.objects.filter(institution=taken.institution, paper_tag=tag)
    there = None if taken.is_another else rows.values_list("pk", flat=True).first()
    if there is not None and there != case.pk:
        raise SamePaper(there)
    case.paper_tag = tag


def missing_in(content: CaseContent, parties: Sequence[NewParty], *, known: bool) -> list[str]:
    """Which of the five requirements are plainly not there (제15조①); an officer judges the rest."""
    accused = any(each.kind is PartyKind.ACCUSED and each.identity for each in parties)
    there = {
        Requirement.IDENTITY: known,
        Requirement.ACCUSED: accused,
        Requirement.CONTENT: bool(content.content.strip()),
        Requirement.PURPOSE: bool(content.purpose.strip()),
        Requirement.EVIDENCE: bool(content.evidence.strip()),
    }
    return [each.value for each, found in there.items() if not found]


def _claim(report: Report) -> None:
    locked = Report.threads.select_for_update(no_key=True).filter(pk=report.pk)
    list(locked.values_list("pk"))
    if Case.objects.filter(report_id=report.pk).exists():
        raise AlreadyCase


def _check_parties(taken: CaseIntake) -> None:
    representatives = [each for each in taken.parties if each.is_representative]
    if len(representatives) > 1:
        raise NotNow(Problem.ALREADY)
    if any(each.kind is not PartyKind.REPORTER for each in representatives):
        raise NotNow(Problem.NOT_A_PARTY)


def _checked_content(content: CaseContent) -> CaseContent:
    return CaseContent(**{name: checked_text(value) for name, value in asdict(content).items()})


def _is_known(taken: CaseIntake) -> bool:
    if taken.track is Track.REFERRED:
        return False
    if taken.track is Track.LAWYER:
        return True  # to her lawyer, and in the sealed envelope
    return any(each.kind is PartyKind.REPORTER and each.identity for each in taken.parties)


def _row(taken: CaseIntake, received: date, day: date) -> Case:
    known = _is_known(taken)
    track = taken.track if known or taken.track is not Track.NAMED else Track.UNNAMED
    born = advance(Picture(), _birth(taken.track), Given(day))
    return Case(
        id=taken.uid or uuid.uuid4(),
        institution=taken.institution,
        year=day.year,
        registered_on=day,
        received_on=received,
        channel=taken.channel,
        track=track,
        way=taken.way,
        report=taken.report.report if taken.report else None,
        state=CaseState.RECEIVED,
        state_on=day,
        owed=sorted(born.owed),
        transfer_consent=taken.consents.get(ConsentKind.TRANSFER, False),
        missing=missing_in(taken.content, taken.parties, known=known or track == Track.REFERRED),
        reporter_known=known,
        insider=taken.insider,
        retention_years=settings_of(taken.institution).retention_years,
    )


def _fill(case: Case, keys: CaseKeys, taken: CaseIntake, officer: Officer | None) -> None:
    _add_parties(case, keys, taken, officer)
    key = keys.content.data_key
    for exclusion in taken.excluded:
        case.exclusions.create(officer=exclusion, since=case.registered_on)
    paper = NewPaper(
        PaperKind.COMMISSION if taken.track is Track.REFERRED else PaperKind.REPORT,
        Direction.IN,
        case.received_on,
        PaperText(
            taken.content.title,
            fields=asdict(taken.content) | {"read_back": taken.read_back},
            form={} if taken.track is Track.REFERRED else _form_1(case, taken, officer),
        ),
        form=None if taken.track is Track.REFERRED else 1,
        reference=taken.reference,
    )
    first = add_paper(case, key, paper, officer=officer)
    _file_scans(case, first, keys, taken, officer)
    add_line(
        case,
        _birth(taken.track),
        case.registered_on,
        key=key,
        officer=officer,
        timed=officer is not None,
    )


def _form_1(case: Case, taken: CaseIntake, officer: Officer | None) -> Fields:
    """As it was filed; who reports is not on it (제17조②)."""
    accused = (
        checked(each.identity, seen_on_card=each.seen_on_card)
        for each in taken.parties
        if each.kind is PartyKind.ACCUSED and each.identity
    )
    return to_keep(
        {
            **common_fields(case, taken.content.title, officer.name if officer else ""),
            **report_fields(taken.content, read_back=taken.read_back),
            "신고자": unnamed_fields() if taken.track is Track.LAWYER else person_fields(None),
            ACCUSED: accused_to_keep(next(accused, None)),
            "작성일": case.received_on,
        }
    )


def _file_scans(
    case: Case, paper: Paper, keys: CaseKeys, taken: CaseIntake, officer: Officer | None
) -> None:
    apart = keys.identity.data_key
    file_scans(paper, keys.content.data_key, taken.scans)
    file_scans(paper, apart, taken.named_scans, is_identity=True, after=len(taken.scans))
    if taken.proofs:
        words = PaperText(PROOF_OF_AUTHORITY)
        proof = NewPaper(PaperKind.AUTHORITY, Direction.IN, case.received_on, words)
        row = add_paper(case, keys.content.data_key, proof, officer=officer)
        file_scans(row, apart, taken.proofs, is_identity=True)


def _birth(track: Track) -> Event:
    return Event.RECEIVE_REFERRAL if track is Track.REFERRED else Event.RECEIVE


def _add_parties(case: Case, keys: CaseKeys, taken: CaseIntake, officer: Officer | None) -> None:
    content_key: DataKey = keys.content.data_key
    first = None
    for new in taken.parties:
        key = content_key if new.kind is PartyKind.ACCUSED else keys.identity.data_key
        row = add_party_row(case, new, key=key)
        first = first or (row if new.kind is PartyKind.REPORTER else None)
    for kind, given in taken.consents.items():
        add_consent(case, kind, case.registered_on, given=given, party=first, officer=officer)
