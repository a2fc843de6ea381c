"""The app's name and its label in the database."""

from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "chainrule.campus.site.labs"
    label = "campus_labs"
