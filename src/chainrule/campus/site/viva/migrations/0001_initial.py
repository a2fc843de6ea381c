import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campus_labs", "0006_cancelled_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Made",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "could not be graded"),
                            ("aside", "put aside"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                (
                    "wanted",
                    models.CharField(help_text="version of the checks that it is to be graded with", max_length=16),
                ),
                ("token", models.CharField(blank=True, help_text="of the worker that has it now", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "problem",
                    models.TextField(blank=True, help_text="why it could not be graded, in words for the student"),
                ),
                ("detail", models.TextField(blank=True, help_text="the same for the staff, with paths of the server")),
                (
                    "killed",
                    models.PositiveSmallIntegerField(default=0, help_text="how many workers died with it in hand"),
                ),
                ("rests_until", models.DateTimeField(help_text="not taken before", null=True)),
                (
                    "alone",
                    models.BooleanField(default=False, help_text="it ran out of time beside others: to be run alone"),
                ),
                (
                    "for_staff",
                    models.BooleanField(
                        default=False, help_text="a sheet for an oral check, which its writer does not see"
                    ),
                ),
                ("seed", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "questions",
                    models.JSONField(default=list, help_text="with their keys, as `questions.viva.kept` writes them"),
                ),
                (
                    "answers",
                    models.JSONField(default=dict, help_text="what was answered, by the place of the question from 1"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vivas",
                        to="campus_labs.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["state"], name="viva_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "for_staff", "seed"), name="one_viva_a_file_and_seed")
                ],
            },
        ),
    ]
