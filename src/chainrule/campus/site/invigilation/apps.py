"""The app's name and its label in the database."""

from django.apps import AppConfig


class InvigilationConfig(AppConfig):
    name = "chainrule.campus.site.invigilation"
    label = "campus_invigilation"
