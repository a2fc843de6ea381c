"""Freeze what the attempts of the past were shown. See `papers/old_attempts.py`."""

from typing import Any

from django.db import migrations

from chainrule.campus.questions import Paper, freeze


def freeze_all(apps: Any, schema_editor: Any) -> None:
    from chainrule.campus.site.papers.old_attempts import freeze_now  # not at import: it needs the course

    attempts, frozen = apps.get_model("campus_papers", "Attempt"), apps.get_model("campus_papers", "FrozenQuestion")
    for attempt in attempts.objects.order_by("pk").iterator():
        paper, kept = freeze_now(Paper.from_dict(attempt.drawn), attempt.drawn.get("keys", ""))
        for name, (question, variant) in kept.items():
            values = {"question": question, "content": freeze(variant)}
            frozen.objects.get_or_create(name=name, defaults=values)
        if any(item.unsure for item in paper.items):
            attempt.runs = None  # programs may have been edited too: they run again
        attempt.drawn = {**attempt.drawn, **paper.as_dict()}
        attempt.save(update_fields=["drawn", "runs"])


class Migration(migrations.Migration):
    dependencies = (("campus_papers", "0002_frozen"),)

    operations = (migrations.RunPython(freeze_all, migrations.RunPython.noop),)
