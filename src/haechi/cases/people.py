"""Writing parties and consents. Identities are checked for form here and sealed at once."""

from dataclasses import dataclass, field, fields, replace
from datetime import date

from django.db.models import Max

from haechi.cases.errors import NotNow, TooMuch
from haechi.cases.identifiers import read_number
from haechi.cases.models import Case, Consent, Party
from haechi.cases.problems import Problem
from haechi.cases.sealing import seal_identity
from haechi.cases.types import MAX_TEXT, ConsentKind, Identity, NumberKind, PartyKind, ProxyKind
from haechi.common.text import clean_text
from haechi.crypto.types import DataKey
from haechi.custody.models import Officer

_MAX_LINE = 1000


@dataclass(frozen=True)
class NewParty:
    """`identity` None: unknown, or in a sealed envelope on paper. `seen_on_card`: see `read_number`."""

    kind: PartyKind
    identity: Identity | None = field(default=None, repr=False)
    is_representative: bool = False
    proxy_kind: ProxyKind = ProxyKind.NONE
    proof_shown: bool = False
    by_consent_only: bool = False
    seen_on_card: bool = False


def add_party_row(case: Case, new: NewParty, *, key: DataKey) -> Party:
    """`key`: the identity key, or for an accused the case's data key.

    Raises:
        BadIdentifier: the number cannot be one.
        NotNow: a proxy without kind or proof of authority (제13조②).
    """
    proxy = new.kind is PartyKind.PROXY
    if proxy and (new.proxy_kind is ProxyKind.NONE or not new.proof_shown):
        raise NotNow(Problem.NO_PROOF)
    identity = new.identity and checked(new.identity, seen_on_card=new.seen_on_card)
    last = Party.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = Party(
        case=case,
        number=last + 1,
        kind=new.kind,
        is_representative=new.is_representative,
        proxy_kind=new.proxy_kind if proxy else ProxyKind.NONE,
        proof_shown=new.proof_shown,
        by_consent_only=new.by_consent_only,
    )
    if identity is not None:
        row.sealed = seal_identity(key, row.pk, identity)
    row.save(force_insert=True)
    return row


def checked(identity: Identity, *, seen_on_card: bool = False) -> Identity:
    """Cleaned, its number in the form it is kept in.

    Raises:
        BadIdentifier: the number cannot be one.
        TooMuch: a line of more than a thousand signs.
    """
    words = {
        each.name: clean_text(getattr(identity, each.name))
        for each in fields(identity)
        if each.name not in {"number", "number_kind"}
    }
    if any(len(value) > _MAX_LINE for value in words.values()):
        raise TooMuch
    kind = NumberKind(identity.number_kind)
    number = read_number(kind, identity.number, seen_on_card=seen_on_card)
    return replace(
        identity, **words, number=number, number_kind=kind if number else NumberKind.NONE
    )


def checked_text(value: str) -> str:
    """Raises TooMuch over `MAX_TEXT` characters; nothing is ever cut."""
    cleaned = clean_text(value)
    if len(cleaned) > MAX_TEXT:
        raise TooMuch
    return cleaned


def add_consent(
    case: Case,
    kind: ConsentKind,
    on: date,
    *,
    given: bool,
    party: Party | None = None,
    officer: Officer | None = None,
) -> Consent:
    """One more line; without `officer` it is the reporter's own. The caller holds the case's lock."""
    last = Consent.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = Consent(
        case=case,
        party=party,
        number=last + 1,
        kind=kind,
        given=given,
        on=on,
        by_reporter=officer is None,
        officer=officer,
    )
    row.save(force_insert=True)
    return row


def consents_now(case: Case) -> dict[ConsentKind, bool]:
    """The last word on each kind; kinds that nobody was asked about are missing.

    With several reporters each must agree: one who refused counts for all.
    """
    last: dict[tuple[str, object], bool] = {}
    holder = _holder(case)  # of the report key: whoever answers on the site
    rows = Consent.objects.filter(case=case).order_by("number")
    for row in rows:
        last[row.kind, row.party_id or holder] = row.given
    found: dict[ConsentKind, bool] = {}
    for (kind, _party), given in last.items():
        found[ConsentKind(kind)] = found.get(ConsentKind(kind), True) and given
    return found


def _holder(case: Case) -> object:
    reporters = Party.objects.filter(case=case, kind=PartyKind.REPORTER, left_on__isnull=True)
    row = reporters.order_by("-is_representative", "number").first()
    return row.pk if row else None
