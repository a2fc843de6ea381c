"""The app's name and its label in the database, where it keeps nothing."""

from django.apps import AppConfig


class AloneConfig(AppConfig):
    name = "chainrule.campus.site.alone"
    label = "campus_alone"
