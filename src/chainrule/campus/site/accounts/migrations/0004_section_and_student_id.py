from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campus_accounts", "0003_folded_names")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="section",
            field=models.CharField(
                blank=True, default="", help_text="part of the class, as the registrar says", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="student_id",
            field=models.CharField(
                blank=True,
                error_messages={"unique": "There is an account with this student ID already."},
                max_length=40,
                null=True,
                unique=True,
            ),
        ),
    ]
