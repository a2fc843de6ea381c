"""The app's name and its label in the database, where it keeps nothing."""

from django.apps import AppConfig


class RecordsOutConfig(AppConfig):
    name = "chainrule.campus.site.records_out"
    label = "campus_records_out"
