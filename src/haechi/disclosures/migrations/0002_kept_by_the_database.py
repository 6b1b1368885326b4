"""The database itself keeps the applicant out of the decision, and what was done as it was done.

The applicant takes no step of the approval of her own request (제9조, RC-7); a line of what was heard or
handed out is never changed but for the recording that it names, which goes with its period.
"""

from django.db import migrations

_OWN = "nobody decides on her own request"
_IS_OWN = (
    "EXISTS (SELECT 1 FROM disclosures_request r WHERE r.id = NEW.request_id"
    " AND r.applicant_id = NEW.officer_id) AND NEW.verdict IN ('approved', 'refused', 'asked')"
)
_KEPT = "what was handed out stays written"
_CHANGED = (
    "NEW.request_id <> OLD.request_id OR NEW.officer_id <> OLD.officer_id OR NEW.kind <> OLD.kind"
    " OR NEW.at <> OLD.at"
)
SQLITE = [
    *(
        f"CREATE TRIGGER disclosure_not_own_{verb.lower()} BEFORE {verb} ON disclosures_decision"
        f" WHEN {_IS_OWN} BEGIN SELECT RAISE(ABORT, '{_OWN}'); END"
        for verb in ("INSERT", "UPDATE")
    ),
    "CREATE TRIGGER disclosure_delivery_kept BEFORE UPDATE ON disclosures_delivery"
    f" WHEN {_CHANGED} BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END",
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION disclosure_not_own() RETURNS trigger AS $$ BEGIN"
    f" IF {_IS_OWN} THEN RAISE EXCEPTION '{_OWN}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER disclosure_not_own BEFORE INSERT OR UPDATE ON disclosures_decision"
    " FOR EACH ROW EXECUTE FUNCTION disclosure_not_own()",
    "CREATE OR REPLACE FUNCTION disclosure_delivery_kept() RETURNS trigger AS $$ BEGIN"
    f" IF {_CHANGED} THEN RAISE EXCEPTION '{_KEPT}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER disclosure_delivery_kept BEFORE UPDATE ON disclosures_delivery"
    " FOR EACH ROW EXECUTE FUNCTION disclosure_delivery_kept()",
]
GONE_SQLITE = [
    "DROP TRIGGER disclosure_not_own_insert",
    "DROP TRIGGER disclosure_not_own_update",
    "DROP TRIGGER disclosure_delivery_kept",
]
GONE_POSTGRES = [
    "DROP TRIGGER disclosure_not_own ON disclosures_decision",
    "DROP TRIGGER disclosure_delivery_kept ON disclosures_delivery",
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
    dependencies = [("disclosures", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
