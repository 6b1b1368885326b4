"""A report with a name while it is being written. Everything travels in the page (as `reporter.writing`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.cases.filing import Particulars, Proxy, file_named_report
from haechi.cases.types import Track, Way
from haechi.institutions.models import Institution
from haechi.reports.submission import Submission, was_submitted
from haechi.reports.types import (
    DraftToken,
    Receipt,
    new_draft_token,
    read_draft_token,
    write_draft_token,
)
from haechi.sites.common.files import FileRow
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.files import cut_words, stored_rows, take_files
from haechi.sites.reporter.forms import PasswordForm, clean_post
from haechi.sites.reporter.named.forms import ChoicesForm, ContentForm
from haechi.sites.reporter.named.people import (
    LawyerForm,
    PersonForm,
    ProxyForm,
    ReporterForm,
    count_of,
)
from haechi.sites.reporter.named.together import Together
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.writing import exclusion_gone, lost_draft, lost_files

CONTENT, PEOPLE = "content", "people"
_CONTENT: Final = frozenset(ContentForm.base_fields)
_CHOICES: Final = frozenset(ChoicesForm.base_fields)
_PERSON: Final = re.compile(r"(?:me|(?:joint|proxy)-(?:\d{1,2}|count))(?:-[a-z_]{1,20})?")


def page_of(name: str) -> str:
    """On which step a field stands; "" for a name that is none of ours."""
    if name in _CONTENT:
        return CONTENT
    return PEOPLE if name in _CHOICES or _PERSON.fullmatch(name) else ""


@dataclass(frozen=True)
class People:
    """The forms of the second step, in the page's order."""

    me: PersonForm
    joint: Sequence[PersonForm]
    proxies: Sequence[ProxyForm]
    choices: ChoicesForm

    @property
    def together(self) -> Together:
        return Together(self.me, *self.joint, *self.proxies, self.choices)

    @property
    def names(self) -> list[str]:
        """Of all reporters, the one who writes first. Only after `is_valid`."""
        everybody = [self.me, *self.joint]
        return [str(form.cleaned_data["name"]) for form in everybody]


