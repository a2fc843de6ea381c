from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campus_viva", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="made",
            name="paper",
            field=models.CharField(
                blank=True,
                default="",
                help_text="the quiz or exam that it is made for: nobody sees it before",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="made",
            name="round",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="2 and more: for a granted second sitting of that"
            ),
        ),
        migrations.AddIndex(
            model_name="made",
            index=models.Index(fields=["paper", "round"], name="viva_by_paper"),
        ),
    ]
