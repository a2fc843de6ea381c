from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chainrule.campus.questions.receipts import moment
from chainrule.campus.site.accounts import chain


def link(apps: Any, schema_editor: Any) -> None:
    """Chain what is there, in the order in which it was written."""
    AuditEntry = apps.get_model("campus_accounts", "AuditEntry")
    before = chain.START
    for number, row in enumerate(AuditEntry.objects.order_by("pk").iterator(chunk_size=2000), 1):
        entry = chain.Entry(row.who_id, None, row.action, moment(row.at), row.subject, row.details)
        made = chain.linked(entry, number, before)
        AuditEntry.objects.filter(pk=row.pk).update(
            number=made.number, salt=made.salt, sealed=made.sealed, chain=made.chain
        )
        before = made.chain


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("campus_accounts", "0004_section_and_student_id")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="subject_of",
            field=models.ForeignKey(
                help_text="whose data it is about, if one person's",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="number",
            field=models.PositiveBigIntegerField(help_text="its place in the chain, from 1", null=True, unique=True),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="salt",
            field=models.CharField(help_text='"": its words were forgotten', max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="sealed",
            field=models.CharField(help_text="the digest of its words with the salt", max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="chain",
            field=models.CharField(help_text="its hash, and that of all before it", max_length=64, null=True),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["action", "-at"], name="audit_by_action"),
        ),
        migrations.RunPython(link, migrations.RunPython.noop),
    ]
