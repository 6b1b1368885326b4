"""Each process gets its own zone's settings (design §3)."""

import pytest

from haechi.cli.zones import zone_environment

VARIABLES = {
    "PATH": "/bin",
    "LC_ALL": "C.UTF-8",
    "AWS_SECRET_ACCESS_KEY": "other",
    "HAECHI_DATA_DIR": "/srv",
    "HAECHI_SMS_SECRET": "gateway",
    "HAECHI_MAIL_PASSWORD": "mail",
    "HAECHI_STAFF_URL": "http://staff",
    "DJANGO_SETTINGS_MODULE": "wrong",
}


def test_gateway_passwords_go_to_the_worker_alone() -> None:
    assert {"HAECHI_SMS_SECRET", "HAECHI_MAIL_PASSWORD"} <= zone_environment(
        "worker", VARIABLES
    ).keys()
    for zone in ("reporter", "staff"):
        assert (
            not {"HAECHI_SMS_SECRET", "HAECHI_MAIL_PASSWORD"}
            & zone_environment(zone, VARIABLES).keys()
        )


def test_the_reporter_site_is_told_nothing_of_the_staff_site() -> None:
    assert "HAECHI_STAFF_URL" not in zone_environment("reporter", VARIABLES)
    assert "HAECHI_STAFF_URL" in zone_environment("staff", VARIABLES)


@pytest.mark.parametrize("zone", ["reporter", "staff", "worker"])
def test_foreign_secrets_of_the_shell_stay_out(zone: str) -> None:
    environment = zone_environment(zone, VARIABLES)
    assert "AWS_SECRET_ACCESS_KEY" not in environment
    assert environment["PATH"] == "/bin"
    assert environment["LC_ALL"] == "C.UTF-8"
    assert environment["DJANGO_SETTINGS_MODULE"] == f"haechi.config.settings.{zone}"
