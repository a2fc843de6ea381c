"""The app's name and its label in the database, where it keeps nothing."""

from django.apps import AppConfig


class PublishedConfig(AppConfig):
    name = "chainrule.campus.site.published"
    label = "campus_published"
