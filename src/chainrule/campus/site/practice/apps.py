"""The app's name and its label in the database."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "chainrule.campus.site.practice"
    label = "campus_practice"
