"""The app's name and its label in the database."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chainrule.campus.site.people"
    label = "campus_people"
