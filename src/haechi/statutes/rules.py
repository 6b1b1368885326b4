"""Every period of the operating guideline (운영지침) and of the laws it rests on, with its article."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from haechi.statutes.clocks import DISCLOSURE, ClockRule
from haechi.statutes.periods import Period, Unit


class RuleName(StrEnum):
    HANDLING = "handling"
    COMMISSION = "commission"
    OBJECTION = "objection"
    SECOND_SUPPLEMENT = "second supplement"
    REWARD_KNOWN = "reward, from knowing"
    REWARD_FINAL = "reward, from finality"


RULES: Final[dict[RuleName, ClockRule]] = {
    RuleName.HANDLING: DISCLOSURE,
    RuleName.COMMISSION: ClockRule(Period(10), article="운영지침 제19조제3항"),
    RuleName.OBJECTION: ClockRule(Period(14), article="운영지침 제21조제1항"),
    RuleName.SECOND_SUPPLEMENT: ClockRule(Period(7), article="운영지침 제15조제2항"),
    RuleName.REWARD_KNOWN: ClockRule(Period(3, Unit.YEARS), article="운영지침 제28조제2항제1호"),
    RuleName.REWARD_FINAL: ClockRule(Period(5, Unit.YEARS), article="운영지침 제28조제2항제2호"),
}

RETENTION_ARTICLE: Final = "공공기록물 관리에 관한 법률 시행령 제26조"
RETENTION_YEARS: Final = (1, 3, 5, 10, 30)


def retention_end(closed: date, years: int) -> date:
    """The last day of keeping: it begins on 1 January of the year after, and no holiday moves its end
    (nothing has to be done on it; destruction comes after).

    Raises:
        ValueError: not one of `RETENTION_YEARS`.
    """
    if years not in RETENTION_YEARS:
        raise ValueError(f"{years} years of keeping")
    return date(closed.year + years, 12, 31)
