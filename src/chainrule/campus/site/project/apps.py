"""The app's name and its label in the database."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "chainrule.campus.site.project"
    label = "campus_project"
