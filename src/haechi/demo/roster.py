"""A month of duty in the demo: turns week by week, and a leave with somebody who stands in."""

from datetime import timedelta

from haechi.common.clock import today
from haechi.demo.people import SETUP, Cast
from haechi.demo.places import MAIN
from haechi.institutions.models import Category, Institution
from haechi.staff.roster import add_leave, add_turn
from haechi.staff.services import set_duties

_WEEK = timedelta(days=7)
_SHARED = "conduct"  # two officers take turns


def plan_duty(cast: Cast, institutions: dict[str, Institution]) -> None:
    """김한결 and 이도윤 change every Monday for five weeks; 이도윤 is away for three days."""
    category = Category.objects.get(institution=institutions[MAIN], code=_SHARED)
    kim, lee = (cast.officers[user].officer for user in ("hankyeol", "doyun"))
    set_duties(actor=SETUP, officer=kim, categories=[category])
    first_of_month = today().replace(day=1)
    monday = first_of_month - timedelta(days=first_of_month.weekday())
    for week in range(6):
        begin = monday + week * _WEEK
        add_turn(
            actor=SETUP,
            officer=(lee, kim)[week % 2],
            category=category,
            first_day=begin,
            last_day=begin + timedelta(days=6),
        )
    away = monday + 2 * _WEEK + timedelta(days=1)
    add_leave(
        actor=SETUP,
        officer=lee,
        first_day=away,
        last_day=away + timedelta(days=2),
        substitute=kim,
    )
