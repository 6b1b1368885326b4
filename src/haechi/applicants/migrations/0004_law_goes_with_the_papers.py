"""What who is no party wrote as the law goes with the papers, the official who applied with the line."""

from importlib import import_module

from django.db import migrations, models

# SQLite makes a changed table anew under another name, which a trigger on it or naming it does not survive.
_OF_COURSE = import_module("haechi.disclosures.migrations.0002_kept_by_the_database")
_OF_PAGE = import_module("haechi.applicants.migrations.0003_kept_by_the_database")


def forget(apps, schema_editor):
    """What was destroyed before this came."""
    gone = apps.get_model("applicants", "Request").objects.filter(papers_gone_on__isnull=False)
    gone.update(law="")
    gone.filter(halves__isnull=True).update(applicant=None)


class Migration(migrations.Migration):

    dependencies = [
        ('applicants', '0003_kept_by_the_database'),
        ('custody', '0004_recovery_sheets'),
        ('institutions', '0004_questions_texts_channels_holidays'),
        ('disclosures', '0003_requests_stand_below'),
    ]

    operations = [
        migrations.RunPython(_OF_PAGE.backwards, _OF_PAGE.forwards),
        migrations.RunPython(_OF_COURSE.backwards, _OF_COURSE.forwards),
        migrations.RemoveConstraint(
            model_name='request',
            name='request_by_party_or_law',
        ),
        migrations.RemoveConstraint(
            model_name='request',
            name='request_papers_go_at_the_end',
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('received', 'more-asked', 'checked', 'reviewed', 'refused', 'withdrawn')), ('is_party', True), ('papers_gone_on__isnull', False), models.Q(('law', ''), _negated=True), _connector='OR'), name='request_by_party_or_law'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(('papers_gone_on__isnull', True), models.Q(('certificate', b''), ('content', b''), ('ended_on__isnull', False), ('law', ''), ('reply', b'')), _connector='OR'), name='request_papers_go_at_the_end'),
        ),
        migrations.RunPython(_OF_COURSE.forwards, _OF_COURSE.backwards),
        migrations.RunPython(_OF_PAGE.forwards, _OF_PAGE.backwards),
    ]
