"""Letters and objections of a case are counted: those of one day keep the order in which they were filed."""

from django.db import migrations, models


def count(apps, schema_editor):
    for name, day in (("Exchange", "on"), ("Objection", "received_on")):
        rows = apps.get_model("cases", name).objects
        case, number = None, 0
        for pk, of in rows.order_by("case_id", day, "id").values_list("pk", "case_id").iterator():
            number = number + 1 if of == case else 1
            case = of
            rows.filter(pk=pk).update(number=number)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_paper_tag")]

    operations = [
        migrations.AddField("exchange", "number", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("objection", "number", models.PositiveSmallIntegerField(null=True)),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AlterField("exchange", "number", models.PositiveSmallIntegerField()),
        migrations.AlterField("objection", "number", models.PositiveSmallIntegerField()),
        migrations.AlterModelOptions("exchange", {"ordering": ["on", "number"]}),
        migrations.AlterModelOptions("objection", {"ordering": ["received_on", "number"]}),
        migrations.AddConstraint(
            "exchange",
            models.UniqueConstraint(name="exchange_number_unique", fields=["case", "number"]),
        ),
        migrations.AddConstraint(
            "objection",
            models.UniqueConstraint(name="objection_number_unique", fields=["case", "number"]),
        ),
    ]
