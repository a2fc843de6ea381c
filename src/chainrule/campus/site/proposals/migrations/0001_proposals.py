"""The first tables of this room."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion

import chainrule.campus.site.clock


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person() -> models.ForeignKey:
    return models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


def part_of(model: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=deletion.PROTECT, related_name=related_name, to=f"campus_proposals.{model}")


def moment() -> models.DateTimeField:
    return models.DateTimeField(default=chainrule.campus.site.clock.now)


class Migration(migrations.Migration):
    initial = True
    dependencies = (
        ("campus_project", "0001_teams"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", key()),
                ("made_at", moment()),
                (
                    "team",
                    models.OneToOneField(on_delete=deletion.PROTECT, related_name="proposal", to="campus_project.team"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", key()),
                ("edition", models.PositiveSmallIntegerField(help_text="one more after each rejection")),
                ("question", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                (
                    "base",
                    models.PositiveIntegerField(default=0, help_text="the version that it was made from; 0: none"),
                ),
                ("text", models.TextField(blank=True)),
                ("aside", models.BooleanField(default=False)),
                ("at", moment()),
                ("by", person()),
                ("proposal", part_of("proposal", "answers")),
            ],
            options={
                "ordering": ("id",),
                "constraints": (
                    models.UniqueConstraint(
                        fields=("proposal", "edition", "question", "number"), name="one_version_of_an_answer"
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", key()),
                ("number", models.PositiveSmallIntegerField()),
                ("edition", models.PositiveSmallIntegerField()),
                ("form", models.JSONField(help_text="the questions: id, kind, title, asked")),
                ("answers", models.JSONField()),
                ("note", models.TextField(blank=True, help_text="what a team said that it changed")),
                ("members", models.JSONField(help_text="the names of those who were in the team")),
                ("at", moment()),
                ("by", person()),
                ("proposal", part_of("proposal", "submissions")),
            ],
            options={
                "ordering": ("number",),
                "constraints": (models.UniqueConstraint(fields=("proposal", "number"), name="one_number_a_hand_in"),),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", key()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("pass", "passed"),
                            ("revise", "revise"),
                            ("reject", "rejected"),
                            ("take back", "verdict taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("overall", models.TextField(blank=True)),
                ("comments", models.JSONField(default=dict, help_text="by question")),
                ("at", moment()),
                ("by", person()),
                ("submission", part_of("submission", "reviews")),
            ],
            options={"ordering": ("id",)},
        ),
    )
