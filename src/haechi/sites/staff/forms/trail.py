"""The trail's filters."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.custody.models import Officer
from haechi.institutions.models import Institution


class TrailForm(forms.Form):
    """GET form."""

    use_required_attribute = False
    action = forms.ChoiceField(
        label=_("Act"), required=False, choices=[("", _("All")), *Action.choices]
    )
    officer = forms.ModelChoiceField(
        label=_("Officer"), required=False, queryset=Officer.objects.none(), empty_label=_("All")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = institution.officers.all()  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The rows asked for; call after `is_valid`."""
        values = self.cleaned_data if self.is_bound else {}
        if values.get("action"):
            rows = rows.filter(action=values["action"])
        if values.get("officer"):
            rows = rows.filter(actor_id=values["officer"].pk)
        return rows
