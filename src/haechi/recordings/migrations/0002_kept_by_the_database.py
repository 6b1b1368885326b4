"""The database itself keeps the two recording desks apart, and a notice as it was spoken.

An officer with any seat, also an old one, at the custodian's desk gets none at the approver's, and the
other way round: whoever held one of each could open recordings of that time alone (RC-5).
"""

from django.db import migrations

_OTHER = (
    "SELECT 1 FROM custody_deskseat s JOIN custody_deskepoch e ON e.id = s.epoch_id"
    " JOIN custody_desk d ON d.id = e.desk_id, custody_deskepoch ne JOIN custody_desk nd ON nd.id = ne.desk_id"
    " WHERE s.officer_id = NEW.officer_id AND ne.id = NEW.epoch_id AND d.function <> nd.function"
    " AND d.function IN ('recording-custodian', 'recording-approver')"
    " AND nd.function IN ('recording-custodian', 'recording-approver')"
)
_DESKS = "an officer sits at one of the two recording desks only"
_NOTICE = "a notice is never changed"
SQLITE = [
    *(
        f"CREATE TRIGGER recording_desks_apart_{verb.lower()} BEFORE {verb} ON custody_deskseat"
        f" WHEN EXISTS ({_OTHER}) BEGIN SELECT RAISE(ABORT, '{_DESKS}'); END"
        for verb in ("INSERT", "UPDATE")
    ),
    "CREATE TRIGGER recording_notice_kept BEFORE UPDATE ON recordings_notice"
    f" BEGIN SELECT RAISE(ABORT, '{_NOTICE}'); END",
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION recording_desks_apart() RETURNS trigger AS $$ BEGIN"
    f" IF EXISTS ({_OTHER}) THEN RAISE EXCEPTION '{_DESKS}'; END IF;"
    " RETURN NEW; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER recording_desks_apart BEFORE INSERT OR UPDATE ON custody_deskseat"
    " FOR EACH ROW EXECUTE FUNCTION recording_desks_apart()",
    "CREATE OR REPLACE FUNCTION recording_notice_kept() RETURNS trigger AS"
    f" $$ BEGIN RAISE EXCEPTION '{_NOTICE}'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER recording_notice_kept BEFORE UPDATE ON recordings_notice"
    " FOR EACH ROW EXECUTE FUNCTION recording_notice_kept()",
]
GONE_SQLITE = [
    "DROP TRIGGER recording_desks_apart_insert",
    "DROP TRIGGER recording_desks_apart_update",
    "DROP TRIGGER recording_notice_kept",
]
GONE_POSTGRES = [
    "DROP TRIGGER recording_desks_apart ON custody_deskseat",
    "DROP TRIGGER recording_notice_kept ON recordings_notice",
]


def forwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRES:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in GONE_SQLITE if is_sqlite else GONE_POSTGRES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("recordings", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
