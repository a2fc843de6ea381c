"""The app's name and its label in the database."""

from django.apps import AppConfig


class LecturesConfig(AppConfig):
    name = "chainrule.campus.site.lectures"
    label = "campus_lectures"
