"""The only way for a reporter to her report: key and password, then the session they made."""

import uuid

from haechi.common.statements import Statement
from haechi.crypto.credentials import MalformedKey, read_password, read_report_key
from haechi.crypto.sealedbox import open_with
from haechi.reports.errors import WrongCredential
from haechi.reports.guarded import attempt
from haechi.reports.held import Held
from haechi.reports.models import Report
from haechi.reports.peppers import find_report
from haechi.reports.sealing import data_key_of
from haechi.reports.types import OpenReport, ReporterSession

_reporter_seal = Statement(
    lambda pk: Report.threads.filter(pk=pk).values_list("reporter_seal"), uuid.UUID
)


def sign_in(
    *, typed_key: str, typed_password: str, challenge: str = "", work: str = ""
) -> ReporterSession:
    """Find and open the report that answers to key and password.

    Raises:
        MalformedKey: the key is not six characters of the alphabet (counted as nothing).
        MustWait: waiting or work is due first.
        WrongCredential: nothing answers.
    """
    key, password = read_report_key(typed_key), read_password(typed_password)
    found = attempt(
        key=key,
        password=password,
        find=lambda: find_report(key, password),
        challenge=challenge,
        work=work,
    )
    return ReporterSession(str(found.report_id), found.credential.pair, key)


def open_report(session: ReporterSession) -> OpenReport:
    """The reporter's report with its data key.

    Raises:
        WrongCredential: it is not there any more.
        CannotOpen: the session is not this report's.
    """
    rows = Report.threads.select_related("institution", "category", "erasure_key")
    try:
        report = rows.get(pk=session.report_id, erasure_key__isnull=False)
    except Report.DoesNotExist:
        raise WrongCredential from None
    secret = open_with(session.pair, report.reporter_seal)
    return OpenReport(report, data_key_of(secret, report.erasure_key.key))


def hold_report(session: ReporterSession) -> Held:
    """What a stream of the report keeps. Raises as `open_report`."""
    report_id = uuid.UUID(session.report_id)
    found = _reporter_seal(report_id)
    if not found:
        raise WrongCredential
    return Held(report_id, open_with(session.pair, found[0][0]))


__all__ = ["MalformedKey", "hold_report", "open_report", "sign_in"]
