"""A request that comes with its institution from another installation (ALL-3, HL-8)."""

import pytest
from django.db import DatabaseError, transaction

from haechi.applicants.filing import Filing, file_request
from haechi.applicants.models import Request


@pytest.mark.django_db
def test_it_stands_where_it_stood_and_what_the_page_files_is_received(
    filing: Filing, page_triggers: None
) -> None:
    file_request(filing)
    row = Request.objects.get()
    values = {field.attname: getattr(row, field.attname) for field in Request._meta.concrete_fields}
    row.delete()
    decided = values | {
        "state": "closed",
        "locator": None,
        "ended_on": values["received_at"].date(),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.bulk_create([Request(**decided)])
    Request.objects.bulk_create([Request(**decided | {"submission_tag": None})])
    assert Request.objects.get().state == "closed"
