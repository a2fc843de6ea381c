from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campus_labs", "0003_reruns"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="detail",
            field=models.TextField(
                blank=True, default="", help_text="the same for the staff, with paths of the server"
            ),
            preserve_default=False,
        ),
    ]
