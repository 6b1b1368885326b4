"""Requests are models of `applicants` from here on; no table changes."""

import django.db.models.deletion
from django.db import migrations, models


def _to_request(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="applicants.request",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0002_kept_by_the_database"),
        ("applicants", "0001_requests"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("item", "request", _to_request("items")),
                migrations.AlterField("delivery", "request", _to_request("deliveries")),
                migrations.DeleteModel("Proof"),
                migrations.DeleteModel("Decision"),
                migrations.DeleteModel("RequestSeal"),
                migrations.DeleteModel("RequestCounter"),
                migrations.DeleteModel("Request"),
            ]
        ),
    ]
