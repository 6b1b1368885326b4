"""The only way for an applicant to her request: key and password, then the session that they made."""

import uuid

from haechi.applicants.keys import REQUEST_KEYS, REQUESTS, request_credential
from haechi.applicants.models import Request, RequestKey
from haechi.applicants.sealing import papers_key
from haechi.applicants.types import OpenApplication
from haechi.crypto.credentials import read_password
from haechi.crypto.sealedbox import open_with
from haechi.crypto.types import KeyPair
from haechi.institutions.models import Institution
from haechi.reports.errors import WrongCredential
from haechi.reports.guarded import attempt
from haechi.reports.types import ReporterSession

_LARGEST = (1 << 63) - 1
# What this zone's database role may read of a request: where it stands, never what it says.
SHOWN = (
    "institution", "series", "year", "sequence", "state", "way", "received_at", "ended_on",
    "papers_gone_on", "applicant_seal",
)  # fmt: skip


def sign_in(
    *,
    institution: Institution,
    typed_key: str,
    typed_password: str,
    challenge: str = "",
    work: str = "",
) -> ReporterSession:
    """Find the request of this institution that answers to key and password.

    Raises:
        MalformedKey: it cannot be a request key (counted as nothing, tried against nothing).
        MustWait: waiting or work is due first.
        WrongCredential: nothing answers.
    """
    key, password = REQUEST_KEYS.read(typed_key), read_password(typed_password)

    def find() -> tuple[int, KeyPair] | None:
        credential = request_credential(institution.pk, key, password)
        found = Request.objects.filter(institution=institution, locator=credential.locator)
        pk = found.values_list("pk", flat=True).first()
        return None if pk is None else (pk, credential.pair)

    pk, pair = attempt(
        key=key, password=password, find=find, challenge=challenge, work=work, realm=REQUESTS
    )
    # The cookie is a reporter's, who has a UUID there: no report has this one.
    return ReporterSession(str(uuid.UUID(int=pk)), pair, key)


def open_application(institution: Institution, session: ReporterSession) -> OpenApplication:
    """Raises WrongCredential: of another institution, a report's session, or destroyed. CannotOpen."""
    pk = uuid.UUID(session.report_id).int
    rows = Request.objects.only(*SHOWN).select_related("institution")
    fits = {"institution": institution, "papers_gone_on": None, "applicant_seal__isnull": False}
    row = rows.filter(pk=pk, **fits).first() if pk <= _LARGEST else None
    halves = RequestKey.objects.only("papers").filter(pk=row.pk).first() if row else None
    if row is None or halves is None or row.applicant_seal is None:
        raise WrongCredential
    secret = open_with(session.pair, row.applicant_seal)
    return OpenApplication(row, papers_key(secret, halves))
