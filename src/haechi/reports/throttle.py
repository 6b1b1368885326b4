"""Anti-guessing without addresses (docs/adr/003).

Two guards, both open to everyone alike:

* per bucket of typed report keys: after five misses an exponential delay, never a lock;
* for all together, and for each password: a budget of misses that refills slowly. Past it an attempt
  must bring work (or, without JavaScript, waiting) that doubles with the debt.

The budgets keep a guesser with unlimited machines below one opened report in a thousand years of a
full installation; `bench/spray` simulates exactly this module. Drawn phrases are exempt: they cannot
be guessed. Nothing is paid back for a success: a guesser's own report would be a purse without bottom.
"""

import contextlib
import hmac
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum

from haechi.crypto.credentials import is_drawn_phrase
from haechi.reports.models import GuessBudget, KeyDelay, ReportCounter

FREE_MISSES = 5
LONGEST_DELAY = 24 * 3600
LONGEST_WAIT = 3600
REFERENCE_REPORTS = 100_000
ALL = "all"
_DAY = 24 * 3600


@dataclass(frozen=True)
class Budget:
    """`capacity` misses at once, `per_hour` refilled, at the reference number of live reports."""

    capacity: float
    per_hour: float
    deepest: float  # debt beyond which nothing is admitted until it refilled
    doubling: float  # debt that doubles the work


WHOLE = Budget(capacity=300, per_hour=6, deepest=60, doubling=5)
PER_PASSWORD = Budget(capacity=8, per_hour=20 / 8766, deepest=6, doubling=1)

_Row = tuple[float, int]  # misses and Unix second, or level and Unix minute
_KEY = "key"
# One statement: every sign-in asks this.
_STANDING = (
    f"SELECT '{_KEY}', misses, not_before FROM reports_keydelay WHERE bucket = %s"  # noqa: S608
    " UNION ALL SELECT scope, level, minute FROM reports_guessbudget WHERE scope IN (%s, %s)"
)

_lock = threading.Lock()
_under_way: Counter[str] = Counter()


@dataclass(frozen=True)
class Demand:
    """What an attempt must bring: seconds of waiting or bits of work; zero for nothing."""

    seconds: int = 0
    bits: int = 0
    misses: int = field(default=0, compare=False)  # so far, on the key


NOT_NOW = Demand(seconds=LONGEST_DELAY, bits=64)  # neither work nor waiting is enough


def scale(live_reports: int) -> float:
    """How much larger a budget may be where there is less to hit; at most a hundredfold."""
    return min(100.0, REFERENCE_REPORTS / max(live_reports, 1))


def refilled(budget: Budget, level: float, minutes: float, factor: float) -> float:
    """The level after `minutes`; a clock set back refills nothing."""
    return min(budget.capacity, level + max(0.0, minutes) / 60 * budget.per_hour * factor)


def demand(budget: Budget, level: float) -> Demand:
    """What an attempt at this level must bring."""
    if level >= 1:
        return Demand()
    if 1 - level > budget.deepest:
        return NOT_NOW
    doublings = int((1 - level) / budget.doubling)
    return Demand(seconds=min(LONGEST_WAIT, 2**doublings), bits=min(28, 16 + doublings))


def delay_after(misses: int) -> int:
    """Seconds to wait after so many misses on one key."""
    return 0 if misses < FREE_MISSES else min(LONGEST_DELAY, 2 ** (misses - FREE_MISSES + 1))


def _reports_taken() -> int:
    """Upper bound of the live reports, without counting 100,000 rows at each sign-in."""
    return ReportCounter.objects.aggregate(taken=Sum("last"))["taken"] or 0


@dataclass(frozen=True)
class Realm:
    """What is guessed at, with rows of its own: misses in one realm neither fill nor spare another's.

    `whole` and `word` name its budgets, `first_bucket` is where its buckets begin, `population` bounds
    what there is to hit.
    """

    whole: str
    word: str
    first_bucket: int
    population: Callable[[], int]


REAL = Realm(whole=ALL, word="w", first_bucket=0, population=_reports_taken)


def scopes(password: str, realm: Realm = REAL) -> list[tuple[str, Budget]]:
    """The budgets that an attempt with this password draws on.

    A password's own is named by 24 bits of a keyed hash: the table does not tell what was typed.
    """
    if is_drawn_phrase(password):
        return []
    name = hmac.digest(settings.PEPPER_BUCKET, b"guess\0" + password.encode(), sha256)[:3].hex()
    return [(realm.whole, WHOLE), (f"{realm.word}:{name}", PER_PASSWORD)]


@contextlib.contextmanager
def under_way(*, password: str, bucket: int, realm: Realm = REAL) -> Iterator[None]:
    """Count this attempt as a miss while it lasts, so that many at once cannot pass on one allowance."""
    drawn = [name for name, _ in scopes(password, realm)]
    names = [_bucket_name(realm.first_bucket + bucket), *drawn]
    with _lock:
        _under_way.update(names)
    try:
        yield
    finally:
        with _lock:
            _under_way.subtract(names)
            for name in names:
                if not _under_way[name]:
                    del _under_way[name]


def _others(name: str) -> int:
    return max(0, _under_way[name] - 1)


