"""The app's name and its label in the database."""

from django.apps import AppConfig


class MilestonesConfig(AppConfig):
    name = "chainrule.campus.site.milestones"
    label = "campus_milestones"
