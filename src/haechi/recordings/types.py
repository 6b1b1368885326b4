"""Choices of the catalogue. Articles are of 광명시 행정전화 녹취시스템 운영 규정 (훈령 제422호)."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.telephony.plan import AnswerBy, AudioFormat, WhenFull
from haechi.telephony.types import Mode, Outcome, PhoneNumber

LEAST_DAYS, MOST_DAYS = 30, 3 * 366  # RC-4
KEYS_AHEAD = 14  # days


class Ground(models.TextChoices):
    """Why a department records every call (제6조②)."""

    INTERESTS = "interests", _("Many petitions about interests: permits, enforcement, welfare")
    ABUSE = "abuse", _("Many abusive petitions, such as violence by telephone")
    NEEDED = "needed", _("The head of the department holds it to be needed")


class UseState(models.TextChoices):
    APPLIED = "applied", _("Applied for")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class Responsible(models.TextChoices):
    """Who answers for the recorder (제5조), and who applies for a department (제6조②)."""

    CHIEF = "chief", _("Chief officer of recording")
    DEPUTY = "deputy", _("Deputy officer of recording")
    KEEPER = "keeper", _("Recording administrator")
    USER_HEAD = "user-head", _("Head of a recording department")


class Alarm(models.TextChoices):
    """What can be wrong with recording. Its words stand in mail: nothing that a stranger could use."""

    RECORDER_GONE = "recorder-gone", _("The recorder does not answer")
    NOT_RECORDED = "not-recorded", _("Calls that should be recorded are not")
    DISK_LOW = "disk-low", _("The disk is nearly full")
    KEYS_MISSING = "keys-missing", _("Keys of the coming days are missing")
    KEY_LOST = "key-lost", _("The key of a day is lost")
    DESK_EMPTY = "desk-empty", _("A recording desk has no member")
    JOURNAL_BACKLOG = "journal-backlog", _("Ended calls do not come into the list")
    PACKET_LOSS = "packet-loss", _("Much sound is lost on the way")
    NOT_FINALISED = "not-finalised", _("Recordings could not be finished")
    FILE_REJECTED = "file-rejected", _("The record of a call could not be read")
    NOTICE_UNPROVEN = "notice-unproven", _("A recording without a proven notice")


class ImportState(models.TextChoices):
    """What became of an uploaded audio."""

    WAITING = "waiting", _("Waiting to be taken in")
    TAKEN = "taken", _("Taken in")
    KNOWN = "known", _("There already")
    REJECTED = "rejected", _("Rejected")


class Failure(models.TextChoices):
    """What went wrong once, for the operations room."""

    GONE = "gone", _("The recorder stopped answering")
    RESTART = "restart", _("The recorder was started anew")
    CALL = "call", _("A call ended by a fault of the program")
    WORKER = "worker", _("A process that carries sound ended")
    NO_KEY = "no-key", _("Not recorded: no key for today")
    NO_ROOM = "no-room", _("Not recorded: no room on the disk")
    REFUSED = "refused", _("Not recorded: the recording could not be begun")
    BROKEN_OFF = "broken-off", _("A recording broke off")
    FINISHING = "finishing", _("A finished call could not be written")
    AS_CONTAINER = "as-container", _("A recording was left unfinished")
    REJECTED = "rejected", _("The record of a call could not be read")


MANAGING = (Responsible.CHIEF, Responsible.DEPUTY, Responsible.KEEPER)


class LineMode(models.TextChoices):
    """How calls of a line are recorded (제2조 3, 4); without an approved use none is."""

    FULL = Mode.FULL.value, _("Every call")
    SELECTIVE = Mode.SELECTIVE.value, _("When the official starts it")
    NONE = "none", _("Not recorded")


class CallMode(models.TextChoices):
    FULL = Mode.FULL.value, _("Every call")
    SELECTIVE = Mode.SELECTIVE.value, _("When the official starts it")
    SIPREC = Mode.SIPREC.value, _("From the exchange (SIPREC)")
    IMPORTED = Mode.IMPORTED.value, _("Imported")


class CallOutcome(models.TextChoices):
    TALKED = Outcome.TALKED.value, _("Talked")
    LEFT_IN_NOTICE = Outcome.LEFT_IN_NOTICE.value, _("Left during the notice")
    CANCELLED = Outcome.CANCELLED.value, _("Cancelled")
    BUSY = Outcome.BUSY.value, _("Busy")
    NO_ANSWER = Outcome.NO_ANSWER.value, _("Not answered")
    REFUSED = Outcome.REFUSED.value, _("Not accepted")
    TRANSFERRED = Outcome.TRANSFERRED.value, _("Put through to another line")
    INTERRUPTED = Outcome.INTERRUPTED.value, _("Interrupted")
    FAILED = Outcome.FAILED.value, _("Failed")


class NoticeKind(models.TextChoices):
    FULL = "full", _("Before every call")
    SELECTIVE = "selective", _("When a recording is started")


class AnswerChoice(models.TextChoices):
    ANSWER = AnswerBy.ANSWER.value, _("Answer, then speak the notice (every exchange)")
    EARLY = AnswerBy.EARLY_MEDIA.value, _("Speak the notice before answering (free for the caller)")


class FullChoice(models.TextChoices):
    CONNECT = WhenFull.CONNECT_UNRECORDED.value, _("Connect without notice and recording")
    REFUSE = WhenFull.REFUSE_CALL.value, _("Refuse the call")


class AudioChoice(models.TextChoices):
    FLAC = AudioFormat.FLAC.value, _("FLAC (lossless)")
    OPUS = AudioFormat.OPUS.value, _("Opus (a fifth of the room)")


class FileKind(models.TextChoices):
    CONTAINER = "container", _("Not finished")
    FLAC = AudioFormat.FLAC.value, "FLAC"
    OPUS = AudioFormat.OPUS.value, "Opus"


@dataclass(frozen=True)
class Filters:
    """`first`, `last`: days in Korea, both included. `number`: a whole one, normalised, of either party."""

    first: date | None = None
    last: date | None = None
    number: PhoneNumber = field(default=PhoneNumber(""), repr=False)
    line: int | None = None
    department: int | None = None
    outcome: str = ""
