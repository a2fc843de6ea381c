"""The app's name and its label in the database."""

from django.apps import AppConfig


class RubricsConfig(AppConfig):
    name = "chainrule.campus.site.rubrics"
    label = "campus_rubrics"
