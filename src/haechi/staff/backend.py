"""Whose session a request comes with: asked at every request of the staff site, so by one statement."""

from allauth.account.auth_backends import AuthenticationBackend

from haechi.common.statements import Statement, columns, loaded
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.staff.models import Account

# What is sealed is fetched by the few who look at it.
_ACCOUNT = columns(
    Account, "id", "password", "last_login", "username", "officer_id", "role", "is_active",
    "password_is_drawn",
)  # fmt: skip
_OFFICER, _INSTITUTION = columns(Officer), columns(Institution)
_rows = Statement(
    lambda pk: Account.objects.filter(pk=pk, is_active=True).values_list(
        *_ACCOUNT,
        *(f"officer__{name}" for name in _OFFICER),
        *(f"officer__institution__{name}" for name in _INSTITUTION),
    ),
    int,
)


class AccountBackend(AuthenticationBackend):
    """allauth's, with the officer and her institution: every request needs all three."""

    def get_user(self, user_id: int) -> Account | None:
        """None where the account is not active, or gone."""
        for row in _rows(user_id):
            own, rest = row[: len(_ACCOUNT)], row[len(_ACCOUNT) :]
            account = loaded(Account, _ACCOUNT, own)
            account.officer = loaded(Officer, _OFFICER, rest[: len(_OFFICER)])
            account.officer.institution = loaded(Institution, _INSTITUTION, rest[len(_OFFICER) :])
            return account
        return None
