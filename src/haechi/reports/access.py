"""The only way for a reporter to her report: key and password, then the session they made."""

import hmac
import time
from hashlib import sha256

from django.conf import settings

from haechi.crypto.credentials import (
    MalformedKey,
    key_bucket,
    read_password,
    read_report_key,
)
from haechi.crypto.sealedbox import open_with
from haechi.reports.challenges import new_challenge, waited, work_bits
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.models import Report
from haechi.reports.peppers import find_report
from haechi.reports.sealing import data_key_of
from haechi.reports.throttle import NOT_NOW, Demand, count_miss, forgive, needed, under_way
from haechi.reports.types import OpenReport, ReporterSession


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
    bucket, moment = key_bucket(key, pepper=settings.PEPPER_BUCKET), time.time()
    with under_way(password=password, bucket=bucket):
        price = needed(password=password, bucket=bucket, moment=moment)
        if price != Demand():
            charge(price, f"{key}\0{password}".encode(), moment, challenge, work)
        found = find_report(key, password)
        if found is None:
            count_miss(password=password, bucket=bucket, moment=moment)
            raise WrongCredential
    if price.misses:
        forgive(bucket=bucket)
    return ReporterSession(str(found.report_id), found.credential.pair, key)


def charge(price: Demand, attempt: bytes, moment: float, challenge: str, work: str) -> None:
    """Take the price of one attempt: work, or waiting since the challenge.

    Raises:
        MustWait: it was not brought.
    """
    key = settings.ZONE_KEY
    binding = hmac.digest(key, attempt, sha256)
    passed = waited(key=key, attempt=binding, moment=moment, challenge=challenge)
    if passed is None or price.bits >= NOT_NOW.bits:
        challenge = new_challenge(key=key, attempt=binding, moment=moment)
    elif passed >= price.seconds or work_bits(challenge, work) >= price.bits:
        return
    raise MustWait(seconds=price.seconds, bits=price.bits, challenge=challenge)


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


__all__ = ["MalformedKey", "charge", "open_report", "sign_in"]
