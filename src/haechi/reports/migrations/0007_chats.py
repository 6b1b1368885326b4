"""A chat of Talk is a row without number and category until an officer makes it a report (TK-4)."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('custody', '0004_recovery_sheets'),
        ('institutions', '0004_questions_texts_channels_holidays'),
        ('reports', '0006_days_waited'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='report',
            options={'base_manager_name': 'threads'},
        ),
        migrations.AlterModelManagers(
            name='report',
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('threads', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_figures',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_by_due',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_by_first_answer_days',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_by_result_days',
        ),
        migrations.AlterField(
            model_name='report',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='institutions.category'),
        ),
        migrations.AlterField(
            model_name='report',
            name='number',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['institution', 'state', 'due_on', 'number'], name='report_by_due'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['institution', 'received_on', 'category', 'state', 'due_on', 'first_answer_days', 'result_days', 'withdrawn_on', 'merged_into', 'number'], name='report_figures'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('first_answer_days__isnull', False)), fields=['institution', 'first_answer_days', 'received_on', 'merged_into', 'number'], name='report_by_first_answer_days'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('result_days__isnull', False)), fields=['institution', 'result_days', 'received_on', 'merged_into', 'number'], name='report_by_result_days'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', False), ('number__isnull', False)), models.Q(('category__isnull', True), ('number__isnull', True)), _connector='OR'), name='report_or_chat'),
        ),
    ]
