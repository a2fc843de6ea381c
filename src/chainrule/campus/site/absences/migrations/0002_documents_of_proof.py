"""Documents of proof, encrypted, where a course keeps them."""

import django.db.models.deletion
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    dependencies = [
        ("campus_absences", "0001_reports_of_absence"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("jpeg", "JPEG picture"), ("png", "PNG picture")], max_length=4
                    ),
                ),
                ("size", models.PositiveIntegerField(help_text="bytes of the document itself")),
                ("sealed", models.BinaryField()),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="campus_absences.absencereport",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("report", "number"), name="one_document_a_number")],
            },
        ),
    ]
