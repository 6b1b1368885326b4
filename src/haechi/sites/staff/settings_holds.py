"""What each page of settings holds now, in a few words for its card."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haechi.access_control.delays import closed_among
from haechi.access_control.networks import networks_of
from haechi.access_control.review import overdue_months
from haechi.common.clock import today
from haechi.continuity.selectors import leaving_of
from haechi.custody.recovery import kit_of
from haechi.institutions.models import Institution
from haechi.institutions.types import TextKind
from haechi.signon.selectors import linked_officers
from haechi.sites.common.periods import period
from haechi.staff.models import Account
from haechi.talks.selectors import talk_of


def categories(institution: Institution) -> str:
    n = institution.categories.filter(is_active=True).count()
    return ngettext("{n} category offered", "{n} categories offered", n).format(n=n)


def links(institution: Institution) -> str:
    n = institution.entry_points.filter(is_active=True).count()
    return ngettext("{n} link in use", "{n} links in use", n).format(n=n)


def texts(institution: Institution) -> str:
    n = institution.texts.count()
    most = len(TextKind)
    return _("%(own)s of %(all)s in your own words") % {"own": n, "all": most}


def channels(institution: Institution) -> str:
    n = institution.channels.count()
    return ngettext("{n} channel", "{n} channels", n).format(n=n)


def policy(institution: Institution) -> str:
    held = {"due": institution.handling_days, "kept": period(institution.retention_days)}
    return _("due after %(due)s days, kept for %(kept)s") % held


def departments(institution: Institution) -> str:
    n = institution.departments.count()
    return ngettext("{n} department", "{n} departments", n).format(n=n)


def holidays(institution: Institution) -> str:
    n = institution.holidays.filter(day__gte=today()).count()
    return ngettext("{n} day to come", "{n} days to come", n).format(n=n)


def affiliates(institution: Institution) -> str:
    n = institution.affiliates.count()
    return ngettext("{n} affiliate", "{n} affiliates", n).format(n=n)


def leaving(institution: Institution) -> str:
    asked = leaving_of(institution.pk)
    if asked is None:
        return ""
    return _("agreed by two") if asked.agreed_at else _("asked for")


def is_district(institution: Institution) -> bool:
    """Only what is no affiliate itself can have some."""
    return institution.parent_id is None


def sign_on(institution: Institution) -> str:
    n = linked_officers(institution)
    return ngettext("{n} officer linked", "{n} officers linked", n).format(n=n)


def reviews(institution: Institution) -> str:
    n = len(overdue_months(institution))
    return ngettext("{n} month overdue", "{n} months overdue", n).format(n=n) if n else ""


def networks(institution: Institution) -> str:
    n = len(networks_of(institution))
    words = ngettext("{n} network", "{n} networks", n).format(n=n)
    return words if n else _("from everywhere")


def closed_sign_ins(institution: Institution) -> str:
    accounts = Account.objects.filter(officer__institution=institution, is_active=True)
    n = len(closed_among(accounts.values_list("username", flat=True)))
    return ngettext("{n} closed now", "{n} closed now", n).format(n=n) if n else ""


def recovery(institution: Institution) -> str:
    kit = kit_of(institution)
    if kit is None or not kit.rehearsed_on:
        return _("never checked")
    return _("last check %(day)s") % {"day": kit.rehearsed_on.isoformat()}


def talk(institution: Institution) -> str:
    return _("on") if talk_of(institution) else _("off")
