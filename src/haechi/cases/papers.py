"""Putting a paper into the binder (제17조): by its date, sealed, the same paper once."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Max

from haechi.cases.models import Case, Paper
from haechi.cases.sealing import open_fields, seal_fields
from haechi.cases.types import Direction, NoticeKind, PaperKind, PaperStatus
from haechi.common.text import clean_text
from haechi.crypto.types import DataKey
from haechi.custody.models import Officer


@dataclass(frozen=True)
class PaperText:
    """What is on a paper. `fields`: what stands on it besides.

    `form`: of an official form, its fields as they were when it was filed, by the words printed on it;
    `form_texts`: its printed words of that day, by key. Both empty: never kept, drawn from the case as it is.
    """

    title: str = field(repr=False)
    text: str = field(default="", repr=False)
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    form: Mapping[str, object] = field(default_factory=dict, repr=False)
    form_texts: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class NewPaper:
    """`reference`: what marks a received paper (fax time, post number, file's hash): it comes once."""

    kind: PaperKind
    direction: Direction
    dated_on: date
    words: PaperText
    notice: NoticeKind = NoticeKind.NONE
    form: int | None = None
    status: PaperStatus = PaperStatus.FILED
    reference: str = field(default="", repr=False)


def add_paper(
    case: Case, key: DataKey, paper: NewPaper, *, officer: Officer | None = None
) -> Paper:
    """The paper, filed; the one already there where the same was received before.

    The caller holds the case's lock.
    """
    tag = _tag(key, paper.reference) if paper.reference else None
    if tag is not None:
        there = Paper.objects.filter(case=case, tag=tag).first()
        if there:
            return there
    last = Paper.objects.filter(case=case).aggregate(last=Max("entry"))["last"] or 0
    row = Paper(
        case=case,
        entry=last + 1,
        direction=paper.direction,
        kind=paper.kind,
        notice=paper.notice,
        form=paper.form,
        status=paper.status,
        dated_on=paper.dated_on,
        officer=officer,
        tag=tag,
    )
    row.sealed = seal_paper(row, key, paper.words)
    row.save(force_insert=True)
    return row


def seal_paper(row: Paper, key: DataKey, words: PaperText) -> bytes:
    fields = {
        "title": clean_text(words.title),
        "text": clean_text(words.text),
        "fields": dict(words.fields),
        "form": dict(words.form),
        "form_texts": dict(words.form_texts),
    }
    return seal_fields(key, row.case_id, f"paper {row.pk}", fields)


def words_of(row: Paper, key: DataKey) -> PaperText:
    found: Mapping[str, Any] = open_fields(key, row.case_id, f"paper {row.pk}", row.sealed)
    return PaperText(
        str(found.get("title", "")),
        str(found.get("text", "")),
        found.get("fields") or {},
        found.get("form") or {},
        found.get("form_texts") or {},
    )


def _tag(key: DataKey, reference: str) -> bytes:
    folded = clean_text(reference).casefold().encode()
    return hmac.digest(key, b"paper received" + folded, sha256)[:16]
