"""The app's name and its label in the database, where it keeps nothing."""

from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "chainrule.campus.site.roadmap"
    label = "campus_roadmap"
