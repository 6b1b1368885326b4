"""Every table of the project and its fate when an institution leaves. Nothing is found by itself: a table
that is in neither list fails a test, so that nobody forgets it in an export or a destruction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model, QuerySet


class Fate(Enum):
    """What happens to the rows of an institution that leaves."""

    MOVES = "exported, imported there, destroyed here"
    RECORD = "exported, imported there, stays here as the law's record"
    HISTORY = "exported to read; stays here until its period is over"
    ENDS = "not exported; destroyed here"


@dataclass(frozen=True)
class Table:
    """`owner`: the lookup from a row to its institution's number.

    `omit`: fields that mean nothing elsewhere; `numbers`: plain integer fields that hold another table's key;
    `blob`: the field that names a file in the store.
    """

    label: str
    owner: str
    fate: Fate = Fate.MOVES
    omit: frozenset[str] = frozenset()
    numbers: dict[str, str] = field(default_factory=dict)
    blob: str = ""

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def is_exported(self) -> bool:
        return self.fate is not Fate.ENDS

    @property
    def is_imported(self) -> bool:
        return self.fate in {Fate.MOVES, Fate.RECORD}

    @property
    def is_destroyed(self) -> bool:
        return self.fate in {Fate.MOVES, Fate.ENDS}

    def rows(self, institution_id: int) -> QuerySet[Any]:
        """The institution's rows, in the order of their keys."""
        found = self.model._base_manager.filter(**{self.owner: institution_id})
        return found.order_by("pk")

    def fields(self) -> list["Field[Any, Any]"]:
        return [each for each in self.model._meta.concrete_fields if each.attname not in self.omit]


_CONTACT: Final = frozenset(
    {"contact", "own_phone", "own_email", "contact_hint", "email", "last_login"}
)
_OFFICER: Final = "officer__institution_id"
_REPORT: Final = "report__institution_id"
_CASE: Final = "case__institution_id"
_CALL: Final = "call__institution_id"
_FILE: Final = "file__call__institution_id"
_REQUEST: Final = "request__institution_id"
_SESSION: Final = "session__institution_id"
_ACCOUNT: Final = "account__officer__institution_id"

