"""Acts about other bodies, people, papers, protection and money."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from haechi.cases.models import Case
from haechi.cases.people import consents_now
from haechi.cases.problems import Problem
from haechi.cases.states import Event as E
from haechi.cases.types import ConsentKind, PartyKind
from haechi.casework import money, notices, papers, people, protection, transfers
from haechi.sites.staff.forms.cases import letters
from haechi.sites.staff.forms.cases import people as who
from haechi.sites.staff.views.cases.act import Act, Group


def _has_open(name: str, closed: str) -> Any:  # noqa: ANN401  a predicate over Django's reverse managers
    def there(case: Case) -> bool:
        return bool(getattr(case, name).filter(**{f"{closed}__isnull": True}).exists())

    return there


def _insider(case: Case) -> Problem | None:
    return None if case.insider is True else Problem.NOT_INSIDER


def _recommendation(case: Case) -> Problem | None:
    return None if consents_now(case).get(ConsentKind.RECOMMENDATION) else Problem.NO_CONSENT


def _can_waive(case: Case) -> bool:
    return bool(case.owed) and not (case.reporter_known or case.report_id or case.is_referred)


def _of_people(kinds: tuple[PartyKind, ...], least: int) -> Callable[[Case], bool]:
    def there(case: Case) -> bool:
        return case.parties.filter(kind__in=kinds, left_on__isnull=True).count() >= least

    return there


LETTERS = (
    Act(
        "transfer", _("Transfer to another body"), "제18조제1항",
        _("Only after the reporter's recorded consent. Form 8 goes with it, and the reporter is told."),
        Group.LETTERS, transfers.transfer, letters.TransferForm, (E.TRANSFER,), part="papers",
        danger=True,
    ),
    Act(
        "retransfer", _("Refer again"), "제18조제2항",
        _("What the Commission referred goes on to another body, after the Commission was consulted."),
        Group.LETTERS, transfers.retransfer, letters.TransferForm, (E.RETRANSFER,), part="papers",
        danger=True,
    ),
    Act(
        "letter", _("Letter to another body"), "제18조제2항·제19조제4항·제5항·제28조의4",
        _("Request for cooperation; of a referred case also questions through the Commission, consultation, "
          "and a demand that came from it."),
        Group.LETTERS, transfers.ask, letters.LetterForm, part="letters",
    ),
    Act(
        "letter-answer", _("An answer came or went"), "제18조제2항·제19조제4항·제5항·제28조의4",
        _("The answer to a letter goes into the record by its date."),
        Group.LETTERS, transfers.answered, letters.LetterAnswerForm,
        shown=_has_open("exchanges", "answered_on"), part="letters",
    ),
    Act(
        "report-result", _("Report the result to the Commission"), "제19조제3항",
        _("Within 10 days of the end of the investigation, with all five contents. “None” is an answer too."),
        Group.LETTERS, transfers.report_result, letters.ResultForm, (E.REPORT_RESULT,), part="papers",
    ),
)  # fmt: skip
PEOPLE = (
    Act(
        "consent", _("Record a consent"), "제12조제2항·제18조제1항·제28조의2제2항",
        _("What the reporter agreed to or refused, each thing by itself. Taking it back is recorded likewise; "
          "a transfer that has not gone cannot go then."),
        Group.PEOPLE, people.record_consent, who.ConsentForm, part="people",
    ),
    Act(
        "person", _("Add a person"), "제13조",
        _("Another reporter, a proxy with proof of authority, or an accused. Reporters' and proxies' "
          "identities are sealed to the 공익신고책임관's desk: only its members can add them."),
        Group.PEOPLE, people.add_party, who.PartyForm, part="people",
    ),
    Act(
        "representative", _("Choose the representative"), "제13조제1항",
        _("One of several reporters, by form 5. Every notice goes to her from then on."),
        Group.PEOPLE, people.choose_representative, who.ReporterForm, part="people",
        shown=_of_people((PartyKind.REPORTER,), 2),
    ),
    Act(
        "leave", _("A reporter or proxy leaves"), "제13조",
        _("The others stay. The last reporter cannot leave: that is a withdrawal of the report."),
        Group.PEOPLE, people.party_left, who.LeavingForm, part="people",
        shown=_of_people((PartyKind.REPORTER, PartyKind.PROXY), 2),
    ),
    Act(
        "handler", _("Add a handler"), "제17조제4항",
        _("Another officer of the centre who can open this case from now on."),
        Group.PEOPLE, people.assign_handler, who.OfficerOfCase, part="people",
    ),
    Act(
        "release", _("Release a handler"), "제17조제4항",
        _("The officer handles it no more. With nobody left every member of the centre can open it."),
        Group.PEOPLE, people.release_handler, who.ReleaseForm, part="people",
    ),
    Act(
        "exclude", _("Exclude an officer (conflict of interest)"), "이해충돌",
        _("The officer's keys do not open this case any more, it is missing from every list, and it cannot be "
          "undone here."),
        Group.PEOPLE, people.exclude_for_conflict, who.ExcludeForm, part="people", danger=True,
    ),
)  # fmt: skip
CARE = (
    Act(
        "protect", _("Open a protection matter"), "제27조",
        _("One of the eight grounds. A draft of the guidance for the reporter is laid into the record."),
        Group.CARE, protection.open_measure, letters.ProtectForm, part="protection",
    ),
    Act(
        "protect-done", _("Close a protection matter"), "제27조",
        _("Needs what was done, and the day on which the reporter was guided."),
        Group.CARE, protection.close_measure, letters.ProtectDoneForm,
        shown=_has_open("protections", "closed_on"), part="protection",
    ),
    Act(
        "retaliation", _("Report of disadvantage"), "제24조",
        _("The reporter says that she suffers because of the report."),
        Group.CARE, protection.report_retaliation, letters.RetaliationForm, part="protection",
    ),
    Act(
        "retaliation-done", _("Close a report of disadvantage"), "제24조",
        _("How it ended."),
        Group.CARE, protection.close_retaliation, letters.RetaliationDoneForm,
        shown=_has_open("retaliations", "closed_on"), part="protection",
    ),
    Act(
        "insider", _("Inside reporter or not"), "제28조·제28조의2",
        _("Set or corrected with a reason, which is kept in the record. Rewards (보상금) are for inside "
          "reporters alone: where the reporter is none, their limits run no more and no guidance on them "
          "can go."),
        Group.CARE, money.judge_insider, letters.InsiderForm, part="people",
    ),
    Act(
        "reward", _("Guide to the reward (보상금)"), "제28조",
        _("For inside reporters only, when one of eight things brought income. Both limits are computed: 3 "
          "years from knowing, 5 years from finality."),
        Group.CARE, money.guide_reward, letters.RewardForm,
        lacks=_insider, part="money",
    ),
    Act(
        "award", _("Recommend for an award (포상금)"), "제28조의2",
        _("By form 10, only with the reporter's consent recorded before."),
        Group.CARE, money.recommend_award, letters.AwardForm, lacks=_recommendation, part="money",
    ),
    Act(
        "relief", _("Guide to relief money (구조금)"), "제28조의3",
        _("When the reporter had one of five kinds of loss."),
        Group.CARE, money.guide_relief, letters.ReliefForm, part="money",
    ),
)  # fmt: skip
RECORD = (
    Act(
        "paper", _("File a paper"), "제17조제3항",
        _("Goes into the record by its date, whatever the state of the case."),
        Group.RECORD, papers.file_paper, letters.PaperForm, part="papers",
    ),
    Act(
        "notice", _("New draft of a notice"), "제20조제2항",
        _("From its template, for instance after a draft was discarded."),
        Group.RECORD, notices.draft_notice, letters.NewNoticeForm, part="papers",
    ),
    Act(
        "waive", _("Nobody can be told"), "제20조제2항",
        _("Only where the reporter is unknown and left no way: the line of the history says why."),
        Group.RECORD, notices.waive_notice, letters.WaiveForm, shown=_can_waive,
    ),
)  # fmt: skip
