"""Run inside an installation, `_talk_place.py COUNT`: institutions that offer Talk, each with a head of audit.

Prints a JSON list of `slug`, `code` (of today), `user`, `password`, `secret`. All heads have one password:
deriving a key of each would take longer than the bench.
"""

import json
import sys

import _path  # noqa: F401
import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402

from haechi.audit.types import Actor, command_line  # noqa: E402
from haechi.common.clock import today  # noqa: E402
from haechi.common.totp import new_totp_secret  # noqa: E402
from haechi.crypto.sealedbox import new_key_pair  # noqa: E402
from haechi.custody.services import staff_desk  # noqa: E402
from haechi.custody.types import DeskFunction, UnlockedOfficer  # noqa: E402
from haechi.demo.people import new_password  # noqa: E402
from haechi.institutions.services import create_institution  # noqa: E402
from haechi.staff.services import NewOfficer, Secrets, create_officer, make_secrets  # noqa: E402
from haechi.staff.types import OfficerAtWork, Role  # noqa: E402
from haechi.talkroom.codes import Plan, save_settings  # noqa: E402
from haechi.talks.rotation import codes_from  # noqa: E402
from haechi.talks.types import Rotation  # noqa: E402


def found(number: int, password: str, made: Secrets) -> dict[str, str]:
    slug, user, secret = f"talk{number}", f"head{number}", new_totp_secret()
    institution = create_institution(
        slug=slug, name_ko=f"한빛{number}구청", name_en=f"Office {number}"
    )
    new = NewOfficer(
        username=user, password=password, name="김한결", position="감사담당관", role=Role.HEAD
    )
    account = create_officer(
        actor=command_line("bench"), institution=institution, new=new, made=made
    )
    TOTP.activate(account, secret)
    officer = account.officer
    staff_desk(institution=institution, function=DeskFunction.INTAKE, officers=[officer])
    trail = Actor(officer.pk, user, "bench", institution.pk)
    unlocked = UnlockedOfficer(officer.pk, institution.pk, new_key_pair())  # opens nothing
    actor = OfficerAtWork(account.pk, officer, Role.HEAD, unlocked, trail)
    save_settings(actor=actor, plan=Plan(is_on=True, rotation=Rotation.BY_HAND))
    code = codes_from(institution, today())[0].text
    return {"slug": slug, "code": code, "user": user, "password": password, "secret": secret}


if __name__ == "__main__":
    drawn = new_password()
    secrets = make_secrets(drawn)
    print(json.dumps([found(number, drawn, secrets) for number in range(int(sys.argv[1]))]))
