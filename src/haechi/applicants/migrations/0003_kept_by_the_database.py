"""What comes from the public page is a request that waits, and no more: the database says so itself.

The reporter's zone may add rows to the table of requests; a row that it adds, or that nobody of the office
took down, begins as received, of a citizen, carried out by nobody (ALL-6, adr/024). What comes with an
institution that moved here stands wherever it stood; its form's tag does not move, and the reporter's zone
cannot leave it out (PostgreSQL knows the zone by its role, SQLite by the tag alone).
"""

from django.db import migrations

_SAID = "what the public page files is received"
_FITS = (
    "NEW.state = 'received' AND NEW.series = 'disclosure' AND NEW.applicant_kind = 'citizen'"
    " AND NEW.received_by_id IS NULL AND NEW.applicant_id IS NULL AND NEW.carrier_id IS NULL"
    " AND NEW.locator IS NOT NULL AND NEW.handed_over_on IS NULL AND NEW.ended_on IS NULL"
)
SQLITE = [
    "CREATE TRIGGER request_from_page BEFORE INSERT ON disclosures_request"
    f" WHEN NEW.received_by_id IS NULL AND NEW.submission_tag IS NOT NULL AND NOT ({_FITS})"
    f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION request_from_page() RETURNS trigger AS $$ BEGIN"
    " IF ((NEW.received_by_id IS NULL AND NEW.submission_tag IS NOT NULL)"
    " OR current_user = 'haechi_reporter')"
    f" AND NOT ({_FITS}) THEN RAISE EXCEPTION '{_SAID}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER request_from_page BEFORE INSERT ON disclosures_request"
    " FOR EACH ROW EXECUTE FUNCTION request_from_page()",
]


def forwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRES:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(
        "DROP TRIGGER request_from_page" + ("" if is_sqlite else " ON disclosures_request")
    )


class Migration(migrations.Migration):
    dependencies = [("applicants", "0002_from_the_public_page")]
    operations = [migrations.RunPython(forwards, backwards)]
