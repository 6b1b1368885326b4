"""Why something is not possible now, in words to show (`cases.errors.NotNow`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    """Why something is not possible now."""

    STATE = "state", _("Not possible in the case's present state.")
    NOT_REFERRED = "not-referred", _("Only for a case that the Commission referred.")
    REFERRED = "referred", _("A referred case goes back through the Commission.")
    NO_CONSENT = "no-consent", _("The reporter's recorded consent is missing.")
    NO_CONSULTATION = "no-consultation", _("The Commission has not been consulted yet.")
    NO_REASON = "no-reason", _("A reason must be written down.")
    EXTENDED = "extended", _("The period has been extended already; only once is allowed.")
    TOO_LONG = "too-long", _("At most 15 days are allowed.")
    PERIOD_OVER = "period-over", _("The period has ended already.")
    SECOND_TOO_LONG = "second-too-long", _("The second supplement period is at most 7 days.")
    SUPPLEMENT_OPEN = "supplement-open", _("A supplement request is still open.")
    NO_SUPPLEMENT = "no-supplement", _("No supplement request is open.")
    SUPPLEMENT_RUNNING = "supplement-running", _("The supplement period has not ended yet.")
    COMPLETE = "complete", _("Nothing is missing in the five requirements.")
    TWO_REQUESTS = (
        "two-requests",
        _("Two supplement requests must be past due without an answer (article 20(1)3)."),
    )
    REPORTER_KNOWN = "reporter-known", _("The reporter is known: article 20(1)2 does not apply.")
    NOT_REPEATED = (
        "not-repeated",
        _("An earlier case whose result was notified must be named (article 20(1)4)."),
    )
    NOT_PUBLISHED = (
        "not-published",
        _(
            "Where it was published must be written down, and that there is no new evidence (article 20(1)5)."
        ),
    )
    REPORTERS_TIP = (
        "reporters-tip",
        _("It was published on this reporter's tip: article 20(1)5 does not apply."),
    )
    NO_OTHER_BODY = (
        "no-other-body",
        _("The other body and its law must be written down (article 20(1)6)."),
    )
    EVIDENCE_THERE = (
        "evidence-there",
        _("There is evidence, or none was asked for or looked for yet (article 20(1)8)."),
    )
    NOT_JUDGED = "not-judged", _("What the finding rests on must be in the case's record.")
    NOT_WITHDRAWN = "not-withdrawn", _("The report has not been withdrawn.")
    WITHDRAWN = "withdrawn", _("The report has been withdrawn already.")
    SERIOUS = "serious", _("It was decided to go on although the report was withdrawn.")
    NOT_FOUND_OUT = "not-found-out", _("Nothing of the investigation has been written down yet.")
    FIVE_CONTENTS = "five-contents", _("The five contents of the result are not all there.")
    OBJECTION_LATE = "objection-late", _("The 14 days for an objection are over.")
    OBJECTION_RUNNING = "objection-running", _("The 14 days for an objection are still running.")
    HELD = "held", _("The record is under a legal hold.")
    NOTICE_OWED = "notice-owed", _("A notice to the reporter has not been sent yet.")
    RETENTION = "retention", _("The retention period has not ended yet.")
    NOT_INSIDER = "not-insider", _("Only for an inside reporter.")
    INSIDER = "insider", _("Not for an inside reporter on this ground.")
    SENT = "sent", _("What was sent stays as it was sent.")
    UNREAD = "unread", _("The reporter sent something more. Open the case and read it first.")
    MISSING_FIELD = "missing-field", _("The notice still has an unfilled field.")
    EXCLUDED = "excluded", _("This officer is excluded from the case.")
    LAST_HANDLER = "last-handler", _("Nobody would be left who can open the case.")
    LAST_REPORTER = (
        "last-reporter",
        _("The last reporter cannot leave: that is a withdrawal of the report."),
    )
    NOT_A_PARTY = "not-a-party", _("Not a reporter of this case.")
    NO_PROOF = "no-proof", _("Proof of authority is missing.")
    NO_ADDRESS = "no-address", _("There is no way to reach the reporter like that.")
    ALREADY = "already", _("That has been recorded already.")
