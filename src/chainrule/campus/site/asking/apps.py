"""The app's name and its label in the database."""

from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "chainrule.campus.site.asking"
    label = "campus_asking"
