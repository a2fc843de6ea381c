"""Reports of absence, and the acts on each."""

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
            name="AbsenceReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assessment", models.CharField(max_length=40)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="2 and more: after a report that was withdrawn"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("text", models.CharField(max_length=1000)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absence_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="AbsenceStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("add", "added"),
                            ("withdraw", "withdrew the report"),
                            ("see", "saw the proof"),
                            ("refuse", "did not accept the proof"),
                            ("ask", "asked for more"),
                            ("window", "granted another time"),
                            ("exempt", "exempted the student"),
                            ("nothing", "decided that nothing follows"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="campus_absences.absencereport",
                    ),
                ),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.AddConstraint(
            model_name="absencereport",
            constraint=models.UniqueConstraint(fields=("student", "assessment", "number"), name="one_report_a_number"),
        ),
        migrations.AddConstraint(
            model_name="absencestep",
            constraint=models.UniqueConstraint(fields=("report", "place"), name="one_step_a_place"),
        ),
    ]
