"""Each process gets its own zone's settings (design §3)."""

import pytest

from haechi.cli.zones import recorder_environment, zone_environment

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


def test_the_recorder_is_told_no_database_no_gateway_and_nothing_of_the_plan() -> None:
    given = {"PATH": "/bin", "HAECHI_DATA_DIR": "/d", "HAECHI_SIP_PORT": "1", "HAECHI_RTP_PORTS": "1-9",
             "HAECHI_RECORDER_CALLS": "5"}  # fmt: skip
    barred = {"HAECHI_DATABASE_URL": "x", "HAECHI_SMS_SECRET": "x", "HAECHI_STAFF_URL": "x", "SECRET": "x",
              "HAECHI_RECORDER_PEERS": "x", "HAECHI_RECORDER_DIRS": "x", "HAECHI_SECRETS_DIR": "x"}  # fmt: skip
    assert recorder_environment(given | barred) == {**given, "PYTHONUNBUFFERED": "1"}


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
