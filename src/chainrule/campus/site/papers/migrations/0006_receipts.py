"""Receipts: each answer that was acknowledged gets its link in the chain of its attempt, those of the past too."""

from typing import Any

from django.db import migrations, models

from chainrule.campus.questions.receipts import Link, chained, moment, start_of


def chain_all(apps: Any, schema_editor: Any) -> None:
    attempts, events = apps.get_model("campus_papers", "Attempt"), apps.get_model("campus_papers", "AnswerEvent")
    for attempt in attempts.objects.order_by("pk").iterator():
        stored = list(events.objects.filter(attempt=attempt, aside=False).order_by("id"))
        answers = [Link(0, e.client, e.sequence, e.turn, e.item, e.answer, moment(e.received_at)) for e in stored]
        items = attempt.drawn["items"]
        start = start_of(attempt.pk, attempt.paper, attempt.round, attempt.began_at, items)
        for event, link in zip(stored, chained(0, start, answers), strict=True):
            event.link, event.receipt = link.link, link.hash
        events.objects.bulk_update(stored, ["link", "receipt"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = (("campus_papers", "0005_cancelled_jobs"),)

    operations = (
        migrations.AddField(
            model_name="answerevent",
            name="link",
            field=models.PositiveIntegerField(help_text="its place in the chain of receipts; aside: none", null=True),
        ),
        migrations.AddField(
            model_name="answerevent",
            name="receipt",
            field=models.CharField(
                blank=True, default="", help_text="chainrule.campus.questions.receipts.hash_of", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.RunPython(chain_all, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="answerevent",
            constraint=models.UniqueConstraint(fields=("attempt", "link"), name="one_event_a_link"),
        ),
    )
