"""What an open page's stream keeps of a thread: a new line costs neither a key exchange nor the whole row."""

import uuid
from dataclasses import dataclass, field

from haechi.common.statements import Statement, columns, loaded
from haechi.reports.errors import WrongCredential
from haechi.reports.models import Report
from haechi.reports.sealing import data_key_of
from haechi.reports.types import OpenReport

# Nothing sealed, and nothing that leads to another table.
SLIM = columns(
    Report, "id", "institution_id", "category_id", "number", "received_on", "due_on", "state", "state_on",
    "withdrawn_on", "first_answer_days", "assignee_id", "merged_into_id", "has_news",
)  # fmt: skip
_row = Statement(
    lambda pk: Report.threads.filter(pk=pk, erasure_key__isnull=False).values_list(
        "erasure_key__key", *SLIM
    ),
    uuid.UUID,
)


@dataclass(frozen=True, slots=True)
class Held:
    """`secret`: what a key pair opened; without the erasure key, asked for each time, it opens nothing."""

    report_id: uuid.UUID
    secret: bytes = field(repr=False)

    def open(self) -> OpenReport:
        """The thread as it is now, its sealed columns left where they are until they are looked at.

        Raises:
            WrongCredential: it was destroyed.
        """
        found = _row(self.report_id)
        if not found:
            raise WrongCredential
        erasure, *row = found[0]
        return OpenReport(loaded(Report, SLIM, row), data_key_of(self.secret, erasure))
