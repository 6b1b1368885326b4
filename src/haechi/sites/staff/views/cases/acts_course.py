"""Acts of handling, from the requirements to the destruction of the record (제15조 to 제21조)."""

from django.utils.translation import gettext_lazy as _

from haechi.cases.states import OPEN
from haechi.cases.states import Event as E
from haechi.casework import ending, handling, objections, supplements
from haechi.sites.staff.forms.cases import course
from haechi.sites.staff.views.cases.act import Act, Group

COURSE = (
    Act(
        "requirements", _("Check the five requirements"), "제15조제1항",
        _("Tick which of the five requirements the report meets. What is missing can then be asked for."),
        Group.COURSE, handling.judge_requirements, course.RequirementsForm,
        shown=lambda case: case.state in OPEN,
    ),
    Act(
        "supplement", _("Ask for a supplement"), "제15조제1항·제2항",
        _("Possible when one of the five requirements is missing. The handling period stands still until the "
          "supplement comes or its period ends. A second request allows at most 7 days."),
        Group.COURSE, supplements.request_supplement, course.SupplementForm, (E.REQUEST_SUPPLEMENT,),
        part="papers",
    ),
    Act(
        "supplement-received", _("A supplement came"), "제15조·제17조제3항",
        _("Goes into the record by its date. Within the period the handling period runs on; after the case "
          "has ended it is filed and changes nothing."),
        Group.COURSE, supplements.supplement_received, course.SupplementReceivedForm,
        (E.SUPPLEMENT_RECEIVED, E.LATE_SUPPLEMENT), part="papers",
    ),
    Act(
        "supplement-expired", _("The supplement period is over"), "제15조제2항",
        _("Possible on the day after the period ended without an answer. The handling period runs on."),
        Group.COURSE, supplements.supplement_expired, events=(E.SUPPLEMENT_EXPIRED,),
    ),
    Act(
        "investigate", _("Begin the investigation"), "제19조제1항",
        _("The reporter sees “under investigation”."),
        Group.COURSE, handling.start_investigation, course.NoteForm, (E.START_INVESTIGATION,),
    ),
    Act(
        "log", _("Write an investigation record"), "제17조제3항·제19조제1항",
        _("Goes into the record by its date. Without one the investigation cannot be ended."),
        Group.COURSE, handling.log_investigation, course.LogForm, (E.LOG,), part="papers",
    ),
    Act(
        "conclude", _("End the investigation"), "제19조제1항",
        _("Needs at least one investigation record. The handling period is met; a draft of the notice of the "
          "result is laid into the record, for a referred case the 10 days to the Commission begin."),
        Group.COURSE, handling.end_investigation, course.ConcludeForm, (E.END_INVESTIGATION,),
        part="papers",
    ),
    Act(
        "extend", _("Extend the handling period"), "제19조제8항",
        _("Once, at most 15 days, before the period ends, with a reason. The reporter is told."),
        Group.COURSE, handling.extend, course.ExtendForm, (E.EXTEND,), part="clocks",
    ),
    Act(
        "period", _("Period of another law"), "제19조제8항 단서",
        _("Where another law sets the handling period, it is counted from receipt as that law's."),
        Group.COURSE, handling.override_period, course.PeriodForm,
        shown=lambda case: case.state in OPEN and not case.extended, part="clocks",
    ),
    Act(
        "object", _("An objection came"), "제21조제1항",
        _("Within 14 days of the notice of the result, by form 9. A later one is filed as a paper."),
        Group.COURSE, objections.object_to_result, course.ObjectionForm, (E.OBJECT,), part="papers",
    ),
    Act(
        "answer-objection", _("Answer the objection"), "제21조제3항",
        _("The draft of the answer is laid into the record; it goes without delay."),
        Group.COURSE, objections.answer_objection, course.AnswerForm, (E.ANSWER_OBJECTION,),
        part="papers",
    ),
)  # fmt: skip
ENDING = (
    Act(
        "close", _("Close the case"), "제20조제1항",
        _("Only for one of the eight grounds. Each says below whether its precondition holds. The reporter "
          "is told without delay, with the reason."),
        Group.ENDING, ending.close, course.ClosingForm, (E.CLOSE,), part="papers", danger=True,
        template="site_staff/cases/close.html",
    ),
    Act(
        "convert", _("Handle as an ordinary complaint"), "제11조제2항",
        _("Only where it is plainly no violation of the public interest. The reporter is told."),
        Group.ENDING, ending.convert, course.ReasonForm, (E.CONVERT,), part="papers", danger=True,
    ),
    Act(
        "withdraw", _("The report was withdrawn"), "제16조제1항",
        _("Registered only: whether the case is closed or goes on is decided afterwards."),
        Group.ENDING, ending.register_withdrawal, course.WithdrawalForm, (E.WITHDRAW,),
    ),
    Act(
        "go-on", _("Go on although withdrawn"), "제16조제2항",
        _("Where the violation is serious and evidence is there."),
        Group.ENDING, ending.go_on_although_withdrawn, course.ReasonForm, (E.GO_ON,),
    ),
    Act(
        "close-withdrawn", _("Close on withdrawal"), "제16조제1항",
        _("Possible when a withdrawal is registered and it was not decided to go on."),
        Group.ENDING, ending.close_withdrawn, events=(E.CLOSE_WITHDRAWN,), part="papers", danger=True,
    ),
    Act(
        "file-away", _("Close the record"), "제17조제1항·별지 제6호서식",
        _("When every notice has gone and no objection is possible any more. The period of keeping begins on "
          "1 January; at its end the record is destroyed with a certificate."),
        Group.ENDING, ending.file_away, course.FileAwayForm, (E.FILE_AWAY,), danger=True,
    ),
    Act(
        "hold", _("Legal hold"), "보존 명령",
        _("Keeps the record beyond its period, or ends such a hold."),
        Group.RECORD, ending.hold, course.HoldForm,
    ),
)  # fmt: skip
