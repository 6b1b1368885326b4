"""An official form as it was filed: its fields and words of that day, sealed with the paper (제17조).

The binder prints these and not the case as it is now. Identities are no part of it: they are filled in
where they were opened with a reason, and never in the binder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from haechi.cases.form_fields import Fields, masked_fields, to_keep
from haechi.cases.models import Paper
from haechi.cases.papers import NewPaper, PaperText, add_paper, seal_paper, words_of
from haechi.cases.types import Direction, OpenCase, PaperKind
from haechi.casework.form_texts import own_texts
from haechi.casework.forms import form_data
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.formspec import FormSpec
from haechi.documents.sheet import Sheet

HANDED_OUT = (3, 7, 11)
"""접수증, 안내문, 협조사항 안내: given to a reporter; all others are filed by the act that needs them."""


def keep_form(opened: OpenCase, row: Paper, officer: Officer) -> None:
    """Seal what the paper's form says now with the paper. The caller holds the case's lock."""
    if row.form not in FORMS:
        return
    words = words_of(row, opened.data_key)
    data = form_data(opened, row.form, officer=officer.name) | {"작성일": row.dated_on}
    kept = replace(words, form=to_keep(data), form_texts=_texts(opened, FORMS[row.form]))
    row.sealed = seal_paper(row, opened.data_key, kept)
    row.save(update_fields=["sealed"])


def file_handed_out(opened: OpenCase, forms: Sequence[int], officer: Officer) -> list[int]:
    """Copies of what is handed out today, without names, once a day each; the numbers of their forms."""
    chosen = [number for number in forms if number in HANDED_OUT]
    for number in chosen:
        copy_of_today(opened, number, officer)
    return chosen


def copy_of_today(opened: OpenCase, number: int, officer: Officer) -> Paper:
    """The filed copy of one form that is handed out; of one day there is one. Needs the case's lock."""
    words = PaperText(FORMS[number].title)
    mark = f"form {number} of {today()}"
    paper = NewPaper(PaperKind.OTHER, Direction.OUT, today(), words, form=number, reference=mark)
    row = add_paper(opened.case, opened.data_key, paper, officer=officer)
    if not words_of(row, opened.data_key).form:
        keep_form(opened, row, officer)
    return row


def sheet_of(opened: OpenCase, row: Paper, words: PaperText, officer: str) -> Sheet | None:
    """The paper's form as it was filed; one that was never kept as the case is now; None: it has no form."""
    if row.form not in FORMS:
        return None
    form = FORMS[row.form]
    if not words.form:
        data = form_data(opened, row.form, officer=officer) | {"작성일": row.dated_on}
        return fill(form, data, texts=own_texts(opened.case.institution, row.form))
    kept = words.form if opened.case.violation_found else masked_fields(words.form)
    return fill(form, _fitting(form, kept), texts=words.form_texts)


def _texts(opened: OpenCase, form: FormSpec) -> dict[str, str]:
    own = own_texts(opened.case.institution, form.number)
    return {text.key: own.get(text.key, text.on().words) for text in form.texts}


def _fitting(form: FormSpec, kept: Mapping[str, Any]) -> Fields:
    """Kept fields for today's form: one that it gained since stays blank, one that it lost falls away."""
    found: dict[str, Any] = {}
    for one in form.fields:
        head, dot, inner = one.name.partition(".")
        value = kept.get(head)
        if dot:
            person = value if isinstance(value, Mapping) else {}
            found.setdefault(head, {})[inner] = person.get(inner)
        else:
            found[head] = value
    return found
