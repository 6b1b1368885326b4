"""Rows may go at the end of their period, and only with a record from which the chain goes on.

A new action needs no migration any more: the field's choices live in `actions.py`.
"""

from django.db import migrations, models

SQLITE = [
    "DROP TRIGGER IF EXISTS audit_no_delete",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditentry"
    " WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%S', 'now', '-730 days')"
    " OR NOT EXISTS (SELECT 1 FROM audit_auditcut WHERE sequence >= OLD.sequence)"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER audit_cut_no_update BEFORE UPDATE ON audit_auditcut"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER audit_cut_no_delete BEFORE DELETE ON audit_auditcut"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS $$ BEGIN"
    " IF TG_TABLE_NAME = 'audit_auditentry' AND TG_OP = 'DELETE' THEN"
    " IF OLD.at <= now() - interval '730 days'"
    " AND EXISTS (SELECT 1 FROM audit_auditcut WHERE sequence >= OLD.sequence)"
    " THEN RETURN OLD; END IF; END IF;"
    " RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_cut_no_change BEFORE UPDATE OR DELETE ON audit_auditcut"
    " FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
]
BEFORE_SQLITE = [
    "DROP TRIGGER IF EXISTS audit_cut_no_update",
    "DROP TRIGGER IF EXISTS audit_cut_no_delete",
    "DROP TRIGGER IF EXISTS audit_no_delete",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditentry"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
]
BEFORE_POSTGRES = [
    "DROP TRIGGER IF EXISTS audit_cut_no_change ON audit_auditcut",
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS"
    " $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in BEFORE_SQLITE if sqlite else BEFORE_POSTGRES:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_exports")]
    operations = [
        migrations.AlterField("auditentry", "action", models.CharField(max_length=40)),
        migrations.CreateModel(
            name="AuditCut",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("mac", models.BinaryField(max_length=32)),
                ("cut_on", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("seal", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
