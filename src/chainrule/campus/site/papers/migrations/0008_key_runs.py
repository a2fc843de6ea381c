import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campus_papers", "0007_regrade"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyRun",
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
                ("paper", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=200)),
                ("authors", models.JSONField(default=list, help_text="the programs of the question's authors")),
                ("students", models.JSONField(default=list, help_text="the programs that hold a student's code")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["state"], name="key_runs_by_state")],
            },
        ),
    ]
