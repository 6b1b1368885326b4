"""An institution's own words on the official forms (PI-22)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_recount")]

    operations = [
        migrations.AddField(
            model_name="casesettings",
            name="form_texts",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
