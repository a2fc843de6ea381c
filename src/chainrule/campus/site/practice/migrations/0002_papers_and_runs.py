import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campus_practice", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="points",
            field=models.FloatField(help_text="null: it waits for its writer, or for its code to be run", null=True),
        ),
        migrations.CreateModel(
            name="PracticePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lecture",
                    models.PositiveSmallIntegerField(
                        help_text="null: it repeats what was due, of all lectures", null=True
                    ),
                ),
                ("items", models.JSONField(help_text="[question, seed] for each place from 1")),
                ("made_at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="practice_papers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.AddField(
            model_name="answer",
            name="paper",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="campus_practice.practicepaper",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="place",
            field=models.PositiveSmallIntegerField(help_text="on the paper, from 1", null=True),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("paper", "place"), name="one_practice_answer_a_place"),
        ),
        migrations.CreateModel(
            name="Run",
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
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="run", to="campus_practice.answer"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["state"], name="practice_runs_by_state")]},
        ),
    ]
