"""The app's name and its label in the database."""

from django.apps import AppConfig


class RevisingConfig(AppConfig):
    name = "chainrule.campus.site.revising"
    label = "campus_revising"
