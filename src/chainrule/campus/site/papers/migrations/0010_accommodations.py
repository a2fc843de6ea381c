"""Pauses that give their time back, another room, exemptions."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chainrule.campus.site import clock


class Migration(migrations.Migration):
    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campus_papers", "0008_key_runs"),
    )

    operations = (
        migrations.AddField(
            model_name="attempt",
            name="paused_at",
            field=models.DateTimeField(help_text="set while it is paused: its time does not run", null=True),
        ),
        migrations.AddField(
            model_name="attempt",
            name="given_back",
            field=models.DurationField(
                default=dt.timedelta(0), help_text="by the pauses so far; `ends_at` has it in already"
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="room",
            field=models.CharField(
                blank=True, default="", help_text="where, if elsewhere than the class", max_length=80
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=40)),
                ("withdrawn", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=300)),
                ("granted_at", models.DateTimeField(default=clock.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
    )
