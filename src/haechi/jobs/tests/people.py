"""An officer with sealed addresses and a notice waiting for her, without the cost of a password."""

from haechi.custody.models import Officer
from haechi.notifications.models import Delivery
from haechi.notifications.services import enqueue
from haechi.notifications.types import Channel, Notice
from haechi.staff.models import Account
from haechi.staff.services import seal_contact
from haechi.testing import StaffedInstitution

PHONE, EMAIL = "01012345678", "officer@hanbit.example"
CONTENT = "심은글-과장이 매주 금요일에 심부름을 시킵니다"


def give_account(staffed: StaffedInstitution, *, phone: str = PHONE, email: str = EMAIL) -> Officer:
    officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
    Account.objects.create(
        username="kim", officer=officer, contact=seal_contact(phone=phone, email=email)
    )
    return officer


def notify(staffed: StaffedInstitution, *, text: str = CONTENT) -> None:
    enqueue(
        institution_id=staffed.institution.pk,
        officer_ids=[staffed.officers[0].officer_id],
        notice=Notice.REPORT_RECEIVED,
        subject="report:7d9f",
        values={"institution": "한빛구청", "number": "2026-000012"},
        email_text=text,
    )


def sms() -> Delivery:
    return Delivery.objects.get(channel=Channel.SMS)


def mail() -> Delivery:
    return Delivery.objects.get(channel=Channel.EMAIL)
