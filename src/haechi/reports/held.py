"""What an open page's stream keeps of a thread: a new line then costs neither a key exchange nor a row."""

import uuid
from dataclasses import dataclass, field

from haechi.common.statements import Statement
from haechi.reports.errors import WrongCredential
from haechi.reports.models import ErasureKey, Report
from haechi.reports.sealing import data_key_of
from haechi.reports.types import OpenReport

_erasure_key = Statement(lambda pk: ErasureKey.objects.filter(report=pk).values_list("key"))


@dataclass(frozen=True, slots=True)
class Held:
    """`secret`: what a key pair opened; without the erasure key, asked for each time, it opens nothing."""

    report_id: uuid.UUID
    secret: bytes = field(repr=False)

    def open(self) -> OpenReport:
        """The thread; of its row nothing is read before it is asked for.

        Raises:
            WrongCredential: it was destroyed.
        """
        found = _erasure_key(self.report_id)
        if not found:
            raise WrongCredential
        report = Report.from_db("default", ["id"], [self.report_id])
        return OpenReport(report, data_key_of(self.secret, found[0][0]))
