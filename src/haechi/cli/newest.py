"""Is this the newest state of the database? Asked at the start of every process and by the hour after it."""

import os
import signal
import sys
import threading

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from haechi.continuity.marks import OlderDatabase, check_generation, mark_file
from haechi.continuity.models import Arrival
from haechi.crypto.secrets_store import brought_peppers

REFUSAL = """\
이 데이터베이스는 전에 쓰던 것보다 오래되었습니다 ({why}).
그대로 시작하면 그 뒤의 신고가 사라지고, 그 뒤에 파기한 것이 되살아납니다. 시작하지 않았습니다.
실수라면 원래 데이터베이스를 제자리에 두십시오. 일부러 되살렸다면:
    haechi database accept-older --erasure-keys 백업폴더/erasure-keys
This database is older than the one that was here. It was not started: reports since would be missing, and
what was destroyed since would be back. If it is meant: haechi database accept-older (docs/operations.md)"""

_EVERY = 3600.0


def behind_generation() -> str:
    """What tells that the database is older; empty where nothing does, or where it does not answer now."""
    try:
        check_generation()
    except OlderDatabase as error:
        return f"세대/generation {error.found} < {error.known}"
    except DatabaseError:
        return ""
    except OSError as error:
        print(
            f"세대 파일을 쓸 수 없습니다 / cannot write {mark_file()}: {error.strerror}",
            file=sys.stderr,
        )
    return ""


def refuses() -> bool:
    """For the reporter site: tell the operator and return True where it must not start."""
    if why := behind_generation():
        print(REFUSAL.format(why=why), file=sys.stderr)
        return True
    try:
        came = set(Arrival.objects.values_list("institution_id", flat=True))
    except DatabaseError:
        return False
    if missing := sorted(came - set(brought_peppers(settings.SECRETS_DIR))):
        names = ", ".join(f"reporter/institutions/{number}" for number in missing)
        print(f"비밀 폴더에 없습니다 / missing in the secrets folder: {names}", file=sys.stderr)
        return True
    return False


def keep_looking() -> None:
    """An older database that is laid under a running process is noticed within the hour: it stops."""
    threading.Thread(target=_look, name="newest", daemon=True).start()


def _look() -> None:
    waiting = threading.Event()
    while not waiting.wait(_EVERY):
        why = behind_generation()
        close_old_connections()
        if why:
            print(REFUSAL.format(why=why), file=sys.stderr)
            os.kill(os.getpid(), signal.SIGTERM)
            return
