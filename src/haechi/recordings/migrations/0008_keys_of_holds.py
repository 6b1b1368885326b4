from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat


def name_keys(apps, schema_editor):
    """Holds that stand have their key where it was named by the recording."""
    number = Cast(F("file_id"), models.CharField())
    apps.get_model("recordings", "Hold").objects.update(key_name=Concat(Value("hold-"), number))


class Migration(migrations.Migration):

    dependencies = [
        ('recordings', '0007_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='hold',
            name='key_name',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.RunPython(name_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='hold',
            name='key_name',
            field=models.CharField(max_length=40, unique=True),
        ),
    ]
