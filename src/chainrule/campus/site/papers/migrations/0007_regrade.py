from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion

import chainrule.campus.site.clock


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campus_papers", "0006_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="shortanswermark",
            name="under",
            field=models.CharField(
                blank=True,
                default="",
                help_text='the frozen question whose rubric it is by; "": its own',
                max_length=32,
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Regrade",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=200)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("key", "marked by the question’s file as it was then"),
                            ("drop", "does not count"),
                            ("everyone", "everybody gets its points"),
                            ("undo", "taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "keys",
                    models.JSONField(help_text="by the name of what was shown the name of the mended key, or nothing"),
                ),
                ("reason", models.CharField(help_text="students whose mark changes read it", max_length=300)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "by",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="undone_by",
                        to="campus_papers.regrade",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["paper"], name="regrades_of_a_paper")],
            },
        ),
        migrations.CreateModel(
            name="RegradedAttempt",
            fields=[
                ("id", key()),
                ("item", models.PositiveSmallIntegerField()),
                ("why", models.CharField(max_length=200)),
                ("direction", models.CharField(help_text="more, fewer, waits, same, or unseen", max_length=10)),
                ("before", models.JSONField(help_text="points of the paper, out of, points of the question, out of")),
                (
                    "after",
                    models.JSONField(help_text="the same after it; points of the question may be missing: it waits"),
                ),
                (
                    "attempt",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="regrades", to="campus_papers.attempt"),
                ),
                (
                    "regrade",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="changed", to="campus_papers.regrade"),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="ProgramRun",
            fields=[
                ("id", key()),
                (
                    "name",
                    models.CharField(
                        help_text="chainrule.campus.questions.running.program_id", max_length=64, unique=True
                    ),
                ),
                ("result", models.JSONField()),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="LookAgain",
            fields=[
                ("id", key()),
                ("item", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("by_staff", models.BooleanField(default=False)),
                ("closes", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "attempt",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="looks", to="campus_papers.attempt"),
                ),
                (
                    "by",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["attempt", "item"], name="looks_at_an_item")],
            },
        ),
    ]
