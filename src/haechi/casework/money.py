"""보상금, 포상금, 구조금 (제28조 to 제28조의3): guidance with both limits, recommendation with consent."""

import uuid
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import end_all, start_clock
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, Paper, Reward
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text, consents_now
from haechi.cases.problems import Problem
from haechi.cases.sealing import open_words, seal_words
from haechi.cases.types import (
    AwardGround,
    ClockKind,
    ConsentKind,
    Direction,
    NoticeKind,
    OpenCase,
    PaperKind,
    ReliefLoss,
    RewardKind,
    RewardTrigger,
)
from haechi.casework.access import open_to_change
from haechi.casework.filed import keep_form
from haechi.casework.notices import in_words, lay_draft
from haechi.casework.steps import checked_day
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID
RECOMMENDATION = "포상금 지급대상자 추천서"


@transaction.atomic
def judge_insider(
    *, actor: OfficerAtWork, case_id: CaseId, insider: bool | None, reason: str
) -> Paper:
    """Whether the reporter is an inside one (제28조: rewards for these alone), set or corrected.

    None: not known. The reason is kept in the binder. Where she is none (any more) the limits of a reward
    that she was guided to run no more, and a draft of that guidance cannot go.

    Raises:
        NotNow: without a reason, or nothing would change.
        TooMuch.
    """
    opened = open_to_change(actor, case_id)
    case, day = opened.case, today()
    if not reason.strip():
        raise NotNow(Problem.NO_REASON)
    if case.insider is insider:
        raise NotNow(Problem.ALREADY)
    text = f"{INSIDER_WORDS[case.insider]} → {INSIDER_WORDS[insider]}\n{reason}"
    words = PaperText("내부 공익신고자 여부 판단", checked_text(text))
    paper = NewPaper(PaperKind.DECISION, Direction.OWN, day, words)
    row = add_paper(case, opened.data_key, paper, officer=actor.officer)
    Case.objects.filter(pk=case.pk).update(insider=insider)
    if insider is not True:
        end_all(case, day, (ClockKind.REWARD_KNOWN, ClockKind.REWARD_FINAL))
    leave_row(actor, Action.CASE_MONEY, case, insider=insider is True)
    return row


INSIDER_WORDS = {True: "내부 공익신고자", False: "내부 공익신고자 아님", None: "확인되지 않음"}


@transaction.atomic
def guide_reward(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    trigger: RewardTrigger,
    final_on: date,
    known_on: date | None = None,
) -> Reward:
    """제28조: income was recovered; an inside reporter is told that she may apply, and until when.

    `final_on`: the legal relation became final; `known_on`: it became known (today without it).

    Raises:
        NotNow: not an inside reporter.
        DayRefused: in the future, or known before it was final.
    """
    opened = open_to_change(actor, case_id)
    if opened.case.insider is not True:
        raise NotNow(Problem.NOT_INSIDER)
    final = checked_day(final_on)
    known = checked_day(known_on, not_before=final)
    by_known = start_clock(opened.case, ClockKind.REWARD_KNOWN, known)
    by_final = start_clock(opened.case, ClockKind.REWARD_FINAL, final)
    row = Reward(
        case=opened.case,
        kind=RewardKind.REWARD,
        ground=trigger.value,
        known_on=known,
        final_on=final,
        known_until=by_known.due_on,
        final_until=by_final.due_on,
        told_on=None,
    )
    row.save(force_insert=True)
    words = {
        "보상사유": TRIGGER_WORDS[trigger],
        "안날기한": in_words(by_known.due_on),
        "확정기한": in_words(by_final.due_on),
    }
    lay_draft(actor, opened, NoticeKind.REWARD, words)
    leave_row(actor, Action.CASE_MONEY, opened.case, reward=trigger.value)
    return row


TRIGGER_WORDS = {
    RewardTrigger.PENALTY: "벌칙 또는 통고처분",
    RewardTrigger.FORFEIT: "몰수 또는 추징금의 부과",
    RewardTrigger.ADMINISTRATIVE_FINE: "과태료 또는 이행강제금의 부과",
    RewardTrigger.SURCHARGE: "과징금의 부과",
    RewardTrigger.TAX: "국세 또는 지방세의 부과",
    RewardTrigger.CHARGE: "부담금 또는 가산금 부과 등의 처분",
    RewardTrigger.JUDGMENT: "손해배상 또는 부당이득 반환 등의 판결",
    RewardTrigger.RECOVERY: "손해배상 또는 부당이득 반환 등에 의한 환수",
}


@transaction.atomic
def recommend_award(
    *, actor: OfficerAtWork, case_id: CaseId, ground: AwardGround, reason: str
) -> Reward:
    """제28조의2: recommended to the Commission (form 10), only with the reporter's consent given before.

    Raises:
        NotNow: no consent, no reason, or an inside reporter on ground 4.
    """
    opened = open_to_change(actor, case_id)
    if not consents_now(opened.case).get(ConsentKind.RECOMMENDATION, False):
        raise NotNow(Problem.NO_CONSENT)
    if not reason.strip():
        raise NotNow(Problem.NO_REASON)
    if ground is AwardGround.FINE and opened.case.insider is True:
        raise NotNow(Problem.INSIDER)
    row = _noted(opened, RewardKind.AWARD, ground.value, reason)
    words = PaperText(RECOMMENDATION, checked_text(reason))
    form = NewPaper(PaperKind.MONEY, Direction.OUT, today(), words, form=10)
    filed = add_paper(opened.case, opened.data_key, form, officer=actor.officer)
    keep_form(opened, filed, actor.officer)
    lay_draft(actor, opened, NoticeKind.AWARD, {"추천사유": reason})
    leave_row(actor, Action.CASE_MONEY, opened.case, award=ground.value)
    return row


@transaction.atomic
def guide_relief(
    *, actor: OfficerAtWork, case_id: CaseId, loss: ReliefLoss, matter: str = ""
) -> Reward:
    """제28조의3: the reporter suffered a loss of one of five kinds and is told that she may apply."""
    opened = open_to_change(actor, case_id)
    row = _noted(opened, RewardKind.RELIEF, loss.value, matter)
    lay_draft(actor, opened, NoticeKind.RELIEF, {"구조사유": LOSS_WORDS[loss]})
    leave_row(actor, Action.CASE_MONEY, opened.case, relief=loss.value)
    return row


LOSS_WORDS = {
    ReliefLoss.TREATMENT: "육체적·정신적 치료 등에 소요된 비용",
    ReliefLoss.MOVING: "전직·파견근무 등으로 소요된 이사비용",
    ReliefLoss.LITIGATION: "공익신고 등을 이유로 한 쟁송절차에 소요된 비용",
    ReliefLoss.WAGES: "불이익조치 기간의 임금 손실액",
    ReliefLoss.OTHER: "그 밖에 중대한 경제적 손해",
}


def words_of_reward(opened: OpenCase, row: Reward) -> str:
    return open_words(opened.data_key, opened.case.pk, f"reward {row.pk}", row.note)


def _noted(opened: OpenCase, kind: RewardKind, ground: str, note: str) -> Reward:
    row = Reward(case=opened.case, kind=kind, ground=ground, told_on=today())
    if note.strip():
        row.note = seal_words(
            opened.data_key, opened.case.pk, f"reward {row.pk}", checked_text(note)
        )
    row.save(force_insert=True)
    return row
