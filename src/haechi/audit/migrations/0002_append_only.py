"""The database itself refuses to change or delete a row of the trail."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER audit_no_{low} BEFORE {up} ON audit_auditentry"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS"
    " $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditentry"
    " FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        statements = [SQLITE[0].format(low=w.lower(), up=w) for w in ("UPDATE", "DELETE")]
    else:
        statements = POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_no_update")
        schema_editor.execute("DROP TRIGGER audit_no_delete")
    else:
        schema_editor.execute("DROP TRIGGER audit_no_change ON audit_auditentry")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
