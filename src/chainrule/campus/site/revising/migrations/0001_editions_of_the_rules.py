"""The rules of each revision, as the two files of the course were when it came into force."""

from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "course",
                    models.CharField(
                        help_text="code and first class: rules of another term are others", max_length=120
                    ),
                ),
                ("version", models.CharField(max_length=12)),
                ("toml", models.TextField(help_text="course.toml, whole")),
                ("revisions", models.TextField(help_text="revisions.md, whole")),
                ("digest", models.CharField(help_text="SHA-256 of both", max_length=64)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("course", "version"), name="one_edition_a_revision")],
            },
        ),
    ]
