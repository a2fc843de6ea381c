"""The app's name and its label in the database."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "chainrule.campus.site.papers"
    label = "campus_papers"
