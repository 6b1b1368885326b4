"""The database itself keeps the ledger and the signed reviews as they are for three years."""

from django.db import migrations

TABLES = {"access_control_accessright": "at", "access_control_review": "signed_at"}
DAYS = 3 * 365
MESSAGE = "the record is append-only"


def sqlite(table, column):
    body = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    limit = f"strftime('%Y-%m-%d %H:%M:%S', 'now', '-{DAYS} days')"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {body}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN OLD.{column} > {limit} {body}"


def postgres(table, column):
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' AND OLD.{column} <= now() - interval '{DAYS} days' THEN RETURN OLD; END IF;"
        f" RAISE EXCEPTION '{MESSAGE}'; END $$ LANGUAGE plpgsql"
    )
    yield (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
    )


def forwards(apps, schema_editor):
    statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgres
    for table, column in TABLES.items():
        for statement in statements(table, column):
            schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")


class Migration(migrations.Migration):
    dependencies = [("access_control", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
