from typing import Any

from django.db import migrations, models

from chainrule.campus.site.accounts.names import folded


def fold(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model("campus_accounts", "User")
    for user in User.objects.all().iterator():
        User.objects.filter(pk=user.pk).update(folded_name=folded(user.name))


class Migration(migrations.Migration):
    dependencies = [("campus_accounts", "0002_personal_tokens")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="folded_name",
            field=models.CharField(
                default="", editable=False, help_text="what the name is sorted and found by", max_length=400
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="user", options={"ordering": ("folded_name", "email")}),
    ]
