"""Reading providers and links."""

from django.conf import settings
from django.db.models import QuerySet

from haechi.config.settings.sign_on import Provider
from haechi.institutions.models import Institution
from haechi.signon.errors import NotLinked
from haechi.signon.models import SignOnLink
from haechi.signon.services import subject_tag
from haechi.staff.models import Account
from haechi.staff.types import Role


def providers() -> list[Provider]:
    return list(settings.SIGN_ON.values())


def providers_of(institution: Institution) -> list[Provider]:
    return [provider for provider in providers() if provider.serves(institution.slug)]


def linked_account(provider: Provider, subject: str) -> Account:
    """The account of the person whom the provider names.

    Raises:
        NotLinked: nobody's, of one who left, or of an institution that the provider does not serve.
    """
    found = SignOnLink.objects.filter(
        provider=provider.name,
        subject_tag=subject_tag(provider, subject),
        account__is_active=True,
    ).select_related("account__officer__institution")
    for each in found:
        if provider.serves(each.account.officer.institution.slug):
            return each.account
    raise NotLinked


def still_linked(account: Account, provider: Provider) -> bool:
    return SignOnLink.objects.filter(
        account=account, account__is_active=True, provider=provider.name
    ).exists()


def links_of(account: Account) -> QuerySet[SignOnLink]:
    return SignOnLink.objects.filter(account=account, provider__in=settings.SIGN_ON)


def linked_officers(institution: Institution) -> int:
    """How many active accounts of the institution have a link."""
    return (
        SignOnLink.objects.filter(
            account__officer__institution=institution,
            account__is_active=True,
            provider__in=settings.SIGN_ON,
        )
        .values("account")
        .distinct()
        .count()
    )


def password_signs_in(account: Account) -> bool:
    """Whether the account may sign in by password alone, without the provider.

    Where an institution's only way is its provider, administrators still can: somebody must be able to
    repair a link when the provider is down, and an administrator opens no report.
    """
    if account.role == Role.ADMINISTRATOR:
        return True
    return not any(provider.only for provider in providers_of(account.officer.institution))
