"""Announcements, to whom each thing was told, and what people turned off."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("written", "announcements of the instructor"),
                            ("released", "a score of yours that is out"),
                            ("deadline", "a quiz, an exam or a deadline within a day"),
                            ("revision", "a revision of the syllabus"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about", models.CharField(blank=True, help_text="the assessment that it is about", max_length=40)),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True, help_text="Markdown")),
                ("address", models.CharField(blank=True, max_length=200)),
                ("shown_from", models.DateTimeField()),
                ("on", models.DateTimeField(help_text="stands at this moment in calendars", null=True)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        help_text="the only reader",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-shown_from", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "letter",
                    models.CharField(
                        choices=[
                            ("none", "not wanted"),
                            ("waiting", "to be sent"),
                            ("claimed", "a process sends it, or broke off while it did"),
                            ("sent", "sent"),
                            ("failed", "refused by the mail server"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="campus_news.item"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken_back", to="campus_news.item"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TurnedOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("mail-written", "E-mail: announcements of the instructor"),
                            ("mail-released", "E-mail: a score of yours is out"),
                            ("mail-deadline", "E-mail: a quiz, an exam or a deadline is within a day"),
                            ("mail-revision", "E-mail: the syllabus was revised"),
                            ("feed", "Calendar feed: dates of announcements"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turned_off",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["shown_from"], name="news_by_time"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["letter"], name="letters_by_state"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("item", "user"), name="told_once"),
        ),
        migrations.AddConstraint(
            model_name="turnedoff",
            constraint=models.UniqueConstraint(fields=("user", "what"), name="turned_off_once"),
        ),
    ]
