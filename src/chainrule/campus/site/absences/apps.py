"""The app's name and its label in the database."""

from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "chainrule.campus.site.absences"
    label = "campus_absences"
