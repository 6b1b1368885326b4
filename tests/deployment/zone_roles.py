"""A pytest plugin for PostgreSQL: every request of a test runs under its own zone's database role.

`python -m pytest -p tests.deployment.zone_roles …`: tests set up as the owner; the site's middleware and
views have no more rights than in an installation, so that a missing grant fails the page that needs it.
Tests that touch no database have passed already, and are not run again.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest

from haechi.cli.grants import REPORTER, STAFF


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    """Marked so, or by a fixture of the project's own that lets the database in (a demo for a module)."""
    names = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("django_db") or names & {"db", "transactional_db"}:
        return True
    defined = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    return any(
        "django_db_blocker" in one.argnames
        for name in names - {"_zone_roles", "django_db_setup", "_django_setup_unittest"}
        for one in defined.get(name, ())
    )


@pytest.fixture(scope="session", autouse=True)
def _zone_roles(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        # Not at the top: a plugin is loaded before Django's apps are.
        import_module("haechi.cli.database").apply_grants()
    plain = BaseHandler.get_response
    patch = pytest.MonkeyPatch()
    patch.setattr(BaseHandler, "get_response", _under_role(plain))
    yield
    patch.undo()


def _under_role(plain: Callable[..., Any]) -> Callable[..., Any]:
    def get_response(self: BaseHandler, request: HttpRequest) -> Any:
        _run(f"SET ROLE {REPORTER if settings.ZONE == 'reporter' else STAFF}")
        try:
            return plain(self, request)
        finally:
            _run("RESET ROLE")

    return get_response


def _run(statement: str) -> None:
    """A transaction that a test broke on purpose takes no statement; its end resets the role."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except (Error, RuntimeError):
        return
