"""Which database role may do what with which table (ALL-6): PostgreSQL itself keeps the zones apart.

`haechi_owner` migrates and owns everything; the sites and the worker connect as roles of their own. A role
that is not named for a table has no right on it. `(column, …)` limits a right to columns: a model whose rows
are inserted needs SELECT of what INSERT returns, its key.
"""

from collections.abc import Iterator, Mapping
from typing import Final

REPORTER, STAFF, WORKER = "haechi_reporter", "haechi_staff", "haechi_worker"
ROLES: Final = (REPORTER, STAFF, WORKER)
READ: Final = "SELECT"
ALL: Final = "SELECT, INSERT, UPDATE, DELETE"
_ADD: Final = "SELECT, INSERT"
_CHANGE: Final = "SELECT, INSERT, UPDATE"
_INSERT_BLIND: Final = "SELECT (id), INSERT"
_INSERT_CASE: Final = "SELECT (case_id), INSERT"

Rights = Mapping[str, str]
NOBODY: Final[Rights] = {}

GRANTS: Final[Mapping[str, Rights]] = {
    # What a reporter may see: institutions, and the public half of desks and officers.
    "institutions_institution": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "institutions_department": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    "institutions_category": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "institutions_entrypoint": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "institutions_question": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    "institutions_institutiontext": {REPORTER: READ, STAFF: ALL},
    "institutions_contactchannel": {REPORTER: READ, STAFF: ALL},
    "institutions_temporaryholiday": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    "institutions_intakecount": {REPORTER: "SELECT, INSERT, UPDATE (count)", STAFF: READ},
    "custody_officer": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "custody_duty": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    # Who is away when, and nothing of why: the reporter's process tells those on duty today.
    "custody_rosterentry": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    "custody_leave": {REPORTER: READ, STAFF: ALL, WORKER: READ},
    "custody_desk": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "custody_deskepoch": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "custody_recoverykit": {STAFF: _CHANGE},
    "custody_recoveryrequest": {STAFF: ALL},
    "custody_deskseat": {REPORTER: "SELECT (id, epoch_id, officer_id)", STAFF: ALL, WORKER: READ},
    # Reports. Only the worker destroys; a reporter's zone adds, and changes what is the reporter's.
    "reports_reportcounter": {
        REPORTER: "SELECT, INSERT, UPDATE (last)",
        STAFF: "SELECT, INSERT, UPDATE (last)",
        WORKER: "SELECT, DELETE",
    },
    "reports_report": {
        REPORTER: "SELECT, INSERT, UPDATE (has_news, withdrawn_on)",
        STAFF: _CHANGE,  # what came by an open chat elsewhere is entered by an officer
        WORKER: "SELECT, UPDATE, DELETE",
    },
    "reports_erasurekey": {REPORTER: _ADD, STAFF: _ADD, WORKER: "SELECT, UPDATE, DELETE"},
    "reports_reportseal": {
        REPORTER: _INSERT_BLIND,
        STAFF: ALL,
        WORKER: "SELECT, DELETE",
    },
    "reports_exclusion": {REPORTER: _ADD, STAFF: READ, WORKER: "SELECT, DELETE"},
    "reports_draft": {REPORTER: ALL, STAFF: READ, WORKER: "SELECT, UPDATE, DELETE"},
    "reports_attachment": {REPORTER: ALL, STAFF: ALL, WORKER: "SELECT, DELETE"},
    "reports_keydelay": {REPORTER: ALL, WORKER: "SELECT, UPDATE, DELETE"},
    "reports_guessbudget": {REPORTER: _CHANGE, WORKER: "SELECT, DELETE"},
    "conversations_message": {
        REPORTER: "SELECT, INSERT, UPDATE (is_read)",
        STAFF: _CHANGE,
        WORKER: "SELECT, DELETE",
    },
    "conversations_message_attachments": {
        REPORTER: "SELECT, INSERT, DELETE",
        STAFF: ALL,
        WORKER: "SELECT, DELETE",
    },
    # Talk. A reporter's zone opens a chat with a code, counts it there, and lets an ended chat wait again.
    "talks_chat": {
        REPORTER: "SELECT, INSERT, UPDATE (state, closed_on, is_told)",
        STAFF: _CHANGE,
        WORKER: "SELECT, UPDATE (state, closed_on, is_told), DELETE",
    },
    "talks_participationcode": {
        REPORTER: "SELECT, UPDATE (opened)",
        STAFF: _CHANGE,
        WORKER: ALL,
    },
    "talks_talksettings": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    # Cases. A reporter's zone files one, reads its number and state, and adds her consents.
    "cases_casecounter": {REPORTER: "SELECT, INSERT, UPDATE (last)", STAFF: _CHANGE, WORKER: READ},
    "cases_case": {
        REPORTER: "SELECT (id, institution_id, report_id, year, sequence, registered_on, received_on,"
        " channel, track, state, state_on, due_on), INSERT",
        STAFF: _CHANGE,
        WORKER: "SELECT, UPDATE",
    },
    "cases_casekey": {REPORTER: _INSERT_CASE, STAFF: _ADD, WORKER: "SELECT, DELETE"},
    "cases_caseseal": {REPORTER: _INSERT_BLIND, STAFF: ALL, WORKER: "SELECT, DELETE"},
    "cases_caseexclusion": {
        REPORTER: "SELECT (id, case_id, officer_id), INSERT",
        STAFF: ALL,
        WORKER: "SELECT, DELETE",
    },
    "cases_handler": {STAFF: _CHANGE, WORKER: READ},
    "cases_caseevent": {
        REPORTER: "SELECT (id, case_id, number), INSERT",
        STAFF: _ADD,
        WORKER: "SELECT, INSERT, DELETE",
    },
    "cases_caseclock": {
        REPORTER: "SELECT (id, case_id, kind, rule, length, unit, law, history, due_on), INSERT",
        STAFF: _CHANGE,
        WORKER: "SELECT, UPDATE, DELETE",
    },
    "cases_supplement": {
        REPORTER: "SELECT (id, case_id, number, due_on, answered_on, expired_on)",
        STAFF: _CHANGE,
        WORKER: "SELECT, DELETE",
    },
    "cases_exchange": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_objection": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_paper": {
        REPORTER: "SELECT (id, case_id, entry, direction, kind, dated_on, officer_id), INSERT",
        STAFF: ALL,
        WORKER: "SELECT, DELETE",
    },
    "cases_paperfile": {REPORTER: _INSERT_BLIND, STAFF: ALL, WORKER: "SELECT, DELETE"},
    "cases_party": {
        REPORTER: "SELECT (id, case_id, number), INSERT",
        STAFF: _CHANGE,
        WORKER: "SELECT, DELETE",
    },
    "cases_consent": {
        REPORTER: 'SELECT (id, case_id, number, kind, given, "on", by_reporter), INSERT',
        STAFF: _ADD,
        WORKER: "SELECT, DELETE",
    },
    "cases_identityopening": {STAFF: _ADD, WORKER: "SELECT, DELETE"},
    "cases_protection": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_retaliation": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_reward": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_casesettings": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    "cases_designation": {STAFF: _CHANGE, WORKER: READ},
    "cases_consultation": {STAFF: _CHANGE, WORKER: "SELECT, DELETE"},
    "cases_consultationkey": {STAFF: _ADD, WORKER: "SELECT, DELETE"},
    "cases_noticetemplate": {STAFF: ALL},
    "notifications_delivery": {REPORTER: _INSERT_BLIND, STAFF: _ADD, WORKER: ALL},
    "notifications_channelstate": {STAFF: READ, WORKER: _CHANGE},
    # Practice. Officers' pages have no right on practice reports at all (P-23).
    "practice_training": {
        REPORTER: "SELECT, UPDATE (unsaid)",
        STAFF: _CHANGE,
        WORKER: "SELECT, DELETE",
    },
    "practice_practicedepartment": {
        REPORTER: "SELECT, UPDATE (taken)",
        STAFF: _CHANGE,
        WORKER: "SELECT, DELETE",
    },
    "practice_practicekey": {REPORTER: READ, STAFF: _ADD, WORKER: "SELECT, DELETE"},
    "practice_practicereport": {
        REPORTER: "SELECT, INSERT, UPDATE (talk)",
        WORKER: "SELECT, UPDATE, DELETE",
    },
    "practice_practicename": {REPORTER: _INSERT_BLIND, STAFF: READ, WORKER: "SELECT, DELETE"},
    # Calls. The worker makes rows and destroys; officers' pages decide, and grant.
    # Of these the public page reads to whom a request is sealed, and whether there is anything to ask for.
    "recordings_designation": {
        REPORTER: "SELECT (institution_id, officer_id, kind, since, until)",
        STAFF: ALL,
        WORKER: READ,
    },
    "recordings_pledge": {STAFF: _ADD, WORKER: READ},
    "recordings_recordinguse": {
        REPORTER: "SELECT (institution_id, state)",
        STAFF: _CHANGE,
        WORKER: READ,
    },
    "recordings_line": {STAFF: _CHANGE, WORKER: READ},
    "recordings_notice": {STAFF: _ADD, WORKER: READ},
    "recordings_recordingsettings": {STAFF: _CHANGE, WORKER: READ},
    "recordings_daykey": {STAFF: "SELECT, UPDATE (destroy_on)", WORKER: _CHANGE},
    "recordings_call": {STAFF: READ, WORKER: _CHANGE},
    "recordings_noticeproof": {STAFF: READ, WORKER: _ADD},
    "recordings_recordingfile": {STAFF: "SELECT, UPDATE", WORKER: _CHANGE},
    "recordings_hold": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "recordings_claim": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "recordings_grant": {STAFF: _CHANGE, WORKER: "SELECT, UPDATE"},
    "recordings_importmapping": {STAFF: _CHANGE},
    "recordings_importbatch": {STAFF: _ADD, WORKER: "SELECT, UPDATE, DELETE"},
    "recordings_importfile": {STAFF: _ADD, WORKER: "SELECT, UPDATE, DELETE"},
    "recordings_roomstate": {STAFF: READ, WORKER: _CHANGE},
    "recordings_recorderalarm": {STAFF: READ, WORKER: ALL},
    "disclosures_requestcounter": {REPORTER: "SELECT, INSERT, UPDATE (last)", STAFF: _CHANGE},
    "applicants_requestperiods": {REPORTER: READ, STAFF: _CHANGE, WORKER: READ},
    # The public page adds a request and reads where it stands, never what it says.
    "disclosures_request": {
        REPORTER: "SELECT (id, institution_id, series, year, sequence, state, way, received_at,"
        " ended_on, papers_gone_on, locator, submission_tag, applicant_seal), INSERT",
        STAFF: _CHANGE,
        WORKER: "SELECT, UPDATE",
    },
    "applicants_requestkey": {
        REPORTER: "SELECT (request_id, papers), INSERT",
        STAFF: _ADD,
        WORKER: "SELECT, UPDATE, DELETE",
    },
    "disclosures_requestseal": {REPORTER: _INSERT_BLIND, STAFF: _ADD, WORKER: "SELECT, DELETE"},
    "disclosures_decision": {
        REPORTER: "SELECT (id, request_id, step, verdict, at, reason)",
        STAFF: _CHANGE,
        WORKER: "SELECT, UPDATE",
    },
    "applicants_supplement": {
        REPORTER: "SELECT (id, request_id, asked_id), INSERT",
        STAFF: READ,
        WORKER: "SELECT, DELETE",
    },
    "disclosures_item": {STAFF: ALL, WORKER: "SELECT, UPDATE, DELETE"},
    "disclosures_proof": {
        REPORTER: "SELECT (id, request_id, position), INSERT",
        STAFF: _ADD,
        WORKER: "SELECT, DELETE",
    },
    "disclosures_delivery": {STAFF: _ADD, WORKER: "SELECT, UPDATE"},
    # The officers' side.
    "publicity_logo": {STAFF: ALL},
    "publicity_printedtexts": {STAFF: ALL},
    "statistics_publication": {REPORTER: READ, STAFF: ALL, WORKER: ALL},
    "audit_auditentry": {
        STAFF: _ADD,
        WORKER: "SELECT, INSERT, DELETE",
    },  # what is due: a trigger looks
    "audit_auditcut": {STAFF: READ, WORKER: _ADD},
    "audit_audithead": {STAFF: _CHANGE, WORKER: _CHANGE},
    "access_control_accessright": {STAFF: _ADD, WORKER: "SELECT, INSERT, DELETE"},
    "access_control_review": {STAFF: _ADD, WORKER: "SELECT, INSERT, DELETE"},
    "access_control_findingmark": {STAFF: ALL},
    "access_control_allowednetwork": {STAFF: ALL, WORKER: ALL},  # the console lifts a rule
    "access_control_signindelay": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "staff_account": {STAFF: _CHANGE, WORKER: READ},
    "staff_officersecret": {STAFF: ALL},
    "staff_usedcode": {STAFF: ALL},
    "signon_signonlink": {STAFF: ALL},
    "signon_signonquestion": {STAFF: ALL},
    "inbox_internalnote": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "inbox_reportread": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "inbox_legalhold": {STAFF: ALL, WORKER: READ},
    "continuity_generation": {REPORTER: READ, STAFF: READ, WORKER: _CHANGE},
    "continuity_departure": {REPORTER: READ, STAFF: READ, WORKER: READ},
    "continuity_leavingrequest": {STAFF: ALL, WORKER: READ},
    "continuity_arrival": {REPORTER: READ, STAFF: READ, WORKER: READ},
    "continuity_exportreceipt": {STAFF: READ, WORKER: READ},
    "retention_destructionrecord": {STAFF: READ, WORKER: _ADD},
    "django_session": {STAFF: ALL, WORKER: "SELECT, DELETE"},
    "mfa_authenticator": {STAFF: ALL, WORKER: READ},
    "axes_accessattempt": NOBODY,
    "axes_accessattemptexpiration": NOBODY,
    "axes_accessfailurelog": NOBODY,
    "axes_accesslog": NOBODY,
    "account_emailaddress": {STAFF: READ},  # empty: addresses of officers lie sealed elsewhere
    "account_emailconfirmation": NOBODY,
    # The framework's own.
    "auth_group": NOBODY,
    "auth_group_permissions": NOBODY,
    "auth_permission": NOBODY,
    "django_content_type": NOBODY,
    "django_migrations": {WORKER: READ},
}


def statements(tables: list[str]) -> Iterator[str]:
    """SQL that takes every right away and gives those of `GRANTS`; for the owner, in one transaction.

    Raises:
        KeyError: a table without a decision; nothing may be granted then.
    """
    everyone = ", ".join(ROLES)
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everyone}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everyone}"
    yield f"GRANT USAGE ON SCHEMA public TO {everyone}"
    for table in sorted(tables):
        for role, rights in GRANTS[table].items():
            yield f"GRANT {rights} ON {table} TO {role}"


def role_statements() -> Iterator[str]:
    """SQL that makes the roles that are missing; for whoever may create roles."""
    for role in ROLES:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
            f" THEN CREATE ROLE {role} LOGIN; END IF; END $$"
        )