@dataclass(frozen=True)
class NamedWriting:
    """What one request brought. `refused`: files not taken; `notices`: what else went wrong."""

    request: ReporterRequest
    institution: Institution
    track: Track
    token: DraftToken
    data: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))
    fresh: bool = True
    refused: list[FileRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def is_lawyer(self) -> bool:
        return self.track is Track.LAWYER

    @cached_property
    def files(self) -> list[FileRow]:
        return [] if self.fresh else stored_rows(self.token)

    @property
    def draft(self) -> str:
        return write_draft_token(self.token)

    @property
    def upload_url(self) -> str:
        return address("upload", self.institution.slug)

    @property
    def remove_url(self) -> str:
        return address("upload-remove", self.institution.slug)

    def carried(self, *pages: str) -> list[tuple[str, str]]:
        """Fields of other steps, to go with this page as hidden ones."""
        return [
            (name, value)
            for name, values in self.data.lists()
            if page_of(name) in pages
            for value in values
        ]

    def content(self, *, checked: bool) -> ContentForm:
        return ContentForm(**self._given(ContentForm, checked), institution=self.institution)

    def people(self, *, checked: bool) -> People:
        first = LawyerForm if self.is_lawyer else ReporterForm
        kinds: tuple[tuple[str, type[PersonForm]], ...] = (
            ("joint", PersonForm),
            ("proxy", ProxyForm),
        )
        rows: dict[str, list[Any]] = {"joint": [], "proxy": []}
        for kind, form in kinds if not self.is_lawyer else ():
            for at in range(count_of(self.data, kind)):
                row = self._row(form, f"{kind}-{at}", checked)
                row.title = row.titles[kind] % {"number": at + 1}
                rows[kind].append(row)
        names = ["", *(self.data.get(f"joint-{at}-name", "") for at in range(len(rows["joint"])))]
        return People(
            self._row(first, "me", checked),
            rows["joint"],
            rows["proxy"],
            ChoicesForm(
                **self._given(ChoicesForm, checked),
                track=self.track,
                names=names,
                files=[(row.remove_value, row.name) for row in self.files]
                if rows["proxy"]
                else None,
            ),
        )

    def _row(self, form: type[PersonForm], prefix: str, checked: bool) -> PersonForm:
        return form(**self._given(form, checked, prefix))

    def _given(self, form: type[forms.Form], checked: bool, prefix: str = "") -> dict[str, Any]:
        """Arguments of a form: with its data checked, or with what was typed and no word about it."""
        common = {"prefix": prefix} if prefix else {}
        if checked:
            return {"data": self.data, **common}
        start = f"{prefix}-" if prefix else ""
        typed: dict[str, Any] = {}
        for name, declared in form.base_fields.items():
            if start + name in self.data:
                several = isinstance(declared, forms.MultipleChoiceField)
                found = self.data.getlist(start + name) if several else self.data[start + name]
                typed[name] = found
        return {"initial": typed, **common}

    def check_people(self, people: People) -> bool:
        """What only all forms together show: a way that leads nowhere, a proof that is missing."""
        if not people.together.is_valid():
            return False
        me, choices = people.me.cleaned_data, people.choices
        if (problem := no_way(choices.chosen_way, me)) is not None:
            choices.add_error("way", problem)
        if people.proxies and not was_submitted(
            self.token
        ):  # sent twice: its files are the report's now
            self._check_proofs(people)
        return people.together.is_valid()

    def _check_proofs(self, people: People) -> None:
        if not self.files:
            text = _("Please add the proof of authority on the page before this one, as a file.")
            people.proxies[0].add_error("kind", text)
        elif not people.choices.cleaned_data["proofs"]:
            people.choices.add_error("proofs", _("Please mark the files that prove the authority."))

    def passwords(self) -> PasswordForm:
        """The password form, checked only where it was on the page."""
        return PasswordForm(self.data if "kind" in self.data else None)

    def blank_passwords(self) -> PasswordForm:
        return PasswordForm(initial={"kind": self.data.get("kind") or PasswordForm.DRAWN})

    def particulars(self, content: ContentForm, people: People) -> Particulars:
        """Both steps, checked, as the case takes them."""
        identity = people.me.identity()
        choices = people.choices
        proxies: list[Proxy] = [form.proxy() for form in people.proxies]
        return Particulars(
            content=content.case_content(),
            reporter=None if self.is_lawyer else identity,
            lawyer=identity if self.is_lawyer else None,
            accused=content.accused(),
            consents=choices.consents(),
            insider=content.is_insider,
            joint=[form.identity() for form in people.joint],
            representative=int(choices.cleaned_data.get("representative") or 0),
            proxies=proxies,
            proofs=choices.cleaned_data.get("proofs", ()),
            way=choices.chosen_way,
        )

    def send(self, content: ContentForm, people: People, passwords: PasswordForm) -> Receipt:
        """Raises what `file_named_report` raises; nothing is stored then."""
        submission = Submission(
            institution=self.institution,
            category=content.categories[content.cleaned_data["category"]],
            content=content.report_content(),
            token=self.token,
            password=passwords.own,
            phrase_language=get_language() if passwords.draws_phrase else None,
            excluded=content.cleaned_data["excluded"],
        )
        return file_named_report(
            submission=submission, particulars=self.particulars(content, people)
        )


def no_way(way: Way, person: dict[str, Any]) -> str | None:
    if way is Way.EMAIL and not person.get("email"):
        return _("For notices by e-mail an e-mail address is needed.")
    if way is Way.SMS and not person.get("phone"):
        return _("For text messages a telephone number is needed.")
    if way is Way.POST and not person.get("address"):
        return _("For notices by post an address is needed.")
    return None


def begin_named(request: ReporterRequest, institution: Institution, track: Track) -> NamedWriting:
    """Empty, with a draft token of its own."""
    return NamedWriting(request, institution, track, new_draft_token())


def resume_named(request: ReporterRequest, institution: Institution, track: Track) -> NamedWriting:
    """What was posted: its text cleaned, its files stored.

    Raises:
        the errors of reading a form (`errors.KNOWN`).
    """
    notices = cut_words(request)
    data = clean_post(request)
    token = read_draft_token(data.get("draft", ""))
    notices += [] if token else [lost_draft()]
    token = token or new_draft_token()
    refused = take_files(request, institution=institution, token=token)
    if data.getlist("excluded") and not institution.offers_exclusion:
        data.setlist("excluded", [])
        notices.append(exclusion_gone())
    writing = NamedWriting(request, institution, track, token, data, False, refused, notices)
    if _lost(writing):
        notices.append(lost_files())
    return writing


def _lost(writing: NamedWriting) -> bool:
    """True where the page showed more files than the draft has: they are purged after their day."""
    seen = writing.data.get("files_seen", "")
    shown = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else 0
    if writing.notices or shown <= len(writing.files):
        return False
    return not was_submitted(writing.token)
