"""An officer with her institution, as every request of the staff site needs both."""

from haechi.common.statements import Statement, columns, loaded
from haechi.custody.models import Officer
from haechi.institutions.models import Institution

_OFFICER, _INSTITUTION = columns(Officer), columns(Institution)
_rows = Statement(
    lambda pk: Officer.objects.filter(pk=pk).values_list(
        *_OFFICER, *(f"institution__{name}" for name in _INSTITUTION)
    ),
    int,
)


def officer_of(officer_id: int) -> Officer:
    """Raises Officer.DoesNotExist."""
    for row in _rows(officer_id):
        officer = loaded(Officer, _OFFICER, row[: len(_OFFICER)])
        officer.institution = loaded(Institution, _INSTITUTION, row[len(_OFFICER) :])
        return officer
    raise Officer.DoesNotExist
