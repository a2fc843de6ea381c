import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chainrule.campus.site.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campus_papers", "0008_key_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "drawn",
                    models.JSONField(help_text="which questions it asks, as chainrule.campus.questions.Paper keeps it"),
                ),
                ("made_at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        help_text="null: a terminal",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("paper", "number"),
                "constraints": [models.UniqueConstraint(fields=("paper", "number"), name="one_printed_paper_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cells", models.JSONField(help_text="one text a question, as typed")),
                ("typed_at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheet", to="campus_papers.attempt"
                    ),
                ),
                (
                    "printed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="campus_printed.printedpaper",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ("-id",)},
        ),
    ]
