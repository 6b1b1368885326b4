"""Tables of cases. Contents are sealed; what is plain, and why, stands in docs/adr/020."""

from haechi.cases.models.core import (
    Case,
    CaseCounter,
    CaseEvent,
    CaseExclusion,
    CaseKey,
    CaseSeal,
    Handler,
)
from haechi.cases.models.course import CaseClock, Exchange, Objection, Supplement
from haechi.cases.models.office import (
    CaseSettings,
    Consultation,
    ConsultationKey,
    Designation,
    NoticeTemplate,
)
from haechi.cases.models.papers import Paper, PaperFile
from haechi.cases.models.people import (
    Consent,
    IdentityOpening,
    Party,
    Protection,
    Retaliation,
    Reward,
)

__all__ = [
    "Case",
    "CaseClock",
    "CaseCounter",
    "CaseEvent",
    "CaseExclusion",
    "CaseKey",
    "CaseSeal",
    "CaseSettings",
    "Consent",
    "Consultation",
    "ConsultationKey",
    "Designation",
    "Exchange",
    "Handler",
    "IdentityOpening",
    "NoticeTemplate",
    "Objection",
    "Paper",
    "PaperFile",
    "Party",
    "Protection",
    "Retaliation",
    "Reward",
    "Supplement",
]
