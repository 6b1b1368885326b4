"""The names of what is recorded. A new kind of access gets its name here, and its label."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    SIGN_IN = "session.sign_in", _("Signed in")
    SIGN_IN_FAILED = "session.sign_in_failed", _("Sign-in failed")
    SIGN_OUT = "session.sign_out", _("Sign-out")
    REPORT_OPENED = "report.opened", _("Opened a report")
    ATTACHMENT_OPENED = "attachment.opened", _("Opened an attachment")
    REPORT_SEARCHED = "report.searched", _("Searched in reports")
    REPORT_STATE = "report.state", _("Changed the status of a report")
    REPORT_ASSIGNED = "report.assigned", _("Assigned a report")
    REPORT_MERGED = "report.merged", _("Merged reports")
    REPORT_DESTROYED = "report.destroyed", _("Destroyed a report")
    HOLD_SET = "report.hold", _("Put a report under a legal hold")
    HOLD_RELEASED = "report.hold_released", _("Ended a legal hold")
    LIST_EXPORTED = "report.exported", _("Downloaded a list of reports")
    RESULT_SET = "report.result", _("Wrote the result")
    NOTE_ADDED = "report.note", _("Wrote an internal note")
    MESSAGE_SENT = "message.sent", _("Sent a message to the reporter")
    OFFICER_CREATED = "officer.created", _("Created an officer")
    OFFICER_SUSPENDED = "officer.suspended", _("Suspended an officer")
    OFFICER_REMOVED = "officer.removed", _("Removed an officer")
    KEY_RENEWED = "officer.key_renewed", _("Gave an officer a new key")
    RECOVERED = "officer.recovered", _("Brought an officer back")
    ROLE_CHANGED = "officer.role", _("Changed a role or duty")
    DESK_EPOCH = "desk.epoch", _("Opened a new desk epoch")
    DESK_ADMITTED = "desk.admitted", _("Admitted an officer to a desk")
    INSTITUTION_CREATED = "institution.created", _("Created an institution")
    SETTINGS_CHANGED = "institution.settings", _("Changed settings")
