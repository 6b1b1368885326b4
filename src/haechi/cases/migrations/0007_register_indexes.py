"""The register's filters walk an index each: clock, day of receipt, way of receipt (PI-5)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_sealed_apart'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_by_due',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['institution', 'channel', '-year', '-sequence'], name='case_by_channel'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['institution', 'due_on', 'year', 'sequence', 'id'], name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['institution', 'received_on', 'year', 'sequence', 'id'], name='case_by_receipt'),
        ),
    ]
