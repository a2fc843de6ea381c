import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chainrule.campus.site.clock


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **more)  # type: ignore[arg-type]


def to_one(model: str, **more: object) -> models.OneToOneField:
    return models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to=model, **more)  # type: ignore[arg-type]


MARK = "campus_papers.shortanswermark"
NOW = chainrule.campus.site.clock.now


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campus_papers", "0008_key_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40)),
                (
                    "second",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="percent of the answers that two people mark"
                    ),
                ),
                ("allowed", models.FloatField(default=0.5, help_text="points by which their marks may differ")),
                (
                    "alone",
                    models.BooleanField(
                        default=False,
                        help_text="the machine alone marks an answer that is word for word one that a person marked",
                    ),
                ),
                ("at", models.DateTimeField(default=NOW)),
                ("by", to(settings.AUTH_USER_MODEL, related_name="+")),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["paper"], name="plans_of_a_paper")],
            },
        ),
        migrations.CreateModel(
            name="SecondMark",
            fields=[
                ("id", key()),
                ("item", models.PositiveSmallIntegerField()),
                ("points", models.JSONField(help_text="a number a criterion, as text: fractions stay exact")),
                ("comment", models.TextField(blank=True)),
                (
                    "under",
                    models.CharField(blank=True, help_text="as papers.ShortAnswerMark.under", max_length=32),
                ),
                ("marked_at", models.DateTimeField(default=NOW)),
                ("attempt", to("campus_papers.attempt", related_name="second_marks")),
                ("first", to(MARK, related_name="+", help_text="the mark that stood, and was not shown")),
                ("marker", to(settings.AUTH_USER_MODEL, related_name="+")),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["attempt", "item"], name="second_marks_of_an_answer")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", key()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=NOW)),
                ("by", to(settings.AUTH_USER_MODEL, related_name="+")),
                ("mark", to_one(MARK, related_name="+")),
                ("second", to_one("campus_marking.secondmark", related_name="decision")),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.CreateModel(
            name="Together",
            fields=[
                ("id", key()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("group", "given to a group whose answers a person read"),
                            ("alone", "given by the machine alone, for the same words as another answer"),
                        ],
                        max_length=5,
                    ),
                ),
                ("mark", to_one(MARK, related_name="together")),
                ("source", to(MARK, related_name="+", help_text="the mark that it is a copy of")),
            ],
            options={"ordering": ("id",)},
        ),
    ]
