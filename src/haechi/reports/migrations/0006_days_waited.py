"""The dashboard counts waits in the order of an index; nothing is written for what waits still (ALL-4)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_derivation'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('first_answer_days__isnull', False)), fields=['institution', 'first_answer_days', 'received_on', 'merged_into'], name='report_by_first_answer_days'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('result_days__isnull', False)), fields=['institution', 'result_days', 'received_on', 'merged_into'], name='report_by_result_days'),
        ),
    ]
