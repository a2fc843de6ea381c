"""The app's name and its label in the database."""

from django.apps import AppConfig


class VivaConfig(AppConfig):
    name = "chainrule.campus.site.viva"
    label = "campus_viva"
