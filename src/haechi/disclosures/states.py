"""Where a request stands, and what may be done with it by whom: one table (제9조)."""

from dataclasses import dataclass
from enum import StrEnum

from haechi.applicants.states import UNDECIDED, State
from haechi.recordings.types import Responsible


class Act(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK = "ask"
    SUPPLY = "supply"
    WITHDRAW = "withdraw"
    HAND_OVER = "hand over"
    CLOSE = "close"


class Who(StrEnum):
    """Besides the three of the approval line."""

    MANAGER = "one of the managing department"
    ASIDE = "one of the managing department, or the official who applied"
    CARRIER = "who carries it out"


@dataclass(frozen=True)
class Turn:
    to: State
    by: Responsible | Who


_S, _A = State, Act
KEEPER, DEPUTY, CHIEF = Responsible.KEEPER, Responsible.DEPUTY, Responsible.CHIEF
# 담당자 → 팀장 → 과장; whoever's turn it is may refuse, or ask for more: then all three decide anew.
LINE = {_S.RECEIVED: KEEPER, _S.CHECKED: DEPUTY, _S.REVIEWED: CHIEF}

TABLE: dict[tuple[State, Act], Turn] = {
    (_S.RECEIVED, _A.APPROVE): Turn(_S.CHECKED, KEEPER),
    (_S.CHECKED, _A.APPROVE): Turn(_S.REVIEWED, DEPUTY),
    (_S.REVIEWED, _A.APPROVE): Turn(_S.APPROVED, CHIEF),
    **{(state, _A.REFUSE): Turn(_S.REFUSED, by) for state, by in LINE.items()},
    **{(state, _A.ASK): Turn(_S.MORE_ASKED, by) for state, by in LINE.items()},
    (_S.MORE_ASKED, _A.SUPPLY): Turn(_S.RECEIVED, Who.ASIDE),
    **{
        (state, _A.WITHDRAW): Turn(_S.WITHDRAWN, Who.ASIDE)
        for state in (_S.RECEIVED, _S.MORE_ASKED, _S.CHECKED, _S.REVIEWED, _S.APPROVED)
    },
    (_S.APPROVED, _A.HAND_OVER): Turn(_S.HANDED_OVER, Who.CARRIER),
    (_S.HANDED_OVER, _A.CLOSE): Turn(_S.CLOSED, Who.CARRIER),
}
STEPS = {_S.RECEIVED: 1, _S.CHECKED: 2, _S.REVIEWED: 3}
# What the official of a call keeps (제8조①) is approved by nobody: the two desks' halves open it, or do not.
KEEPING: dict[tuple[State, Act], Turn] = {
    (_S.APPROVED, _A.REFUSE): Turn(_S.REFUSED, Who.MANAGER),
    (_S.APPROVED, _A.WITHDRAW): Turn(_S.WITHDRAWN, Who.CARRIER),
    (_S.APPROVED, _A.HAND_OVER): Turn(_S.HANDED_OVER, Who.CARRIER),
    (_S.HANDED_OVER, _A.CLOSE): Turn(_S.CLOSED, Who.CARRIER),
}
OPEN = (_S.RECEIVED, _S.MORE_ASKED, _S.CHECKED, _S.REVIEWED, _S.APPROVED, _S.HANDED_OVER)
BEFORE_APPROVAL = UNDECIDED
__all__ = [
    "BEFORE_APPROVAL",
    "KEEPING",
    "LINE",
    "OPEN",
    "STEPS",
    "TABLE",
    "Act",
    "State",
    "Turn",
    "Who",
]
