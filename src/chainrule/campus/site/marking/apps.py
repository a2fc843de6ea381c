"""The app's name and its label in the database."""

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "chainrule.campus.site.marking"
    label = "campus_marking"
