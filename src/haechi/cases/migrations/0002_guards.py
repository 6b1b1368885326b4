"""The database itself keeps numbers, history and what was sent as they are."""

from django.db import migrations

GUARDS = {
    # name: (table, columns that make the trigger look, condition under which it refuses, words)
    "case_number_stays": (
        "cases_case",
        "institution_id, year, sequence, registered_on, received_on",
        "OLD.institution_id <> NEW.institution_id OR OLD.year <> NEW.year"
        " OR OLD.sequence <> NEW.sequence OR OLD.registered_on <> NEW.registered_on"
        " OR OLD.received_on <> NEW.received_on",
        "the number of a case stays",
    ),
    "case_history_stays": (
        "cases_caseevent",
        "case_id, number, event, state, \"on\", at, note",
        "1 = 1",
        "the history of a case is append-only",
    ),
    "case_sent_paper_stays": (
        "cases_paper",
        "case_id, sealed, status, dated_on, sent_on, way",
        "OLD.status = 'sent'",
        "what was sent stays as it was sent",
    ),
}
SQLITE = (
    "CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON {table} WHEN {condition}"
    " BEGIN SELECT RAISE(ABORT, '{words}'); END"
)
POSTGRES = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS"
    " $$ BEGIN RAISE EXCEPTION '{words}'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON {table}"
    " FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()",
)


def forwards(apps, schema_editor):
    forms = [SQLITE] if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for name, (table, columns, condition, words) in GUARDS.items():
        for form in forms:
            schema_editor.execute(
                form.format(
                    name=name, table=table, columns=columns, condition=condition, words=words
                )
            )


def backwards(apps, schema_editor):
    for name, (table, *_) in GUARDS.items():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}")
        else:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
