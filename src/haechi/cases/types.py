"""Choices and value types of cases. The Korean words are those of the guideline and its forms."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.crypto.types import DataKey

if TYPE_CHECKING:
    from haechi.cases.models import Case

LAW_IN_FORCE = date(2011, 9, 30)
"""「공익신고자 보호법」 in force: no case is older."""
MAX_TEXT = 400_000  # characters of one field of a form


class Channel(models.TextChoices):
    """How the report came in (제11조①, 제14조, 제19조①)."""

    VISIT = "visit", _("Visit")
    INTERNET = "internet", _("Internet")
    POST = "post", _("Post")
    FAX = "fax", _("Fax")
    ON_SITE = "on-site", _("On-site visit by staff")
    REFERRAL = "referral", _("Referred by the Commission")


class Track(models.TextChoices):
    """Who stands behind the report."""

    NAMED = "named", _("Named report")
    LAWYER = "lawyer", _("Lawyer's report for an unnamed client")
    REFERRED = "referred", _("Referred, reporter known to the Commission")
    UNNAMED = "unnamed", _("Reporter unknown")


class ClosingGround(models.TextChoices):
    """제20조제1항 각 호; the number is the item's."""

    FALSE = "1", _("Plainly false")
    UNKNOWN_REPORTER = "2", _("The reporter's identity cannot be known")
    NOT_SUPPLEMENTED = "3", _("Not supplemented after two requests or more")
    REPEATED = "4", _("Reported again without good reason after the result was notified")
    PUBLISHED = "5", _("Made public by the media, without new evidence")
    OTHER_LAW = "6", _("Investigation under another law has begun or ended")
    UNRELATED = "7", _("Not related to a violation of the public interest")
    NO_EVIDENCE = "8", _("No evidence that proves the violation")


class Requirement(models.TextChoices):
    """제15조제1항: the five things a report has."""

    IDENTITY = "identity", _("Reporter's name, number, address and contact")
    ACCUSED = "accused", _("Who commits the violation")
    CONTENT = "content", _("What the violation is")
    PURPOSE = "purpose", _("Purport and reason of the report")
    EVIDENCE = "evidence", _("Evidence of the violation")


class PartyKind(models.TextChoices):
    REPORTER = "reporter", _("Reporter")
    PROXY = "proxy", _("Proxy")
    ACCUSED = "accused", _("Accused")
    COOPERATOR = "cooperator", _("Cooperator")


class ProxyKind(models.TextChoices):
    """제13조②."""

    NONE = "", _("None")
    SPOUSE = "spouse", _("Spouse")
    LINEAL = "lineal", _("Lineal relative")
    SIBLING = "sibling", _("Sibling")
    LAWYER = "lawyer", _("Lawyer")
    OTHER = "other", _("Other lawful agent")


class NumberKind(models.TextChoices):
    """고유식별정보 that the decree allows (제30조)."""

    NONE = "", _("None")
    RESIDENT = "resident", _("Resident registration number")
    FOREIGNER = "foreigner", _("Foreigner registration number")
    PASSPORT = "passport", _("Passport number")


class Way(models.TextChoices):
    """How a reporter wants to be told."""

    SITE = "site", _("On this site")
    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("Text message, then on this site")
    POST = "post", _("Post")
    HAND = "hand", _("By hand")
    COMMISSION = "commission", _("Through the Commission")


class ConsentKind(models.TextChoices):
    DISCLOSURE_INVESTIGATION = "investigation", _("Disclosure of identity: investigating body")
    DISCLOSURE_PROSECUTION = "prosecution", _("Disclosure of identity: prosecuting body")
    TRANSFER = "transfer", _("Transfer to the competent body")
    RECOMMENDATION = "recommendation", _("Recommendation for an award")
    COVER = "cover", _("Name on the cover of the record")
    OPEN_SEALED = "open-sealed", _("Opening of the sealed identity of a lawyer's client")


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")
    OWN = "own", _("Drawn up here")


class PaperKind(models.TextChoices):
    """What a sheet in the binder is."""

    REPORT = "report", _("Report form")
    ATTACHMENT = "attachment", _("Attachment")
    CONSENT = "consent", _("Consent")
    REPRESENTATIVE = "representative", _("Choice of a representative")
    AUTHORITY = "authority", _("Proof of authority")
    SUPPLEMENT = "supplement", _("Supplement")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    OBJECTION = "objection", _("Objection")
    INVESTIGATION = "investigation", _("Investigation record")
    COOPERATION = "cooperation", _("Request for cooperation")
    COMMISSION = "commission", _("Letter to or from the Commission")
    NOTICE = "notice", _("Notice")
    DECISION = "decision", _("Decision")
    PROTECTION = "protection", _("Protection")
    MONEY = "money", _("Reward, award or relief")
    OTHER = "other", _("Other")


class PaperStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed")
    SENT = "sent", _("Dispatched")


