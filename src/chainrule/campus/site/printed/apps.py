"""The app's name and its label in the database."""

from django.apps import AppConfig


class PrintedConfig(AppConfig):
    name = "chainrule.campus.site.printed"
    label = "campus_printed"
