"""Forms for recordings of an exchange that can only export."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.recordings.uploads import MOST_FILES
from haechi.sites.staff.forms.cases.base import line
from haechi.sites.staff.forms.report import ManyFiles
from haechi.telephony.importing.mapping import Columns, Mapping

DATE_FORMATS = {
    "%Y-%m-%d %H:%M:%S": "2026-11-22 09:30:00",
    "%Y-%m-%d %H:%M": "2026-11-22 09:30",
    "%Y/%m/%d %H:%M:%S": "2026/11/22 09:30:00",
    "%Y.%m.%d %H:%M:%S": "2026.11.22 09:30:00",
    "%Y%m%d%H%M%S": "20261122093000",
    "%d.%m.%Y %H:%M": "22.11.2026 09:30",
}
ENCODINGS = {"cp949": _("Korean Windows, Excel (CP949)"), "utf-8-sig": "UTF-8"}
DELIMITERS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab")}


class ManyUploads(forms.FileField):
    """One or more files, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401
        return [super(ManyUploads, self).clean(each, initial) for each in data or [None]]


class MappingForm(forms.Form):
    """Headings of the exchange's table, and how it writes; a table to try them on."""

    use_required_attribute = False
    file = line(_("Heading of the audio's file name"), longest=60)
    caller = line(_("Heading of the caller's number"), longest=60)
    called = line(_("Heading of the called number"), longest=60)
    begun = line(_("Heading of the begin"), longest=60)
    seconds = line(_("Heading of the length"), longest=60)
    date_format = forms.ChoiceField(label=_("How the begin is written"))
    encoding = forms.ChoiceField(label=_("Characters"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"), choices=list(DELIMITERS.items())
    )
    left_is_caller = forms.BooleanField(
        label=_("In stereo files the caller is on the left"), required=False
    )
    sample = forms.FileField(
        label=_("Table to try it on"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("Its first rows are shown and nothing is kept."),
    )

    def __init__(self, *args: Any, mapping: Mapping, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("auto_id", "map_%s")
        self._before = mapping
        known = vars(mapping.columns) | {
            "date_format": mapping.date_format,
            "encoding": mapping.encoding,
            "delimiter": mapping.delimiter,
            "left_is_caller": mapping.left_is_caller,
        }
        super().__init__(*args, **{**kwargs, "initial": known})
        formats = DATE_FORMATS | {
            mapping.date_format: DATE_FORMATS.get(mapping.date_format, mapping.date_format)
        }
        self.fields["date_format"].choices = list(formats.items())  # type: ignore[attr-defined]

    def mapping(self) -> Mapping:
        given = self.cleaned_data
        columns = Columns(
            *(given[name] for name in ("file", "caller", "called", "begun", "seconds"))
        )
        return Mapping(
            columns,
            date_format=given["date_format"],
            zone=self._before.zone,
            encoding=given["encoding"],
            delimiter=given["delimiter"],
            left_is_caller=given["left_is_caller"],
        )


class UploadForm(forms.Form):
    use_required_attribute = False
    table = forms.FileField(
        label=_("Table of calls (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    audio = ManyUploads(
        label=_("Recordings that it names"),
        widget=ManyFiles(attrs={"multiple": True, "accept": ".wav,.mp3,audio/wav,audio/mpeg"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["audio"].help_text = _("WAV or MP3, at most %(most)s files at a time.") % {
            "most": MOST_FILES
        }