class NoticeKind(models.TextChoices):
    NONE = "", _("None")
    RECEIPT = "receipt", _("Notice of receipt")
    SUPPLEMENT = "supplement", _("Request for a supplement")
    TRANSFER = "transfer", _("Notice of transfer")
    EXTENSION = "extension", _("Notice of extension")
    RESULT = "result", _("Notice of the result")
    CLOSING = "closing", _("Notice of closing")
    CONVERSION = "conversion", _("Notice of handling as an ordinary complaint")
    OBJECTION = "objection", _("Answer to the objection")
    REWARD = "reward", _("Guidance on rewards")
    AWARD = "award", _("Notice of a recommendation for an award")
    RELIEF = "relief", _("Guidance on relief money")
    PROTECTION = "protection", _("Guidance on protection")


class ClockKind(models.TextChoices):
    HANDLING = "handling", _("Handling period")
    COMMISSION = "commission", _("Result to the Commission")
    OBJECTION = "objection", _("Objection period")
    SUPPLEMENT = "supplement", _("Supplement period")
    REWARD_KNOWN = "reward-known", _("Reward: 3 years from knowing")
    REWARD_FINAL = "reward-final", _("Reward: 5 years from finality")


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    ENDED = "ended", _("Ended")


class ExchangeKind(models.TextChoices):
    COOPERATION = "cooperation", _("Request for cooperation (article 28-4)")
    QUESTION = "question", _("Supplement asked through the Commission (article 19(4))")
    CONSULTATION = "consultation", _("Consultation on referring again (article 18(2))")
    DEMAND = "demand", _("Demand by the Commission (article 19(5))")


class ProtectionGround(models.TextChoices):
    """제27조 각 호."""

    WITNESS = "1", _("Witness protection rules are needed (article 11 of the Act)")
    SECRECY = "2", _("Secrecy was not kept (article 12)")
    SAFETY = "3", _("Personal safety measures are needed (article 13)")
    LIABILITY = "4", _("Reduction of liability is needed (article 14)")
    OBSTRUCTION = "5", _("Reporting was obstructed or withdrawal forced (article 15)")
    PERSONNEL = "6", _("Priority in personnel measures is needed (article 16)")
    MEASURES = "7", _("An application for protection is needed (article 17)")
    PROHIBITION = "8", _("An application to forbid disadvantage is needed (article 22)")


class RewardKind(models.TextChoices):
    REWARD = "reward", _("Reward")
    AWARD = "award", _("Award")
    RELIEF = "relief", _("Relief money")


class RewardTrigger(models.TextChoices):
    """제28조① 각 호."""

    PENALTY = "1", _("Penalty or fine by notice")
    FORFEIT = "2", _("Confiscation or collection")
    ADMINISTRATIVE_FINE = "3", _("Administrative fine or compulsory performance money")
    SURCHARGE = "4", _("Penalty surcharge")
    TAX = "5", _("National or local tax")
    CHARGE = "6", _("Charge or additional charge")
    JUDGMENT = "7", _("Judgment for damages or return of unjust gain")
    RECOVERY = "8", _("Recovery by damages or return of unjust gain")


class AwardGround(models.TextChoices):
    """제28조의2① 각 호."""

    CRIMINAL = "1", _("Suspended indictment or sentence, or sentence")
    ORDER = "2", _("Corrective order or another administrative disposition")
    REFORM = "3", _("Law or system improved")
    FINE = "4", _("Administrative fine, surcharge or charge (not for inside reporters)")
    DISASTER = "5", _("Social disaster prevented or kept from spreading")


class ReliefLoss(models.TextChoices):
    """제28조의3 각 호."""

    TREATMENT = "1", _("Physical or mental treatment")
    MOVING = "2", _("Moving because of transfer or secondment")
    LITIGATION = "3", _("Legal proceedings because of the report")
    WAGES = "4", _("Wages lost during disadvantage")
    OTHER = "5", _("Other grave economic damage")


class Post(models.TextChoices):
    """제5조, 제8조."""

    CHIEF = "chief", _("Public-interest report officer")
    STAFF = "staff", _("Staff of the public-interest report centre")


class Purpose(models.TextChoices):
    """What an identity was opened for."""

    NOTICE = "notice", _("To send a notice")
    SUPPLEMENT = "supplement", _("To ask for a supplement")
    INVESTIGATION = "investigation", _("Needed for the investigation")
    TRANSFER = "transfer", _("To transfer with the reporter's consent")
    PROTECTION = "protection", _("To protect the reporter")
    MONEY = "money", _("Reward, award or relief")
    FORM = "form", _("To issue an official form")
    OTHER = "other", _("Another reason")


@dataclass(frozen=True)
class Identity:
    """Who somebody is. Sealed apart (PI-16); nothing of it is ever in a `repr` or a log."""

    name: str = field(repr=False)
    number_kind: NumberKind = NumberKind.NONE
    number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    job: str = field(default="", repr=False)
    workplace: str = field(default="", repr=False)


@dataclass(frozen=True)
class CaseContent:
    """What form 1 says: 신고제목, 공익신고 취지 및 이유, 공익신고 내용, 증거자료 등 첨부서류."""

    title: str = field(repr=False)
    purpose: str = field(default="", repr=False)
    content: str = field(default="", repr=False)
    evidence: str = field(default="", repr=False)


@dataclass(frozen=True)
class OpenCase:
    """A case with its data key: whoever holds this reads and writes its contents."""

    case: "Case"
    data_key: DataKey = field(repr=False)
