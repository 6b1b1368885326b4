"""Notes get the identifier that their page draws; those that are there get one of their own."""

import uuid

from django.db import migrations, models


def draw(apps, schema_editor):
    notes = apps.get_model("inbox", "InternalNote").objects
    for pk in notes.filter(uid=None).values_list("pk", flat=True).iterator():
        notes.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_legal_hold")]

    operations = [
        migrations.AddField("internalnote", "uid", models.UUIDField(null=True)),
        migrations.RunPython(draw, migrations.RunPython.noop),
        migrations.AlterField(
            "internalnote", "uid", models.UUIDField(default=uuid.uuid4, unique=True)
        ),
    ]
