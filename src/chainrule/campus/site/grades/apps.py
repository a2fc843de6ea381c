"""The app's name and its label in the database."""

from django.apps import AppConfig


class GradesConfig(AppConfig):
    name = "chainrule.campus.site.grades"
    label = "campus_grades"
