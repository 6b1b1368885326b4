"""Every periodic job, with its lane and its interval in seconds."""

from functools import partial

from haechi.access_control import delays
from haechi.casework import deadlines
from haechi.casework.retention import destroy_due_cases, destroy_due_consultations
from haechi.continuity.marks import grow
from haechi.disclosures import access, grants, replies, waiting
from haechi.disclosures.retention import destroy_due_requests, forget_tags
from haechi.jobs import blobs, channels, destruction, heartbeat, records, reviews, upkeep
from haechi.jobs.deliver import deliver_due
from haechi.jobs.senders import Senders
from haechi.jobs.steady import Steady
from haechi.jobs.worker import Job
from haechi.notifications.types import Channel
from haechi.recordings import days, intake, plan_folder, room, taking, watch
from haechi.recordings import destruction as recording_destruction
from haechi.recordings.grants import end_due_grants
from haechi.reports.drafts import purge_expired_drafts
from haechi.statistics.publication import publish_closed_quarters
from haechi.talks.retention import close_idle_chats
from haechi.talks.rotation import provide_all
from haechi.talks.telling import tell_unread

_HOUR = 3600.0


def all_jobs(senders: Senders) -> list[Job]:
    """Those that destroy by the day wait where the clock was set (`believed`)."""
    believed = Steady().once_settled
    return [
        Job("heartbeat", "heartbeat", heartbeat.EVERY, heartbeat.beat),
        Job("sms", "sms", 1.0, partial(deliver_due, Channel.SMS, senders)),
        Job("mail", "mail", 1.0, partial(deliver_due, Channel.EMAIL, senders)),
        Job("channels", "upkeep", channels.EVERY, partial(channels.tell_channels, senders)),
        Job("drafts", "upkeep", _HOUR, believed(purge_expired_drafts)),
        Job("misses", "upkeep", _HOUR, upkeep.forget_misses),
        Job("submission tags", "upkeep", 6 * _HOUR, believed(upkeep.forget_submission_tags)),
        Job("sign-in delays", "upkeep", _HOUR, delays.forget_old),
        Job("sessions", "upkeep", _HOUR, upkeep.forget_sessions),
        Job("due reports", "upkeep", 6 * _HOUR, believed(destruction.destroy_due_reports)),
        Job("participation codes", "upkeep", 600.0, provide_all),
        Job("unread chats", "upkeep", 120.0, tell_unread),
        Job("idle chats", "upkeep", 6 * _HOUR, believed(close_idle_chats)),
        Job("due chats", "upkeep", 6 * _HOUR, believed(destruction.destroy_due_chats)),
        Job("deadlines of cases", "upkeep", _HOUR, deadlines.watch),
        Job("due records of cases", "upkeep", 6 * _HOUR, believed(destroy_due_cases)),
        Job("due consultations", "upkeep", 24 * _HOUR, believed(destroy_due_consultations)),
        Job("due requests", "upkeep", 6 * _HOUR, believed(destroy_due_requests)),
        Job("tags of requests", "upkeep", 6 * _HOUR, believed(forget_tags)),
        Job("practice", "upkeep", _HOUR, believed(destruction.destroy_due_practice)),
        Job("old deliveries", "upkeep", 24 * _HOUR, believed(destruction.destroy_old_deliveries)),
        Job("old trail", "upkeep", 24 * _HOUR, believed(records.destroy_old_trail)),
        Job("overdue reviews", "upkeep", 24 * _HOUR, reviews.remind),
        Job("old rights", "upkeep", 24 * _HOUR, believed(records.destroy_old_rights)),
        Job("journal of calls", "calls", intake.EVERY, intake.take_in),
        Job("plan of the recorder", "calls", plan_folder.EVERY, plan_folder.write_plan),
        Job("days of recording", "calls", 600.0, days.make_days),
        Job("import keys that are over", "calls", 600.0, believed(days.forget_import_keys)),
        Job("operations room", "room", room.EVERY, room.look),
        Job("alarms of recording", "room", watch.EVERY, watch.watch),
        Job("uploads of calls", "imports", taking.EVERY, believed(taking.take_uploads)),
        Job("due recordings", "calls", _HOUR, believed(recording_destruction.destroy_due_days)),
        Job("due grants", "calls", _HOUR, believed(end_due_grants)),
        Job("recordings of requests that are over", "calls", _HOUR, believed(grants.let_go)),
        Job("answers of applicants", "calls", 60.0, access.take_up),
        Job("replies of recordings", "calls", _HOUR, replies.remind),
        Job("undecided requests", "calls", 6 * _HOUR, waiting.remind_undecided),
        Job("unanswered requests", "calls", _HOUR, believed(waiting.end_unanswered)),
        Job("public figures", "upkeep", 6 * _HOUR, publish_closed_quarters),
        Job("blobs", "upkeep", 24 * _HOUR, believed(blobs.remove_orphans)),
        Job("generation", "upkeep", _HOUR, grow),
        Job("database", "upkeep", _HOUR, upkeep.tidy_database),
    ]
