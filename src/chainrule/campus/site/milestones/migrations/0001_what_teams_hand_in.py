"""What a team says of its use of AI, what it tried and handed in, what the checks said."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campus_project", "0001_teams"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandIn",
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
                ("milestone", models.CharField(max_length=40)),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "archive",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the ZIP, and the name of its file", max_length=64
                    ),
                ),
                ("archive_name", models.CharField(blank=True, help_text="what its sender called it", max_length=120)),
                ("archive_size", models.PositiveBigIntegerField(default=0, help_text="bytes")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=chainrule.campus.site.clock.now, help_text="when the server had it whole"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("asked", models.JSONField(help_text="the questions of the statement as they were: id, title")),
                ("statement", models.JSONField(help_text="the answers, by the question's id")),
                ("members", models.JSONField(help_text="the names of those who were in the team")),
                ("started_at", models.DateTimeField(help_text="when the server had its first byte")),
                ("counts_at", models.DateTimeField(help_text="the instant that lateness is counted from")),
                ("why", models.TextField(help_text="why that instant, in words")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="campus_project.team",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Try",
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
                ("milestone", models.CharField(max_length=40)),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "archive",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the ZIP, and the name of its file", max_length=64
                    ),
                ),
                ("archive_name", models.CharField(blank=True, help_text="what its sender called it", max_length=120)),
                ("archive_size", models.PositiveBigIntegerField(default=0, help_text="bytes")),
                (
                    "received_at",
                    models.DateTimeField(
                        default=chainrule.campus.site.clock.now, help_text="when the server had it whole"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_rows",
                        to="campus_project.team",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="CheckRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "commit",
                    models.CharField(
                        blank=True, help_text="the one that was fetched; empty: none could be", max_length=64
                    ),
                ),
                ("branch", models.CharField(blank=True, max_length=200)),
                (
                    "snapshot",
                    models.CharField(blank=True, help_text="SHA-256 of the ZIP of what was fetched", max_length=64),
                ),
                (
                    "main",
                    models.CharField(
                        blank=True, help_text="path of the main notebook; empty: there is none", max_length=300
                    ),
                ),
                ("verdicts", models.JSONField(help_text="of each check: id, title, outcome, text, details")),
                (
                    "notebook",
                    models.JSONField(help_text="what came out of the notebook's cells, where it was run", null=True),
                ),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "hand_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="campus_milestones.handin",
                    ),
                ),
                (
                    "tried",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="campus_milestones.try",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("milestone", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                (
                    "base",
                    models.PositiveIntegerField(default=0, help_text="the version that it was made from; 0: none"),
                ),
                ("text", models.TextField(blank=True)),
                ("aside", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_answers",
                        to="campus_project.team",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "milestone", "question", "number"), name="one_version_of_a_statement_s_answer"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=models.UniqueConstraint(
                fields=("team", "milestone", "number"), name="one_number_a_milestone_hand_in"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hand_in__isnull", False), ("tried", None)),
                    models.Q(("hand_in", None), ("tried__isnull", False)),
                    _connector="OR",
                ),
                name="a_check_is_of_one_thing",
            ),
        ),
    ]
