"""The first tables of this room."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion

import chainrule.campus.site.clock


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=deletion.PROTECT, related_name=related_name, to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    initial = True
    dependencies = (migrations.swappable_dependency(settings.AUTH_USER_MODEL),)

    operations = (
        migrations.CreateModel(
            name="Invigilation",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40, unique=True)),
                ("is_on", models.BooleanField(default=False)),
                (
                    "code",
                    models.CharField(blank=True, help_text="shown in the room, typed before the start", max_length=12),
                ),
                ("networks", models.TextField(blank=True, help_text="one a line; none: from anywhere")),
                (
                    "browser_keys",
                    models.TextField(blank=True, help_text="Config Keys of Safe Exam Browser; none: any browser"),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40)),
                (
                    "label",
                    models.CharField(blank=True, help_text="where they sit, in their own words", max_length=40),
                ),
                ("browser", models.CharField(blank=True, max_length=64)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("since", models.DateTimeField(null=True)),
                (
                    "lifted",
                    models.BooleanField(default=False, help_text="staff lifted the checks of network and browser"),
                ),
                (
                    "asks",
                    models.CharField(blank=True, help_text="another browser that waits to be let in", max_length=64),
                ),
                ("asks_from", models.CharField(blank=True, max_length=45)),
                ("student", person("seats")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("paper", "student"), name="one_seat_a_student")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("seated", "typed the access code"),
                            ("wrong-code", "typed a wrong access code"),
                            ("away", "left the page"),
                            ("paste", "pasted text"),
                            ("tab", "opened a second tab"),
                            ("address", "came from another address"),
                            ("asked", "asked to go on in another browser"),
                            ("moved", "was let in with another browser"),
                        ],
                        max_length=12,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                ("student", person("noticed")),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["paper", "student"], name="noticed_at_a_paper")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=chainrule.campus.site.clock.now)),
                ("by", person("+")),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["paper"], name="said_at_a_paper")],
            },
        ),
    )
