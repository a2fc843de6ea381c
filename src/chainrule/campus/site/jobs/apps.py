"""The app's name and its label in the database."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "chainrule.campus.site.jobs"
    label = "campus_jobs"
