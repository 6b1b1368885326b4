"""The models of requests move here from `disclosures`; their tables stay as they are (docs/adr/024)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('custody', '0004_recovery_sheets'),
        ('institutions', '0004_questions_texts_channels_holidays'),
        ('disclosures', '0002_kept_by_the_database'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('series', models.CharField(choices=[('disclosure', 'Viewing or provision'), ('keep', 'Kept by the official of the call')], max_length=10)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('sequence', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('received', 'Received'), ('more-asked', 'Waiting for the applicant'), ('checked', 'With the deputy officer'), ('reviewed', 'With the chief officer'), ('approved', 'Approved'), ('handed-over', 'Handed over and signed'), ('closed', 'Closed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='received', max_length=11)),
                    ('way', models.CharField(choices=[('viewing', 'Viewing'), ('provision', 'Provision')], max_length=9)),
                    ('applicant_kind', models.CharField(choices=[('citizen', 'Citizen'), ('official', 'Official of the institution')], max_length=8)),
                    ('is_party', models.BooleanField()),
                    ('law', models.CharField(blank=True, max_length=300)),
                    ('received_at', models.DateTimeField()),
                    ('content', models.BinaryField()),
                    ('certificate', models.BinaryField(default=bytes)),
                    ('archive', models.BinaryField(default=bytes)),
                    ('handed_over_on', models.DateField(null=True)),
                    ('reply_due_on', models.DateField(null=True)),
                    ('reply_warned', models.PositiveSmallIntegerField(null=True)),
                    ('replied_on', models.DateField(null=True)),
                    ('reply', models.BinaryField(default=bytes)),
                    ('ended_on', models.DateField(null=True)),
                    ('applicant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.officer')),
                    ('carrier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.officer')),
                    ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution')),
                    ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.officer')),
                ],
                options={
                    'db_table': 'disclosures_request',
                    'ordering': ['-year', '-sequence', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Proof',
                fields=[
                    ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('blob', models.CharField(max_length=80, unique=True)),
                    ('sealed_key', models.BinaryField(max_length=80)),
                    ('sealed_meta', models.BinaryField()),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='applicants.request')),
                ],
                options={
                    'db_table': 'disclosures_proof',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.PositiveSmallIntegerField()),
                    ('verdict', models.CharField(choices=[('approved', 'Approved'), ('refused', 'Refused'), ('asked', 'Asked for more'), ('supplied', 'Supplied'), ('withdrawn', 'Withdrawn')], max_length=9)),
                    ('at', models.DateTimeField()),
                    ('reason', models.BinaryField(default=bytes)),
                    ('is_current', models.BooleanField(default=True)),
                    ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.officer')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='applicants.request')),
                ],
                options={
                    'db_table': 'disclosures_decision',
                    'ordering': ['at', 'id'],
                },
            ),
            migrations.CreateModel(
                name='RequestCounter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('series', models.CharField(choices=[('disclosure', 'Viewing or provision'), ('keep', 'Kept by the official of the call')], max_length=10)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('last', models.PositiveIntegerField()),
                    ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='institutions.institution')),
                ],
                options={
                    'db_table': 'disclosures_requestcounter',
                },
            ),
            migrations.CreateModel(
                name='RequestSeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sealed_key', models.BinaryField(max_length=80)),
                    ('epoch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.deskepoch')),
                    ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='custody.officer')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seals', to='applicants.request')),
                ],
                options={
                    'db_table': 'disclosures_requestseal',
                },
            ),
            migrations.AddIndex(
                model_name='request',
                index=models.Index(fields=['institution', 'state'], name='request_by_state'),
            ),
            migrations.AddIndex(
                model_name='request',
                index=models.Index(condition=models.Q(('state', 'handed-over')), fields=['reply_due_on'], name='request_reply_due'),
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.UniqueConstraint(fields=('institution', 'series', 'year', 'sequence'), name='request_number_unique'),
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'more-asked', 'checked', 'reviewed', 'approved', 'handed-over', 'closed', 'refused', 'withdrawn'])), name='request_state_known'),
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('received', 'more-asked', 'checked', 'reviewed', 'refused', 'withdrawn')), ('is_party', True), models.Q(('law', ''), _negated=True), _connector='OR'), name='request_by_party_or_law'),
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.CheckConstraint(condition=models.Q(('handed_over_on__isnull', True), ('series', 'keep'), models.Q(('certificate', b''), _negated=True), _connector='OR'), name='request_handed_over_is_signed'),
            ),
            migrations.AddConstraint(
                model_name='request',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('series', 'disclosure'), ('state', 'closed'), ('way', 'provision'), _negated=True), ('replied_on__isnull', False), _connector='OR'), name='request_provision_is_answered'),
            ),
            migrations.AddConstraint(
                model_name='proof',
                constraint=models.UniqueConstraint(fields=('request', 'position'), name='proof_position'),
            ),
            migrations.AddConstraint(
                model_name='decision',
                constraint=models.UniqueConstraint(condition=models.Q(('is_current', True), ('verdict', 'approved')), fields=('request', 'officer'), name='request_three_people'),
            ),
            migrations.AddConstraint(
                model_name='decision',
                constraint=models.UniqueConstraint(condition=models.Q(('is_current', True), ('verdict', 'approved')), fields=('request', 'step'), name='request_step_once'),
            ),
            migrations.AddConstraint(
                model_name='requestcounter',
                constraint=models.UniqueConstraint(fields=('institution', 'series', 'year'), name='request_counter_unique'),
            ),
            migrations.AddConstraint(
                model_name='requestseal',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('epoch__isnull', True), ('officer__isnull', False)), models.Q(('epoch__isnull', False), ('officer__isnull', True)), _connector='OR'), name='request_seal_of_one'),
            ),
            migrations.AddConstraint(
                model_name='requestseal',
                constraint=models.UniqueConstraint(fields=('request', 'officer'), name='request_seal_officer'),
            ),
            migrations.AddConstraint(
                model_name='requestseal',
                constraint=models.UniqueConstraint(fields=('request', 'epoch'), name='request_seal_epoch'),
            ),
        ]),
    ]