def needed(*, password: str, bucket: int, moment: float, realm: Realm = REAL) -> Demand:
    """What this attempt must bring now; call inside `under_way`. `moment` is Unix seconds.

    Nothing for a drawn phrase, not even the key's delay: nobody can lock its holder out.
    """
    drawn = scopes(password, realm)
    if not drawn:
        return Demand()
    bucket += realm.first_bucket
    rows = _standing(bucket, [name for name, _ in drawn])
    delay = _delay(bucket, rows.get(_KEY), moment)
    if delay.seconds:
        return delay
    # A refill only raises a level: whoever owes nothing without it need not be told how large it is.
    if all(_owes_nothing(name, budget, rows.get(name)) for name, budget in drawn):
        return delay
    factor = scale(realm.population())
    demands = [_demand_of(name, budget, rows.get(name), moment, factor) for name, budget in drawn]
    seconds, bits = max(d.seconds for d in demands), max(d.bits for d in demands)
    return Demand(seconds, bits, delay.misses)


def _standing(bucket: int, names: list[str]) -> dict[str, _Row]:
    """The key's delay (under `_KEY`) and the budgets of these names, where they have a row."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [bucket, *names])
        return {name: (float(level), int(moment)) for name, level, moment in cursor.fetchall()}


def _delay(bucket: int, row: _Row | None, moment: float) -> Demand:
    """A key's delay can only be waited out: neither work nor a ticket from before shortens it."""
    others = _others(_bucket_name(bucket))
    misses, not_before = (int(row[0]), row[1]) if row else (0, 0)
    wait = max(0, not_before - int(moment))
    if wait > delay_after(misses):
        wait = _wait_from_now(bucket, misses, moment)
    if not wait and others:
        wait = delay_after(misses + others)
    return Demand(wait, NOT_NOW.bits if wait else 0, misses)


def _wait_from_now(bucket: int, misses: int, moment: float) -> int:
    """The end lies further ahead than any wait: its clock has been set back since. The whole wait from
    now, noted: otherwise the key would stay shut for as long as the clock was wrong."""
    wait = delay_after(misses)
    KeyDelay.objects.filter(bucket=bucket, misses=misses).update(
        not_before=_noted_end(wait, moment)
    )
    return wait


def _noted_end(wait: int, moment: float) -> int:
    """Without a delay nobody needs the second: it would tell when a reporter mistyped."""
    return int(moment) + wait if wait else int(moment) // _DAY * _DAY


def _owes_nothing(name: str, budget: Budget, row: _Row | None) -> bool:
    return (row[0] if row else budget.capacity) - _others(name) >= 1


def _demand_of(name: str, budget: Budget, row: _Row | None, moment: float, factor: float) -> Demand:
    level = budget.capacity
    if row:
        level = refilled(budget, row[0], _minute(name, moment) - row[1], factor)
    level -= _others(name)
    asked = demand(budget, level)
    if asked == NOT_NOW:
        lacking = 1 - level - budget.deepest
        return Demand(max(60, int(lacking / (budget.per_hour * factor) * 3600)), NOT_NOW.bits)
    return asked


def _bucket_name(bucket: int) -> str:
    return f"bucket:{bucket}"


@transaction.atomic
def count_miss(*, password: str, bucket: int, moment: float, realm: Realm = REAL) -> None:
    """Draw one miss from every budget and lengthen the key's delay; nothing for a drawn phrase."""
    drawn = scopes(password, realm)
    if not drawn:
        return
    bucket += realm.first_bucket
    KeyDelay.objects.get_or_create(bucket=bucket)
    delay = KeyDelay.objects.select_for_update().get(bucket=bucket)
    delay.misses += 1
    delay.not_before = _noted_end(delay_after(delay.misses), moment)
    delay.save()
    factor = scale(realm.population())
    for name, budget in drawn:
        _draw(name, budget, moment, factor)


def _draw(name: str, budget: Budget, moment: float, factor: float) -> None:
    minute = _minute(name, moment)
    GuessBudget.objects.get_or_create(
        scope=name, defaults={"level": budget.capacity, "minute": minute}
    )
    row = GuessBudget.objects.select_for_update().get(scope=name)
    row.level = refilled(budget, row.level, minute - row.minute, factor) - 1
    row.minute = max(minute, row.minute)
    row.save()


def _minute(name: str, moment: float) -> int:
    """Unix minutes, cut to the hour for all together and to the day for one password: a finer time
    would tell when somebody mistyped."""
    step = 60 if _is_whole(name) else 24 * 60
    return int(moment // 60) // step * step


def _is_whole(name: str) -> bool:
    return name.endswith(ALL)  # a password's own ends in a hexadecimal digit


def forgive(*, bucket: int, realm: Realm = REAL) -> None:
    """After a success: the misses on this key were its reporter's own slips; end its delay."""
    KeyDelay.objects.filter(bucket=realm.first_bucket + bucket).delete()


def purge_idle(*, moment: float) -> None:
    """Forget delays two days past and budgets that are full again; keep the day of delays just past."""
    KeyDelay.objects.filter(not_before__lt=int(moment) - 2 * _DAY).delete()
    past = KeyDelay.objects.filter(not_before__lt=int(moment))
    past.update(not_before=F("not_before") - F("not_before") % _DAY)
    factor = scale(_reports_taken())
    for row in GuessBudget.objects.all():
        budget = WHOLE if _is_whole(row.scope) else PER_PASSWORD
        minutes = _minute(row.scope, moment) - row.minute
        if refilled(budget, row.level, minutes, factor) >= budget.capacity:
            GuessBudget.objects.filter(pk=row.pk, level=row.level, minute=row.minute).delete()
