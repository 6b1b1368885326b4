"""A request that its applicant files on the public page, keys that no backup holds, periods."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models


# SQLite makes a changed table anew under another name, which a trigger that names it does not survive.
_TRIGGERS = import_module("haechi.disclosures.migrations.0002_kept_by_the_database")


class Migration(migrations.Migration):

    dependencies = [
        ('applicants', '0001_requests'),
        ('disclosures', '0003_requests_stand_below'),
        ('custody', '0004_recovery_sheets'),
        ('institutions', '0004_questions_texts_channels_holidays'),
    ]

    operations = [
        migrations.RunPython(_TRIGGERS.backwards, _TRIGGERS.forwards),
        migrations.CreateModel(
            name='RequestKey',
            fields=[
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='halves', serialize=False, to='applicants.request')),
                ('papers', models.BinaryField(max_length=32)),
                ('entry', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='RequestPeriods',
            fields=[
                ('institution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='request_periods', serialize=False, to='institutions.institution')),
                ('papers_days', models.PositiveSmallIntegerField(default=365)),
                ('register_years', models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('papers_days__range', (30, 3660)), ('register_years__range', (1, 30))), name='request_periods_range'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.BinaryField()),
                ('on', models.DateField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='request',
            name='request_handed_over_is_signed',
        ),
        migrations.AddField(
            model_name='request',
            name='applicant_seal',
            field=models.BinaryField(max_length=80, null=True),
        ),
        migrations.AddField(
            model_name='request',
            name='entry',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='request',
            name='locator',
            field=models.BinaryField(max_length=16, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='request',
            name='papers_gone_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='request',
            name='submission_tag',
            field=models.BinaryField(max_length=16, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name='decision',
            name='verdict',
            field=models.CharField(choices=[('approved', 'Approved'), ('refused', 'Refused'), ('asked', 'Asked for more'), ('supplied', 'Supplied'), ('withdrawn', 'Withdrawn'), ('told', 'Told the applicant')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(('handed_over_on__isnull', True), ('series', 'keep'), ('papers_gone_on__isnull', False), models.Q(('certificate', b''), _negated=True), _connector='OR'), name='request_handed_over_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(('papers_gone_on__isnull', True), models.Q(('certificate', b''), ('content', b''), ('ended_on__isnull', False), ('reply', b'')), _connector='OR'), name='request_papers_go_at_the_end'),
        ),
        migrations.AddField(
            model_name='supplement',
            name='asked',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='supplement', to='applicants.decision'),
        ),
        migrations.AddField(
            model_name='supplement',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='applicants.request'),
        ),
        migrations.RunPython(_TRIGGERS.forwards, _TRIGGERS.backwards),
    ]