# In an order in which each row's references stand before it; destroyed from the end.
TABLES: Final = (
    Table("institutions.Institution", "pk", omit=frozenset({"parent_id"})),
    Table("institutions.Department", "institution_id"),
    Table("institutions.Category", "institution_id"),
    Table("institutions.Question", "category__institution_id"),
    Table("institutions.EntryPoint", "institution_id"),
    Table("institutions.IntakeCount", "entry_point__institution_id"),
    Table("institutions.InstitutionText", "institution_id"),
    Table("institutions.ContactChannel", "institution_id"),
    Table("institutions.TemporaryHoliday", "institution_id"),
    Table("access_control.AllowedNetwork", "institution_id"),
    Table("custody.Officer", "institution_id"),
    Table("custody.RecoveryKit", "institution_id"),
    Table("custody.RecoveryRequest", "institution_id", Fate.ENDS),
    Table("custody.Duty", _OFFICER),
    Table("custody.RosterEntry", _OFFICER),
    Table("custody.Leave", _OFFICER),
    Table("custody.Desk", "institution_id"),
    Table("custody.DeskEpoch", "desk__institution_id"),
    Table("custody.DeskSeat", "epoch__desk__institution_id"),
    Table("staff.Account", _OFFICER, omit=_CONTACT),
    Table("staff.OfficerSecret", _ACCOUNT),
    Table("staff.UsedCode", _ACCOUNT, Fate.ENDS),
    Table("signon.SignOnLink", _ACCOUNT, Fate.ENDS),
    Table("mfa.Authenticator", "user__officer__institution_id", Fate.ENDS),
    Table("reports.ReportCounter", "institution_id"),
    Table("reports.Draft", "institution_id", Fate.ENDS),
    Table("reports.Report", "institution_id", omit=frozenset({"submission_tag"})),
    Table("reports.ErasureKey", _REPORT),
    Table("reports.ReportSeal", _REPORT),
    Table("reports.Exclusion", _REPORT),
    Table("reports.Attachment", _REPORT, omit=frozenset({"draft_id"}), blob="blob"),
    Table("cases.CaseSettings", "institution_id"),
    Table("cases.Designation", "institution_id"),
    Table("cases.NoticeTemplate", "institution_id"),
    Table("cases.CaseCounter", "institution_id"),
    Table("cases.Case", "institution_id", omit=frozenset({"paper_tag"})),
    Table("cases.CaseKey", _CASE),
    Table("cases.CaseSeal", _CASE),
    Table("cases.CaseExclusion", _CASE),
    Table("cases.Handler", _CASE),
    Table("cases.CaseEvent", _CASE),
    Table("cases.CaseClock", _CASE),
    Table("cases.Supplement", _CASE),
    Table("cases.Exchange", _CASE),
    Table("cases.Objection", _CASE),
    Table("cases.Paper", _CASE),
    Table("cases.PaperFile", "paper__case__institution_id", blob="blob"),
    Table("cases.Party", _CASE),
    Table("cases.Consent", _CASE),
    Table("cases.IdentityOpening", _CASE),
    Table("cases.Protection", _CASE),
    Table("cases.Retaliation", _CASE),
    Table("cases.Reward", _CASE),
    Table("cases.Consultation", "institution_id"),
    Table("cases.ConsultationKey", "consultation__institution_id"),
    # Recordings belong to the installation that made them: what is needed is handed out before leaving.
    Table("recordings.Notice", "institution_id"),
    Table("recordings.RecordingSettings", "institution_id"),
    Table("recordings.Designation", "institution_id"),
    Table("recordings.Pledge", _OFFICER),
    Table("recordings.RecordingUse", "institution_id"),
    Table("recordings.Line", "institution_id", Fate.ENDS),
    Table("recordings.DayKey", "institution_id", Fate.ENDS),
    Table("recordings.Call", "institution_id", Fate.ENDS),
    Table("recordings.NoticeProof", _CALL, Fate.ENDS),
    Table("recordings.RecordingFile", _CALL, Fate.ENDS),
    Table("recordings.Hold", _FILE, Fate.ENDS),
    Table("recordings.Claim", _FILE, Fate.ENDS),
    Table("recordings.Grant", _FILE, Fate.ENDS),
    Table("recordings.RecorderAlarm", "institution_id", Fate.ENDS),
    Table("recordings.ImportMapping", "institution_id"),
    Table("recordings.ImportBatch", "institution_id", Fate.ENDS),
    Table("recordings.ImportFile", "batch__institution_id", Fate.ENDS),
    Table("applicants.RequestCounter", "institution_id"),
    Table("applicants.RequestPeriods", "institution_id"),
    Table("applicants.Request", "institution_id", omit=frozenset({"submission_tag"})),
    Table("applicants.RequestKey", _REQUEST),
    Table("applicants.RequestSeal", _REQUEST),
    Table("applicants.Decision", _REQUEST),
    Table("disclosures.Item", _REQUEST, Fate.ENDS),
    Table("applicants.Supplement", _REQUEST),
    Table("applicants.Proof", _REQUEST, blob="blob"),
    Table("disclosures.Delivery", _REQUEST, Fate.ENDS),
    Table("conversations.Message", _REPORT),
    Table("conversations.Message_attachments", "message__report__institution_id"),
    Table("talks.TalkSettings", "institution_id"),
    Table("talks.ParticipationCode", "institution_id"),
    Table("talks.Chat", "institution_id"),
    Table("inbox.InternalNote", _REPORT),
    Table("inbox.ReportRead", _REPORT),
    Table("inbox.LegalHold", _REPORT),
    Table("publicity.PrintedTexts", "institution_id"),
    Table("publicity.Logo", "institution_id"),
    Table("statistics.Publication", "institution_id"),
    Table("practice.PracticeSession", "institution_id", Fate.ENDS),
    Table("practice.PracticeDepartment", _SESSION, Fate.ENDS),
    Table("practice.PracticeKey", _SESSION, Fate.ENDS),
    Table("practice.PracticeReport", _SESSION, Fate.ENDS),
    Table("practice.PracticeName", _SESSION, Fate.ENDS),
    Table("notifications.Delivery", "institution_id", Fate.ENDS),
    Table("access_control.FindingMark", "institution_id", Fate.ENDS),
    Table("continuity.LeavingRequest", "institution_id", Fate.ENDS),
    Table(
        "retention.DestructionRecord",
        "institution_id",
        Fate.RECORD,
        numbers={"institution_id": "institutions.Institution"},
    ),
    Table("access_control.AccessRight", "institution_id", Fate.HISTORY),
    Table("access_control.Review", "institution_id", Fate.HISTORY),
    Table("audit.AuditEntry", "institution_id", Fate.HISTORY),
)

# Tables of no institution, and why.
OF_NOBODY: Final = {
    "access_control.SignInDelay": "typed names, hashed, gone in a day",
    "audit.AuditHead": "the end of the installation's chain",
    "audit.AuditCut": "of the installation's chain",
    "continuity.Generation": "of the installation",
    "continuity.ExportReceipt": "that it left is known here",
    "continuity.Departure": "that it left is known here",
    "continuity.Arrival": "that it came is known here",
    "notifications.ChannelState": "of the installation's worker",
    "recordings.RoomState": "of the installation's recorders",
    "reports.KeyDelay": "buckets of typed keys, of no report",
    "reports.GuessBudget": "of all together",
    "signon.SignOnQuestion": "a minute long, of nobody yet",
    "account.EmailAddress": "empty",
    "account.EmailConfirmation": "empty",
    "auth.Group": "empty",
    "auth.Group_permissions": "empty",
    "auth.Permission": "of the framework",
    "axes.AccessAttempt": "typed names, gone in a quarter of an hour",
    "axes.AccessAttemptExpiration": "typed names, gone in a quarter of an hour",
    "axes.AccessFailureLog": "not written",
    "axes.AccessLog": "not written",
    "contenttypes.ContentType": "of the framework",
    "sessions.Session": "over in a quarter of an hour",
}


def blobs_of(institution_id: int) -> Iterator[str]:
    """The names of all its sealed files that are exported."""
    for table in TABLES:
        if table.blob:
            rows = table.rows(institution_id).values_list(table.blob, flat=True)
            yield from rows.iterator(chunk_size=500)


def table_of(label: str) -> Table | None:
    return next((table for table in TABLES if table.label == label), None)
